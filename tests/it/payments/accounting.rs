//! What came in and what went back, as a file for the accounts.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use storefront::platform::db::Conn;
use storefront::schema::{invoices, order_addresses, orders, payments, refunds, users};

use crate::support::browser::Browser;
use crate::support::people::staff;
use crate::support::shopping::count_orders;
use crate::support::web::{attributes, texts};
use crate::support::{TestApp, noon};

const FILE: &str = "/admin/payments/accounting/file/";
const MARCH: &str = "?from=2026-03-01&to=2026-03-31";

/// An order of 11.90 with 1.90 of tax; its payment, settled then.
fn paid(conn: &mut Conn, number: &str, state: &str, at: NaiveDateTime) -> QueryResult<i64> {
    let order: i64 = diesel::insert_into(orders::table)
        .values((
            (orders::number.eq(number), orders::token.eq(format!("token of {number}"))),
            (orders::email.eq("ann@example.com"), orders::email_key.eq("ann@example.com")),
            (orders::payment_status.eq("C"), orders::fulfilment_status.eq("unfulfilled")),
            (orders::currency.eq("EUR"), orders::subtotal.eq(1_190), orders::discount.eq(0)),
            (orders::shipping_price.eq(0), orders::tax.eq(190), orders::total.eq(1_190)),
            (orders::tax_rate.eq("0.19"), orders::prices_include_tax.eq(true)),
            (orders::shipping_method.eq("Post"), orders::payment_method.eq("invoice"), orders::why.eq("[]")),
            (orders::placed_at.eq(at), orders::notes.eq("")),
        ))
        .returning(orders::id)
        .get_result(conn)?;
    for (kind, country) in [("shipping", "FR"), ("billing", "DE")] {
        diesel::insert_into(order_addresses::table)
            .values((
                (order_addresses::order_id.eq(order), order_addresses::kind.eq(kind)),
                (order_addresses::name.eq("Ann"), order_addresses::street.eq("Street 1")),
                (
                    order_addresses::line2.eq(""),
                    order_addresses::city.eq("Town"),
                    order_addresses::zip.eq("1"),
                ),
                (order_addresses::region.eq(""), order_addresses::country.eq(country)),
            ))
            .execute(conn)?;
    }
    diesel::insert_into(payments::table)
        .values((
            (payments::order_id.eq(order), payments::provider.eq("invoice"), payments::state.eq(state)),
            (payments::amount.eq(1_190), payments::currency.eq("EUR"), payments::reference.eq("=ref")),
            (payments::created_at.eq(at), payments::settled_at.eq(at)),
        ))
        .returning(payments::id)
        .get_result(conn)
}

fn refund(conn: &mut Conn, payment: i64, amount: i64, state: &str, at: NaiveDateTime) -> QueryResult<i64> {
    diesel::insert_into(refunds::table)
        .values((
            (refunds::payment_id.eq(payment), refunds::amount.eq(amount), refunds::state.eq(state)),
            (refunds::reason.eq(""), refunds::failure.eq(""), refunds::actor.eq("")),
            (refunds::created_at.eq(at), refunds::settled_at.eq(at)),
        ))
        .returning(refunds::id)
        .get_result(conn)
}

fn superuser(t: &TestApp) -> Browser<'_> {
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let browser = t.browser();
    browser.sign_in(root);
    browser
}

async fn lines(t: &TestApp, query: &str) -> Vec<String> {
    let answer = superuser(t).get(&format!("{FILE}{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body());
    answer.body().lines().skip(1).map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_payment_given_back_in_parts_is_mirrored_to_the_minor_unit() {
    let t = TestApp::start();
    t.seed(|conn| {
        let payment = paid(conn, "A-1", "paid", noon())?;
        let order: i64 = payments::table.find(payment).select(payments::order_id).first(conn)?;
        let first = refund(conn, payment, 333, "succeeded", noon())?;
        refund(conn, payment, 100, "failed", noon())?;
        refund(conn, payment, 857, "succeeded", noon() + TimeDelta::hours(1))?;
        for (kind, number, refund) in [("invoice", "I-1", None), ("credit_note", "C-1", Some(first))] {
            diesel::insert_into(invoices::table)
                .values((
                    (invoices::order_id.eq(order), invoices::refund_id.eq(refund), invoices::kind.eq(kind)),
                    (invoices::year.eq(2026), invoices::serial.eq(1), invoices::number.eq(number)),
                    (invoices::content.eq("{}"), invoices::issued_at.eq(noon())),
                ))
                .execute(conn)?;
        }
        Ok(())
    });
    assert_eq!(
        lines(&t, MARCH).await,
        [
            "2026-03-15,I-1,A-1,payment,invoice,'=ref,EUR,11.90,10.00,1.90,0.19,DE",
            "2026-03-15,C-1,A-1,refund,invoice,,EUR,-3.33,-2.80,-0.53,0.19,DE",
            "2026-03-15,,A-1,refund,invoice,,EUR,-8.57,-7.20,-1.37,0.19,DE",
        ]
    );
}

#[actix_web::test]
async fn only_money_that_moved_in_the_period_is_in_the_file() {
    let t = TestApp::start();
    let day = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    t.seed(|conn| {
        paid(conn, "BEFORE", "paid", day("2026-02-28T23:59:59.999"))?;
        paid(conn, "FIRST", "paid", day("2026-03-01T00:00:00"))?;
        paid(conn, "MISTAKE", "reversed", noon())?;
        paid(conn, "LAST", "paid", day("2026-03-31T23:59:59.999"))?;
        paid(conn, "AFTER", "paid", day("2026-04-01T00:00:00"))?;
        Ok(())
    });
    let all = lines(&t, MARCH).await;
    let numbers: Vec<&str> = all.iter().map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(numbers, ["FIRST", "LAST"]);
}

#[actix_web::test]
async fn more_entries_than_a_part_at_one_moment_are_each_in_the_file_once() {
    let t = TestApp::start();
    t.seed(|conn| {
        for number in 0..1_100 {
            let payment = paid(conn, &format!("N-{number:04}"), "paid", noon())?;
            refund(conn, payment, 1_190, "succeeded", noon())?;
        }
        assert_eq!(count_orders(conn)?.0, 1_100);
        Ok(())
    });
    let all = lines(&t, MARCH).await;
    assert_eq!(all.len(), 2_200);
    let once: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), 2_200);
    let cents = |line: &str| line.split(',').nth(7).unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(all.iter().map(|line| cents(line)).sum::<i64>(), 0);
}

#[actix_web::test]
async fn a_period_that_is_none_is_told_beside_what_was_entered() {
    let t = TestApp::start();
    let browser = superuser(&t);
    let page = browser.get("/admin/payments/accounting/").await;
    assert_eq!(attributes(&page, "input[type=date]", "value"), ["2026-02-01", "2026-02-28"]);
    for (query, told) in [
        ("?from=2026-03-31&to=2026-03-01", "The last day is before the first one."),
        ("?from=x&to=2026-03-01", "Enter both days as year-month-day."),
        ("", "Enter both days as year-month-day."),
        ("?from=2026-03-01&to=%2B99999-01-01", "There is no such year here."),
    ] {
        let answer = browser.get(&format!("{FILE}{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert!(texts(&answer, "[role=alert]").join("").contains(told), "{query}: {}", answer.body());
    }
}

#[actix_web::test]
async fn the_accounts_are_for_those_who_may_see_payments() {
    let t = TestApp::start();
    let href = format!("{FILE}{MARCH}");
    let otto = t.seed(|conn| Ok(staff("Otto").insert(conn)?));
    let browser = t.browser();
    browser.sign_in(otto);
    for address in ["/admin/payments/accounting/", href.as_str()] {
        assert_eq!(browser.get(address).await.status, 403, "{address}");
        assert_eq!(t.get(address).await.status, 303, "{address}");
    }
    let page = superuser(&t).get("/admin/payments/").await;
    assert!(attributes(&page, "a", "href").contains(&"/admin/payments/accounting/".to_owned()));
    let known: i64 = t.look(|conn| Ok(users::table.count().get_result(conn)?));
    assert_eq!(known, 2);
}
