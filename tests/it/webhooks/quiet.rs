//! While nobody listens nothing is written, and asking costs one statement for many products.

use diesel::prelude::*;
use storefront::checkout::order_actions::{mark_paid, ship};
use storefront::events;
use storefront::platform::db::Statement;
use storefront::platform::web::error::AppError;
use storefront::schema::{jobs, products, webhook_deliveries, webhook_events, webhook_stock, webhooks};
use storefront::webhooks::delivering::DELIVER;
use storefront::webhooks::models::Topic;

use super::{NOWHERE, topics, webhook};
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

const EVERYTHING: &[Topic] = Topic::ALL;

fn about_webhooks(statements: &[Statement]) -> Vec<&str> {
    statements.iter().map(Statement::shape).filter(|sql| sql.contains("webhook")).collect()
}

/// Gives every product one unit less and tells who listens; the statements about webhooks.
async fn take_one_of_each(t: &TestApp) -> usize {
    let work = t.app.db.write(|conn| {
        diesel::update(products::table).set(products::inventory.eq(products::inventory - 1)).execute(conn)?;
        let ids: Vec<i64> = products::table.select(products::id).load(conn)?;
        Ok::<_, AppError>(events::stock_moved(conn, &ids, noon())?)
    });
    let (done, statements) = t.statements(work).await;
    done.unwrap();
    about_webhooks(&statements).len()
}

fn with_products(count: usize) -> (TestApp, Vec<i64>) {
    let t = TestApp::start();
    let ids = t.seed(|conn| {
        let ids = (0..count).map(|number| product(&format!("Mug {number}")).insert(conn));
        Ok(ids.collect::<Result<Vec<_>, _>>()?)
    });
    (t, ids)
}

fn written(t: &TestApp) -> (i64, i64, i64, i64) {
    t.read(|conn| {
        Ok((
            webhook_events::table.count().get_result(conn)?,
            webhook_deliveries::table.count().get_result(conn)?,
            webhook_stock::table.count().get_result(conn)?,
            jobs::table.filter(jobs::kind.eq(DELIVER)).count().get_result(conn)?,
        ))
    })
}

#[actix_web::test]
async fn nothing_is_written_while_nobody_listens_or_wants_the_topic() {
    let t = TestApp::start();
    let off = webhook(&t, NOWHERE, EVERYTHING);
    t.seed(|conn| {
        Ok(diesel::update(webhooks::table.find(off)).set(webhooks::is_active.eq(false)).execute(conn)?)
    });
    webhook(&t, NOWHERE, &[Topic::OrderCancelled]);
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 10).await;
    browser.order().await;
    t.change(|conn| mark_paid(conn, &edit(), &[1]));
    t.change(|conn| ship(conn, &edit(), &[1]));
    assert_eq!(written(&t), (0, 0, 0, 0));
}

#[actix_web::test]
async fn while_nobody_listens_a_change_of_hundreds_of_products_asks_once() {
    let (t, ids) = with_products(120);
    assert_eq!(take_one_of_each(&t).await, 1);
    let work = t.app.db.write(move |conn| Ok::<_, AppError>(events::products_changed(conn, &ids, noon())?));
    let (done, statements) = t.statements(work).await;
    done.unwrap();
    assert_eq!(about_webhooks(&statements).len(), 1, "{:?}", about_webhooks(&statements));
    let browser = t.browser();
    browser.put(1, 1).await;
    browser.order().await;
    let work = t.app.db.write(|conn| ship(conn, &edit(), &[1]).map_err(|_| AppError::NotFound("order")));
    let (done, statements) = t.statements(work).await;
    done.unwrap();
    assert_eq!(about_webhooks(&statements).len(), 1);
}

#[actix_web::test]
async fn telling_of_many_products_takes_as_many_statements_as_telling_of_one() {
    let (few, _) = with_products(1);
    let (many, _) = with_products(120);
    for t in [&few, &many] {
        webhook(t, NOWHERE, &[Topic::StockChanged]);
    }
    let (one, all) = (take_one_of_each(&few).await, take_one_of_each(&many).await);
    assert_eq!(one, all);
    assert!(one <= 5, "{one}");
    assert_eq!((topics(&few).len(), topics(&many).len()), (1, 120));
    assert_eq!(written(&many), (120, 120, 0, 1), "one job sends all of it");
}
