//! The mail with the invoice, queued with what causes it, made and sent by a job.

use askama::Template;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::files;
use super::pdf::{PdfError, Stamp};
use crate::orders::models::{Order, PaymentStatus};
use crate::orders::queries::find_order;
use crate::payments::queries::find_invoice;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::frame::MailFrame;
use crate::platform::mail::{AttachedFile, Message};
use crate::platform::queue;
use crate::platform::web::error::AppError;
use crate::urls;

/// The job that sends an invoice.
pub const SEND: &str = "payments.send_invoice";

/// Arguments of this job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OneInvoice {
    /// The invoice.
    pub invoice: i64,
}

/// What the mail says.
struct About {
    number: String,
    order_number: String,
    href: String,
    is_paid: bool,
    total: String,
}

#[derive(Template)]
#[template(path = "mail/invoice/subject.txt")]
struct Subject<'a> {
    frame: &'a MailFrame,
    about: &'a About,
}

#[derive(Template)]
#[template(path = "mail/invoice/body.txt")]
struct Text<'a> {
    frame: &'a MailFrame,
    about: &'a About,
}

#[derive(Template)]
#[template(path = "mail/invoice/body.html")]
struct Html<'a> {
    frame: &'a MailFrame,
    about: &'a About,
}

/// Queues the mail with an invoice.
pub fn queue(conn: &mut Conn, invoice: i64, now: Time) -> QueryResult<()> {
    queue::enqueue(conn, SEND, &OneInvoice { invoice }, now)
}

/// The mail with the invoice as a file; `None` when invoice or address are not there.
pub fn compose(conn: &mut Conn, frame: &MailFrame, invoice_id: i64) -> Result<Option<Message>, AppError> {
    let Some(invoice) = find_invoice(conn, invoice_id)? else { return Ok(None) };
    let order = find_order(conn, invoice.order_id)?.filter(|order| !order.email.is_empty());
    let Some(order) = order else { return Ok(None) };
    let document = invoice.document()?;
    let (name, bytes) = files::of_invoice(&order, &invoice)?;
    let about = About {
        number: document.number.clone(),
        order_number: order.number.clone(),
        href: frame.absolute(&urls::order(&order.token)),
        is_paid: order.payment_status == PaymentStatus::Complete,
        total: document.price(document.total).to_string(),
    };
    let about = &about;
    Ok(Some(Message {
        subject: Subject { frame, about }.render()?,
        text: Text { frame, about }.render()?,
        html: Html { frame, about }.render()?,
        to: order.email,
        files: vec![AttachedFile { name, content_type: "application/pdf".to_owned(), bytes }],
        ..Message::default()
    }))
}

impl Stamp {
    /// How things stand with an order.
    pub fn of(order: &Order) -> Stamp {
        match (order.cancelled_at, order.payment_status) {
            (Some(_), _) | (None, PaymentStatus::Failed) => Stamp::Cancelled,
            (None, PaymentStatus::Complete) => Stamp::Paid,
            (None, PaymentStatus::Pending) => Stamp::Pending,
        }
    }
}

impl From<PdfError> for AppError {
    fn from(error: PdfError) -> Self {
        AppError::internal(error)
    }
}
