//! `storefront seed`.

use diesel::prelude::*;
use storefront::catalog::models::{Product, Variant};
use storefront::catalog::{derive, queries};
use storefront::demo::synthetic::add_products;
use storefront::reviews::queries::settle_ratings;
use storefront::schema::{collections, product_variants, products, reviews, search_documents, tagged_items};

use crate::support::TestApp;
use crate::support::builders::product;

/// Products, variants, tags of objects, reviews.
type Everything = (Vec<Product>, Vec<Variant>, Vec<(i64, i64)>, Vec<(i64, String, Option<i32>)>);

/// All that seeding stores.
fn everything(t: &TestApp) -> Everything {
    t.look(|conn| {
        Ok((
            products::table.order(products::slug).select(Product::as_select()).load(conn)?,
            product_variants::table.order(product_variants::sku).select(Variant::as_select()).load(conn)?,
            tagged_items::table
                .order((tagged_items::object_id, tagged_items::tag_id))
                .select((tagged_items::object_id, tagged_items::tag_id))
                .load(conn)?,
            reviews::table
                .order(reviews::id)
                .select((reviews::product_id, reviews::name, reviews::rating))
                .load(conn)?,
        ))
    })
}

#[test]
fn the_same_number_gives_the_same_rows() {
    let (first, second) = (TestApp::start(), TestApp::start());
    add_products(&first.app.db, 700, |_| {}).unwrap();
    let mut told = Vec::new();
    add_products(&second.app.db, 400, |done| told.push(done)).unwrap();
    add_products(&second.app.db, 300, |_| {}).unwrap();
    assert_eq!(told, [400]);
    let (a, b) = (everything(&first), everything(&second));
    assert_eq!(a.0.len(), 700);
    assert!(!a.1.is_empty() && !a.2.is_empty() && !a.3.is_empty());
    assert!(a == b, "two runs differ");
}

#[test]
fn derived_columns_are_as_the_rules_say() {
    let t = TestApp::start();
    add_products(&t.app.db, 300, |_| {}).unwrap();
    let (all, ..) = everything(&t);
    t.look(|conn| {
        for product in &all {
            let variants = queries::list_variants(conn, product.id)?;
            assert_eq!(*product, derive::recompute(product, &variants), "{}", product.slug);
            assert_eq!(product.current_price, product.unit_price);
        }
        assert_eq!(search_documents::table.count().get_result::<i64>(conn)?, 300);
        assert_eq!(collections::table.count().get_result::<i64>(conn)?, 40);
        Ok(())
    });
    let ids: Vec<i64> = all.iter().map(|product| product.id).collect();
    t.seed(|conn| Ok(settle_ratings(conn, &ids)?));
    assert!(everything(&t).0 == all, "ratings were settled already");
    for kind in [
        all.iter().any(|product| product.inventory == 0 && product.track_inventory),
        all.iter().any(|product| (1..=5).contains(&product.inventory)),
        all.iter().any(|product| !product.track_inventory),
        all.iter().any(|product| product.has_variants && product.price_varies),
        all.iter().any(|product| product.compare_at_price.is_some()),
        all.iter().any(|product| product.rating_count > 0),
    ] {
        assert!(kind);
    }
}

#[test]
fn numbers_continue_after_the_highest_slug() {
    let t = TestApp::start();
    t.seed(|conn| Ok(product("Blue Mug 41").insert(conn)?));
    add_products(&t.app.db, 2, |_| {}).unwrap();
    let (all, ..) = everything(&t);
    let mut numbers: Vec<&str> = all.iter().map(|product| product.slug.rsplit('-').next().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["41", "42", "43"]);
}
