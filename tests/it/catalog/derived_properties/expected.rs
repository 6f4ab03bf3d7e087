//! What every derived value must be, computed from the plain rows in plain Rust.

use std::collections::BTreeMap;

use diesel::prelude::*;
use storefront::catalog::PRODUCT;
use storefront::catalog::derive::recompute;
use storefront::catalog::models::{Product, Variant};
use storefront::catalog::queries::list_collections;
use storefront::platform::clock::Time;
use storefront::platform::db::Conn;
use storefront::platform::money::Money;
use storefront::platform::text::fold;
use storefront::promotions::models::best;
use storefront::promotions::queries::list_of_product;
use storefront::schema::{
    catalog_counts, price_changes, product_variants, products, reviews, search_documents, tagged_items,
};
use storefront::tags::queries::list_labels_of;

/// One line for each derived value that is not what it must be.
pub fn differences(conn: &mut Conn, now: Time) -> QueryResult<Vec<String>> {
    let mut wrong = count_differences(conn)?;
    for product in all_products(conn)? {
        let expected = expected_product(conn, &product, now)?;
        if product != expected {
            wrong.push(format!("is       {product:?}\nmust be  {expected:?}"));
        }
        let prices = (product.unit_price, product.current_price);
        let last: Option<(Money, Money)> = price_changes::table
            .filter(price_changes::product_id.eq(product.id))
            .order(price_changes::id.desc())
            .select((price_changes::unit_price, price_changes::current_price))
            .first(conn)
            .optional()?;
        if last != Some(prices) {
            wrong.push(format!("the last price change of {} is {last:?}, not {prices:?}", product.id));
        }
        wrong.extend(document_difference(conn, &product)?);
    }
    Ok(wrong)
}

fn all_products(conn: &mut Conn) -> QueryResult<Vec<Product>> {
    products::table.order(products::id).select(Product::as_select()).load(conn)
}

fn expected_product(conn: &mut Conn, product: &Product, now: Time) -> QueryResult<Product> {
    let variants: Vec<Variant> = product_variants::table
        .filter(product_variants::product_id.eq(product.id))
        .order(product_variants::id)
        .select(Variant::as_select())
        .load(conn)?;
    let mut expected = recompute(product, &variants);
    let promotions = list_of_product(conn, product.id)?;
    (expected.current_price, _) = best(expected.unit_price, &promotions, now);
    let ratings: Vec<i32> = reviews::table
        .filter(reviews::product_id.eq(product.id))
        .select((reviews::approved, reviews::rating))
        .load::<(bool, Option<i32>)>(conn)?
        .into_iter()
        .filter_map(|(approved, rating)| rating.filter(|_| approved))
        .collect();
    let mean = f64::from(ratings.iter().sum::<i32>()) / ratings.len() as f64;
    expected.rating_count = ratings.len() as i32;
    expected.rating_average = if ratings.is_empty() { 0 } else { (mean * 100.0).round() as i32 };
    Ok(expected)
}

fn document_difference(conn: &mut Conn, product: &Product) -> QueryResult<Option<String>> {
    let mut words: Vec<String> =
        list_labels_of(conn, PRODUCT, &[product.id])?.into_iter().map(|(_, tag)| fold(&tag.label)).collect();
    let values: Vec<String> = product_variants::table
        .filter(product_variants::product_id.eq(product.id))
        .select(product_variants::option1)
        .load(conn)?;
    words.extend(values.iter().map(|value| fold(value)));
    let collections = list_collections(conn)?;
    words
        .extend(collections.iter().filter(|one| one.id == product.collection_id).map(|one| fold(&one.title)));
    let stored: Vec<(String, String)> = search_documents::table
        .filter(search_documents::content_type.eq(PRODUCT))
        .filter(search_documents::object_id.eq(product.id))
        .select((search_documents::title, search_documents::keywords))
        .load(conn)?;
    let [(title, keywords)] = &stored[..] else {
        return Ok(Some(format!("product {} has {} documents", product.id, stored.len())));
    };
    let length: usize = words.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    let right = *title == fold(&product.title)
        && words.iter().all(|word| keywords.contains(word.as_str()))
        && keywords.len() == length;
    Ok((!right).then(|| format!("product {}: {title:?} {keywords:?}, not {words:?}", product.id)))
}

/// One line if the counters are not the counts.
pub fn count_differences(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut expected: BTreeMap<(String, i64), i64> = BTreeMap::new();
    let tagged: Vec<(i64, i64)> = tagged_items::table
        .filter(tagged_items::content_type.eq(PRODUCT))
        .select((tagged_items::object_id, tagged_items::tag_id))
        .load(conn)?;
    for product in all_products(conn)?.iter().filter(|product| product.is_published) {
        let mut count = |kind: &str, item: i64| *expected.entry((kind.to_owned(), item)).or_default() += 1;
        count("all", 0);
        count("collection", product.collection_id);
        count("price", band(product.current_price));
        if product.is_available {
            count("available", 1);
        }
        for (_, tag) in tagged.iter().filter(|(object, _)| *object == product.id) {
            count("tag", *tag);
        }
    }
    // PostgreSQL keeps differences that are summed by whoever reads them.
    let mut kept: BTreeMap<(String, i64), i64> = BTreeMap::new();
    for (kind, item, n) in catalog_counts::table.load::<(String, i64, i32)>(conn)? {
        *kept.entry((kind, item)).or_default() += i64::from(n);
    }
    kept.retain(|_, n| *n != 0);
    Ok(if kept == expected { Vec::new() } else { vec![format!("counts: {kept:?}, not {expected:?}")] })
}

/// The index of the price band.
fn band(price: Money) -> i64 {
    [2_500, 5_000, 10_000, 25_000].iter().filter(|limit| price.0 >= **limit).count() as i64
}
