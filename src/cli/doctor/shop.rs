//! Whether the shop can sell: accounts, shipping, orders, payments.

use diesel::QueryResult;

use super::Finding::{self, Error, Fine, Warning};
use crate::platform::db::Conn;
use crate::platform::text::counted;
use crate::{accounts, checkout, orders, payments};

/// So many of the newest orders are added up.
const SAMPLE: i64 = 1_000;
/// So many numbers of orders are named.
const NAMED: usize = 5;

/// What there is to say about the rows of this shop.
pub(super) fn examine(conn: &mut Conn) -> QueryResult<Vec<Finding>> {
    Ok(vec![superuser(conn)?, customers(conn)?, shipping(conn)?, totals(conn)?, payments(conn)?])
}

fn superuser(conn: &mut Conn) -> QueryResult<Finding> {
    if accounts::checks::any_superuser(conn)? {
        return Ok(Fine("Somebody may do everything in the admin.".to_owned()));
    }
    Ok(match accounts::checks::any_user(conn)? {
        false => Fine("There are no accounts yet.".to_owned()),
        true => Warning(
            "No active account may do everything in the admin. Run: storefront createsuperuser".to_owned(),
        ),
    })
}

fn customers(conn: &mut Conn) -> QueryResult<Finding> {
    Ok(match accounts::checks::count_without_customer(conn)? {
        0 => Fine("Every account has its customer record.".to_owned()),
        count => Warning(format!(
            "{} without a customer record until the next sign-in: somebody has deleted it.",
            counted(count, "account is", "accounts are")
        )),
    })
}

fn shipping(conn: &mut Conn) -> QueryResult<Finding> {
    Ok(match checkout::checks::any_active_shipping_method(conn)? {
        true => Fine("There is a way to ship.".to_owned()),
        false => Error("No shipping method is active: nobody can order.".to_owned()),
    })
}

fn totals(conn: &mut Conn) -> QueryResult<Finding> {
    let wrong = orders::checks::list_not_adding_up(conn, SAMPLE)?;
    if wrong.is_empty() {
        return Ok(Fine("The totals of the newest orders add up.".to_owned()));
    }
    let named: Vec<&str> = wrong.iter().take(NAMED).map(String::as_str).collect();
    let further = if wrong.len() > NAMED { ", …" } else { "" };
    Ok(Error(format!(
        "The total is not that of the lines in {}: {}{further}",
        counted(i64::try_from(wrong.len()).unwrap_or(i64::MAX), "order", "orders"),
        named.join(", ")
    )))
}

fn payments(conn: &mut Conn) -> QueryResult<Finding> {
    Ok(match payments::queries::count_open_differences(conn)? {
        0 => Fine("Payments match what providers say.".to_owned()),
        count => Warning(format!(
            "{} not match what the provider says: look at /admin/payments/paymentdifference/.",
            counted(count, "payment does", "payments do")
        )),
    })
}
