//! The audit: what is lost, double or half there, one sentence for each.
//!
//! It trusts no function of the shop: whatever it compares it adds up by itself from the rows.

mod codes;
mod mails;
mod orders;
mod promises;
mod stock;

use std::path::Path;

use diesel::QueryResult;

use super::ledger::Ledger;
use super::queries::{self, Books};
use crate::platform::db::Conn;

/// Audits the shop behind `conn`; nothing in the answer means that all is well.
///
/// `mail` is the folder of sent mail, if the shop writes there.
pub fn audit(conn: &mut Conn, ledger: &Ledger, mail: Option<&Path>) -> QueryResult<Vec<String>> {
    let books = queries::load_books(conn)?;
    let mut findings = queries::list_file_errors(conn)?;
    findings.extend(stock::findings(&books, ledger));
    findings.extend(orders::findings(&books));
    findings.extend(mails::findings(&books, mail));
    findings.extend(codes::findings(&books));
    findings.extend(promises::findings(&books, ledger));
    Ok(findings)
}

/// What one run has left, for the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Orders in the database.
    pub orders: usize,
    /// Of these, cancelled ones.
    pub cancelled: usize,
    /// Carts that are still there.
    pub carts: usize,
    /// Jobs that are not done.
    pub waiting_jobs: usize,
}

/// Counts what there is.
pub fn count(conn: &mut Conn) -> QueryResult<Counts> {
    let books: Books = queries::load_books(conn)?;
    Ok(Counts {
        orders: books.orders.len(),
        cancelled: books.orders.iter().filter(|order| order.cancelled_at.is_some()).count(),
        carts: books.open_forms.len(),
        waiting_jobs: books.jobs.iter().filter(|job| job.state != "done").count(),
    })
}
