//! Giving money back: never more than came in, to the cent, whatever fails.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::checkout::order_actions::delete;
use storefront::checkout::order_editing::{find_change, save};
use storefront::checkout::refunds::refundable;
use storefront::checkout::refunds::requesting::{
    LineRequest, RefundError, RefundRequest, everything, request,
};
use storefront::checkout::refunds::sending::send;
use storefront::orders::models::PaymentStatus;
use storefront::orders::queries::{find_order, list_keyed_items};
use storefront::payments::ledger;
use storefront::payments::payments::{book, reverse};
use storefront::payments::provider::{News, PageState, ProviderRefund, ProviderRefundState};
use storefront::platform::actor::Actor;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::money::Money;
use storefront::schema::{payments, refunds};

use super::fake_provider::{FakeProvider, Trouble};
use super::shop::Shop;
use crate::support::at_once::at_once;
use crate::support::editing::edit;
use crate::support::noon;

/// Two mugs, ordered and paid at the provider.
async fn paid() -> Shop {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let page = s.provider.pay();
    s.report("evt_paid", &page).await;
    s.mails();
    assert_eq!(s.status(), "C paid");
    s
}

fn ask(s: &Shop, wanted: &RefundRequest) -> Result<i64, RefundError> {
    let mut conn = s.t.app.config.database.connect().unwrap();
    ask_on(&mut conn, s.order_id(), wanted)
}

fn ask_on(conn: &mut Conn, order: i64, wanted: &RefundRequest) -> Result<i64, RefundError> {
    write_transaction(conn, |conn| request(conn, &edit(), order, wanted))
}

fn units(s: &Shop, units: i32, restock: i32) -> RefundRequest {
    let order = s.order_id();
    let item = s.t.look(|conn| Ok(list_keyed_items(conn, order)?[0].0));
    RefundRequest {
        lines: vec![LineRequest { item_id: item, units, amount: None, restock }],
        ..RefundRequest::default()
    }
}

fn all(s: &Shop) -> RefundRequest {
    let order = s.order_id();
    s.t.look(|conn| {
        let order = find_order(conn, order)?.unwrap();
        Ok(everything(conn, &order)?.unwrap())
    })
}

/// One of two units, the cent going to the first.
fn half(total: i64) -> i64 {
    total - total / 2
}

/// Amount and refunded part of the paid payment, and the states of the refunds.
fn money(s: &Shop) -> (i64, i64, Vec<String>) {
    s.t.look(|conn| {
        let (amount, refunded): (i64, i64) = payments::table
            .filter(payments::state.eq("paid"))
            .select((payments::amount, payments::refunded))
            .first(conn)?;
        Ok((amount, refunded, refunds::table.order(refunds::id).select(refunds::state).load(conn)?))
    })
}

#[actix_web::test]
async fn a_line_goes_back_with_its_stock_through_the_provider() {
    let s = paid().await;
    let (total, ..) = money(&s);
    ask(&s, &units(&s, 1, 1)).unwrap();
    assert_eq!(s.units(), 4);
    assert_eq!(money(&s), (total, half(total), vec!["pending".into()]));
    let mails = s.mails();
    assert!(mails[0].contains("is on its way back to you"), "{mails:?}");
    assert_eq!(money(&s).2, ["succeeded"]);
    assert_eq!(s.provider.refunds()[0].amount, Money(half(total)));
    let order = s.order_id();
    let ledger = s.t.look(|conn| {
        let order = find_order(conn, order)?.unwrap();
        Ok(ledger::of_order(conn, &order)?)
    });
    assert_eq!(
        (ledger.charged.0, ledger.refunded.0, ledger.going_back.0, ledger.due.0),
        (total, half(total), 0, 0)
    );
}

#[actix_web::test]
async fn everything_is_exactly_what_is_left() {
    let s = paid().await;
    let (total, ..) = money(&s);
    ask(&s, &units(&s, 1, 0)).unwrap();
    ask(&s, &all(&s)).unwrap();
    s.mails();
    assert_eq!(money(&s), (total, total, vec!["succeeded".into(), "succeeded".into()]));
    assert!(matches!(ask(&s, &all(&s)), Err(RefundError::Whole(_))));
    assert_eq!(s.units(), 3);
}

#[actix_web::test]
async fn more_than_is_left_is_refused_with_what_is_left() {
    let s = paid().await;
    for (wanted, words) in [
        (units(&s, 3, 0), "At most 2 units"),
        (units(&s, -1, 0), "At most 2 units"),
        (units(&s, 1, 2), "Not more units"),
        (units(&s, 0, 0), "Enter what is to be given back"),
        (RefundRequest { shipping: Money(1), ..RefundRequest::default() }, "left of shipping"),
        (RefundRequest { reason: "x".repeat(501), ..units(&s, 1, 0) }, "500 characters"),
        (RefundRequest { seen: Some(Money(1)), ..units(&s, 1, 0) }, "meanwhile"),
    ] {
        let said = ask(&s, &wanted).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
    let mut too_much = units(&s, 1, 0);
    too_much.lines[0].amount = Some(Money(999_999));
    assert!(matches!(ask(&s, &too_much), Err(RefundError::Line(..))));
    let mut twice = units(&s, 1, 0);
    twice.lines.push(twice.lines[0].clone());
    assert!(matches!(ask(&s, &twice), Err(RefundError::Line(..))));
    assert_eq!((money(&s).1, s.units()), (0, 3));
}

#[actix_web::test]
async fn many_refunds_at_once_never_exceed_the_payment() {
    let s = paid().await;
    let (total, ..) = money(&s);
    let (wanted, order) = (units(&s, 1, 1), s.order_id());
    let done = at_once(32, |_| {
        let mut conn = s.t.app.config.database.connect().unwrap();
        ask_on(&mut conn, order, &wanted).is_ok()
    });
    assert_eq!(done.into_iter().filter(|done| *done).count(), 2);
    let (_, refunded, states) = money(&s);
    assert_eq!((refunded, states.len(), s.units()), (total, 2, 5));
    s.mails();
    assert_eq!(s.provider.refunds().iter().map(|refund| refund.amount.0).sum::<i64>(), total);
}

#[actix_web::test]
async fn a_form_that_is_sent_many_times_gives_money_back_once() {
    let s = paid().await;
    let (total, ..) = money(&s);
    let (order, wanted) = (s.order_id(), RefundRequest { seen: Some(Money(0)), ..units(&s, 1, 0) });
    let done = at_once(8, |_| {
        let mut conn = s.t.app.config.database.connect().unwrap();
        ask_on(&mut conn, order, &wanted).is_ok()
    });
    assert_eq!(done.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(money(&s).1, half(total));
}

#[actix_web::test]
async fn a_refund_whose_answer_is_lost_goes_back_once() {
    for trouble in [Trouble::Before, Trouble::After] {
        let s = paid().await;
        s.provider.will_fail("refund", &[trouble]);
        let id = ask(&s, &units(&s, 1, 0)).unwrap();
        assert!(send(&s.t.app, id, false, false).is_err());
        assert_eq!(money(&s).2, ["pending"]);
        send(&s.t.app, id, true, false).unwrap();
        assert_eq!((money(&s).2, s.provider.refunds().len()), (vec!["succeeded".into()], 1));
        assert_eq!(s.differences(), Vec::<String>::new());
    }
}

#[actix_web::test]
async fn a_refund_that_cannot_be_sent_is_shown_to_staff_and_sent_by_the_next_look() {
    let mut s = paid().await;
    s.provider.will_fail("refund", &[Trouble::Before]);
    let id = ask(&s, &units(&s, 1, 0)).unwrap();
    assert!(send(&s.t.app, id, false, true).is_err());
    assert_eq!(s.differences(), ["refund_waiting"]);
    s.later(TimeDelta::hours(2));
    s.reconcile().unwrap();
    assert_eq!((money(&s).2, s.differences()), (vec!["succeeded".to_owned()], vec![]));
}

#[actix_web::test]
async fn a_refund_that_fails_leaves_the_money_here_once() {
    let s = paid().await;
    let id = ask(&s, &units(&s, 1, 0)).unwrap();
    s.mails();
    let mut said = s.provider.refunds()[0].clone();
    (said.state, said.failure) = (ProviderRefundState::Failed, "lost_or_stolen_card".into());
    for event in ["evt_1", "evt_2"] {
        let body = FakeProvider::news(event, "refund.failed", &News::Refund(said.clone()));
        assert_eq!(s.post_event(Some("genuine"), body).await.status, 200);
        s.work();
    }
    assert_eq!((money(&s).1, money(&s).2), (0, vec!["failed".into()]));
    assert_eq!(s.differences(), ["refund_failed"]);
    assert!(id > 0);
    // What failed can be given back again, but not put into stock a second time.
    ask(&s, &units(&s, 2, 0)).unwrap();
}

#[actix_web::test]
async fn stock_goes_back_once_however_often_money_is_given_back() {
    let s = paid().await;
    ask(&s, &units(&s, 2, 2)).unwrap();
    s.mails();
    let mut said = s.provider.refunds()[0].clone();
    said.state = ProviderRefundState::Failed;
    let body = FakeProvider::news("evt_1", "refund.failed", &News::Refund(said));
    assert_eq!(s.post_event(Some("genuine"), body).await.status, 200);
    s.work();
    assert_eq!(s.units(), 5);
    assert!(matches!(ask(&s, &units(&s, 2, 2)), Err(RefundError::Line(..))));
    ask(&s, &units(&s, 2, 0)).unwrap();
    assert_eq!(s.units(), 5);
    // An order for which money was given back is kept: deleting would put its units back once more.
    let order = s.order_id();
    s.t.refusal(|conn| delete(conn, &edit(), &[order]));
    assert_eq!(s.units(), 5);
}

#[actix_web::test]
async fn a_refund_made_at_the_provider_is_one_here() {
    let s = paid().await;
    let (total, ..) = money(&s);
    let said = |name: &str, amount: i64| ProviderRefund {
        name: name.into(),
        state: ProviderRefundState::Succeeded,
        amount: Money(amount),
        currency: "USD".into(),
        reference: Some("pi_cs_1".into()),
        refund_id: None,
        failure: String::new(),
    };
    for (event, refund) in [
        ("evt_1", said("re_dashboard", 500)),
        ("evt_2", said("re_dashboard", 500)),
        ("evt_3", said("re_too_much", total)),
    ] {
        let body = FakeProvider::news(event, "refund.created", &News::Refund(refund));
        assert_eq!(s.post_event(Some("genuine"), body).await.status, 200);
        s.work();
    }
    assert_eq!((money(&s).1, money(&s).2), (500, vec!["succeeded".into()]));
    assert_eq!(s.differences(), ["refund_too_much"]);
    // What is left is what the payment has left, though the lines name more.
    ask(&s, &all(&s)).unwrap();
    assert_eq!(money(&s).1, total);
}

#[actix_web::test]
async fn what_was_paid_after_the_cancellation_can_be_given_back_without_stock() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    s.order_two(&browser).await;
    browser.post(&format!("{}cancellation/", s.order_href()), &[]).await;
    let mut page = s.provider.page();
    (page.state, page.reference) = (PageState::Paid, Some("pi_1".into()));
    s.report("evt_1", &page).await;
    s.work();
    assert!(matches!(ask(&s, &units(&s, 2, 2)), Err(RefundError::Line(..))));
    ask(&s, &all(&s)).unwrap();
    assert_eq!(s.units(), 5);
}

#[actix_web::test]
async fn a_transfer_is_noted_as_given_back_and_cannot_be_reversed_any_more() {
    let s = Shop::with_units(5);
    let browser = s.t.browser();
    browser.put(s.product, 2).await;
    browser.order().await;
    let order = s.order_id();
    s.t.seed(|conn| {
        book(conn, order, &Actor::system(), noon())
            .map_err(storefront::platform::web::error::AppError::internal)
    });
    ask(&s, &units(&s, 1, 0)).unwrap();
    assert_eq!(money(&s).2, ["succeeded"]);
    let reversed = s.t.app.db.write_blocking(|conn| {
        reverse(conn, order, &Actor::system(), noon()).map_err(|error| {
            assert!(error.to_string().contains("given back"), "{error}");
            storefront::platform::web::error::AppError::internal(error)
        })
    });
    assert!(reversed.is_err());
    assert_eq!(s.status(), "C paid");
    // Nor is a provider's payment moved by the form of the order.
    let s = paid().await;
    let order = s.order_id();
    let config = s.t.app.config.clone();
    let mut change = s.t.look(|conn| Ok(find_change(conn, order)?.unwrap()));
    change.payment_status = PaymentStatus::Pending;
    s.t.refusal(|conn| save(conn, &edit(), &config, Some(order), &change));
    assert_eq!(s.status(), "C paid");
}

#[actix_web::test]
async fn an_order_that_was_not_paid_has_nothing_to_give_back() {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let order = s.order_id();
    assert!(
        s.t.look(|conn| {
            let order = find_order(conn, order)?.unwrap();
            Ok(refundable::find(conn, &order)?)
        })
        .is_none()
    );
    assert!(matches!(ask(&s, &units(&s, 1, 0)), Err(RefundError::Whole(_))));
}
