//! Every URL, in one list.

use actix_web::guard;
use actix_web::{Route, web};

use crate::assets;
use crate::platform::telemetry::metrics;
use crate::platform::web::{health, speculation};

/// Adds every URL to the application.
pub fn configure(urls: &mut web::ServiceConfig) {
    machine(urls);
}

/// What machines ask for.
fn machine(urls: &mut web::ServiceConfig) {
    urls.service(web::resource("/static/accent-{hex:[0-9a-f]{6}}.css").route(get().to(assets::accent)))
        .service(web::resource("/static/{path:.+}").route(get().to(assets::static_file)))
        .service(web::resource("/speculation-rules.json").route(get().to(speculation::speculation_rules)))
        .service(web::resource("/healthz").route(get().to(health::alive)))
        .service(web::resource("/readyz").route(get().to(health::ready)))
        .service(web::resource("/metrics").route(get().to(metrics::show)));
}

/// A route for GET and HEAD: every address that can be read can be asked about.
pub fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
