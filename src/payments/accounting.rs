//! What the accounts of a shop are kept from: money that came in and money that went back, with the
//! tax in it.
//!
//! - A booking that was taken back was a mistake, not money: it is not here.
//! - The tax of a payment is the order's; that of a refund is the share of what was given back until
//!   then, less the share before. So the refunds of a payment that was given back whole have its tax
//!   to the minor unit, in whatever parts that was.

use chrono::{NaiveDate, NaiveTime};
use diesel::QueryResult;

use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{DynRow, Kind, Val};
use crate::platform::money::Money;

/// Days, the first and the last one included, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

crate::text_enum! {
    /// Which way the money went.
    pub enum Movement {
        /// To the shop.
        Payment = "payment",
        /// Back to the customer.
        Refund = "refund",
    }
}

/// Money that moved; amounts of a refund are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it was settled, UTC.
    pub at: Time,
    /// Which way.
    pub movement: Movement,
    /// Key of the payment or the refund.
    pub id: i64,
    /// Number of the invoice or the credit note; empty without one.
    pub document: String,
    /// Number of the order.
    pub order: String,
    /// Who carried it.
    pub provider: String,
    /// The carrier's own name of it; may be empty.
    pub reference: String,
    /// ISO 4217.
    pub currency: String,
    /// With tax.
    pub gross: Money,
    /// The tax in it.
    pub tax: Money,
    /// The rate of the order, as it was.
    pub tax_rate: String,
    /// Where the bill went, otherwise where the goods did: ISO 3166.
    pub country: String,
}

/// How far the entries were read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    at: Time,
    movement: Movement,
    id: i64,
}

impl Cursor {
    /// Before the first one of a period.
    pub fn before(period: &Period) -> Cursor {
        Cursor { at: period.from.and_time(NaiveTime::MIN), movement: Movement::Payment, id: -1 }
    }

    /// After this one.
    pub fn after(entry: &Entry) -> Cursor {
        Cursor { at: entry.at, movement: entry.movement, id: entry.id }
    }

    /// The key after which rows of a kind follow at the moment of the cursor: at one moment payments
    /// come before refunds.
    fn key_of(&self, movement: Movement) -> i64 {
        match (self.movement, movement) {
            (Movement::Payment, Movement::Refund) => -1,
            (Movement::Refund, Movement::Payment) => i64::MAX,
            _ => self.id,
        }
    }
}

/// The next entries of a period, by time.
pub fn list_entries(conn: &mut Conn, period: &Period, after: &Cursor, limit: i64) -> QueryResult<Vec<Entry>> {
    let arm = |select: &'static str, movement: Movement, key: &'static str| {
        Sql::of(select)
            .text(key)
            .text(" > (")
            .bind(Val::Time(after.at))
            .text(", ")
            .bind(Val::Int(after.key_of(movement)))
            .text(") AND happened.settled_at < ")
            .bind(Val::Time(end_of(period)))
            .text(" ORDER BY happened.settled_at, happened.id LIMIT ")
            .bind(Val::Int(limit))
    };
    let key = "(happened.settled_at, happened.id)";
    let found = Sql::of("SELECT * FROM (")
        .then(&arm(PAYMENTS, Movement::Payment, key))
        .text(") AS came_in UNION ALL SELECT * FROM (")
        .then(&arm(REFUNDS, Movement::Refund, key))
        .text(") AS went_back ORDER BY moment, turn, id LIMIT ")
        .bind(Val::Int(limit))
        .rows(conn)?;
    Ok(found.iter().map(entry).collect())
}

const PAYMENTS: &str = "SELECT happened.settled_at AS moment, 0 AS turn, happened.id AS id, \
         COALESCE((SELECT i.number FROM invoices i WHERE i.order_id = o.id AND i.kind = 'invoice'), '') AS document, \
         o.number AS order_number, happened.provider AS provider, \
         COALESCE(happened.reference, '') AS reference, happened.currency AS currency, \
         happened.amount AS amount, happened.amount AS paid, CAST(0 AS BIGINT) AS earlier, \
         o.tax AS tax, o.total AS total, o.tax_rate AS tax_rate, \
         COALESCE((SELECT a.country FROM order_addresses a WHERE a.order_id = o.id ORDER BY a.kind LIMIT 1), '') \
             AS country \
     FROM payments happened JOIN orders o ON o.id = happened.order_id \
     WHERE happened.state = 'paid' AND ";

// Of the addresses, "billing" comes before "shipping".
const REFUNDS: &str = "SELECT happened.settled_at AS moment, 1 AS turn, happened.id AS id, \
         COALESCE((SELECT i.number FROM invoices i WHERE i.refund_id = happened.id), '') AS document, \
         o.number AS order_number, p.provider AS provider, \
         COALESCE(happened.reference, '') AS reference, p.currency AS currency, \
         happened.amount AS amount, p.amount AS paid, \
         COALESCE((SELECT CAST(sum(e.amount) AS BIGINT) FROM refunds e \
             WHERE e.payment_id = p.id AND e.state = 'succeeded' \
                 AND (e.settled_at, e.id) < (happened.settled_at, happened.id)), 0) AS earlier, \
         o.tax AS tax, o.total AS total, o.tax_rate AS tax_rate, \
         COALESCE((SELECT a.country FROM order_addresses a WHERE a.order_id = o.id ORDER BY a.kind LIMIT 1), '') \
             AS country \
     FROM refunds happened JOIN payments p ON p.id = happened.payment_id JOIN orders o ON o.id = p.order_id \
     WHERE happened.state = 'succeeded' AND ";

/// The first moment after a period.
fn end_of(period: &Period) -> Time {
    period.to.succ_opt().unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN)
}

fn entry(row: &DynRow) -> Entry {
    let text = |name: &str| row.get(name).text().to_owned();
    let number = |name: &str| row.get(name).int();
    let at = match row.get("moment").clone().typed(Kind::Time) {
        Val::Time(time) => time,
        _ => Time::default(),
    };
    let movement = if number("turn") == 0 { Movement::Payment } else { Movement::Refund };
    let (amount, paid) = (number("amount"), number("paid"));
    let of_payment = share(number("tax"), paid, number("total"));
    let (gross, tax) = match movement {
        Movement::Payment => (amount, of_payment),
        Movement::Refund => (-amount, -tax_of_refund(of_payment, paid, number("earlier"), amount)),
    };
    Entry {
        at,
        movement,
        id: number("id"),
        document: text("document"),
        order: text("order_number"),
        provider: text("provider"),
        reference: text("reference"),
        currency: text("currency"),
        gross: Money(gross),
        tax: Money(tax),
        tax_rate: text("tax_rate"),
        country: text("country"),
    }
}

/// The tax in a refund of `amount`, after `earlier` was given back of what was `paid` with `tax`.
fn tax_of_refund(tax: i64, paid: i64, earlier: i64, amount: i64) -> i64 {
    share(tax, earlier + amount, paid) - share(tax, earlier, paid)
}

/// What of `tax` is in `part` of `whole`, rounded half-up.
fn share(tax: i64, part: i64, whole: i64) -> i64 {
    let (tax, part, whole) = (i128::from(tax), i128::from(part), i128::from(whole));
    if whole <= 0 {
        return 0;
    }
    i64::try_from((2 * tax * part + whole) / (2 * whole)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{share, tax_of_refund};

    #[test]
    fn a_share_is_rounded_half_up() {
        assert_eq!((share(1, 1, 2), share(1, 1, 3), share(190, 1_190, 1_190)), (1, 0, 190));
        assert_eq!(share(5, 1, 0), 0);
    }

    proptest! {
        #[test]
        fn what_is_given_back_in_parts_has_the_tax_of_the_payment(
            parts in proptest::collection::vec(1..100_000_i64, 1..12), percent in 0..101_i64,
        ) {
            let paid: i64 = parts.iter().sum();
            let tax = paid * percent / (100 + percent);
            let (mut earlier, mut back) = (0, 0);
            for part in parts {
                let of_part = tax_of_refund(tax, paid, earlier, part);
                prop_assert!((0..=part).contains(&of_part), "{of_part} of {part}");
                earlier += part;
                back += of_part;
            }
            prop_assert_eq!(back, tax);
        }
    }
}
