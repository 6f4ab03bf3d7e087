//! Signing in and out as staff, and staff's own password: the same rules as in the shop, in the
//! look of the admin.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Query};
use askama::Template;

use super::login::{Door, LoginForm, LoginQuery, try_enter};
use super::password::{CHANGED, try_change};
use super::{Showing, answer, enter};
use crate::accounts::models::{SignedIn, User};
use crate::accounts::password_change::PasswordChangeForm;
use crate::accounts::queries;
use crate::app::App;
use crate::events::GuestThings;
use crate::platform::sessions::Store;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::next::safe_next;
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{self, ADMIN_HEADER, AdminShell, Visitor};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/login.html")]
struct StaffLoginPage {
    header: &'static str,
    title: &'static str,
    accent_href: String,
    form: LoginForm,
    next: String,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "admin/logout.html")]
struct StaffLogoutPage {
    header: &'static str,
    title: &'static str,
    accent_href: String,
}

#[derive(Template)]
#[template(path = "admin/password.html")]
struct StaffPasswordPage {
    shell: AdminShell,
    username: String,
    errors: FieldErrors,
}

/// `GET /admin/login/`
pub async fn staff_login(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    query: Query<LoginQuery>,
) -> PageResult {
    let form = LoginForm { next: query.into_inner().next, ..LoginForm::default() };
    show_login(&app, &req, &visitor, form, Showing::default()).await
}

/// `POST /admin/login/`
pub async fn staff_log_in(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    form: Form<LoginForm>,
) -> PageResult {
    let form = form.into_inner();
    let things = GuestThings::of(&session, visitor.guest_cart.clone());
    match try_enter(&app, &req, &form, things, Door::Staff).await? {
        Ok(entered) => enter(&app, &req, &session, entered, next(&form)),
        Err(showing) => show_login(&app, &req, &visitor, form, showing).await,
    }
}

/// `GET /admin/logout/`
pub async fn staff_logout(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let (settings, _) = read(&app, &visitor).await?;
    let accent_href = urls::accent(&settings.accent);
    personal_page(&req, &StaffLogoutPage { header: ADMIN_HEADER, title: "Log out", accent_href })
}

/// `POST /admin/logout/`
pub async fn staff_log_out(session: Session) -> PageResult {
    session.purge();
    see_other(urls::admin_log_in())
}

/// `GET /admin/password/`
pub async fn staff_password_change(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show_password(&app, &req, &visitor, Showing::default()).await
}

/// `POST /admin/password/`
pub async fn change_staff_password(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    sessions: Data<Store>,
    visitor: Visitor,
    form: Form<PasswordChangeForm>,
) -> PageResult {
    let Some(user) = staff_user(&app, &visitor).await? else { return to_login() };
    if let Err(showing) = try_change(&app, &req, &session, &sessions, (&user, &form)).await? {
        return show_password(&app, &req, &visitor, showing).await;
    }
    shell::tell_staff(&session, CHANGED)?;
    see_other(urls::admin_index())
}

fn next(form: &LoginForm) -> &str {
    safe_next(&form.next).unwrap_or(urls::admin_index())
}

/// To the sign-in form and from there back to the password.
fn to_login() -> PageResult {
    see_other(&urls::admin_login(urls::admin_password()))
}

async fn read(app: &App, visitor: &Visitor) -> Result<(ShopSettings, Option<SignedIn>), AppError> {
    let (config, visitor) = (app.config.clone(), visitor.clone());
    app.db
        .read(move |conn| {
            let account = visitor.signed_in(conn)?.filter(|account| account.is_staff);
            Ok((ShopSettings::load(conn, &config)?, account))
        })
        .await
}

async fn staff_user(app: &App, visitor: &Visitor) -> Result<Option<User>, AppError> {
    let visitor = visitor.clone();
    app.db
        .read(move |conn| match visitor.signed_in(conn)?.filter(|account| account.is_staff) {
            Some(account) => Ok(queries::find_user(conn, account.user_id)?),
            None => Ok(None),
        })
        .await
}

/// Shows the form, or leads on who has signed in already.
async fn show_login(
    app: &App,
    req: &HttpRequest,
    visitor: &Visitor,
    form: LoginForm,
    showing: Showing,
) -> PageResult {
    let (settings, account) = read(app, visitor).await?;
    let is_valid = showing.errors.is_empty();
    if is_valid && account.is_some() {
        return see_other(next(&form));
    }
    let page = StaffLoginPage {
        header: ADMIN_HEADER,
        title: "Log in",
        accent_href: urls::accent(&settings.accent),
        next: safe_next(&form.next).unwrap_or_default().to_owned(),
        form,
        errors: showing.errors,
    };
    answer(req, showing.wait, is_valid, &page)
}

async fn show_password(app: &App, req: &HttpRequest, visitor: &Visitor, showing: Showing) -> PageResult {
    let (settings, account) = read(app, visitor).await?;
    let Some(account) = account else { return to_login() };
    let is_valid = showing.errors.is_empty();
    let page = StaffPasswordPage {
        shell: shell::admin_frame(&settings, visitor, &account, "Change password"),
        username: account.username,
        errors: showing.errors,
    };
    answer(req, showing.wait, is_valid, &page)
}
