//! A new password for somebody who forgot the old one.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;

use super::notice::Notice;
use super::{Sender, Showing, answer, personal_head};
use crate::accounts::password_change::{self as rules, NewPasswordForm, ResetForm};
use crate::accounts::queries::tokens::Token;
use crate::accounts::throttle;
use crate::app::App;
use crate::platform::sessions::Store;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::see_other;
use crate::shell::{self, Frame, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

#[derive(Template)]
#[template(path = "accounts/password_reset.html")]
struct PasswordResetPage {
    shell: Shell,
    head: Head,
    form: ResetForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "accounts/new_password.html")]
struct NewPasswordPage {
    shell: Shell,
    head: Head,
    action: String,
    username: String,
    errors: FieldErrors,
}

/// `GET /account/password/reset/`
pub async fn password_reset(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show(&app, &req, visitor, ResetForm::default(), Showing::default()).await
}

/// `POST /account/password/reset/`
pub async fn request_password_reset(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    form: Form<ResetForm>,
) -> PageResult {
    let form = form.into_inner();
    let email = match form.check() {
        Ok(email) => email,
        Err(errors) => return show(&app, &req, visitor, form, Showing::invalid(errors)).await,
    };
    let (now, limit) = (app.now(), app.config.rate_limit_mail);
    let counter = throttle::of_mail_requests(&Sender::of(&req, &app.config).network, limit);
    let asked = app
        .db
        .write(move |conn| {
            throttle::take(conn, &[counter], now)?;
            rules::request_reset(conn, &email, limit, now)
        })
        .await;
    match asked {
        Ok(()) => see_other(urls::password_reset_sent()),
        Err(error) => show(&app, &req, visitor, form, Showing::after(error)?).await,
    }
}

async fn show(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    form: ResetForm,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let is_valid = showing.errors.is_empty();
    let head = personal_head(&frame, "Set a new password");
    let page = PasswordResetPage { head, shell: frame.shell, form, errors: showing.errors };
    answer(req, showing.wait, is_valid, &page)
}

/// `GET /account/password/reset/sent/`
pub async fn password_reset_sent(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let text = "We’ve emailed you instructions for setting your password, if an account exists with the \
        email you entered. You should receive them shortly. If you don’t receive an email, please make sure \
        you’ve entered the address you registered with, and check your spam folder.";
    Notice::new("Look into your mail", text)
        .link("Back to the shop", urls::home())
        .show(&app, &req, visitor)
        .await
}

/// `GET /account/password/reset/{token}/`
pub async fn new_password(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    token: Path<String>,
) -> PageResult {
    match find(&app, &token).await? {
        Some(link) => show_new(&app, &req, visitor, &token, link, Showing::default()).await,
        None => dead_link().show_as_missing(&app, &req, visitor).await,
    }
}

/// `POST /account/password/reset/{token}/`
pub async fn set_new_password(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    sessions: Data<Store>,
    visitor: Visitor,
    token: Path<String>,
    form: Form<NewPasswordForm>,
) -> PageResult {
    let Some(link) = find(&app, &token).await? else {
        return dead_link().show_as_missing(&app, &req, visitor).await;
    };
    let password = match form.check(&link.user) {
        Ok(password) => password,
        Err(errors) => {
            return show_new(&app, &req, visitor, &token, link, Showing::invalid(errors)).await;
        }
    };
    let (token, now) = (token.into_inner(), app.now());
    let hash = app.passwords.hash(password).await?;
    let Some(user_id) = app.db.write(move |conn| Ok(rules::reset(conn, &token, &hash, now)?)).await? else {
        return dead_link().show_as_missing(&app, &req, visitor).await;
    };
    sessions.end_all(user_id).await?;
    shell::sign_out(&session);
    shell::flash(&session, "Your password has been set. You may go ahead and log in now.")?;
    see_other(urls::log_in())
}

async fn find(app: &App, token: &str) -> Result<Option<Token>, AppError> {
    let (token, now) = (token.to_owned(), app.now());
    app.db.read(move |conn| Ok(rules::find_reset(conn, &token, now)?)).await
}

async fn show_new(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    token: &str,
    link: Token,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let is_valid = showing.errors.is_empty();
    let page = NewPasswordPage {
        head: personal_head(&frame, "Set a new password"),
        shell: frame.shell,
        action: urls::password_reset_link(token),
        username: link.user.username,
        errors: showing.errors,
    };
    answer(req, showing.wait, is_valid, &page)
}

fn dead_link() -> Notice {
    let text = "The password reset link was invalid, possibly because it has already been used. \
        Please request a new password reset.";
    Notice::new("This link does not work any more", text)
        .link("Request a new password reset", urls::password_reset())
}
