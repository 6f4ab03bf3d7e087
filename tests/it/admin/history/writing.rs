//! What an entry says of a change.

use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::catalog::models::CollectionChange;
use storefront::catalog::{collections as catalog_collections, products};
use storefront::platform::audit::{Source, tracked, tracked_many};
use storefront::platform::db::{Conn, record};
use storefront::platform::editing::Refused;
use storefront::platform::web::error::AppError;
use storefront::schema::{
    collections, groups, product_options, product_variants, products as product, tagged_items, tags,
    user_groups, users,
};
use storefront::tags::tagging;

use crate::admin::models::{COLLECTION, PRODUCT, USER, by_system, picture, stored};
use crate::support::at_once::at_once;
use crate::support::builders::{self, variant};
use crate::support::people::customer;
use crate::support::{TestApp, noon};

/// Runs `work` on the product `id` as a tracked change.
fn change(conn: &mut Conn, id: i64, work: impl FnOnce(&mut Conn) -> QueryResult<()>) -> QueryResult<()> {
    tracked::<_, diesel::result::Error>(conn, &by_system(), Source::Form, &PRODUCT, Some(id), |conn| {
        work(conn)?;
        Ok((id, ()))
    })?;
    Ok(())
}

#[test]
fn an_entry_has_every_column_that_changed_with_both_values_in_the_order_of_the_table() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = builders::product("Mug").insert(conn)?;
        change(conn, mug, |conn| {
            diesel::update(product::table.find(mug))
                .set((
                    product::inventory.eq(7),
                    product::title.eq("Blue Mug"),
                    product::description.eq("Holds tea"),
                    product::is_published.eq(false),
                    product::last_update.eq(noon() + chrono::TimeDelta::microseconds(1_500_000)),
                ))
                .execute(conn)?;
            Ok(())
        })?;
        let expected = json!([{"table": "products", "id": mug, "flag": "change", "change": {
            "title": ["Mug", "Blue Mug"],
            "description": [null, "Holds tea"],
            "inventory": [10, 7],
            "is_published": [true, false],
            "last_update": ["2026-03-15 12:00:00.000000", "2026-03-15 12:00:01.500000"],
        }}]);
        let entries = stored(conn)?;
        assert_eq!(
            entries,
            [("catalog.product".into(), "change".into(), "Blue Mug".into(), expected.clone())]
        );
        let names =
            |value: &Value| value[0]["change"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&entries[0].3), names(&expected));
        Ok(())
    });
}

#[test]
fn rows_that_belong_to_the_object_are_in_its_entry_new_and_gone_ones_whole() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = builders::product("Mug").insert(conn)?;
        let other = builders::product("Jug").insert(conn)?;
        let (red, blue) = (
            products::create_variant(conn, mug, &variant("Red"), noon())?,
            products::create_variant(conn, mug, &variant("Blue"), noon())?,
        );
        let image = picture(conn, mug)?;
        tagging::set_labels(conn, "catalog.product", mug, &["old".to_owned()])?;
        tagging::set_labels(conn, "catalog.product", other, &["other".to_owned()])?;
        let former: (i64, i64) =
            tagged_items::table.select((tagged_items::id, tagged_items::tag_id)).first(conn)?;
        change(conn, mug, |conn| {
            diesel::delete(product_variants::table.find(red)).execute(conn)?;
            diesel::update(product_variants::table.find(blue))
                .set((product_variants::inventory.eq(3), product_variants::image_id.eq(image)))
                .execute(conn)?;
            products::set_options(conn, mug, &["Colour".to_owned()])?;
            tagging::set_labels(conn, "catalog.product", mug, &["new".to_owned()])
        })?;
        let option: i64 = product_options::table.select(product_options::id).first(conn)?;
        let tag: i64 = tags::table.filter(tags::label.eq("new")).select(tags::id).first(conn)?;
        let item: i64 =
            tagged_items::table.filter(tagged_items::tag_id.eq(tag)).select(tagged_items::id).first(conn)?;
        let entries = stored(conn)?;
        assert_eq!(entries.len(), 1);
        assert_eq!(
            entries[0].3,
            json!([
                {"table": "product_options", "id": option, "flag": "add",
                    "row": {"id": option, "product_id": mug, "position": 1, "name": "Colour"}},
                {"table": "product_variants", "id": blue, "flag": "change",
                    "change": {"inventory": [10, 3], "image_id": [null, image]}},
                {"table": "tagged_items", "id": item, "flag": "add",
                    "row": {"id": item, "tag_id": tag, "content_type": "catalog.product", "object_id": mug}},
                {"table": "product_variants", "id": red, "flag": "delete", "row": {
                    "id": red, "product_id": mug, "sku": null, "option1": "Red", "option2": "", "option3": "",
                    "unit_price": 1000, "compare_at_price": null, "inventory": 10, "track_inventory": true,
                    "allow_backorder": false, "image_id": null, "position": 0}},
                {"table": "tagged_items", "id": former.0, "flag": "delete", "row": {"id": former.0,
                    "tag_id": former.1, "content_type": "catalog.product", "object_id": mug}},
            ])
        );
        Ok(())
    });
}

#[test]
fn what_a_rule_of_the_domain_changes_along_the_way_is_in_the_entry() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = builders::product("Mug").inventory(0).insert(conn)?;
        change(conn, mug, |conn| products::create_variant(conn, mug, &variant("Red"), noon()).map(drop))?;
        let changed = &stored(conn)?[0].3[0]["change"];
        assert_eq!(changed["has_variants"], json!([false, true]));
        assert_eq!(changed["inventory"], json!([0, 10]));
        assert_eq!(changed["is_available"], json!([false, true]));
        Ok(())
    });
}

#[test]
fn nothing_is_written_when_nothing_or_only_a_quiet_column_changed() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = builders::product("Mug").insert(conn)?;
        change(conn, mug, |_| Ok(()))?;
        change(conn, mug, |conn| {
            let later = noon() + chrono::TimeDelta::hours(1);
            diesel::update(product::table.find(mug)).set(product::last_update.eq(later)).execute(conn)?;
            Ok(())
        })?;
        change(conn, mug + 1000, |_| Ok(()))?;
        tracked_many::<_, AppError>(conn, &by_system(), Source::List, &PRODUCT, &[mug], |_| Ok(()))?;
        assert_eq!(stored(conn)?, []);
        Ok(())
    });
}

#[test]
fn a_new_object_is_kept_whole_and_so_is_a_deleted_one_with_all_that_went_with_it() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, ()) = tracked::<_, AppError>(conn, &by_system(), Source::Api, &PRODUCT, None, |conn| {
            let mug = builders::product("Mug").insert(conn)?;
            products::create_variant(conn, mug, &variant("Red"), noon())?;
            tagging::set_labels(conn, "catalog.product", mug, &["new".to_owned()])?;
            Ok((mug, ()))
        })?;
        change(conn, mug, |conn| products::delete(conn, &[mug], noon()).map(drop))?;
        let entries = stored(conn)?;
        let flags: Vec<&str> = entries.iter().map(|entry| entry.1.as_str()).collect();
        assert_eq!(flags, ["add", "delete"]);
        assert!(entries.iter().all(|entry| entry.2 == "Mug"));
        for (entry, flag) in entries.iter().zip(["add", "delete"]) {
            let pieces = entry.3.as_array().unwrap();
            let tables: Vec<&str> = pieces.iter().map(|piece| piece["table"].as_str().unwrap()).collect();
            assert_eq!(tables, ["products", "product_variants", "tagged_items"]);
            assert!(pieces.iter().all(|piece| piece["flag"] == flag));
            assert_eq!(pieces[0]["row"].as_object().unwrap().len(), 21, "every column of products");
            assert_eq!(pieces[0]["row"]["created_at"], "2026-03-15 12:00:00.000000");
            assert_eq!(pieces[0]["row"]["has_variants"], true);
        }
        let rows = |entry: usize| {
            let pieces = entries[entry].3.as_array().unwrap().iter();
            pieces.map(|piece| piece["row"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(rows(0), rows(1), "what went is what had come");
        Ok(())
    });
}

#[test]
fn a_secret_is_never_stored_and_pairs_have_no_key() {
    let t = TestApp::start();
    t.seed(|conn| {
        let ann = customer("Ann").password_hash("argon-one").insert(conn)?.user_id;
        let group: i64 =
            diesel::insert_into(groups::table).values(groups::name.eq("Packers")).returning(groups::id).get_result(conn)?;
        tracked::<_, Refused>(conn, &by_system(), Source::Form, &USER, Some(ann), |conn| {
            diesel::update(users::table.find(ann)).set(users::password_hash.eq("argon-two")).execute(conn)?;
            diesel::insert_into(user_groups::table)
                .values((user_groups::user_id.eq(ann), user_groups::group_id.eq(group)))
                .execute(conn)?;
            Ok((ann, ()))
        })
        .unwrap();
        tracked::<_, Refused>(conn, &by_system(), Source::Form, &USER, Some(ann), |conn| {
            diesel::delete(users::table.find(ann)).execute(conn)?;
            Ok((ann, ()))
        })
        .unwrap();
        let pair = json!({"user_id": ann, "group_id": group});
        let entries = stored(conn)?;
        assert_eq!(entries[0].2, "Ann (1)");
        assert_eq!(
            entries[0].3,
            json!([
                {"table": "users", "id": ann, "flag": "change", "change": {"password_hash": ["(hidden)", "(hidden)"]}},
                {"table": "user_groups", "flag": "add", "row": pair},
            ])
        );
        assert_eq!(entries[1].3[0]["row"]["password_hash"], "(hidden)");
        assert_eq!(entries[1].3[1], json!({"table": "user_groups", "flag": "delete", "row": pair}));
        assert!(!format!("{entries:?}").contains("argon"));
        Ok(())
    });
}

#[test]
fn work_that_is_refused_leaves_no_entry() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(builders::product("Mug").insert(conn)?));
    let outcome = t.app.db.write_blocking(|conn| {
        tracked::<(), AppError>(conn, &by_system(), Source::Form, &PRODUCT, Some(mug), |conn| {
            diesel::update(product::table.find(mug)).set(product::title.eq("Jug")).execute(conn)?;
            Err(AppError::Conflict("No.".into()))
        })
    });
    assert!(outcome.is_err());
    t.look(|conn| {
        assert_eq!(stored(conn)?, []);
        Ok(())
    });
}

#[test]
fn each_entry_of_a_race_begins_where_the_one_before_ended() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(builders::product("Mug").inventory(100).insert(conn)?));
    at_once(8, |_| {
        t.app
            .db
            .write_blocking::<_, AppError>(|conn| {
                tracked(conn, &by_system(), Source::Form, &PRODUCT, Some(mug), |conn| {
                    diesel::update(product::table.find(mug))
                        .set(product::inventory.eq(product::inventory - 1))
                        .execute(conn)?;
                    Ok((mug, ()))
                })
            })
            .unwrap();
    });
    let mut steps: Vec<(i64, i64)> = t.look(|conn| {
        let step = |entry: &Value, side: usize| entry[0]["change"]["inventory"][side].as_i64().unwrap();
        Ok(stored(conn)?.iter().map(|(.., changes)| (step(changes, 0), step(changes, 1))).collect())
    });
    steps.sort_unstable();
    let expected: Vec<(i64, i64)> = (93..=100).map(|units| (units, units - 1)).collect();
    assert_eq!(steps, expected);
}

/// Sets the stock of the products called A…, tracking these; returns how many statements ran.
async fn set_stock_tracked(t: &TestApp, ids: Vec<i64>) -> usize {
    let work = t.app.db.write(move |conn| {
        tracked_many::<_, AppError>(conn, &by_system(), Source::Action, &PRODUCT, &ids, |conn| {
            let named = product::title.like("A%");
            diesel::update(product::table.filter(named)).set(product::inventory.eq(4)).execute(conn)?;
            Ok(())
        })
    });
    let (outcome, statements) = record(work).await;
    outcome.unwrap();
    statements.len()
}

#[actix_web::test]
async fn many_objects_get_an_entry_each_with_a_fixed_number_of_statements() {
    let t = TestApp::start();
    let ids = t.seed(|conn| {
        let mut ids = Vec::new();
        for number in 0..12 {
            ids.push(builders::product(&format!("A{number}")).insert(conn)?);
        }
        ids.push(builders::product("B").insert(conn)?);
        Ok(ids)
    });
    let few = set_stock_tracked(&t, vec![ids[0], ids[12], ids[0]]).await;
    t.look(|conn| {
        let labels: Vec<String> = stored(conn)?.into_iter().map(|entry| entry.2).collect();
        assert_eq!(labels, ["A0"], "one that did not change has no entry, one named twice has one");
        Ok(())
    });
    t.seed(|conn| Ok(diesel::update(product::table).set(product::inventory.eq(9)).execute(conn)?));
    let many = set_stock_tracked(&t, ids.clone()).await;
    assert_eq!(few, many);
    t.look(|conn| {
        let entries = stored(conn)?;
        assert_eq!(entries.len(), 13);
        for (entry, id) in entries[1..].iter().zip(&ids) {
            let expected =
                json!([{"table": "products", "id": id, "flag": "change", "change": {"inventory": [9, 4]}}]);
            assert_eq!((entry.1.as_str(), &entry.3), ("change", &expected));
        }
        Ok(())
    });
}

#[test]
fn more_objects_than_one_statement_reads_are_all_in_history() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mut ids = Vec::new();
        for number in 0..1_003 {
            let title = format!("C{number}");
            let change = CollectionChange { slug: title.to_lowercase(), title, ..Default::default() };
            ids.push(catalog_collections::create(conn, &change)?);
        }
        tracked_many::<_, AppError>(conn, &by_system(), Source::Action, &COLLECTION, &ids, |conn| {
            diesel::update(collections::table).set(collections::description.eq("D")).execute(conn)?;
            Ok(())
        })?;
        assert_eq!(stored(conn)?.len(), 1_003);
        Ok(())
    });
}
