//! Pages about accounts.

mod addresses;
mod email;
mod login;
mod notice;
mod overview;
mod password;
mod password_reset;
mod profile;
mod registration;
mod sessions;
mod staff;

use actix_session::Session;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub use addresses::{
    address_detail, address_list, address_new, change_address, create_address, delete_address,
};
pub use email::{confirm_email, email_confirmation};
pub use login::{log_in, log_out, login, logout};
pub use overview::account;
pub use password::{change_password, password_change};
pub use password_reset::{
    new_password, password_reset, password_reset_sent, request_password_reset, set_new_password,
};
pub use profile::{change_profile, profile};
pub use registration::{
    confirm_registration, registration, registration_confirmation, registration_sent, request_registration,
};
pub use sessions::{end_other_sessions, end_session, session_list};
pub use staff::{
    change_staff_password, staff_log_in, staff_log_out, staff_login, staff_logout, staff_password_change,
};

use super::devices::{Devices, REMEMBERED};
use super::login::Entered;
use super::models::SignedIn;
use super::throttle;
use crate::app::App;
use crate::config::Config;
use crate::engagement::guests;
use crate::platform::web::client;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::personal_page_with_status;
use crate::shell::{self, Frame};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

/// Under which the message stands that belongs to no field.
const WHOLE_FORM: &str = "__all__";

/// How a form is shown: for the first time, or again with what is wrong.
#[derive(Default)]
struct Showing {
    errors: FieldErrors,
    wait: Option<u64>,
}

impl Showing {
    /// With what is wrong at its fields.
    fn invalid(errors: FieldErrors) -> Showing {
        Showing { errors, wait: None }
    }

    /// With what is wrong on the whole.
    fn refused(message: &str) -> Showing {
        Showing::invalid(FieldErrors::one(WHOLE_FORM, message))
    }

    /// With the request to wait after too many attempts; any other error stays one.
    fn after(error: AppError) -> Result<Showing, AppError> {
        match error {
            AppError::TooManyRequests(seconds) => {
                let wait = throttle::in_words(seconds);
                let message = format!("Too many attempts. Please try again in {wait}.");
                Ok(Showing { wait: Some(seconds), ..Showing::refused(&message) })
            }
            other => Err(other),
        }
    }
}

/// Answers with a form; the status and the time to wait say how it is shown.
fn answer(req: &HttpRequest, wait: Option<u64>, is_valid: bool, template: &impl Template) -> PageResult {
    let status = match (wait, is_valid) {
        (Some(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let mut response = personal_page_with_status(req, status, template)?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// The `<head>` of a page that is nobody else's business.
fn personal_head(frame: &Frame, title: &str) -> Head {
    Head { title: frame.title(title), no_index: true, kind: "website", ..Head::default() }
}

/// The way to a page of the account.
fn crumbs(here: &str) -> Vec<Crumb> {
    vec![Crumb::to("Home", urls::home()), Crumb::to("Account", urls::account()), Crumb::here(here)]
}

/// The account for which the page was read; everybody else is led to the sign-in form.
fn account_of(frame: &Frame) -> Result<SignedIn, AppError> {
    frame.account.clone().ok_or(AppError::SignInRequired)
}

/// What a request tells of its sender.
struct Sender {
    network: String,
    device: Option<String>,
}

impl Sender {
    fn of(req: &HttpRequest, config: &Config) -> Sender {
        Sender {
            network: client::network(client::address(req, config.trust_proxy)),
            device: req.cookie(device_cookie_name(config)).map(|cookie| cookie.value().to_owned()),
        }
    }
}

/// Signs somebody in and leads on; the browser is known to their account from now on.
fn enter(app: &App, req: &HttpRequest, session: &Session, entered: Entered, next: &str) -> PageResult {
    let agent = client::describe_agent(req);
    shell::sign_in(session, entered.user_id, entered.session_version, &agent)?;
    // They have joined the account's.
    guests::forget(session);
    let device = Devices::new(&app.config).remember(entered.user_id, app.now());
    let cookie = Cookie::build(device_cookie_name(&app.config), device)
        .path("/")
        .http_only(true)
        .secure(!app.config.is_local())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(REMEMBERED.num_seconds()))
        .finish();
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header((LOCATION, next)).finish())
}

fn device_cookie_name(config: &Config) -> &'static str {
    if config.is_local() { "device" } else { "__Host-device" }
}
