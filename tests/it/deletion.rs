//! What deleting a row takes with it, and what it is refused for: the rules of the tables.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use storefront::catalog::collections::{self, CollectionError};
use storefront::catalog::products;
use storefront::platform::db::Conn;
use storefront::schema::{
    addresses, cart_items, carts, customers, liked_items, order_items, orders, payments, product_variants,
    promotion_uses, promotions, reviews, tagged_items, users, wish_items,
};
use storefront::tags::tagging;

use crate::support::builders::{product, things, variant};
use crate::support::people::{Person, customer};
use crate::support::{TestApp, noon};

/// An order of one unit of a product.
pub fn order(conn: &mut Conn, number: &str, person: Option<Person>, product: i64) -> QueryResult<i64> {
    let id: i64 = diesel::insert_into(orders::table)
        .values((
            orders::number.eq(number),
            orders::token.eq(number),
            orders::customer_id.eq(person.map(|person| person.customer_id)),
            orders::email.eq("ann@example.com"),
            orders::email_key.eq("ann@example.com"),
            orders::currency.eq("USD"),
            orders::subtotal.eq(1_000),
            orders::total.eq(1_000),
            orders::placed_at.eq(noon()),
        ))
        .returning(orders::id)
        .get_result(conn)?;
    diesel::insert_into(order_items::table)
        .values((
            order_items::order_id.eq(id),
            order_items::product_id.eq(product),
            order_items::title.eq("As it was called"),
            order_items::quantity.eq(1),
            order_items::list_price.eq(1_000),
            order_items::unit_price.eq(1_000),
            order_items::total.eq(1_000),
        ))
        .execute(conn)?;
    Ok(id)
}

fn is_refused<T: std::fmt::Debug>(outcome: &QueryResult<T>) -> bool {
    matches!(outcome, Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)))
}

/// Runs what must be refused without spoiling the transaction around it.
fn attempt<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> QueryResult<T>) -> QueryResult<T> {
    conn.transaction(work)
}

#[test]
fn a_user_goes_with_customer_addresses_cart_likes_and_wishes() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, ann) = (product("Mug").insert(conn)?, customer("Ann").insert(conn)?);
        diesel::insert_into(addresses::table)
            .values((
                addresses::customer_id.eq(ann.customer_id),
                addresses::street.eq("1 Quay"),
                addresses::city.eq("Hull"),
            ))
            .execute(conn)?;
        diesel::insert_into(carts::table)
            .values((
                carts::id.eq("c"),
                carts::customer_id.eq(ann.customer_id),
                carts::checkout_token.eq("t"),
                carts::created_at.eq(noon()),
                carts::updated_at.eq(noon()),
            ))
            .execute(conn)?;
        like(conn, ann, mug)?;
        diesel::insert_into(wish_items::table)
            .values((
                wish_items::user_id.eq(ann.user_id),
                wish_items::product_id.eq(mug),
                wish_items::added_at.eq(noon()),
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
        diesel::delete(users::table.find(ann.user_id)).execute(conn)?;
        for left in [
            customers::table.count().get_result::<i64>(conn)?,
            addresses::table.count().get_result(conn)?,
            carts::table.count().get_result(conn)?,
            liked_items::table.count().get_result(conn)?,
            wish_items::table.count().get_result(conn)?,
        ] {
            assert_eq!(left, 0);
        }
        let author: Option<i64> = reviews::table.select(reviews::user_id).first(conn)?;
        assert_eq!(author, None, "what they wrote stays, under their name");
        Ok(())
    });
}

fn like(conn: &mut Conn, person: Person, product: i64) -> QueryResult<()> {
    diesel::insert_into(liked_items::table)
        .values((
            liked_items::user_id.eq(person.user_id),
            liked_items::content_type.eq("catalog.product"),
            liked_items::object_id.eq(product),
            liked_items::created_at.eq(noon()),
        ))
        .execute(conn)?;
    Ok(())
}

#[test]
fn a_customer_with_orders_cannot_be_deleted_by_any_way() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, ann) = (product("Mug").insert(conn)?, customer("Ann").insert(conn)?);
        let id = order(conn, "A", Some(ann), mug)?;
        let by_user = attempt(conn, |conn| diesel::delete(users::table.find(ann.user_id)).execute(conn));
        assert!(is_refused(&by_user), "{by_user:?}");
        let itself =
            attempt(conn, |conn| diesel::delete(customers::table.find(ann.customer_id)).execute(conn));
        assert!(is_refused(&itself), "{itself:?}");
        assert_eq!(users::table.count().get_result::<i64>(conn)?, 1);
        diesel::delete(orders::table.find(id)).execute(conn)?;
        assert_eq!(order_items::table.count().get_result::<i64>(conn)?, 0);
        assert_eq!(diesel::delete(users::table.find(ann.user_id)).execute(conn)?, 1);
        Ok(())
    });
}

#[test]
fn a_product_in_an_order_is_protected_and_its_variant_may_go() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let blue = products::create_variant(conn, mug, &variant("Blue"), noon())?;
        order(conn, "A", None, mug)?;
        diesel::update(order_items::table).set(order_items::variant_id.eq(blue)).execute(conn)?;
        let outcome = attempt(conn, |conn| products::delete(conn, &[mug], noon()));
        assert!(is_refused(&outcome), "{outcome:?}");
        diesel::delete(product_variants::table.find(blue)).execute(conn)?;
        let line: (Option<i64>, String) =
            order_items::table.select((order_items::variant_id, order_items::title)).first(conn)?;
        assert_eq!(line, (None, "As it was called".to_owned()));
        Ok(())
    });
}

#[test]
fn a_collection_with_products_is_protected() {
    let t = TestApp::start();
    t.seed(|conn| {
        product("Mug").insert(conn)?;
        let collection = things(conn)?;
        let outcome = collections::delete(conn, collection);
        assert!(matches!(outcome, Err(CollectionError::NotEmpty { products: 1, .. })), "{outcome:?}");
        Ok(())
    });
}

#[test]
fn nothing_points_at_a_deleted_product() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, jug) = (product("Mug").insert(conn)?, product("Jug").insert(conn)?);
        let ann = customer("Ann").insert(conn)?;
        for product in [mug, jug] {
            like(conn, ann, product)?;
            tagging::set_labels(conn, "catalog.product", product, &["new".to_owned()])?;
        }
        diesel::insert_into(carts::table)
            .values((
                carts::id.eq("c"),
                carts::checkout_token.eq("t"),
                carts::created_at.eq(noon()),
                carts::updated_at.eq(noon()),
            ))
            .execute(conn)?;
        diesel::insert_into(cart_items::table)
            .values((
                cart_items::cart_id.eq("c"),
                cart_items::product_id.eq(mug),
                cart_items::quantity.eq(1),
                cart_items::seen_price.eq(1_000),
                cart_items::added_at.eq(noon()),
            ))
            .execute(conn)?;
        products::delete(conn, &[mug], noon())?;
        let liked: Vec<i64> = liked_items::table.select(liked_items::object_id).load(conn)?;
        let tagged: Vec<i64> = tagged_items::table.select(tagged_items::object_id).load(conn)?;
        assert_eq!((liked, tagged), (vec![jug], vec![jug]));
        assert_eq!(cart_items::table.count().get_result::<i64>(conn)?, 0);
        Ok(())
    });
}

#[test]
fn an_order_goes_with_its_payments_and_uses_of_codes() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let id = order(conn, "A", None, mug)?;
        diesel::insert_into(payments::table)
            .values((
                payments::order_id.eq(id),
                payments::provider.eq("invoice"),
                payments::state.eq("open"),
                payments::amount.eq(1_000),
                payments::currency.eq("USD"),
                payments::created_at.eq(noon()),
            ))
            .execute(conn)?;
        let promotion: i64 = diesel::insert_into(promotions::table)
            .values((promotions::description.eq("P"), promotions::discount.eq(1), promotions::code.eq("P")))
            .returning(promotions::id)
            .get_result(conn)?;
        diesel::insert_into(promotion_uses::table)
            .values((
                promotion_uses::promotion_id.eq(promotion),
                promotion_uses::order_id.eq(id),
                promotion_uses::customer_key.eq("ann@example.com"),
                promotion_uses::used_at.eq(noon()),
            ))
            .execute(conn)?;
        diesel::delete(orders::table.find(id)).execute(conn)?;
        assert_eq!(payments::table.count().get_result::<i64>(conn)?, 0);
        assert_eq!(promotion_uses::table.count().get_result::<i64>(conn)?, 0);
        Ok(())
    });
}
