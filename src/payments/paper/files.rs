//! Documents as files with their names.

use super::pdf::{Stamp, of_document, of_slip};
use super::slip::Slip;
use crate::orders::models::Order;
use crate::payments::models::Invoice;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// A file with its name.
pub type Named = (String, Vec<u8>);

/// An invoice or a credit note of an order, with how things stand today.
pub fn of_invoice(order: &Order, invoice: &Invoice) -> Result<Named, AppError> {
    // Only a dump that was written by hand brings one that cannot be read.
    let document = invoice.document().map_err(|_| AppError::NotFound("content of the document"))?;
    let stamp = if document.is_credit_note() { None } else { Some(Stamp::of(order)) };
    Ok((document.file_name(), of_document(&document, stamp)?))
}

/// The packing slip of an order.
pub fn packing_slip(conn: &mut Conn, order: &Order) -> Result<Named, AppError> {
    let slip = Slip::of(conn, order)?;
    Ok((slip.file_name(), of_slip(&slip)?))
}
