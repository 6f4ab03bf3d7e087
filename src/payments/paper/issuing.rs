//! Issuing invoices and credit notes: once each, in the transaction of what causes them.

use diesel::QueryResult;

use super::building::{self, Credited};
use super::document::Document;
use super::mails;
use super::numbers;
use crate::orders::history::{Happening, note};
use crate::orders::queries::{list_items, lock_order};
use crate::payments::models::{Invoice, InvoiceKind, NewInvoice};
use crate::payments::queries::{
    find_credited, find_invoice_of, insert_invoice, list_credited_lines, list_documents,
};
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;

/// Why an invoice cannot be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// It is no longer there.
    #[error("This order is no longer there.")]
    Gone,
    /// Nothing is owed for it any more.
    #[error("This order is cancelled: there is nothing to invoice.")]
    Cancelled,
    /// It has no lines yet.
    #[error("This order has no lines: there is nothing to invoice.")]
    Empty,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Issues the invoice of an order, in the caller's transaction: it gets the next number, and all that it
/// says is kept. An order that has an invoice keeps that one, and it is returned.
pub fn issue_invoice(conn: &mut Conn, order_id: i64, now: Time) -> Result<Invoice, IssueError> {
    // Two who issue the same one come one after the other.
    let order = lock_order(conn, order_id)?.ok_or(IssueError::Gone)?;
    if let Some(invoice) = find_invoice_of(conn, order_id)? {
        return Ok(invoice);
    }
    if order.cancelled_at.is_some() {
        return Err(IssueError::Cancelled);
    }
    if list_items(conn, order_id)?.is_empty() {
        return Err(IssueError::Empty);
    }
    let document = building::invoice(conn, &order, String::new(), now)?;
    let invoice =
        store(conn, (order_id, None), InvoiceKind::Invoice, now, |number| Document { number, ..document })?;
    note(conn, order_id, Happening::Invoiced, &invoice.number, &Actor::system(), now)?;
    Ok(invoice)
}

/// Issues the invoice of an order that was paid and queues the mail with it. One that was issued before
/// is not sent again; an order that cannot have one gets none.
pub fn issue_and_send(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    if find_invoice_of(conn, order_id)?.is_some() {
        return Ok(());
    }
    match issue_invoice(conn, order_id, now) {
        Ok(invoice) => mails::queue(conn, invoice.id, now),
        Err(IssueError::Database(error)) => Err(error),
        Err(IssueError::Gone | IssueError::Cancelled | IssueError::Empty) => Ok(()),
    }
}

/// Issues a credit note, in the caller's transaction: over a refund, or over all that is left of the
/// invoice. One over the same refund is returned as it is. `None` when there is nothing to take back:
/// the order has no invoice, or all of it was given back.
pub fn issue_credit_note(
    conn: &mut Conn,
    order_id: i64,
    refund: Option<i64>,
    now: Time,
) -> QueryResult<Option<Invoice>> {
    if lock_order(conn, order_id)?.is_none() {
        return Ok(None);
    }
    let documents = list_documents(conn, order_id)?;
    if let Some(known) = refund.and_then(|id| documents.iter().find(|known| known.refund_id == Some(id))) {
        return Ok(Some(known.clone()));
    }
    let Some(invoice) = documents.iter().find(|document| document.kind == InvoiceKind::Invoice) else {
        return Ok(None);
    };
    let content = invoice.document()?;
    let before = credited(&documents)?;
    let rest = Money(content.total.0 - before.total.0);
    if rest <= Money(0) {
        return Ok(None);
    }
    let found = refund.map(|id| find_credited(conn, id)).transpose()?.flatten();
    let document = match found.filter(|refund| refund.amount <= rest) {
        Some(refund) => {
            let lines = list_credited_lines(conn, refund.id)?;
            building::credit_of_refund(invoice, &content, before, (&refund, &lines), String::new(), now)
        }
        None => building::credit_of_rest(invoice, &content, before, String::new(), now),
    };
    let note_of_credit = store(conn, (order_id, refund), InvoiceKind::CreditNote, now, |number| Document {
        number,
        ..document
    })?;
    note(conn, order_id, Happening::Credited, &note_of_credit.number, &Actor::system(), now)?;
    Ok(Some(note_of_credit))
}

/// What the credit notes among these documents gave back.
fn credited(documents: &[Invoice]) -> QueryResult<Credited> {
    let mut sum = Credited::default();
    for document in documents.iter().filter(|document| document.kind == InvoiceKind::CreditNote) {
        let content = document.document()?;
        sum.total = Money(sum.total.0 - content.total.0);
        sum.tax = Money(sum.tax.0 - content.tax().0);
    }
    Ok(sum)
}

/// Takes a number, last of all, and stores the document under it.
fn store(
    conn: &mut Conn,
    (order_id, refund_id): (i64, Option<i64>),
    kind: InvoiceKind,
    now: Time,
    numbered: impl FnOnce(String) -> Document,
) -> QueryResult<Invoice> {
    let number = numbers::take(conn, kind, now)?;
    let document = numbered(number.text.clone());
    let content = serde_json::to_string(&document)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let new = NewInvoice {
        order_id,
        refund_id,
        kind,
        year: number.year,
        serial: number.serial,
        number: number.text,
        content,
        issued_at: now,
    };
    insert_invoice(conn, &new)
}

impl Invoice {
    /// What it says.
    pub fn document(&self) -> QueryResult<Document> {
        serde_json::from_str(&self.content)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
    }
}
