//! Many who write at the same time: every change counts, and nobody waits in a circle.

use std::sync::Mutex;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use storefront::cart::{carts, queries as cart_queries};
use storefront::checkout::placing::PlaceError;
use storefront::platform::db::sql::Sql;
use storefront::platform::db::value::Val;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::settings;
use storefront::platform::versions::{self, Topic};
use storefront::platform::web::error::AppError;
use storefront::schema::products;

use super::raised;
use crate::checkout::races::{at_once, only, place_now, ready};
use crate::support::builders::{collection, product};
use crate::support::{TestApp, noon};

const WRITERS: usize = 32;
/// Each buyer takes one unit each of half of them.
const PRODUCTS: usize = 6;

fn number(conn: &mut Conn, topic: Topic) -> i64 {
    versions::read(conn).unwrap().of(topic)
}

#[test]
fn every_transaction_counts_however_many_commit_at_once() {
    const EACH: usize = 5;
    let t = TestApp::start();
    let done = at_once(&t, WRITERS, |conn, writer| {
        (0..EACH).all(|round| {
            settings::save(conn, &format!("{writer}/{round}"), "a", noon()).unwrap();
            true
        })
    });
    assert_eq!(done, WRITERS);
    let counted = t.look(|conn| Ok(number(conn, Topic::Settings)));
    assert_eq!(counted, i64::try_from(WRITERS * EACH).unwrap());
}

/// However long a transaction is, on PostgreSQL it takes one number for each topic.
#[test]
fn a_transaction_on_postgresql_counts_once() {
    let t = TestApp::start();
    let mut conn = t.app.config.database.connect().unwrap();
    if let Conn::Sqlite(_) = conn {
        return;
    }
    for round in 1..=3 {
        write_transaction(&mut conn, |conn| {
            settings::save(conn, "shop_name", &format!("Shop {round}"), noon())?;
            settings::save(conn, "tagline", &format!("Line {round}"), noon())
        })
        .unwrap();
        assert_eq!(number(&mut conn, Topic::Settings), round);
    }
}

#[test]
fn orders_that_sell_everything_out_at_once_never_wait_in_a_circle() {
    let t = TestApp::start();
    let (keys, placings) = t.seed(|conn| {
        let keys: Vec<i64> = (0..PRODUCTS)
            .map(|number| product(&format!("Mug {number}")).inventory(12).insert(conn))
            .collect::<QueryResult<_>>()?;
        let mut placings = Vec::new();
        for buyer in 0..WRITERS {
            let wanted = |line: usize| only(keys[(buyer * 5 + line * 2) % PRODUCTS]);
            let placing = ready(conn, wanted(2), None, buyer)?;
            let cart = cart_queries::find_cart(conn, placing.owner.as_ref().unwrap())?.unwrap();
            for line in 0..2 {
                carts::add(conn, &cart, wanted(line), 1, noon()).map_err(AppError::internal)?;
            }
            placings.push(placing);
        }
        Ok((keys, placings))
    });
    let failures = Mutex::new(Vec::new());
    let mut conn = t.app.config.database.connect().unwrap();
    let mut sold = 0;
    let moved = raised(&mut conn, |_| {
        sold = at_once(&t, WRITERS + PRODUCTS, |conn, writer| match placings.get(writer) {
            Some(placing) => match place_now(&t, conn, placing) {
                Ok(_) => true,
                Err(PlaceError::Changed(_)) => false,
                Err(other) => {
                    failures.lock().unwrap().push(other.to_string());
                    false
                }
            },
            // Staff rename what is being sold.
            None => {
                let key = keys[writer - WRITERS];
                let renamed = write_transaction(conn, |conn| {
                    settings::save(conn, "tagline", &format!("With {key}"), noon())?;
                    diesel::update(products::table.find(key)).set(products::title.eq("Cup")).execute(conn)
                });
                if let Err(error) = renamed {
                    failures.lock().unwrap().push(error.to_string());
                }
                false
            }
        });
    });
    assert_eq!(failures.into_inner().unwrap(), Vec::<String>::new());
    assert_eq!(sold, 24, "three lines each, six times twelve units");
    assert_eq!(moved, [Topic::Catalog, Topic::Settings, Topic::Stock]);
}

/// Two connections that would take the same slot.
fn alike(t: &TestApp) -> Option<(Conn, Conn)> {
    let mut found: Vec<(i64, Conn)> = Vec::new();
    loop {
        let mut conn = t.app.config.database.connect().unwrap();
        if let Conn::Sqlite(_) = conn {
            return None;
        }
        let slot = Sql::of("SELECT CAST(pg_backend_pid() % 16 AS BIGINT)").number(&mut conn).unwrap();
        match found.iter().position(|(taken, _)| *taken == slot) {
            Some(at) => return Some((found.swap_remove(at).1, conn)),
            None => found.push((slot, conn)),
        }
    }
}

/// PostgreSQL looks for a product's collection at the end, perhaps after the slot was taken, and waits there
/// for whoever deletes the collection; who must not wait for the slot in turn.
#[test]
fn whoever_commits_waits_for_no_slot_while_another_one_is_free() {
    let t = TestApp::start();
    let shelf = t.seed(|conn| Ok(collection(conn, "Shelf", None)?));
    let Some((mut adding, mut deleting)) = alike(&t) else { return };
    let waiter = Sql::of("SELECT CAST(pg_backend_pid() AS BIGINT)").number(&mut adding).unwrap();

    adding.batch_execute("BEGIN").unwrap();
    settings::save(&mut adding, "shop_name", "Larkfold", noon()).unwrap();
    product("Mug").within(shelf).insert(&mut adding).unwrap();
    deleting.batch_execute("BEGIN").unwrap();
    let gone = Sql::of("DELETE FROM collections WHERE id = ").bind(Val::Int(shelf));
    assert_eq!(gone.execute(&mut deleting).unwrap(), 1);

    let added = thread::spawn(move || adding.batch_execute("COMMIT"));
    let waits = Sql::of("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = ").bind(Val::Int(waiter));
    while t.look(|conn| Ok(waits.number(conn)?)) == 0 {
        assert!(!added.is_finished(), "it must wait for the collection");
        thread::yield_now();
    }
    deleting.batch_execute("COMMIT").unwrap();
    let refused = added.join().unwrap().unwrap_err();
    assert!(
        matches!(refused, Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)),
        "{refused:?}"
    );
}
