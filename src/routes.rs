//! Every URL, in one list.

use actix_session::SessionMiddleware;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::assets;
use crate::media;
use crate::platform::mail;
use crate::platform::sessions::Store;
use crate::platform::telemetry::metrics;
use crate::platform::web::{health, speculation};
use crate::shopfront::pages;

/// Adds every URL to the application; the pages of `sessions` know their visitor.
pub fn configure(urls: &mut web::ServiceConfig, sessions: SessionMiddleware<Store>) {
    machine(urls);
    // Last, since it answers whatever nobody else did.
    urls.service(web::scope("").wrap(sessions).configure(shop));
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

/// What machines ask for.
fn machine(urls: &mut web::ServiceConfig) {
    urls.service(web::resource("/static/accent-{hex:[0-9a-f]{6}}.css").route(get().to(assets::accent)))
        .service(web::resource("/static/{path:.+}").route(get().to(assets::static_file)))
        .service(page("/media/{key:.+}", media::pages::media_file))
        .service(page("/dev/mail/", mail::pages::dev_mail_list))
        .service(page("/dev/mail/{name}/", mail::pages::dev_mail_detail))
        .service(page("/dev/mail/{name}/html/", mail::pages::dev_mail_html))
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

/// A route for GET and HEAD: every address that can be read can be asked about.
pub fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
