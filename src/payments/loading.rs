//! What loaded payments leave out, and the payments that loaded orders lack; SQL over any number
//! of rows.

use diesel::prelude::*;

use crate::catalog::derive::{CHUNK, key_list};
use crate::platform::db::Conn;

/// Payments that bring no amount are about all of their order.
pub fn fill_amounts(conn: &mut Conn, payments: &[i64]) -> QueryResult<()> {
    each_chunk(conn, payments, |keys| {
        format!(
            "UPDATE payments SET amount = o.total FROM orders o \
             WHERE o.id = payments.order_id AND payments.id IN {keys}"
        )
    })
}

/// Payments that bring no currency are in that of their order.
pub fn fill_currencies(conn: &mut Conn, payments: &[i64]) -> QueryResult<()> {
    each_chunk(conn, payments, |keys| {
        format!(
            "UPDATE payments SET currency = o.currency FROM orders o \
             WHERE o.id = payments.order_id AND payments.id IN {keys}"
        )
    })
}

/// Gives each of these orders that has no payment one by invoice: paid on the day of the order when
/// it is complete, open when it waits for its payment. Failed and cancelled orders need none.
pub fn add_missing(conn: &mut Conn, orders: &[i64]) -> QueryResult<()> {
    each_chunk(conn, orders, |keys| {
        format!(
            "INSERT INTO payments (order_id, provider, state, amount, currency, created_at, settled_at) \
             SELECT o.id, 'invoice', CASE o.payment_status WHEN 'C' THEN 'paid' ELSE 'open' END, o.total, \
                 o.currency, o.placed_at, CASE o.payment_status WHEN 'C' THEN o.placed_at END \
             FROM orders o WHERE o.id IN {keys} \
                 AND (o.payment_status = 'C' OR o.payment_status = 'P' AND o.cancelled_at IS NULL) \
                 AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id) \
             ORDER BY o.id"
        )
    })
}

/// Numbers of documents go on after the last one that was loaded.
pub fn settle_counters(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO invoice_counters (kind, year, last) \
         SELECT i.kind, i.year, max(i.serial) FROM invoices i WHERE true GROUP BY i.kind, i.year \
         ON CONFLICT (kind, year) DO UPDATE SET last = excluded.last \
             WHERE excluded.last > invoice_counters.last",
    )
    .execute(conn)?;
    Ok(())
}

fn each_chunk(conn: &mut Conn, ids: &[i64], statement: impl Fn(&str) -> String) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::sql_query(statement(&key_list(chunk))).execute(conn)?;
    }
    Ok(())
}
