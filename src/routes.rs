//! Every URL, in one list.

use actix_session::SessionMiddleware;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::accounts;
use crate::assets;
use crate::media;
use crate::platform::sessions::Store;
use crate::platform::telemetry::metrics;
use crate::platform::web::{health, speculation};
use crate::shopfront::pages;

/// Adds every URL to the application; the pages of `sessions` know their visitor.
pub fn configure(urls: &mut web::ServiceConfig, sessions: SessionMiddleware<Store>) {
    machine(urls);
    // Last, since it answers whatever nobody else did.
    urls.service(web::scope("").wrap(sessions).configure(shop).configure(account));
}

/// What shoppers browse.
fn shop(urls: &mut web::ServiceConfig) {
    urls.service(page("/", pages::home))
        .service(page("/products/", pages::product_list))
        .service(page("/products/{slug}/", pages::product_detail))
        .service(page("/collections/", pages::collection_list))
        .service(page("/collections/{slug}/", pages::collection_detail))
        .service(page("/pages/{slug}/", pages::text_page));
}

/// Accounts and what belongs to them.
fn account(urls: &mut web::ServiceConfig) {
    use accounts::pages;
    urls.service(page("/account/", pages::account))
        .service(form("/account/login/", pages::login, pages::log_in))
        .service(form("/account/logout/", pages::logout, pages::log_out))
        .service(form("/account/register/", pages::registration, pages::request_registration))
        .service(page("/account/register/sent/", pages::registration_sent))
        .service(form(
            "/account/register/{token}/",
            pages::registration_confirmation,
            pages::confirm_registration,
        ))
        .service(form("/account/email/{token}/", pages::email_confirmation, pages::confirm_email))
        .service(form("/account/password/", pages::password_change, pages::change_password))
        .service(form("/account/password/reset/", pages::password_reset, pages::request_password_reset))
        .service(page("/account/password/reset/sent/", pages::password_reset_sent))
        .service(form("/account/password/reset/{token}/", pages::new_password, pages::set_new_password))
        .service(form("/account/profile/", pages::profile, pages::change_profile))
        .service(page("/account/addresses/", pages::address_list))
        .service(form("/account/addresses/add/", pages::address_new, pages::create_address))
        .service(form("/account/addresses/{id:[0-9]{1,18}}/", pages::address_detail, pages::change_address))
        .service(action("/account/addresses/{id:[0-9]{1,18}}/removal/", pages::delete_address))
        .service(page("/account/sessions/", pages::session_list))
        .service(action("/account/sessions/removal/", pages::end_other_sessions))
        .service(action("/account/sessions/{id}/removal/", pages::end_session));
}

/// What machines ask for.
fn machine(urls: &mut web::ServiceConfig) {
    urls.service(web::resource("/static/accent-{hex:[0-9a-f]{6}}.css").route(get().to(assets::accent)))
        .service(web::resource("/static/{path:.+}").route(get().to(assets::static_file)))
        .service(page("/media/{key:.+}", media::pages::media_file))
        .service(page("/robots.txt", pages::robots))
        .service(page("/sitemap.xml", pages::sitemap))
        .service(page("/sitemap-{number:[0-9]+}.xml", pages::sitemap_part))
        .service(web::resource("/speculation-rules.json").route(get().to(speculation::speculation_rules)))
        .service(web::resource("/healthz").route(get().to(health::alive)))
        .service(web::resource("/readyz").route(get().to(health::ready)))
        .service(web::resource("/metrics").route(get().to(metrics::show)));
}

/// An address that can only be read.
fn page<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(get().to(handler))
}

/// An address with a form that is sent back to it.
fn form<Show, ShowArgs, Send, SendArgs>(path: &str, show: Show, send: Send) -> Resource
where
    Show: Handler<ShowArgs>,
    ShowArgs: FromRequest + 'static,
    Show::Output: Responder + 'static,
    Send: Handler<SendArgs>,
    SendArgs: FromRequest + 'static,
    Send::Output: Responder + 'static,
{
    page(path, show).route(web::post().to(send))
}

/// An address that something is sent to.
fn action<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::post().to(handler))
}

/// A route for GET and HEAD: every address that can be read can be asked about.
pub fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
