//! Carries edits out, each in one transaction, through the functions that everybody uses.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::catalog::models::{CollectionChange, ProductChange, VariantChange};
use storefront::catalog::{PRODUCT, collections, products};
use storefront::events;
use storefront::platform::clock::Time;
use storefront::platform::db::Conn;
use storefront::platform::money::Money;
use storefront::platform::queue;
use storefront::promotions::models::PromotionChange;
use storefront::promotions::promotions::{self, Refresh};
use storefront::reviews::models::ReviewChange;
use storefront::reviews::reviews;
use storefront::tags::queries::Tag;
use storefront::tags::tagging;

use super::edits::{Edit, Foreign, Stock};
use super::expected::count_differences;
use crate::support::{TestApp, builders, noon};

/// The shop that is edited, its clock, and a number that was never used before.
pub struct Shop<'a> {
    t: &'a TestApp,
    pub now: Time,
    number: u32,
}

impl Shop<'_> {
    /// Two collections, one product, and nothing of the case before: one database serves them all,
    /// since PostgreSQL takes a quarter of a second to make one.
    pub fn open(t: &TestApp) -> Shop<'_> {
        t.seed(|conn| {
            for table in ["jobs", "promotions", "tags", "search_documents", "products", "collections"] {
                diesel::sql_query(format!("DELETE FROM {table}")).execute(conn)?;
            }
            assert_eq!(count_differences(conn)?, Vec::<String>::new(), "in an empty shop");
            builders::collection(conn, "Garden", None)?;
            builders::product("First").insert(conn)?;
            Ok(())
        });
        Shop { t, now: noon(), number: 0 }
    }

    /// Carries the edit out; one that has nothing to work on does nothing.
    pub fn make(&mut self, edit: &Edit) {
        self.number += 1;
        if let Edit::Wait { minutes } = edit {
            self.now += TimeDelta::minutes(*minutes);
        }
        let (now, number) = (self.now, self.number);
        self.t.seed(|conn| {
            let there = There::find(conn)?;
            edit_products(conn, edit, &there, now, number)?;
            edit_variants(conn, edit, &there, now, number)?;
            edit_promotions(conn, edit, &there, now, number)?;
            edit_reviews(conn, edit, &there)?;
            edit_tags(conn, edit, &there, number)?;
            edit_collections(conn, edit, &there, now, number)?;
            write_from_outside(conn, edit, &there, now)?;
            Ok(())
        });
    }
}

/// The keys of what exists before an edit.
struct There {
    products: Vec<i64>,
    variants: Vec<i64>,
    promotions: Vec<i64>,
    reviews: Vec<i64>,
    tags: Vec<i64>,
    collections: Vec<i64>,
}

impl There {
    fn find(conn: &mut Conn) -> QueryResult<There> {
        use storefront::schema;
        macro_rules! keys {
            ($table:ident) => {
                schema::$table::table.order(schema::$table::id).select(schema::$table::id).load(conn)?
            };
        }
        Ok(There {
            products: keys!(products),
            variants: keys!(product_variants),
            promotions: keys!(promotions),
            reviews: keys!(reviews),
            tags: keys!(tags),
            collections: keys!(collections),
        })
    }
}

/// One of `ids`; with none of them a key that nothing has.
fn pick(ids: &[i64], which: usize) -> i64 {
    which.checked_rem(ids.len()).map_or(0, |at| ids[at])
}

fn edit_products(conn: &mut Conn, edit: &Edit, there: &There, now: Time, number: u32) -> QueryResult<()> {
    match edit {
        Edit::CreateProduct { stock, published, collection } if !there.collections.is_empty() => {
            let collection = pick(&there.collections, *collection);
            products::create(conn, &product_change(stock, *published, collection, number), now)?;
        }
        Edit::UpdateProduct { which, stock, published, collection } => {
            let collection = pick(&there.collections, *collection);
            let change = product_change(stock, *published, collection, number);
            products::update(conn, pick(&there.products, *which), &change, now)?;
        }
        Edit::DeleteProduct { which } => {
            products::delete(conn, &[pick(&there.products, *which)], now)?;
        }
        _ => {}
    }
    Ok(())
}

fn edit_variants(conn: &mut Conn, edit: &Edit, there: &There, now: Time, number: u32) -> QueryResult<()> {
    match edit {
        Edit::CreateVariant { product, stock } if !there.products.is_empty() => {
            let product = pick(&there.products, *product);
            products::create_variant(conn, product, &variant_change(stock, number), now)?;
        }
        Edit::UpdateVariant { which, stock } => {
            let variant = pick(&there.variants, *which);
            products::update_variant(conn, variant, &variant_change(stock, number), now)?;
        }
        Edit::DeleteVariant { which } => {
            products::delete_variant(conn, pick(&there.variants, *which), now)?;
        }
        _ => {}
    }
    Ok(())
}

fn edit_promotions(conn: &mut Conn, edit: &Edit, there: &There, now: Time, number: u32) -> QueryResult<()> {
    match edit {
        Edit::CreatePromotion { change, products } => {
            let products = several(&there.products, products);
            promotions::create(conn, &with_code(change, number), &products, now)?;
        }
        Edit::UpdatePromotion { which, change, products } => {
            let (id, products) = (pick(&there.promotions, *which), several(&there.products, products));
            promotions::update(conn, id, &with_code(change, number), &products, now)?;
        }
        Edit::DeletePromotion { which } => {
            promotions::delete(conn, pick(&there.promotions, *which), now)?;
        }
        Edit::Wait { .. } => {
            while let Some(job) = queue::take(conn, now)? {
                assert_eq!(job.kind, promotions::REFRESH);
                promotions::refresh(conn, job.parse::<Refresh>().unwrap().promotion, now)?;
                queue::finish(conn, &job, now)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn edit_reviews(conn: &mut Conn, edit: &Edit, there: &There) -> QueryResult<()> {
    match edit {
        Edit::CreateReview { product, rating, approved } if !there.products.is_empty() => {
            reviews::create(conn, &review(pick(&there.products, *product), *rating, *approved))?;
        }
        Edit::UpdateReview { which, product, rating, approved } => {
            let change = review(pick(&there.products, *product), *rating, *approved);
            reviews::update(conn, pick(&there.reviews, *which), &change)?;
        }
        Edit::DeleteReview { which } => {
            reviews::delete(conn, pick(&there.reviews, *which))?;
        }
        _ => {}
    }
    Ok(())
}

fn edit_tags(conn: &mut Conn, edit: &Edit, there: &There, number: u32) -> QueryResult<()> {
    match edit {
        Edit::SetLabels { product, labels } if !there.products.is_empty() => {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            tagging::set_labels(conn, PRODUCT, pick(&there.products, *product), &labels)?;
        }
        Edit::RenameTag { which } => {
            let tag = Tag { id: pick(&there.tags, *which), label: format!("label{number}") };
            tagging::rename(conn, &tag)?;
        }
        Edit::DeleteTag { which } => {
            tagging::delete(conn, pick(&there.tags, *which))?;
        }
        _ => {}
    }
    Ok(())
}

fn edit_collections(conn: &mut Conn, edit: &Edit, there: &There, now: Time, number: u32) -> QueryResult<()> {
    match edit {
        Edit::UpdateCollection { which, parent, renamed } => {
            let id = pick(&there.collections, *which);
            let all = storefront::catalog::queries::list_collections(conn)?;
            let Some(old) = all.iter().find(|collection| collection.id == id) else { return Ok(()) };
            let change = CollectionChange {
                title: if *renamed { format!("Room {number}") } else { old.title.clone() },
                slug: if *renamed { format!("room-{number}") } else { old.slug.clone() },
                description: String::new(),
                parent_id: parent.map(|parent| pick(&there.collections, parent)),
                featured_product_id: there.products.first().copied(),
            };
            // Going inside itself is refused before anything is written.
            let _refused = collections::update(conn, id, &change, now).is_err();
        }
        Edit::DeleteCollection { which } => {
            // So is deleting one that is not empty.
            let _refused = collections::delete(conn, pick(&there.collections, *which)).is_err();
        }
        _ => {}
    }
    Ok(())
}

fn write_from_outside(conn: &mut Conn, edit: &Edit, there: &There, now: Time) -> QueryResult<()> {
    let Edit::Foreign { which, write } = edit else { return Ok(()) };
    diesel::sql_query(foreign_sql(*write, pick(&there.products, *which), there)).execute(conn)?;
    let wrong = count_differences(conn)?;
    assert!(wrong.is_empty(), "after {write:?} by another program: {}", wrong.join("\n"));
    // What no trigger keeps is settled by the next change through the program.
    events::products_changed(conn, &there.products, now)
}

fn foreign_sql(write: Foreign, id: i64, there: &There) -> String {
    let of_product = format!("content_type = 'catalog.product' AND object_id = {id}");
    match write {
        Foreign::TogglePublished => {
            format!("UPDATE products SET is_published = NOT is_published WHERE id = {id}")
        }
        Foreign::Move { collection } => {
            let collection = pick(&there.collections, collection);
            format!("UPDATE products SET collection_id = {collection} WHERE id = {id}")
        }
        Foreign::Reprice => format!(
            "UPDATE products SET is_available = NOT is_available, current_price = current_price + 2500 \
             WHERE id = {id}"
        ),
        Foreign::Delete => format!("DELETE FROM products WHERE id = {id}"),
        Foreign::Tag { tag } => format!(
            "INSERT INTO tagged_items (tag_id, content_type, object_id) \
             SELECT t.id, 'catalog.product', p.id FROM tags t JOIN products p ON p.id = {id} \
             WHERE t.id = {} ON CONFLICT DO NOTHING",
            pick(&there.tags, tag)
        ),
        Foreign::Untag => format!("DELETE FROM tagged_items WHERE {of_product}"),
        Foreign::MoveTag { tag } => {
            let tag = pick(&there.tags, tag);
            format!(
                "UPDATE tagged_items SET tag_id = {tag} \
                 WHERE id = (SELECT MIN(id) FROM tagged_items WHERE {of_product}) \
                 AND EXISTS (SELECT 1 FROM tags WHERE id = {tag}) \
                 AND NOT EXISTS (SELECT 1 FROM tagged_items WHERE {of_product} AND tag_id = {tag})"
            )
        }
    }
}

fn several(all: &[i64], which: &[usize]) -> Vec<i64> {
    let mut ids: Vec<i64> = which.iter().map(|which| pick(all, *which)).filter(|id| *id != 0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn with_code(change: &PromotionChange, number: u32) -> PromotionChange {
    let code = change.code.as_ref().map(|code| format!("{code}{number}"));
    PromotionChange { code, ..change.clone() }
}

fn product_change(stock: &Stock, published: bool, collection_id: i64, number: u32) -> ProductChange {
    let mut change = builders::product(&format!("Product {number}")).within(collection_id).change;
    change.unit_price = Money(stock.price);
    change.inventory = stock.inventory;
    change.track_inventory = stock.track;
    change.allow_backorder = stock.backorder;
    change.is_published = published;
    change
}

fn variant_change(stock: &Stock, number: u32) -> VariantChange {
    let mut change = builders::variant(&format!("Kind {number}"));
    change.unit_price = Money(stock.price);
    change.inventory = stock.inventory;
    change.track_inventory = stock.track;
    change.allow_backorder = stock.backorder;
    change
}

fn review(product_id: i64, rating: Option<i32>, approved: bool) -> ReviewChange {
    ReviewChange {
        product_id,
        name: "Ann".into(),
        rating,
        description: "Good.".into(),
        date: noon().date(),
        approved,
    }
}
