//! What a deletion would do: counted before, and the same when it is done.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use storefront::admin::deletion::{Affected, Generic, Preview, preview};
use storefront::catalog::products;
use storefront::platform::db::catalogue::Catalogue;
use storefront::platform::db::sql::Sql;
use storefront::platform::db::{Conn, record};
use storefront::platform::web::error::AppError;
use storefront::schema::{
    addresses, cart_items, carts, collections, groups, order_items, reviews, user_groups, users,
};
use storefront::tags::tagging;

use crate::admin::models::picture;
use crate::deletion::order;
use crate::support::builders::{collection, product, things, variant};
use crate::support::people::customer;
use crate::support::{TestApp, noon};

const GENERICS: &[Generic] = &[
    Generic {
        table: "tagged_items",
        type_column: "content_type",
        key_column: "object_id",
        models: &[("catalog.product", "products"), ("catalog.collection", "collections")],
    },
    Generic {
        table: "search_documents",
        type_column: "content_type",
        key_column: "object_id",
        models: &[("catalog.product", "products")],
    },
];

fn look(conn: &mut Conn, table: &str, keys: &[i64]) -> QueryResult<Preview> {
    let catalogue = Catalogue::read(conn)?;
    preview(conn, &catalogue, GENERICS, table, keys)
}

/// Table and count of each.
fn counts(list: &[Affected]) -> BTreeMap<&str, i64> {
    let counted: BTreeMap<&str, i64> = list.iter().map(|one| (one.table.as_str(), one.count)).collect();
    assert_eq!(counted.len(), list.len(), "no table is told twice: {list:?}");
    counted
}

fn of<'a>(list: &'a [Affected], table: &str) -> &'a Affected {
    list.iter().find(|one| one.table == table).unwrap_or_else(|| panic!("no {table} in {list:?}"))
}

fn cart(conn: &mut Conn, id: &str, person: Option<i64>, item: (i64, Option<i64>)) -> QueryResult<()> {
    diesel::insert_into(carts::table)
        .values((
            carts::id.eq(id),
            carts::customer_id.eq(person),
            carts::checkout_token.eq(id),
            carts::created_at.eq(noon()),
            carts::updated_at.eq(noon()),
        ))
        .execute(conn)?;
    diesel::insert_into(cart_items::table)
        .values((
            cart_items::cart_id.eq(id),
            cart_items::product_id.eq(item.0),
            cart_items::variant_id.eq(item.1),
            cart_items::quantity.eq(1),
            cart_items::seen_price.eq(1_000),
            cart_items::added_at.eq(noon()),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many rows every table has.
fn sizes(conn: &mut Conn) -> QueryResult<BTreeMap<String, i64>> {
    let catalogue = Catalogue::read(conn)?;
    let mut sizes = BTreeMap::new();
    for table in catalogue.tables() {
        sizes.insert(table.to_owned(), Sql::of("SELECT count(*) FROM ").name(table).number(conn)?);
    }
    Ok(sizes)
}

/// The tables that `work` takes rows from, and how many.
fn taken(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> QueryResult<()>,
) -> QueryResult<BTreeMap<String, i64>> {
    let before = sizes(conn)?;
    work(conn)?;
    let mut left = sizes(conn)?;
    let lost = before.into_iter().map(|(table, count)| (count - left.remove(&table).unwrap(), table));
    Ok(lost.filter(|(lost, _)| *lost > 0).map(|(lost, table)| (table, lost)).collect())
}

fn owned(counts: BTreeMap<&str, i64>) -> BTreeMap<String, i64> {
    counts.into_iter().map(|(table, count)| (table.to_owned(), count)).collect()
}

#[test]
fn a_product_goes_with_all_that_is_its_own_and_lines_of_orders_are_in_the_way() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, jug) = (product("Mug").insert(conn)?, product("Jug").insert(conn)?);
        let red = products::create_variant(conn, mug, &variant("Red"), noon())?;
        let blue = products::create_variant(conn, mug, &variant("Blue"), noon())?;
        let image = picture(conn, mug)?;
        for id in [mug, jug] {
            tagging::set_labels(conn, "catalog.product", id, &["new".to_owned()])?;
        }
        tagging::set_labels(conn, "catalog.collection", mug, &["other".to_owned()])?;
        cart(conn, "a", None, (mug, Some(red)))?;
        order(conn, "A", None, mug)?;
        order(conn, "B", None, jug)?;
        diesel::update(order_items::table.filter(order_items::product_id.eq(mug)))
            .set(order_items::variant_id.eq(blue))
            .execute(conn)?;
        diesel::update(collections::table).set(collections::featured_product_id.eq(mug)).execute(conn)?;
        let found = look(conn, "products", &[mug])?;
        let goes = counts(&found.goes);
        assert_eq!(
            goes.get("price_changes").copied().unwrap_or_default(),
            of(&found.goes, "price_changes").count
        );
        for (table, count) in [
            ("products", 1),
            ("product_variants", 2),
            ("product_images", 1),
            ("tagged_items", 1),
            ("cart_items", 1),
            ("search_documents", 1),
        ] {
            assert_eq!(goes.get(table), Some(&count), "{table}");
        }
        assert_eq!((found.goes[0].table.as_str(), found.goes[0].via.len()), ("products", 0));
        assert_eq!(of(&found.goes, "product_variants").keys, [red, blue]);
        assert_eq!(of(&found.goes, "product_images").keys, [image]);
        assert_eq!(of(&found.goes, "cart_items").via, ["product_id", "variant_id"], "one row by two ways");
        assert_eq!(counts(&found.blocks), BTreeMap::from([("order_items", 1)]));
        assert_eq!(of(&found.blocks, "order_items").via, ["product_id"]);
        assert_eq!(counts(&found.cleared), BTreeMap::from([("collections", 1), ("order_items", 1)]));
        assert_eq!(of(&found.cleared, "collections").via, ["featured_product_id"]);
        assert_eq!(of(&found.cleared, "order_items").via, ["variant_id"]);
        Ok(())
    });
}

#[test]
fn what_goes_with_a_product_is_what_was_said() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        product("Jug").insert(conn)?;
        let red = products::create_variant(conn, mug, &variant("Red"), noon())?;
        picture(conn, mug)?;
        tagging::set_labels(conn, "catalog.product", mug, &["new".to_owned(), "blue".to_owned()])?;
        cart(conn, "a", None, (mug, None))?;
        cart(conn, "b", None, (mug, Some(red)))?;
        let said = look(conn, "products", &[mug])?;
        assert_eq!((said.blocks, said.cleared), (vec![], vec![]));
        let mut took = taken(conn, |conn| products::delete(conn, &[mug], noon()).map(drop))?;
        // Kept counts are derived, and point at nothing.
        took.remove("catalog_counts");
        assert_eq!(owned(counts(&said.goes)), took);
        Ok(())
    });
}

#[test]
fn what_goes_with_a_user_is_what_was_said_until_an_order_is_in_the_way() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, ann) = (product("Mug").insert(conn)?, customer("Ann").insert(conn)?);
        customer("Otto").insert(conn)?;
        diesel::insert_into(groups::table).values((groups::id.eq(7), groups::name.eq("G"))).execute(conn)?;
        diesel::insert_into(user_groups::table)
            .values((user_groups::user_id.eq(ann.user_id), user_groups::group_id.eq(7)))
            .execute(conn)?;
        diesel::insert_into(addresses::table)
            .values((
                addresses::customer_id.eq(ann.customer_id),
                addresses::street.eq("1 Quay"),
                addresses::city.eq("Hull"),
            ))
            .execute(conn)?;
        diesel::insert_into(reviews::table)
            .values((
                reviews::product_id.eq(mug),
                reviews::user_id.eq(ann.user_id),
                reviews::name.eq("Ann"),
                reviews::description.eq("Good"),
                reviews::date.eq(noon().date()),
            ))
            .execute(conn)?;
        cart(conn, "c", Some(ann.customer_id), (mug, None))?;
        let said = look(conn, "users", &[ann.user_id])?;
        assert_eq!(said.blocks, []);
        assert_eq!(counts(&said.cleared), BTreeMap::from([("reviews", 1)]));
        let carts_that_go = of(&said.goes, "carts");
        assert_eq!((carts_that_go.count, carts_that_go.keys.len()), (1, 0), "their keys are no numbers");
        let held = conn
            .transaction::<(), diesel::result::Error, _>(|conn| {
                let id = order(conn, "A", Some(ann), mug)?;
                let said = look(conn, "users", &[ann.user_id])?;
                assert_eq!(counts(&said.blocks), BTreeMap::from([("orders", 1)]));
                assert_eq!(said.blocks[0].keys, [id]);
                Err(diesel::result::Error::RollbackTransaction)
            })
            .is_err();
        assert!(held);
        let took =
            taken(conn, |conn| diesel::delete(users::table.find(ann.user_id)).execute(conn).map(drop))?;
        assert_eq!(owned(counts(&said.goes)), took);
        assert!(took.contains_key("cart_items") && took.contains_key("user_groups"), "{took:?}");
        Ok(())
    });
}

#[test]
fn children_and_products_are_in_the_way_of_a_collection_unless_they_go_too() {
    let t = TestApp::start();
    t.seed(|conn| {
        let top = things(conn)?;
        let below = collection(conn, "Below", Some(top))?;
        let lowest = collection(conn, "Lowest", Some(below))?;
        let mug = product("Mug").within(lowest).insert(conn)?;
        let found = look(conn, "collections", &[top])?;
        assert_eq!(counts(&found.goes), BTreeMap::from([("collections", 1)]));
        assert_eq!((found.blocks.len(), &of(&found.blocks, "collections").keys), (1, &vec![below]));
        let found = look(conn, "collections", &[top, below, lowest])?;
        assert_eq!(of(&found.goes, "collections").keys, [top, below, lowest]);
        assert_eq!((found.blocks.len(), &of(&found.blocks, "products").keys), (1, &vec![mug]));
        assert_eq!(look(conn, "collections", &[lowest + 100])?, Preview::default());
        assert_eq!(look(conn, "collections", &[])?, Preview::default());
        Ok(())
    });
}

#[test]
fn a_row_that_goes_by_another_way_is_not_in_the_way_except_where_the_key_says_restrict() {
    let t = TestApp::start();
    t.seed(|conn| {
        let key = match conn {
            Conn::Pg(_) => "BIGINT PRIMARY KEY",
            Conn::Sqlite(_) => "INTEGER PRIMARY KEY",
        };
        conn.batch_execute(&format!(
            "CREATE TABLE toys (id {key}); \
             CREATE TABLE wheels (id {key}, toy_id BIGINT REFERENCES toys (id) ON DELETE CASCADE); \
             CREATE TABLE axles (id {key}, toy_id BIGINT REFERENCES toys (id) ON DELETE CASCADE, \
                 wheel_id BIGINT REFERENCES wheels (id), spare_id BIGINT REFERENCES wheels (id) ON DELETE SET NULL, \
                 fixed_id BIGINT REFERENCES wheels (id) ON DELETE RESTRICT); \
             INSERT INTO toys VALUES (1), (2); INSERT INTO wheels VALUES (1, 1), (2, 1); \
             INSERT INTO axles VALUES (1, 1, 1, 1, NULL), (2, 2, NULL, 2, NULL)"
        ))?;
        let found = look(conn, "toys", &[1])?;
        assert_eq!(counts(&found.goes), BTreeMap::from([("toys", 1), ("wheels", 2), ("axles", 1)]));
        assert_eq!(found.blocks, []);
        assert_eq!(of(&found.cleared, "axles").keys, [2]);
        conn.batch_execute("UPDATE axles SET wheel_id = 2 WHERE id = 2")?;
        assert_eq!(of(&look(conn, "toys", &[1])?.blocks, "axles").keys, [2]);
        conn.batch_execute("UPDATE axles SET fixed_id = 1 WHERE id = 1")?;
        let found = look(conn, "toys", &[1])?;
        assert_eq!(of(&found.blocks, "axles").keys, [1, 2]);
        assert_eq!(of(&found.blocks, "axles").via, ["fixed_id", "wheel_id"]);
        Ok(())
    });
}

#[test]
fn a_tree_that_goes_with_its_root_is_followed_to_the_leaves_and_a_circle_ends() {
    let t = TestApp::start();
    t.seed(|conn| {
        let key = match conn {
            Conn::Pg(_) => "BIGINT PRIMARY KEY",
            Conn::Sqlite(_) => "INTEGER PRIMARY KEY",
        };
        conn.batch_execute(&format!(
            "CREATE TABLE nodes (id {key}, parent_id BIGINT REFERENCES nodes (id) ON DELETE CASCADE); \
             CREATE TABLE leaves (id {key}, node_id BIGINT REFERENCES nodes (id) ON DELETE CASCADE); \
             INSERT INTO nodes VALUES (0, NULL)"
        ))?;
        for id in 1..=60 {
            conn.batch_execute(&format!("INSERT INTO nodes VALUES ({id}, {})", id - 1))?;
        }
        conn.batch_execute("INSERT INTO leaves VALUES (1, 40), (2, 41)")?;
        let found = look(conn, "nodes", &[41])?;
        assert_eq!(counts(&found.goes), BTreeMap::from([("nodes", 20), ("leaves", 1)]));
        conn.batch_execute("UPDATE nodes SET parent_id = 60 WHERE id = 0")?;
        let found = look(conn, "nodes", &[41])?;
        assert_eq!(counts(&found.goes), BTreeMap::from([("nodes", 61), ("leaves", 2)]));
        assert_eq!(of(&found.goes, "nodes").keys, (0..20).collect::<Vec<i64>>(), "the first twenty");
        Ok(())
    });
}

#[actix_web::test]
async fn two_statements_do_for_any_number_of_rows() {
    let t = TestApp::start();
    let ids = t.seed(|conn| {
        let mut ids = Vec::new();
        for number in 0..40 {
            let id = product(&format!("P{number}")).insert(conn)?;
            products::create_variant(conn, id, &variant("Red"), noon())?;
            ids.push(id);
        }
        Ok(ids)
    });
    let catalogue = t.look(|conn| Ok(Catalogue::read(conn)?));
    for keys in [ids[..1].to_vec(), ids] {
        let (known, wanted) = (catalogue.clone(), keys.clone());
        let work = t
            .app
            .db
            .read(move |conn| preview(conn, &known, GENERICS, "products", &wanted).map_err(AppError::from));
        let (found, statements) = record(work).await;
        assert_eq!(of(&found.unwrap().goes, "product_variants").count, i64::try_from(keys.len()).unwrap());
        let asking = statements.iter().filter(|one| one.sql.contains("going_products")).count();
        assert_eq!((asking, statements.len()), (2, 4), "between the begin and the end of a transaction");
    }
}
