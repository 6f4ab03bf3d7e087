//! What staff do to many orders at once: all of them or none, and the refusal names the order.

use diesel::QueryResult;

use super::cancellation::{self, CancelError, give_back_stock, products_of};
use crate::events;
use crate::orders::fulfilment::{FulfilmentError, advance};
use crate::orders::models::FulfilmentStatus;
use crate::orders::queries::{delete_order, find_order, list_items, lock_order};
use crate::payments::paper::issuing::{IssueError, issue_invoice};
use crate::payments::paper::mails;
use crate::payments::payments::{PaymentError, book};
use crate::payments::queries::{find_invoice_of, has_foreign, has_refunds};
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::promotions::queries::give_back_use;

/// Books the payments of orders that wait for one by invoice.
pub fn mark_paid(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| Ok(book(conn, id, &edit.by, edit.now)?))
}

/// Notes that orders were shipped and tells the customers.
pub fn ship(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| Ok(advance(conn, id, FulfilmentStatus::Shipped, &edit.by, edit.now)?))
}

/// Notes that orders have arrived.
pub fn deliver(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| Ok(advance(conn, id, FulfilmentStatus::Delivered, &edit.by, edit.now)?))
}

/// Cancels unpaid and unshipped orders; one that is being paid at a provider as soon as its page is
/// closed.
pub fn cancel(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| Ok(cancellation::cancel(conn, id, &edit.by, edit.now).map(|_| ())?))
}

/// Issues the invoices of orders and sends them to the customers. An order that has one keeps it, and it
/// is sent once more.
pub fn invoice(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| {
        let invoice = issue_invoice(conn, id, edit.now)?;
        Ok(mails::queue(conn, invoice.id, edit.now)?)
    })
}

/// Deletes orders with everything about them. What has not been shipped goes back into stock, and
/// the use of a code comes back. One that was paid through a provider or
/// has an invoice is refused.
pub fn delete(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    each(conn, ids, |conn, id| {
        let order = lock_order(conn, id)?.ok_or_else(|| Refused::gone("order"))?;
        if find_invoice_of(conn, id)?.is_some() {
            return Err(Refused::whole("it has an invoice, which must be kept."));
        }
        if has_refunds(conn, id)? {
            return Err(Refused::whole("money was given back for it, which must be kept."));
        }
        if has_foreign(conn, id)? {
            return Err(Refused::whole("it has a payment by a provider, which must be kept."));
        }
        let is_in_house = order.fulfilment_status == FulfilmentStatus::Unfulfilled;
        if order.cancelled_at.is_none() && is_in_house {
            let items = list_items(conn, id)?;
            give_back_stock(conn, &items)?;
            events::stock_moved(conn, &products_of(&items), edit.now)?;
        }
        give_back_use(conn, id)?;
        Ok(delete_order(conn, id)?)
    })
}

/// Does `work` to each order, in the order of their keys; a refusal says which one it is about.
fn each(
    conn: &mut Conn,
    ids: &[i64],
    work: impl Fn(&mut Conn, i64) -> Result<(), Refused>,
) -> Result<usize, Refused> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    for id in &ids {
        if let Err(refused) = work(conn, *id) {
            return Err(match refused {
                Refused::Whole(sentence) | Refused::Field(_, sentence) => {
                    Refused::whole(format!("Order {}: {sentence}", name_of(conn, *id)?))
                }
                Refused::Database(error) => Refused::Database(error),
            });
        }
    }
    Ok(ids.len())
}

fn name_of(conn: &mut Conn, id: i64) -> QueryResult<String> {
    Ok(find_order(conn, id)?.map_or_else(|| id.to_string(), |order| order.number))
}

impl From<PaymentError> for Refused {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Database(error) => Refused::Database(error),
            other => Refused::whole(other),
        }
    }
}

impl From<IssueError> for Refused {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Database(error) => Refused::Database(error),
            other => Refused::whole(other),
        }
    }
}

impl From<FulfilmentError> for Refused {
    fn from(error: FulfilmentError) -> Self {
        match error {
            FulfilmentError::Database(error) => Refused::Database(error),
            other => Refused::whole(other),
        }
    }
}

impl From<CancelError> for Refused {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::Database(error) => Refused::Database(error),
            other => Refused::whole(other),
        }
    }
}
