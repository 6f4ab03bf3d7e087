//! Signing in and out.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Query};
use askama::Template;
use serde::Deserialize;

use super::notice::Notice;
use super::{Sender, Showing, answer, enter, personal_head};
use crate::accounts::devices::Devices;
use crate::accounts::login::{Attempt, Begun, Entered, WRONG, WRONG_FOR_STAFF, begin, succeed};
use crate::accounts::passwords::Match;
use crate::app::App;
use crate::events::GuestThings;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::{FieldErrors, REQUIRED};
use crate::platform::web::next::safe_next;
use crate::platform::web::page::see_other;
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

/// The form as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    /// User name or e-mail address.
    pub username: String,
    /// Never shown again.
    pub password: String,
    /// Where to lead afterwards.
    pub next: String,
}

impl LoginForm {
    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, text) in [("username", self.username.trim()), ("password", self.password.as_str())] {
            if text.is_empty() {
                errors.add(field, REQUIRED);
            }
        }
        errors.or(())
    }

    fn next(&self) -> &str {
        safe_next(&self.next).unwrap_or(urls::account())
    }
}

/// The part of the form's address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoginQuery {
    /// Where to lead afterwards.
    pub next: String,
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct LoginPage {
    shell: Shell,
    head: Head,
    form: LoginForm,
    next: String,
    errors: FieldErrors,
}

/// `GET /account/login/`
pub async fn login(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    query: Query<LoginQuery>,
) -> PageResult {
    let form = LoginForm { next: query.into_inner().next, ..LoginForm::default() };
    show(&app, &req, visitor, form, Showing::default()).await
}

/// `POST /account/login/`
pub async fn log_in(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    form: Form<LoginForm>,
) -> PageResult {
    let form = form.into_inner();
    let things = GuestThings::of(&session, visitor.guest_cart.clone());
    match try_enter(&app, &req, &form, things, Door::Shop).await? {
        Ok(entered) => enter(&app, &req, &session, entered, form.next()),
        Err(showing) => show(&app, &req, visitor, form, showing).await,
    }
}

/// Whom a sign-in form lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Everybody with an account.
    Shop,
    /// Staff; everybody else is told what they would be without an account.
    Staff,
}

impl Door {
    fn refusal(self) -> &'static str {
        match self {
            Door::Shop => WRONG,
            Door::Staff => WRONG_FOR_STAFF,
        }
    }

    /// Nobody's password is compared who would not be let in, so that time does not tell either.
    fn narrow(self, begun: &mut Begun) {
        begun.candidates.retain(|user| self == Door::Shop || user.is_staff);
    }
}

/// Counts the attempt, compares the password and notes the sign-in; otherwise how the form is
/// shown again.
pub(super) async fn try_enter(
    app: &App,
    req: &HttpRequest,
    form: &LoginForm,
    things: GuestThings,
    door: Door,
) -> Result<Result<Entered, Showing>, AppError> {
    if let Err(errors) = form.check() {
        return Ok(Err(Showing::invalid(errors)));
    }
    let mut begun = match count(app, form, Sender::of(req, &app.config)).await {
        Ok(begun) => begun,
        Err(error) => return Showing::after(error).map(Err),
    };
    door.narrow(&mut begun);
    let entered = match app.passwords.find_match(form.password.clone(), begun.hashes()).await? {
        Some(found) => finish(app, begun, found, things).await?,
        None => None,
    };
    Ok(entered.ok_or_else(|| Showing::refused(door.refusal())))
}

async fn count(app: &App, form: &LoginForm, sender: Sender) -> Result<Begun, AppError> {
    let (login, now) = (form.username.clone(), app.now());
    let (devices, limit) = (Devices::new(&app.config), app.config.rate_limit_login);
    app.db
        .write(move |conn| {
            let attempt =
                Attempt { login: &login, network: &sender.network, device: sender.device.as_deref() };
            begin(conn, &attempt, &devices, limit, now)
        })
        .await
}

async fn finish(
    app: &App,
    begun: Begun,
    found: Match,
    things: GuestThings,
) -> Result<Option<Entered>, AppError> {
    let now = app.now();
    app.db
        .write(move |conn| {
            let renewed = found.renewed.as_deref();
            succeed(conn, &begun, found.position, renewed, &things, now)
        })
        .await
}

/// Shows the form, or leads on who has signed in already.
async fn show(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    form: LoginForm,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let is_valid = showing.errors.is_empty();
    if is_valid && frame.account.is_some() {
        return see_other(form.next());
    }
    let page = LoginPage {
        head: personal_head(&frame, "Sign in"),
        shell: frame.shell,
        next: safe_next(&form.next).unwrap_or_default().to_owned(),
        form,
        errors: showing.errors,
    };
    answer(req, showing.wait, is_valid, &page)
}

/// `GET /account/logout/`
pub async fn logout(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    Notice::new("Sign out", "You will be signed out in this browser.")
        .button("Sign out", urls::log_out())
        .link("Back to your account", urls::account())
        .show(&app, &req, visitor)
        .await
}

/// `POST /account/logout/`
pub async fn log_out(session: Session) -> PageResult {
    session.purge();
    see_other(urls::home())
}
