//! Changing the password while signed in.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form};
use askama::Template;

use super::{Showing, account_of, answer, crumbs, personal_head};
use crate::accounts::models::User;
use crate::accounts::password_change::{self as rules, PasswordChangeForm, WRONG_OLD_PASSWORD};
use crate::accounts::{queries, throttle};
use crate::app::App;
use crate::platform::sessions::Store;
use crate::platform::web::client;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::see_other;
use crate::shell::{self, Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

#[derive(Template)]
#[template(path = "accounts/password_change.html")]
struct PasswordChangePage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    username: String,
    errors: FieldErrors,
}

/// `GET /account/password/`
pub async fn password_change(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show(&app, &req, visitor, Showing::default()).await
}

/// `POST /account/password/`
pub async fn change_password(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    sessions: Data<Store>,
    visitor: Visitor,
    form: Form<PasswordChangeForm>,
) -> PageResult {
    let user = signed_in_user(&app, &visitor).await?;
    if let Err(showing) = try_change(&app, &req, &session, &sessions, (&user, &form)).await? {
        return show(&app, &req, visitor, showing).await;
    }
    shell::flash(&session, CHANGED)?;
    see_other(urls::account())
}

/// What is said afterwards.
pub(super) const CHANGED: &str = "Your password was changed. You have been signed out everywhere else.";

/// Stores the password and ends every session but this one, which goes on under a new key;
/// otherwise how the form is shown again.
pub(super) async fn try_change(
    app: &App,
    req: &HttpRequest,
    session: &Session,
    sessions: &Store,
    (user, form): (&User, &PasswordChangeForm),
) -> Result<Result<(), Showing>, AppError> {
    let password = match form.check(user) {
        Ok(password) => password,
        Err(errors) => return Ok(Err(Showing::invalid(errors))),
    };
    match is_old_password(app, user, &form.old_password).await {
        Ok(true) => {}
        Ok(false) => {
            let errors = FieldErrors::one("old_password", WRONG_OLD_PASSWORD);
            return Ok(Err(Showing::invalid(errors)));
        }
        Err(error) => return Showing::after(error).map(Err),
    }
    let (user_id, now) = (user.id, app.now());
    let hash = app.passwords.hash(password).await?;
    let version = app.db.write(move |conn| Ok(rules::set_password(conn, user_id, &hash, now)?)).await?;
    sessions.end_all(user_id).await?;
    shell::sign_in(session, user_id, version, &client::describe_agent(req))?;
    Ok(Ok(()))
}

async fn signed_in_user(app: &App, visitor: &Visitor) -> Result<User, AppError> {
    let visitor = visitor.clone();
    app.db
        .read(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            queries::find_user(conn, account.user_id)?.ok_or(AppError::SignInRequired)
        })
        .await
}

/// Compares the current password; wrong ones are counted, so that a session that was left open is
/// no place to try passwords at.
async fn is_old_password(app: &App, user: &User, password: &str) -> Result<bool, AppError> {
    let counter = [throttle::of_current_password(user.id, app.config.rate_limit_login)];
    let (taken, now) = (counter.clone(), app.now());
    app.db.write(move |conn| throttle::take(conn, &taken, now)).await?;
    let found = app.passwords.find_match(password.to_owned(), vec![user.password_hash.clone()]).await?;
    if found.is_none() {
        return Ok(false);
    }
    app.db.write(move |conn| throttle::give_back(conn, &counter)).await?;
    Ok(true)
}

async fn show(app: &App, req: &HttpRequest, visitor: Visitor, showing: Showing) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let is_valid = showing.errors.is_empty();
    let page = PasswordChangePage {
        username: account_of(&frame)?.username,
        head: personal_head(&frame, "Change your password"),
        crumbs: crumbs("Password"),
        shell: frame.shell,
        errors: showing.errors,
    };
    answer(req, showing.wait, is_valid, &page)
}
