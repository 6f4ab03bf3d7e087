//! The demo shop is loaded into an empty database.

use diesel::prelude::*;
use storefront::catalog::models::Product;
use storefront::catalog::{derive, queries};
use storefront::demo::drawing::{self, Batch};
use storefront::demo::load::{is_empty_shop, load, load_into_empty};
use storefront::media;
use storefront::platform::money::Currency;
use storefront::platform::queue;
use storefront::schema::{
    jobs, media_files, media_sizes, pages, price_changes, products, promotions, search_documents,
    shipping_methods,
};

use crate::support::people::customer;
use crate::support::{TestApp, noon};

#[test]
fn the_whole_shop_is_there_and_its_derived_columns_are_right() {
    let t = TestApp::start();
    assert!(t.look(|conn| Ok(is_empty_shop(conn)?)));
    let loaded = load(&t.app).unwrap();
    assert!(loaded.products >= 300 && loaded.collections == 16 && loaded.pictures >= 450, "{loaded:?}");
    t.look(|conn| {
        assert!(!is_empty_shop(conn)?);
        let all: Vec<Product> = products::table.select(Product::as_select()).load(conn)?;
        assert_eq!(all.len(), loaded.products);
        for product in &all {
            let variants = queries::list_variants(conn, product.id)?;
            assert_eq!(*product, derive::recompute(product, &variants), "{}", product.slug);
            assert!(product.created_at < noon() && product.unit_price.0 > 0);
        }
        let documents: i64 = search_documents::table.count().get_result(conn)?;
        assert_eq!(usize::try_from(documents).unwrap(), loaded.products);
        assert!(pages::table.count().get_result::<i64>(conn)? > 0);
        assert!(all.iter().any(|product| product.rating_average > 400 && product.rating_count > 1));

        let collections = queries::list_collections(conn)?;
        assert!(collections.iter().all(|collection| collection.featured_product_id.is_some()));
        assert!(collections.iter().any(|collection| collection.parent_id.is_some()));
        Ok(())
    });
}

#[test]
fn promotions_lower_prices_and_leave_a_history() {
    let t = TestApp::start();
    load(&t.app).unwrap();
    t.look(|conn| {
        let mug = queries::find_by_slug(conn, "harbour-mug")?.unwrap();
        assert_eq!(mug.current_price.0, mug.unit_price.0 - 500, "in force now");
        let plate = queries::find_by_slug(conn, "daily-plate")?.unwrap();
        assert_eq!(plate.current_price, plate.unit_price, "starts later");
        let history = |slug: &str, conn: &mut _| -> QueryResult<Vec<i64>> {
            price_changes::table
                .inner_join(products::table)
                .filter(products::slug.eq(slug))
                .order(price_changes::id)
                .select(price_changes::current_price)
                .load(conn)
        };
        let tin = history("springform-tin", conn)?;
        assert_eq!(tin.len(), 3, "before, during and after: {tin:?}");
        assert!(tin[1] < tin[0] && tin[2] == tin[0]);
        let early: i64 = price_changes::table
            .inner_join(products::table)
            .filter(price_changes::changed_at.lt(products::created_at))
            .count()
            .get_result(conn)?;
        assert_eq!(early, 0, "no product has a price before it was added");
        Ok(())
    });
}

#[test]
fn an_account_is_enough_for_a_shop_not_to_be_empty() {
    let t = TestApp::start();
    t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    assert!(!t.look(|conn| Ok(is_empty_shop(conn)?)));
    assert_eq!(load_into_empty(&t.app).unwrap(), None);
}

#[test]
fn goods_are_sent_in_two_ways_and_two_codes_make_them_cheaper() {
    let t = TestApp::start();
    load_into_empty(&t.app).unwrap().unwrap();
    assert_eq!(load_into_empty(&t.app).unwrap(), None, "once");
    t.look(|conn| {
        type Method = (String, i64, Option<i64>);
        let methods: Vec<Method> = shipping_methods::table
            .order(shipping_methods::position)
            .select((shipping_methods::name, shipping_methods::price, shipping_methods::free_from))
            .load(conn)?;
        assert_eq!(methods, [("Standard".into(), 490, Some(7_500)), ("Express".into(), 1_290, None)]);
        type Code = (Option<String>, Option<String>, i64, Option<i32>, Option<i64>);
        let codes: Vec<Code> = promotions::table
            .filter(promotions::code.is_not_null())
            .order(promotions::code)
            .select((
                promotions::code,
                promotions::code_key,
                promotions::discount,
                promotions::usage_limit_per_customer,
                promotions::minimum_total,
            ))
            .load(conn)?;
        assert_eq!(
            codes,
            [
                (Some("SHIPFREE".into()), Some("shipfree".into()), 0, None, Some(4_000)),
                (Some("WELCOME10".into()), Some("welcome10".into()), 1_000, Some(1), None),
            ]
        );
        Ok(())
    });
}

#[test]
fn amounts_are_whole_in_a_currency_without_decimals() {
    let mut t = TestApp::start();
    let mut config = (*t.app.config).clone();
    config.currency = Currency::from_code("JPY").unwrap();
    t.app.config = config.into();
    load(&t.app).unwrap();
    let prices: Vec<i64> = t.look(|conn| {
        Ok(shipping_methods::table
            .order(shipping_methods::position)
            .select(shipping_methods::price)
            .load(conn)?)
    });
    assert_eq!(prices, [5, 13]);
}

#[test]
fn pictures_are_drawn_in_batches_and_only_once() {
    let t = TestApp::start();
    let loaded = load(&t.app).unwrap();
    let waiting = || {
        t.look(|conn| {
            Ok(media_files::table.filter(media_files::state.eq("waiting")).count().get_result::<i64>(conn)?)
        })
    };
    assert_eq!(usize::try_from(waiting()).unwrap(), loaded.pictures);
    let job = t.seed(|conn| {
        let batches: i64 = jobs::table.filter(jobs::kind.eq(drawing::DRAW)).count().get_result(conn)?;
        assert_eq!(usize::try_from(batches).unwrap(), loaded.pictures.div_ceil(drawing::BATCH));
        let job = loop {
            let job = queue::take(conn, noon())?.unwrap();
            if job.kind == drawing::DRAW {
                break job;
            }
        };
        diesel::delete(jobs::table).execute(conn)?;
        Ok(job)
    });
    let mut batch: Batch = job.parse().unwrap();
    assert!(batch.drawings.iter().all(|drawing| drawing.picture == 0), "main pictures come first");
    batch.drawings.truncate(2);
    drawing::run(&t.app, &batch).unwrap();
    assert_eq!(usize::try_from(waiting()).unwrap(), loaded.pictures - 2);
    drawing::run(&t.app, &batch).unwrap();

    let first = batch.drawings[0].media;
    t.look(|conn| {
        let file = media::queries::find(conn, first)?.unwrap();
        assert!(file.width == 1000 && file.height == 1250 && !file.alt.is_empty());
        assert!(!t.app.media.get(&file.storage_key).unwrap().is_empty());
        let sizes: i64 =
            media_sizes::table.filter(media_sizes::media_id.eq(first)).count().get_result(conn)?;
        assert_eq!(sizes, 5);
        Ok(())
    });
}
