//! What is told of stock, whoever moves it.

use serde_json::Value;
use storefront::catalog::models::{ProductChange, VariantChange};
use storefront::catalog::{product_editing, products};
use storefront::checkout::order_actions::{cancel, delete, mark_paid};
use storefront::checkout::order_lines::{OrderLineChange, change_lines, list_lines};
use storefront::checkout::refunds::requesting::{LineRequest, RefundRequest, request};
use storefront::platform::editing::{Refused, Rows};
use storefront::platform::money::Money;
use storefront::schema::{order_items, webhook_events, webhook_stock};
use storefront::webhooks::models::Topic;

use diesel::prelude::*;

use super::{NOWHERE, webhook};
use crate::support::builders::{product, things, variant};
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

/// A shop that tells of stock, with a mug of which there are ten; what was told of the mug is forgotten.
fn shop() -> (TestApp, i64) {
    let t = TestApp::start();
    webhook(&t, NOWHERE, &[Topic::StockChanged, Topic::StockSoldOut]);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    assert_eq!(told(&t), ["changed 10"], "a new product is told");
    (t, mug)
}

/// What was told since this was asked last, with the units there are; nothing noted may be left.
fn told(t: &TestApp) -> Vec<String> {
    t.seed(|conn| {
        let left: i64 = webhook_stock::table.count().get_result(conn)?;
        assert_eq!(left, 0, "everything noted was told");
        let events: Vec<(String, String)> = webhook_events::table
            .order(webhook_events::id)
            .filter(webhook_events::topic.like("stock.%"))
            .select((webhook_events::topic, webhook_events::payload))
            .load(conn)?;
        diesel::delete(webhook_events::table).execute(conn)?;
        Ok(events
            .into_iter()
            .map(|(topic, payload)| {
                let data: Value = serde_json::from_str(&payload).unwrap();
                format!("{} {}", topic.trim_start_matches("stock."), data["inventory"])
            })
            .collect())
    })
}

fn set(t: &TestApp, id: i64, title: &str, units: i32) {
    t.seed(|conn| {
        let change = ProductChange { collection_id: things(conn)?, ..product(title).inventory(units).change };
        assert!(products::update(conn, id, &change, noon())?);
        Ok(())
    });
}

#[test]
fn a_change_by_staff_is_told_when_it_changes_the_stock() {
    let (t, mug) = shop();
    set(&t, mug, "Mug", 3);
    assert_eq!(told(&t), ["changed 3"]);
    set(&t, mug, "Large mug", 3);
    assert_eq!(told(&t), Vec::<String>::new());
    set(&t, mug, "Mug", 0);
    assert_eq!(told(&t), ["changed 0", "sold_out 0"]);
    set(&t, mug, "Mug", 5);
    assert_eq!(told(&t), ["changed 5"]);
    t.change(|conn| product_editing::clear_inventory(conn, &edit(), &[mug]));
    assert_eq!(told(&t), ["changed 0", "sold_out 0"]);
}

#[test]
fn what_comes_back_within_one_transaction_has_not_changed() {
    let (t, mug) = shop();
    t.seed(|conn| {
        let change = |units: i32| product("Mug").inventory(units).change;
        let collection_id = things(conn)?;
        products::update_raw(conn, mug, &ProductChange { collection_id, ..change(4) }, noon())?;
        products::update(conn, mug, &ProductChange { collection_id, ..change(10) }, noon())?;
        Ok(())
    });
    assert_eq!(told(&t), Vec::<String>::new());
}

#[test]
fn the_stock_of_variants_is_told_as_that_of_their_product() {
    let (t, mug) = shop();
    let large = t.seed(|conn| {
        let change = VariantChange { inventory: 4, ..variant("Large") };
        Ok(products::create_variant(conn, mug, &change, noon())?)
    });
    assert_eq!(told(&t), ["changed 4"]);
    t.seed(|conn| {
        let change = VariantChange { inventory: 0, ..variant("Large") };
        Ok(products::update_variant(conn, large, &change, noon())?)
    });
    assert_eq!(told(&t), ["changed 0", "sold_out 0"]);
}

#[actix_web::test]
async fn orders_tell_what_they_take_and_give_back() {
    let (t, mug) = shop();
    let buy = async |units: i32| {
        let browser = t.browser();
        browser.put(mug, units).await;
        browser.order().await;
    };
    buy(4).await;
    assert_eq!(told(&t), ["changed 6"]);
    t.change(|conn| cancel(conn, &edit(), &[1]));
    assert_eq!(told(&t), ["changed 10"]);
    buy(10).await;
    assert_eq!(told(&t), ["changed 0", "sold_out 0"]);
    // Staff change its line: one event, of what is left in the end.
    t.change(|conn| {
        let (key, line) = list_lines(conn, 2)?.remove(0);
        let changed = vec![(key, OrderLineChange { quantity: 3, ..line })];
        change_lines(conn, &edit(), 2, &Rows { changed, ..Rows::default() })
    });
    assert_eq!(told(&t), ["changed 7"]);
    t.change(|conn| mark_paid(conn, &edit(), &[2]));
    t.change(|conn| {
        let item_id: i64 =
            order_items::table.filter(order_items::order_id.eq(2)).select(order_items::id).first(conn)?;
        let line = LineRequest { item_id, units: 2, amount: None, restock: 2 };
        let wanted =
            RefundRequest { lines: vec![line], shipping: Money(0), reason: String::new(), seen: None };
        request(conn, &edit(), 2, &wanted).map_err(|error| Refused::whole(format!("{error:?}")))
    });
    assert_eq!(told(&t), ["changed 9"]);
    buy(1).await;
    assert_eq!(told(&t), ["changed 8"]);
    t.change(|conn| delete(conn, &edit(), &[3]));
    assert_eq!(told(&t), ["changed 9"]);
}

#[test]
fn a_product_that_is_gone_is_not_told_and_leaves_nothing_behind() {
    let (t, mug) = shop();
    t.change(|conn| product_editing::delete(conn, &edit(), &[mug]));
    assert_eq!(told(&t), Vec::<String>::new());
}

#[test]
fn only_what_is_wanted_is_told_of_stock() {
    let t = TestApp::start();
    webhook(&t, NOWHERE, &[Topic::StockSoldOut]);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    set(&t, mug, "Mug", 3);
    assert_eq!(told(&t), Vec::<String>::new());
    set(&t, mug, "Mug", 0);
    assert_eq!(told(&t), ["sold_out 0"]);
}
