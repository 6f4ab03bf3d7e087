//! The web application: the one start-up path of the server and of tests.

use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, web};

use crate::app::App;
use crate::platform::web::security::Security;
use crate::platform::web::slash;
use crate::routes;

/// The shop as an actix application.
pub fn application(
    app: App,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let security = Rc::new(Security::new(&app.config));
    actix_web::App::new()
        .app_data(web::Data::new(app))
        .configure(routes::configure)
        .wrap(from_fn(move |req, next| every_request(Rc::clone(&security), req, next)))
}

/// What happens around every request.
async fn every_request(
    security: Rc<Security>,
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = match security.check(req.head()) {
        Err(refusal) => {
            let (req, _) = req.into_parts();
            ServiceResponse::from_err(refusal, req)
        }
        Ok(()) => next.call(req).await?.map_into_boxed_body(),
    };
    if response.status() == 404
        && slash::is_unmatched(&response)
        && let Some(redirect) = slash::redirect(response.request())
    {
        response = response.into_response(redirect);
    }
    security.add_headers(response.headers_mut());
    Ok(response)
}
