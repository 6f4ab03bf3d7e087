//! The web application: the one start-up path of the server and of tests.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpResponse, ResponseError, web};

use crate::api::resource::Gate;
use crate::app::App;
use crate::error_pages;
use crate::platform::clock::Clock;
use crate::platform::failures::{FailedRequest, FailedRequests};
use crate::platform::live::door::{Door, Toll};
use crate::platform::sessions;
use crate::platform::telemetry::{self, Metrics, RequestId, panics};
use crate::platform::toolbar;
use crate::platform::web::client;
use crate::platform::web::security::Security;
use crate::platform::web::slash;
use crate::routes;

/// Forms are text; uploads set their own limit at their address.
const FORM_LIMIT: usize = 64 * 1024;
/// Bodies that a handler reads whole.
const BODY_LIMIT: usize = 256 * 1024;

/// The shop as an actix application.
///
/// `metrics` is shared by the threads of a process; `more` adds addresses that only tests have.
pub fn application(
    app: App,
    metrics: web::Data<Metrics>,
    more: fn(&mut web::ServiceConfig),
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let origins = app.config.cors_origins.clone();
    let floor = Rc::new(Floor {
        security: Security::new(&app.config),
        metrics: metrics.clone(),
        failures: app.failures.clone(),
        clock: app.clock,
        access_log: app.config.access_log,
        toolbar: app.config.debug_toolbar,
    });
    let store = sessions::Store::open(&app.config, app.db.clone(), app.clock);
    let sessions = sessions::middleware(store.clone(), &app.config);
    let gate = gate(&app);
    actix_web::App::new()
        .app_data(web::Data::new(app))
        .app_data(metrics)
        .app_data(web::Data::new(store))
        .app_data(web::FormConfig::default().limit(FORM_LIMIT))
        .app_data(web::JsonConfig::default().limit(BODY_LIMIT))
        .app_data(web::PayloadConfig::new(BODY_LIMIT))
        .configure(more)
        .configure(|urls| routes::configure(urls, sessions, &gate, &origins))
        .wrap(from_fn(move |req, next| every_request(Rc::clone(&floor), req, next)))
}

/// What stands before the pages that are kept; one for each thread that answers requests.
fn gate(app: &App) -> Gate {
    let door = Door::new(&app.config, app.pages.clone(), &app.asker, app.clock);
    let (limits, trusted) = (Arc::clone(&app.api), app.config.trust_proxy);
    let toll: Toll = Rc::new(move |req| {
        let network = client::network(client::address(req.request(), trusted));
        limits.limits.take(&network).is_ok()
    });
    Gate { door: Rc::new(door), toll }
}

struct Floor {
    security: Security,
    metrics: web::Data<Metrics>,
    failures: FailedRequests,
    clock: Clock,
    access_log: bool,
    toolbar: bool,
}

/// What happens around every request; one step, because each one more costs every page.
async fn every_request(
    floor: Rc<Floor>,
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (started, id) = (Instant::now(), RequestId::new());
    let response = match floor.security.check(req.head()) {
        Err(refusal) => ServiceResponse::from_err(refusal, req.into_parts().0),
        Ok(()) => {
            let method = req.method().clone();
            let answered = match floor.toolbar {
                true => panics::catch_async(toolbar::around(req, next)).await,
                false => panics::catch_async(answer(req, next)).await,
            };
            match answered {
                Ok(response) => response?,
                Err(panicked) => return Err(floor.broken(&method, id, &panicked, started.elapsed()).into()),
            }
        }
    };
    telemetry::finished(&response, &id, started, floor.clock.now(), floor.books());
    let mut response = presentable(response, &id).await;
    floor.security.add_headers(response.headers_mut());
    response.headers_mut().insert(RequestId::HEADER, id.header_value());
    Ok(response)
}

async fn answer(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    Ok(next.call(req).await?.map_into_boxed_body())
}

/// The way to the page with its slash, or a page instead of a bare error.
async fn presentable(response: ServiceResponse<BoxBody>, id: &RequestId) -> ServiceResponse<BoxBody> {
    if response.status().as_u16() < 400 {
        return response;
    }
    let redirect = match response.status() {
        StatusCode::NOT_FOUND if slash::is_unmatched(&response) => slash::redirect(response.request()),
        _ => None,
    };
    match redirect {
        Some(redirect) => response.into_response(redirect),
        None => error_pages::fill(response, id).await,
    }
}

impl Floor {
    fn books(&self) -> telemetry::Books<'_> {
        telemetry::Books { metrics: &self.metrics, failures: &self.failures, log_all: self.access_log }
    }

    fn broken(
        self: Rc<Floor>,
        method: &Method,
        id: RequestId,
        panicked: &panics::Panicked,
        took: Duration,
    ) -> Broken {
        tracing::error!(id = id.as_str(), method = method.as_str(), error = %panicked, "request failed");
        self.metrics.count(method, Some("broken".to_owned()), 500, took);
        self.failures.add(FailedRequest {
            id: id.as_str().to_owned(),
            at: self.clock.now(),
            method: method.as_str().to_owned(),
            route: "broken".to_owned(),
            error: panicked.to_string(),
        });
        Broken { id, floor: self }
    }
}

/// A request whose handler panicked: the request itself is gone, so the page is made without it.
struct Broken {
    id: RequestId,
    floor: Rc<Floor>,
}

impl fmt::Debug for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "request {} broke", self.id.as_str())
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, out)
    }
}

impl ResponseError for Broken {
    fn error_response(&self) -> HttpResponse {
        let mut response = error_pages::broken(&self.id);
        self.floor.security.add_headers(response.headers_mut());
        response.headers_mut().insert(RequestId::HEADER, self.id.header_value());
        response
    }
}
