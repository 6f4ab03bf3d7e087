//! The page of the admin on which money is given back.

use diesel::prelude::*;
use storefront::schema::{payment_differences, payment_events, payments, refunds};

use super::news::stranger;
use super::shop::Shop;
use crate::accounts::grants::give;
use crate::support::browser::Browser;
use crate::support::people::staff;
use crate::support::web::texts;

async fn paid() -> (Shop, String) {
    let s = Shop::with_units(5);
    s.order_two(&s.t.browser()).await;
    let page = s.provider.pay();
    s.report("evt_paid", &page).await;
    s.mails();
    let href = format!("/admin/orders/order/{}/", s.order_id());
    (s, href)
}

fn chief(s: &Shop) -> Browser<'_> {
    let browser = s.t.browser();
    let person = s.t.seed(|conn| Ok(staff("chief").superuser().insert(conn)?));
    browser.sign_in(person);
    browser
}

#[actix_web::test]
async fn a_line_is_given_back_and_the_order_tells() {
    let (s, order) = paid().await;
    let browser = chief(&s);
    let form = browser.get(&format!("{order}change/")).await;
    assert!(form.body().contains(&format!("href=\"{order}refund/\"")), "{}", form.body());
    assert!(form.body().contains("https://dashboard.stripe.com/payments/pi_cs_1"), "{}", form.body());
    let page = browser.get(&format!("{order}refund/")).await;
    assert_eq!(page.status, 200);
    assert!(page.body().contains("2 of 2"), "{}", page.body());
    let sent = [("seen", "0"), ("units-1", "1"), ("restock-1", "1"), ("reason", "arrived broken")];
    let answer = browser.post(&format!("{order}refund/"), &sent).await;
    assert_eq!((answer.status, answer.header("location")), (303, &*format!("{order}change/")));
    assert_eq!(s.units(), 4);
    s.mails();
    let form = browser.get(&format!("{order}change/")).await;
    for words in ["arrived broken", "given back $", "Refund: $"] {
        assert!(form.body().contains(words), "{words}: {}", form.body());
    }
    // The customer sees it as well.
    assert!(s.t.browser().get(&s.order_href()).await.body().contains("arrived broken"));
    // Sent again, nothing happens a second time.
    let again = browser.post(&format!("{order}refund/"), &sent).await;
    assert_eq!(again.status, 422);
    assert!(again.body().contains("Somebody has given money back"), "{}", again.body());
    assert!(again.body().contains("value=\"arrived broken\""), "what was typed is lost");
    assert_eq!(s.t.look(|conn| Ok(refunds::table.count().get_result::<i64>(conn)?)), 1);
}

#[actix_web::test]
async fn everything_is_given_back_with_one_button() {
    let (s, order) = paid().await;
    let browser = chief(&s);
    let answer = browser.post(&format!("{order}refund/"), &[("seen", "0"), ("everything", "1")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let (amount, refunded): (i64, i64) =
        s.t.look(|conn| Ok(payments::table.select((payments::amount, payments::refunded)).first(conn)?));
    assert_eq!(amount, refunded);
    let page = browser.get(&format!("{order}refund/")).await;
    assert!(page.body().contains("Everything that was paid has been given back."), "{}", page.body());
}

#[actix_web::test]
async fn what_cannot_be_given_back_is_said_where_it_was_typed() {
    let (s, order) = paid().await;
    let browser = chief(&s);
    for (field, value, words) in [
        ("units-1", "3", "At most 2 units are left."),
        ("units-1", "many", "Enter a whole number."),
        ("amount-1", "much", "Enter an amount, such as 12.50."),
        ("amount-1", "999999", "is left of this line."),
        ("restock-1", "2", "Not more units can go back"),
    ] {
        let answer = browser.post(&format!("{order}refund/"), &[("seen", "0"), (field, value)]).await;
        assert_eq!(answer.status, 422);
        assert!(
            texts(&answer, ".field__error").concat().contains(words),
            "{field}={value}: {}",
            answer.body()
        );
        assert!(answer.body().contains(&format!("value=\"{value}\"")), "what was typed is lost");
    }
    let empty = browser.post(&format!("{order}refund/"), &[("seen", "0")]).await;
    assert!(empty.body().contains("Enter what is to be given back."));
    assert_eq!(s.t.look(|conn| Ok(refunds::table.count().get_result::<i64>(conn)?)), 0);
}

#[actix_web::test]
async fn without_the_permission_there_is_no_such_page() {
    let (s, order) = paid().await;
    let rights = [vec![], vec!["orders.change_order"], vec!["payments.add_refund"]];
    for (number, permissions) in rights.iter().enumerate() {
        let browser = s.t.browser();
        let person = s.t.seed(|conn| {
            let person = staff(&format!("staff{number}")).insert(conn)?;
            for codename in permissions {
                give(conn, person.user_id, codename)?;
            }
            Ok(person)
        });
        browser.sign_in(person);
        assert_eq!(browser.get(&format!("{order}refund/")).await.status, 403, "{permissions:?}");
        let answer = browser.post(&format!("{order}refund/"), &[("everything", "1")]).await;
        assert_eq!(answer.status, 403, "{permissions:?}");
    }
    let guest = s.t.browser().get(&format!("{order}refund/")).await;
    assert_eq!(guest.status, 303);
    let browser = chief(&s);
    for path in
        ["/admin/orders/order/999/refund/", "/admin/orders/order/x/refund/", "/admin/orders/order/1/nothing/"]
    {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn staff_resolve_differences_and_have_events_looked_at_again() {
    let (s, _) = paid().await;
    let browser = chief(&s);
    s.report("evt_unknown", &stranger("cs_elsewhere")).await;
    let event: i64 = s.t.look(|conn| {
        Ok(payment_events::table
            .filter(payment_events::event_id.eq("evt_unknown"))
            .select(payment_events::id)
            .first(conn)?)
    });
    storefront::checkout::paying::news::handle(&s.t.app, event, true).unwrap();
    let list = browser.get("/admin/payments/paymentdifference/").await;
    assert!(list.body().contains("Money without an order"), "{}", list.body());
    let id: i64 =
        s.t.look(|conn| Ok(payment_differences::table.select(payment_differences::id).first(conn)?));
    let chosen = id.to_string();
    let form = [("action", "resolve"), ("_selected_action", chosen.as_str())];
    assert_eq!(browser.post("/admin/payments/paymentdifference/", &form).await.status, 303);
    assert_eq!(s.differences(), Vec::<String>::new());
    let chosen = event.to_string();
    let form = [("action", "look_again"), ("_selected_action", chosen.as_str())];
    assert_eq!(browser.post("/admin/payments/paymentevent/", &form).await.status, 303);
    assert_eq!(s.events()[1], "received");
}
