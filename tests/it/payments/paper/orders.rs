//! Documents of orders.

use diesel::prelude::*;
use storefront::checkout::cancellation::cancel;
use storefront::orders::queries::find_order;
use storefront::payments::models::Invoice;
use storefront::payments::paper::issuing::{issue_credit_note, issue_invoice};
use storefront::platform::actor::Actor;
use storefront::platform::editing::Refused;
use storefront::platform::money::Money;
use storefront::schema::{invoice_counters, invoices, payments, refund_lines, refunds};

use super::order_of;
use crate::support::at_once::at_once;
use crate::support::builders::product;
use crate::support::{TestApp, noon};

fn shop() -> (TestApp, i64) {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").inventory(1_000).insert(conn)?));
    (t, mug)
}

fn issued(t: &TestApp, order: i64) -> Invoice {
    t.change(|conn| Ok(issue_invoice(conn, order, noon())?))
}

fn credited(t: &TestApp, order: i64, refund: Option<i64>) -> Option<Invoice> {
    t.seed(|conn| Ok(issue_credit_note(conn, order, refund, noon())?))
}

/// A refund of so much, for so many units of the first line.
fn refund(t: &TestApp, order: i64, amount: i64, units: i32) -> i64 {
    t.seed(|conn| {
        let payment: i64 =
            payments::table.filter(payments::order_id.eq(order)).select(payments::id).first(conn)?;
        let id: i64 = diesel::insert_into(refunds::table)
            .values((
                refunds::payment_id.eq(payment),
                refunds::amount.eq(amount),
                refunds::state.eq("pending"),
                refunds::reason.eq("Broken"),
                refunds::created_at.eq(noon()),
            ))
            .returning(refunds::id)
            .get_result(conn)?;
        let item: i64 = storefront::orders::queries::list_keyed_items(conn, order)?[0].0;
        diesel::insert_into(refund_lines::table)
            .values((
                refund_lines::refund_id.eq(id),
                refund_lines::order_item_id.eq(item),
                refund_lines::quantity.eq(units),
                refund_lines::amount.eq(amount),
            ))
            .execute(conn)?;
        Ok(id)
    })
}

#[test]
fn an_order_gets_one_invoice_that_says_what_it_costs() {
    let (t, mug) = shop();
    let order = order_of(&t, &[(mug, 3)]);
    let invoice = issued(&t, order);
    assert_eq!(invoice.number, "2026-00001");
    assert_eq!(issued(&t, order), invoice);
    let content = invoice.document().unwrap();
    let stored = t.read(|conn| find_order(conn, order)).unwrap();
    assert_eq!((content.total, content.tax()), (stored.total, stored.tax));
    assert_eq!(content.steps.iter().map(|step| step.amount).sum::<Money>(), stored.total);
    assert_eq!(content.lines[0].amount, Money(3_000));
    assert_eq!(content.buyer.last().unwrap(), "ann@example.com");
}

#[test]
fn numbers_have_no_gap_and_no_double_whatever_is_taken_back() {
    let (t, mug) = shop();
    let orders: Vec<i64> = (0..32).map(|_| order_of(&t, &[(mug, 1)])).collect();
    let issue = |number: usize| {
        t.attempt(|conn| {
            let invoice = issue_invoice(conn, orders[number], noon())?;
            match number % 4 {
                0 => Err(Refused::whole("Not this one after all.")),
                _ => Ok(invoice.number),
            }
        })
    };
    let mut kept: Vec<String> = at_once(32, issue).into_iter().filter_map(Result::ok).collect();
    kept.sort();
    let wanted: Vec<String> = (1..=24).map(|serial| format!("2026-{serial:05}")).collect();
    assert_eq!(kept, wanted);
    let stored: Vec<i32> =
        t.read(|conn| invoices::table.order(invoices::serial).select(invoices::serial).load(conn));
    assert_eq!(stored, (1..=24).collect::<Vec<_>>());
    assert_eq!(t.read(|conn| invoice_counters::table.select(invoice_counters::last).load::<i32>(conn)), [24]);
}

#[test]
fn every_year_and_kind_counts_from_one() {
    let (t, mug) = shop();
    let next_year = noon() + chrono::TimeDelta::days(366);
    let (first, second) = (order_of(&t, &[(mug, 1)]), order_of(&t, &[(mug, 1)]));
    issued(&t, first);
    let later = t.change(|conn| Ok(issue_invoice(conn, second, next_year)?));
    assert_eq!(later.number, "2027-00001");
    assert_eq!(credited(&t, first, None).unwrap().number, "CN-2026-00001");
}

#[test]
fn cancelling_takes_the_invoice_back_and_there_is_none_afterwards() {
    let (t, mug) = shop();
    let (invoiced, other) = (order_of(&t, &[(mug, 2)]), order_of(&t, &[(mug, 1)]));
    let invoice = issued(&t, invoiced).document().unwrap();
    for order in [invoiced, other] {
        t.change(|conn| Ok(cancel(conn, order, &Actor::guest(), noon()).map(|_| ())?));
    }
    let documents: Vec<String> =
        t.read(|conn| invoices::table.order(invoices::id).select(invoices::number).load(conn));
    assert_eq!(documents, ["2026-00001", "CN-2026-00001"]);
    let note: String = t.read(|conn| {
        invoices::table.filter(invoices::kind.eq("credit_note")).select(invoices::content).first(conn)
    });
    let note: storefront::payments::paper::document::Document = serde_json::from_str(&note).unwrap();
    assert_eq!((note.total.0, note.tax().0), (-invoice.total.0, -invoice.tax().0));
    assert_eq!(note.corrects.unwrap().number, "2026-00001");
    assert_eq!(credited(&t, invoiced, None), None);
    let refused = t.attempt(|conn| Ok(issue_invoice(conn, other, noon())?)).unwrap_err();
    assert!(format!("{refused:?}").contains("nothing to invoice"), "{refused:?}");
}

#[test]
fn refunds_give_back_the_tax_to_the_cent_however_they_are_cut() {
    let (t, mug) = shop();
    let order = order_of(&t, &[(mug, 3)]);
    let invoice = issued(&t, order).document().unwrap();
    let mut left = invoice.total.0;
    let mut tax = 0;
    for (part, units) in [(1, 0), (333, 1), (777, 0)] {
        let id = refund(&t, order, part, units);
        let note = credited(&t, order, Some(id)).unwrap();
        assert_eq!(credited(&t, order, Some(id)), Some(note.clone()), "one over the same refund");
        let content = note.document().unwrap();
        assert_eq!(content.total, Money(-part));
        assert_eq!(content.lines[0].quantity, (units > 0).then_some(units));
        assert_eq!(content.notes, ["Reason: Broken"]);
        left -= part;
        tax += content.tax().0;
    }
    let rest = credited(&t, order, None).unwrap().document().unwrap();
    assert_eq!((rest.total.0, rest.tax().0 + tax), (-left, -invoice.tax().0));
    assert_eq!(credited(&t, order, None), None);
}
