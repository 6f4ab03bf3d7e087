//! The ledger of an order: what came in, what went back, what is due.

use diesel::QueryResult;

use super::models::{Payment, PaymentState, Refund, RefundState};
use super::queries::{list_of_order, list_refunds_of_order};
use crate::orders::models::Order;
use crate::platform::db::Conn;
use crate::platform::money::Money;

/// What came in and went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// All payments, oldest first.
    pub payments: Vec<Payment>,
    /// All refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// What came in.
    pub charged: Money,
    /// What went back.
    pub refunded: Money,
    /// What is on its way back.
    pub going_back: Money,
    /// What is still to come; nothing for a cancelled order.
    pub due: Money,
}

/// The ledger of an order, in two statements.
pub fn of_order(conn: &mut Conn, order: &Order) -> QueryResult<Ledger> {
    let payments = list_of_order(conn, order.id)?;
    let refunds = list_refunds_of_order(conn, order.id)?;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| Money(amounts.map(|amount| amount.0).sum());
    let of = |states: &[RefundState]| {
        sum(&mut refunds.iter().filter(|refund| states.contains(&refund.state)).map(|refund| refund.amount))
    };
    let charged = sum(&mut payments
        .iter()
        .filter(|payment| payment.state == PaymentState::Paid)
        .map(|payment| payment.amount));
    Ok(Ledger {
        charged,
        refunded: of(&[RefundState::Succeeded]),
        going_back: of(&[RefundState::Pending, RefundState::Settling]),
        due: if order.cancelled_at.is_some() { Money(0) } else { order.total.less(charged) },
        payments,
        refunds,
    })
}
