//! Webhooks on the pages of staff: the secret is shown once and is nowhere else.

use diesel::prelude::*;
use storefront::schema::{admin_log_entries, webhooks};
use storefront::webhooks::models::Topic;
use storefront::webhooks::webhook_editing::find_secret;

use super::{NOWHERE, deliveries, states, topics, webhook};
use crate::accounts::grants::give;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::people::staff;
use crate::support::web::{attributes, texts};

const LIST: &str = "/admin/webhooks/webhook/";

fn root(t: &TestApp) -> Browser<'_> {
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let browser = t.browser();
    browser.sign_in(root);
    browser
}

fn secret(t: &TestApp) -> String {
    let id: i64 = t.read(|conn| webhooks::table.select(webhooks::id).first(conn));
    t.read(|conn| find_secret(conn, id)).unwrap().reveal().to_owned()
}

fn history(t: &TestApp) -> Vec<String> {
    t.read(|conn| {
        let of_webhooks = admin_log_entries::model.eq("webhooks.webhook");
        admin_log_entries::table
            .filter(of_webhooks)
            .order(admin_log_entries::id)
            .select(admin_log_entries::changes)
            .load(conn)
    })
}

const FORM: &[(&str, &str)] = &[
    ("name", "Warehouse"),
    ("address", "https://example.com/hook"),
    ("order_paid", "on"),
    ("stock_sold_out", "on"),
    ("is_active", "on"),
    ("_save", "1"),
];

#[actix_web::test]
async fn the_secret_is_shown_once_after_adding_and_never_again() {
    let t = TestApp::start();
    let browser = root(&t);
    let answer = browser.post(&format!("{LIST}add/"), FORM).await;
    assert_eq!((answer.status, answer.header("location")), (303, LIST), "{}", answer.body());
    let secret = secret(&t);
    let stored: String = t.read(|conn| webhooks::table.select(webhooks::topics).first(conn));
    assert_eq!(stored, " order.paid stock.sold_out ");
    assert!(browser.get(LIST).await.body().contains(&secret));
    let form = browser.get(&format!("{LIST}1/change/")).await;
    let end: String = secret.trim_end_matches('=').chars().rev().take(4).collect();
    let end: String = end.chars().rev().collect();
    assert!(form.body().contains(&format!("…{end}")), "{}", form.body());
    let csv = browser.post(LIST, &[("action", "export_csv"), ("_selected_action", "1")]).await;
    assert_eq!(csv.status, 200, "{}", csv.body());
    let pages = [
        browser.get(LIST).await,
        form,
        browser.get(&format!("{LIST}1/history/")).await,
        browser.get(&format!("{LIST}1/secret/")).await,
        browser.get("/admin/platform/logentry/").await,
        csv,
    ];
    for page in &pages {
        assert_eq!(page.status, 200);
        assert!(!page.body().contains(&secret[6..]), "{}", page.body());
    }
    assert_eq!(history(&t).len(), 1);
    assert!(!history(&t)[0].contains(&secret[6..]), "{:?}", history(&t));
}

#[actix_web::test]
async fn a_new_secret_is_shown_once_and_histories_say_only_that_there_is_one() {
    let t = TestApp::start();
    let browser = root(&t);
    webhook(&t, NOWHERE, &[Topic::OrderPaid]);
    let before = secret(&t);
    let answer = browser.post(&format!("{LIST}1/secret/"), &[]).await;
    assert_eq!(answer.status, 303);
    let after = secret(&t);
    assert_ne!(before, after);
    assert!(browser.get(answer.header("location")).await.body().contains(&after));
    assert!(!browser.get(answer.header("location")).await.body().contains(&after));
    let changes = history(&t).concat();
    assert!(changes.contains("secret"), "{changes}");
    assert!(!changes.contains(&after[6..]) && !changes.contains(&before[6..]), "{changes}");
}

#[actix_web::test]
async fn what_is_wrong_with_a_webhook_is_said_at_its_field() {
    let t = TestApp::start();
    let browser = root(&t);
    let wrong = [("name", ""), ("address", "https://10.0.0.1/"), ("_save", "1")];
    let answer = browser.post(&format!("{LIST}add/"), &wrong).await;
    assert_eq!(answer.status, 422);
    let errors = texts(&answer, ".field__error").join(" ");
    for part in ["required", "10.0.0.1 is not a public address", "at least one topic"] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
}

#[actix_web::test]
async fn deliveries_are_filtered_sent_again_and_replayed_by_time() {
    let t = TestApp::start();
    let browser = root(&t);
    webhook(&t, NOWHERE, &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let list = "/admin/webhooks/webhookdelivery/";
    for (query, rows) in [
        ("", 1),
        ("?state__exact=waiting", 1),
        ("?state__exact=dead", 0),
        ("?topic__exact=stock.changed&webhook__id__exact=1", 1),
        ("?topic__exact=order.paid", 0),
        ("?q=catalog.product:1", 1),
        ("?q=catalog.product:2", 0),
    ] {
        let page = browser.get(&format!("{list}{query}")).await;
        let found = attributes(&page, "input[name=_selected_action]", "value").len();
        assert_eq!((page.status, found), (200, rows), "{query}");
    }
    t.seed(|conn| {
        use storefront::schema::webhook_deliveries as d;
        Ok(diesel::update(d::table).set(d::state.eq("dead")).execute(conn)?)
    });
    let again = browser.post(list, &[("action", "send_again"), ("_selected_action", "1")]).await;
    assert_eq!(again.status, 303, "{}", again.body());
    assert_eq!(states(&t), ["dead", "waiting"]);
    let chosen = [("action", "replay"), ("_selected_action", "1")];
    let asks = browser.post(LIST, &chosen).await;
    assert!(asks.body().contains("The first moment after it"), "{}", asks.body());
    t.seed(|conn| {
        use storefront::schema::webhook_deliveries as d;
        Ok(diesel::update(d::table).set(d::state.eq("dead")).execute(conn)?)
    });
    let time = [("post", "yes"), ("from", "2026-03-15T12:00"), ("until", "2026-03-15T12:01")];
    let done = browser.post(LIST, &[&chosen[..], &time[..]].concat()).await;
    assert_eq!(done.status, 303, "{}", done.body());
    assert_eq!(states(&t), ["dead", "dead", "waiting"]);
    assert_eq!((topics(&t).len(), deliveries(&t).len()), (1, 3));
}

#[actix_web::test]
async fn a_webhook_goes_with_everything_that_was_or_would_be_sent_to_it() {
    let t = TestApp::start();
    let browser = root(&t);
    webhook(&t, NOWHERE, &[Topic::StockChanged]);
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let asks = browser.get(&format!("{LIST}1/delete/")).await;
    assert!(asks.body().contains("1 webhook delivery"), "{}", asks.body());
    assert_eq!(browser.post(&format!("{LIST}1/delete/"), &[("post", "yes")]).await.status, 303);
    let left: i64 = t.read(|conn| webhooks::table.count().get_result(conn));
    assert_eq!((left, deliveries(&t).len()), (0, 0));
}

#[actix_web::test]
async fn nobody_changes_a_secret_or_replays_without_the_permission() {
    let t = TestApp::start();
    webhook(&t, NOWHERE, &[Topic::OrderPaid]);
    let eve = t.seed(|conn| {
        let eve = staff("Eve").insert(conn)?;
        give(conn, eve.user_id, "webhooks.view_webhook")?;
        Ok(eve)
    });
    let browser = t.browser();
    browser.sign_in(eve);
    let before = secret(&t);
    assert_eq!(browser.get(LIST).await.status, 200);
    assert_eq!(browser.get(&format!("{LIST}1/secret/")).await.status, 403);
    assert_eq!(browser.post(&format!("{LIST}1/secret/"), &[]).await.status, 403);
    let replay = [("action", "replay"), ("_selected_action", "1"), ("post", "yes")];
    assert_eq!(browser.post(LIST, &replay).await.status, 403);
    assert_eq!(secret(&t), before);
}
