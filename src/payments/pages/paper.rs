//! The invoice as a file, for the customer.

use actix_web::HttpResponse;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::{Data, Path};
use uuid::Uuid;

use crate::app::App;
use crate::orders::queries::find_by_token;
use crate::payments::paper::files::of_invoice;
use crate::payments::queries::find_invoice_of;
use crate::platform::web::error::{OrNotFound, PageResult};

/// `GET /orders/{token}/invoice.pdf`: for everybody who has the link.
pub async fn invoice_file(app: Data<App>, token: Path<Uuid>) -> PageResult {
    let token = token.to_string();
    let (name, bytes) = app
        .db
        .read(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let invoice = find_invoice_of(conn, order.id)?.or_not_found("invoice")?;
            of_invoice(&order, &invoice)
        })
        .await?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(name)],
    };
    let no_store = (header::CACHE_CONTROL, "no-store");
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(disposition)
        .insert_header(no_store)
        .body(bytes))
}
