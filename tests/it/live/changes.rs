//! What happens in a shop, and what it makes old.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use storefront::catalog::models::Sellable;
use storefront::catalog::products::create_variant;
use storefront::catalog::stock;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::settings;
use storefront::platform::versions::{self, Topic};
use storefront::platform::web::error::AppError;
use storefront::schema::{product_variants, products};
use storefront::shopfront::views::{LOW_STOCK, Stock};

use super::{NOTHING, grown, raised};
use crate::support::builders::{product, variant};
use crate::support::people::customer;
use crate::support::{TestApp, noon};

/// A mug and a variant of a shirt with so many units each; of the other variant there are plenty, so that the
/// shirt as a whole has nothing to say.
fn with_stock(conn: &mut Conn, units: i32) -> Result<(i64, i64, i64), AppError> {
    let mug = product("Mug").inventory(units).insert(conn)?;
    let shirt = product("Shirt").insert(conn)?;
    let (mut blue, mut red) = (variant("Blue"), variant("Red"));
    (blue.inventory, red.inventory) = (units, 500);
    create_variant(conn, shirt, &red, noon())?;
    Ok((mug, shirt, create_variant(conn, shirt, &blue, noon())?))
}

fn sell(conn: &mut Conn, what: Sellable, quantity: i32) {
    let sold = write_transaction(conn, |conn| {
        stock::lock(conn, &[what.product_id])?;
        let supply = match what.variant_id {
            None => products::table.find(what.product_id).select(products::inventory).first(conn)?,
            Some(id) => product_variants::table.find(id).select(product_variants::inventory).first(conn)?,
        };
        let supply = stock::Supply { inventory: supply, is_tracked: true, allows_backorder: false };
        stock::take(conn, what, quantity, &supply)
    });
    assert_eq!(sold.unwrap(), Some(quantity));
}

#[test]
fn a_sale_makes_pages_old_only_when_they_say_something_else_about_stock() {
    let t = TestApp::start();
    let most = LOW_STOCK + 5;
    let (mug, shirt, blue) = t.seed(|conn| with_stock(conn, most));
    let mut conn = t.app.config.database.connect().unwrap();
    for what in [(mug, None), (shirt, Some(blue))] {
        let what = Sellable { product_id: what.0, variant_id: what.1 };
        for left in (0..most).rev() {
            let (before, after) = (Stock::of(left + 1, true, false), Stock::of(left, true, false));
            let moved = raised(&mut conn, |conn| sell(conn, what, 1));
            let expected = match before == after {
                true => vec![Topic::Stock],
                false => vec![Topic::Catalog, Topic::Stock],
            };
            assert_eq!(moved, expected, "{left} left of {what:?}");
        }
    }
}

#[test]
fn a_sale_of_three_from_fifty_is_seen_only_where_stock_is_exact() {
    let t = TestApp::start();
    let (mug, ..) = t.seed(|conn| with_stock(conn, 50));
    let mut conn = t.app.config.database.connect().unwrap();
    let mug = Sellable { product_id: mug, variant_id: None };
    assert_eq!(raised(&mut conn, |conn| sell(conn, mug, 3)), [Topic::Stock]);
    assert_eq!(raised(&mut conn, |conn| stock::give_back(conn, mug, 3).unwrap()), [Topic::Stock]);
    sell(&mut conn, mug, 46);
    assert_eq!(raised(&mut conn, |conn| sell(conn, mug, 1)), [Topic::Catalog, Topic::Stock], "from 4 to 3");
}

#[actix_web::test]
async fn shoppers_make_no_page_old_until_they_order() {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| Ok((with_stock(conn, 50)?.0, customer("Ann").insert(conn)?)));
    let read = || t.look(|conn| Ok(versions::read(conn)?));
    let before = read();
    let browser = t.browser();
    browser.put(mug, 3).await;
    browser.sign_in(ann);
    browser.put(mug, 3).await;
    assert_eq!(browser.get("/products/mug/").await.status, 200);
    assert_eq!(browser.post("/products/mug/wishes/", &[]).await.status, 303);
    let last = browser.to_last_step().await;
    assert_eq!(read(), before);

    assert_eq!(browser.send_order(&last).await.status, 303);
    assert_eq!(grown(&before, &read()), [Topic::Stock]);

    let before = read();
    assert_eq!(browser.post("/products/mug/likes/", &[]).await.status, 303);
    assert_eq!(grown(&before, &read()), [Topic::Feedback]);
}

fn rename(conn: &mut Conn, to: &str) {
    diesel::update(products::table).set(products::title.eq(to)).execute(conn).unwrap();
}

#[test]
fn what_is_taken_back_makes_nothing_old() {
    let t = TestApp::start();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let mut conn = t.app.config.database.connect().unwrap();
    let moved = raised(&mut conn, |conn| {
        let failed: Result<(), diesel::result::Error> = write_transaction(conn, |conn| {
            rename(conn, "Cup");
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert!(failed.is_err());
    });
    assert_eq!(moved, NOTHING);
}

/// PostgreSQL notes in the transaction what it has raised; the note must go back with the number.
#[test]
fn going_back_to_a_savepoint_takes_back_what_was_raised_since() {
    let t = TestApp::start();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let mut conn = t.app.config.database.connect().unwrap();
    // As if the transaction ended here, which some programs ask for.
    let now = match &conn {
        Conn::Sqlite(_) => "SELECT 1",
        Conn::Pg(_) => "SET CONSTRAINTS ALL IMMEDIATE",
    };
    let mut half = |after: &str| {
        raised(&mut conn, |conn| {
            conn.batch_execute("BEGIN; SAVEPOINT half").unwrap();
            rename(conn, "Cup");
            conn.batch_execute(now).unwrap();
            conn.batch_execute("ROLLBACK TO half").unwrap();
            if !after.is_empty() {
                rename(conn, after);
            }
            conn.batch_execute("COMMIT").unwrap();
        })
    };
    assert_eq!(half(""), NOTHING);
    assert_eq!(half("Bowl"), [Topic::Catalog]);
}

#[test]
fn a_setting_that_is_stored_again_as_it_was_makes_nothing_old() {
    let t = TestApp::start();
    let mut conn = t.app.config.database.connect().unwrap();
    let mut save = |name: &str, days: i64| {
        raised(&mut conn, |conn| {
            settings::save(conn, "shop_name", name, noon() + TimeDelta::days(days)).unwrap();
        })
    };
    assert_eq!(save("Larkfold", 0), [Topic::Settings]);
    assert_eq!(save("Larkfold", 1), NOTHING);
    assert_eq!(save("Larkfield", 2), [Topic::Settings]);
}

#[test]
fn raised_numbers_are_above_all_that_were_known_before() {
    let t = TestApp::start();
    let mut conn = t.app.config.database.connect().unwrap();
    for time in [noon(), noon(), noon() - TimeDelta::days(1), noon() + TimeDelta::days(1)] {
        let moved = raised(&mut conn, |conn| versions::raise(conn, time).unwrap());
        assert_eq!(moved, Topic::ALL);
        let numbers = versions::read(&mut conn).unwrap();
        for topic in Topic::ALL {
            assert!(numbers.of(topic) >= time.and_utc().timestamp_micros(), "{topic:?}");
        }
    }
}

#[test]
fn without_its_row_the_numbers_cannot_be_read() {
    let t = TestApp::start();
    let mut conn = t.app.config.database.connect().unwrap();
    conn.batch_execute("DELETE FROM versions").unwrap();
    assert!(versions::read(&mut conn).is_err());
    assert!(versions::raise(&mut conn, noon()).is_err());
}
