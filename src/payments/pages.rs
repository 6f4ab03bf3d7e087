//! The address at which a provider reports, and the invoice as a file.

mod paper;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};

use crate::app::App;
use crate::checkout::paying::news::receive;
use crate::platform::web::error::{AppError, PageResult};

pub use paper::invoice_file;

/// The header with the signature.
const SIGNATURE: &str = "Stripe-Signature";

/// `POST /payment/webhook/`: stores a genuine event and says so; a job heeds it. What is not signed
/// by the provider, or cannot be read, is refused with 400 and leaves nothing behind.
pub async fn webhook(app: Data<App>, req: HttpRequest, body: Bytes) -> PageResult {
    let Some(provider) = &app.provider else {
        return Err(AppError::NotFound("payment provider"));
    };
    let signature = req.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
    let now = app.now();
    let event = match provider.read_event(signature, &body, now) {
        Ok(event) => event,
        Err(error) => {
            return Ok(HttpResponse::BadRequest().content_type("text/plain").body(error.to_string()));
        }
    };
    app.db.write(move |conn| Ok(receive(conn, &event, now)?)).await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ok"))
}
