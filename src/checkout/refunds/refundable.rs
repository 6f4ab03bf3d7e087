//! What is left of an order to give back, line by line.

use diesel::QueryResult;

use crate::orders::models::Order;
use crate::orders::queries::list_keyed_items;
use crate::payments::models::Payment;
use crate::payments::queries::{find_paid, list_lines_of_order};
use crate::platform::db::Conn;
use crate::platform::money::Money;

/// What is left to give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refundable {
    /// The payment it is taken from.
    pub payment: Payment,
    /// The lines of the order.
    pub lines: Vec<RefundableLine>,
    /// Of shipping, with its tax.
    pub shipping: Money,
    /// Of the payment.
    pub total: Money,
}

/// A line of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundableLine {
    /// Key of the line.
    pub item_id: i64,
    /// The product's name, with the variant.
    pub title: String,
    /// Units that were ordered.
    pub quantity: i32,
    /// Units nothing has been given back for.
    pub units: i32,
    /// Money that has not been given back, with tax.
    pub money: Money,
    /// Units that can still go back into stock.
    pub stock: i32,
}

impl RefundableLine {
    /// What so many units are worth: the last ones take all that is left, so that the refunds of a line
    /// add up to the line, to the cent.
    pub fn amount_for(&self, units: i32) -> Money {
        match units {
            ..=0 => Money(0),
            units if units >= self.units => self.money,
            units => {
                let (units, all) = (i128::from(units), i128::from(self.units));
                let amount = (i128::from(self.money.0) * units * 2 + all) / (all * 2);
                Money(i64::try_from(amount).unwrap_or(self.money.0))
            }
        }
    }
}

/// What is left of an order to give back; `None` when nothing came in.
pub fn find(conn: &mut Conn, order: &Order) -> QueryResult<Option<Refundable>> {
    let Some(payment) = find_paid(conn, order.id)? else { return Ok(None) };
    let items = list_keyed_items(conn, order.id)?;
    let given = list_lines_of_order(conn, order.id)?;
    let goods: i64 = items.iter().map(|(_, item)| item.total.0).sum();
    let of_shipping: i64 =
        given.iter().filter(|line| line.order_item_id.is_none()).map(|line| line.amount.0).sum();
    let lines = items
        .into_iter()
        .map(|(id, item)| {
            let of_line = || given.iter().filter(move |line| line.order_item_id == Some(id));
            let title = match item.variant_label.is_empty() {
                true => item.title,
                false => format!("{} ({})", item.title, item.variant_label),
            };
            // A cancelled order has given its stock back already.
            let taken = if order.cancelled_at.is_some() { 0 } else { item.stock_taken };
            RefundableLine {
                item_id: id,
                title,
                quantity: item.quantity,
                units: (item.quantity - of_line().map(|line| line.quantity).sum::<i32>()).max(0),
                money: Money((item.total.0 - of_line().map(|line| line.amount.0).sum::<i64>()).max(0)),
                stock: (taken - of_line().map(|line| line.restocked).sum::<i32>()).max(0),
            }
        })
        .collect();
    Ok(Some(Refundable {
        lines,
        shipping: Money((order.total.0 - goods - of_shipping).max(0)),
        total: payment.amount.less(payment.refunded),
        payment,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(units: i32, money: i64) -> RefundableLine {
        RefundableLine {
            item_id: 1,
            title: String::new(),
            quantity: units,
            units,
            money: Money(money),
            stock: units,
        }
    }

    proptest! {
        #[test]
        fn the_refunds_of_a_line_are_exactly_the_line(
            units in 1..200_i32,
            money in 0..100_000_000_i64,
            steps in proptest::collection::vec(1..50_i32, 1..200),
        ) {
            let mut left = line(units, money);
            let mut back = 0;
            for step in steps {
                let step = step.min(left.units);
                let amount = left.amount_for(step);
                prop_assert!(amount >= Money(0) && amount <= left.money);
                back += amount.0;
                left.units -= step;
                left.money = left.money.less(amount);
            }
            back += left.amount_for(left.units).0;
            if left.units == 0 {
                prop_assert_eq!(left.money, Money(0));
            }
            prop_assert_eq!(back, money);
        }
    }

    #[test]
    fn cents_go_to_whoever_comes_last() {
        let mut left = line(3, 1_000);
        let mut amounts = Vec::new();
        while left.units > 0 {
            let amount = left.amount_for(1);
            amounts.push(amount.0);
            left.units -= 1;
            left.money = left.money.less(amount);
        }
        assert_eq!(amounts, [333, 334, 333]);
    }
}
