//! A webhook that nothing reaches is switched off, and the operators hear of it.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::schema::{admin_log_entries, webhooks};
use storefront::webhooks::models::Topic;
use storefront::webhooks::retries::pause_after;
use storefront::webhooks::webhook_editing::{find_change, save};

use super::receiver::Receiver;
use super::{deliver, deliveries, later, shop_with_operators, states, webhook};
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::mails::delivered;

fn reason(t: &TestApp) -> (bool, String) {
    t.read(|conn| webhooks::table.select((webhooks::is_active, webhooks::disabled_reason)).first(conn))
}

fn failing(t: &TestApp) -> bool {
    t.read(|conn| {
        webhooks::table
            .select(webhooks::failing_since)
            .first::<Option<storefront::platform::clock::Time>>(conn)
    })
    .is_some()
}

#[actix_web::test]
async fn three_days_without_one_success_switch_a_webhook_off_with_one_mail() {
    let mut t = shop_with_operators();
    let receiver = Receiver::start("503 Service Unavailable");
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    for attempt in 1..15 {
        deliver(&t, id, &receiver);
        assert_eq!(reason(&t), (true, String::new()), "attempt {attempt}");
        later(&mut t, pause_after(attempt).unwrap());
    }
    deliver(&t, id, &receiver);
    let (is_active, why) = reason(&t);
    assert!(!is_active && why.starts_with("Nothing has arrived for three days."), "{why}");
    assert_eq!((receiver.heard().len(), states(&t)), (15, vec!["dead".to_owned()]));

    let mails = delivered(&t);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "[Storefront] The webhook \"Warehouse\" was switched off");
    assert_eq!(mails[0].to, "ann@example.com");
    for part in [receiver.url(), why, format!("/admin/webhooks/webhook/{id}/change/")] {
        assert!(mails[0].text.contains(&part), "{part}: {}", mails[0].text);
    }
    let entry: (String, String) = t.read(|conn| {
        admin_log_entries::table
            .filter(admin_log_entries::model.eq("webhooks.webhook"))
            .select((admin_log_entries::actor, admin_log_entries::changes))
            .first(conn)
    });
    assert_eq!(entry.0, "System");
    assert!(entry.1.contains("disabled_reason"), "{}", entry.1);
    // Nothing is kept for it any more.
    t.seed(|conn| Ok(product("Cup").insert(conn)?));
    assert_eq!(deliveries(&t).len(), 1);
}

#[test]
fn one_success_begins_the_three_days_anew() {
    let mut t = TestApp::start();
    let receiver = Receiver::start("500 Oops");
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    deliver(&t, id, &receiver);
    assert!(failing(&t));
    later(&mut t, TimeDelta::days(2));
    receiver.says("200 OK");
    deliver(&t, id, &receiver);
    assert!(!failing(&t));
    receiver.says("500 Oops");
    later(&mut t, TimeDelta::days(2));
    t.seed(|conn| Ok(product("Cup").insert(conn)?));
    deliver(&t, id, &receiver);
    assert_eq!((reason(&t), failing(&t)), ((true, String::new()), true));
}

#[actix_web::test]
async fn a_target_that_is_gone_is_switched_off_at_once_and_goes_on_where_it_ended() {
    let t = shop_with_operators();
    let receiver = Receiver::start("410 Gone");
    let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
    t.seed(|conn| {
        product("Mug").insert(conn)?;
        Ok(product("Cup").insert(conn)?)
    });
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), ["stock.changed catalog.product:1"]);
    assert_eq!(reason(&t), (false, "The target answered 410 Gone: it wants no more messages.".into()));
    assert_eq!(states(&t), ["dead", "waiting"]);
    assert_eq!(delivered(&t).len(), 1);

    receiver.says("200 OK");
    t.seed(|conn| {
        diesel::update(webhooks::table).set(webhooks::address.eq("https://example.com/")).execute(conn)?;
        Ok(())
    });
    t.change(|conn| {
        let mut entry = find_change(conn, id)?.unwrap();
        entry.is_active = true;
        save(conn, &edit(), Some(id), &entry)
    });
    t.seed(|conn| {
        Ok(diesel::update(webhooks::table).set(webhooks::address.eq(receiver.url())).execute(conn)?)
    });
    assert_eq!((reason(&t), failing(&t)), ((true, String::new()), false));
    deliver(&t, id, &receiver);
    assert_eq!(receiver.heard(), ["stock.changed catalog.product:2"]);
}

#[actix_web::test]
async fn nobody_is_told_when_the_webhook_was_switched_on_again_or_there_are_no_operators() {
    for has_operators in [true, false] {
        let t = if has_operators { shop_with_operators() } else { TestApp::start() };
        let receiver = Receiver::start("410 Gone");
        let id = webhook(&t, &receiver.url(), &[Topic::StockChanged]);
        t.seed(|conn| Ok(product("Mug").insert(conn)?));
        deliver(&t, id, &receiver);
        if has_operators {
            t.seed(|conn| Ok(diesel::delete(webhooks::table).execute(conn)?));
        }
        assert!(delivered(&t).is_empty());
    }
}
