//! Numbers of documents: for each kind from 1 in every year, without gaps.

use chrono::Datelike;
use diesel::QueryResult;

use crate::payments::models::InvoiceKind;
use crate::payments::queries::take_serial;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// A number that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The year in UTC.
    pub year: i32,
    /// From 1 in every year.
    pub serial: i32,
    /// `2026-00001`, `CN-2026-00001`
    pub text: String,
}

/// Takes the next number. Everybody else waits for theirs until this transaction ends, so it comes
/// last in a transaction; taken back, the number is free again.
pub fn take(conn: &mut Conn, kind: InvoiceKind, now: Time) -> QueryResult<Number> {
    let year = now.year();
    let serial = take_serial(conn, kind, year)?;
    let prefix = match kind {
        InvoiceKind::Invoice => "",
        InvoiceKind::CreditNote => "CN-",
    };
    Ok(Number { year, serial, text: format!("{prefix}{year}-{serial:05}") })
}
