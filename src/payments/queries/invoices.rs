//! Documents with numbers, and what a credit note is about.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::orders::models::OrderItem;
use crate::payments::models::{Invoice, InvoiceKind, NewInvoice, Refund, RefundLine};
use crate::platform::db::Conn;
use crate::schema::{invoices, order_items, refund_lines, refunds};

/// Takes the next number of a kind and year.
///
/// The row of the counter is held until the transaction ends: whoever comes meanwhile waits, and a
/// transaction that is taken back gives its number back. So there is no gap.
pub fn take_serial(conn: &mut Conn, kind: InvoiceKind, year: i32) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = Integer)]
        last: i32,
    }
    let taken: Taken = diesel::sql_query(
        "INSERT INTO invoice_counters (kind, year, last) VALUES ($1, $2, 1) \
         ON CONFLICT (kind, year) DO UPDATE SET last = invoice_counters.last + 1 RETURNING last",
    )
    .bind::<Text, _>(kind.as_str())
    .bind::<Integer, _>(year)
    .get_result(conn)?;
    Ok(taken.last)
}

/// Stores a document.
pub fn insert_invoice(conn: &mut Conn, document: &NewInvoice) -> QueryResult<Invoice> {
    diesel::insert_into(invoices::table)
        .values(document)
        .returning(<Invoice as Selectable<crate::platform::db::MultiBackend>>::construct_selection())
        .get_result(conn)
}

/// The document with this key.
pub fn find_invoice(conn: &mut Conn, id: i64) -> QueryResult<Option<Invoice>> {
    invoices::table.find(id).select(Invoice::as_select()).first(conn).optional()
}

/// The invoice of an order.
pub fn find_invoice_of(conn: &mut Conn, order_id: i64) -> QueryResult<Option<Invoice>> {
    invoices::table
        .filter(invoices::order_id.eq(order_id))
        .filter(invoices::kind.eq(InvoiceKind::Invoice))
        .select(Invoice::as_select())
        .first(conn)
        .optional()
}

/// Every document of an order, oldest first.
pub fn list_documents(conn: &mut Conn, order_id: i64) -> QueryResult<Vec<Invoice>> {
    invoices::table
        .filter(invoices::order_id.eq(order_id))
        .order(invoices::id)
        .select(Invoice::as_select())
        .load(conn)
}

/// The refund that a credit note is to be about.
pub fn find_credited(conn: &mut Conn, refund_id: i64) -> QueryResult<Option<Refund>> {
    refunds::table.find(refund_id).select(Refund::as_select()).first(conn).optional()
}

/// What a refund is for, each with the line of the order; shipping without one.
pub fn list_credited_lines(
    conn: &mut Conn,
    refund_id: i64,
) -> QueryResult<Vec<(RefundLine, Option<OrderItem>)>> {
    refund_lines::table
        .left_join(order_items::table)
        .filter(refund_lines::refund_id.eq(refund_id))
        .order(refund_lines::id)
        .select((RefundLine::as_select(), Option::<OrderItem>::as_select()))
        .load(conn)
}
