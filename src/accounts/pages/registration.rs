//! Asking for an account, and confirming it by the mailed link.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;

use super::notice::Notice;
use super::{Sender, Showing, answer, enter, personal_head};
use crate::accounts::login::Entered;
use crate::accounts::registration::{self as rules, NewRegistration, RegistrationForm};
use crate::accounts::throttle;
use crate::app::App;
use crate::events::{self, GuestThings};
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::see_other;
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

#[derive(Template)]
#[template(path = "accounts/registration.html")]
struct RegistrationPage {
    shell: Shell,
    head: Head,
    form: RegistrationForm,
    errors: FieldErrors,
}

/// `GET /account/register/`
pub async fn registration(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show(&app, &req, visitor, RegistrationForm::default(), Showing::default()).await
}

/// `POST /account/register/`
pub async fn request_registration(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    form: Form<RegistrationForm>,
) -> PageResult {
    let form = form.into_inner();
    let asked = match form.check() {
        Ok(asked) => asked,
        Err(errors) => return show(&app, &req, visitor, form, Showing::invalid(errors)).await,
    };
    let stored = match admit(&app, &asked, Sender::of(&req, &app.config)).await {
        Ok(true) => store(&app, asked).await?,
        Ok(false) => false,
        Err(error) => return show(&app, &req, visitor, form, Showing::after(error)?).await,
    };
    match stored {
        true => see_other(urls::registration_sent()),
        false => show(&app, &req, visitor, form, Showing::invalid(rules::name_taken())).await,
    }
}

/// Counts the request and looks at the name, before anything costly is done.
async fn admit(app: &App, asked: &NewRegistration, sender: Sender) -> Result<bool, AppError> {
    let (username, now) = (asked.person.username.clone(), app.now());
    let counter = throttle::of_mail_requests(&sender.network, app.config.rate_limit_mail);
    app.db
        .write(move |conn| {
            throttle::take(conn, &[counter], now)?;
            Ok(rules::is_name_free(conn, &username, now)?)
        })
        .await
}

async fn store(app: &App, asked: NewRegistration) -> Result<bool, AppError> {
    let (now, limit) = (app.now(), app.config.rate_limit_mail);
    let hash = app.passwords.hash(asked.password).await?;
    app.db.write(move |conn| rules::request(conn, &asked.person, &hash, limit, now)).await
}

async fn show(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    form: RegistrationForm,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let is_valid = showing.errors.is_empty();
    if is_valid && frame.account.is_some() {
        return see_other(urls::account());
    }
    let head = personal_head(&frame, "Create an account");
    let page = RegistrationPage { head, shell: frame.shell, form, errors: showing.errors };
    answer(req, showing.wait, is_valid, &page)
}

/// `GET /account/register/sent/`
pub async fn registration_sent(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let text = "We have sent you a mail. Follow the link in it to make your account; it works for two days. \
        If no mail comes, look into the spam folder and check the address that you typed.";
    Notice::new("Look into your mail", text)
        .link("Back to the shop", urls::home())
        .show(&app, &req, visitor)
        .await
}

/// `GET /account/register/{token}/`: only a button, since programs that look through mails follow
/// links.
pub async fn registration_confirmation(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    token: Path<String>,
) -> PageResult {
    let (token, now) = (token.into_inner(), app.now());
    let action = urls::registration_confirmation(&token);
    match app.db.read(move |conn| Ok(rules::find(conn, &token, now)?)).await? {
        None => dead_link().show_as_missing(&app, &req, visitor).await,
        Some(found) => {
            let text = format!("Your username is {}. One click, and your account is ready.", found.username);
            Notice::new("Confirm your account", &text)
                .button("Make the account", &action)
                .show(&app, &req, visitor)
                .await
        }
    }
}

/// `POST /account/register/{token}/`
pub async fn confirm_registration(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    token: Path<String>,
) -> PageResult {
    let (token, now) = (token.into_inner(), app.now());
    let things = GuestThings::of(&session, visitor.guest_cart.clone());
    let created = app
        .db
        .write(move |conn| {
            let Some(created) = rules::confirm(conn, &token, now)? else { return Ok(None) };
            events::signed_in(conn, created.user_id, created.customer_id, &things, now)?;
            Ok(Some(created))
        })
        .await?;
    match created {
        None => dead_link().show_as_missing(&app, &req, visitor).await,
        Some(created) => {
            let entered = Entered { user_id: created.user_id, session_version: 0 };
            enter(&app, &req, &session, entered, urls::account())
        }
    }
}

fn dead_link() -> Notice {
    let text = "The link is too old, or it has been used already. If you have an account, sign in; if not, ask again.";
    Notice::new("This link does not work any more", text).link("Create an account", urls::register())
}
