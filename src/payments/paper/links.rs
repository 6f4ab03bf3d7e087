//! Where staff find the documents of an order.

use diesel::QueryResult;

use crate::payments::models::{Invoice, InvoiceKind};
use crate::payments::queries::list_documents;
use crate::platform::db::Conn;
use crate::urls;

/// Address and words of every document of an order, oldest first.
pub fn of_order(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<(String, String)>> {
    Ok(list_documents(conn, order_id)?.iter().map(to).collect())
}

fn to(document: &Invoice) -> (String, String) {
    let (order, number) = (document.order_id, &document.number);
    match document.kind {
        InvoiceKind::Invoice => (urls::admin_invoice(order), format!("Invoice {number} (PDF)")),
        InvoiceKind::CreditNote => {
            (urls::admin_credit_note(order, document.id), format!("Credit note {number} (PDF)"))
        }
    }
}
