//! Reading history: pages of an object, of a person, and what happened last.

use diesel::prelude::*;
use serde_json::json;
use storefront::platform::actor::Actor;
use storefront::platform::audit::{
    Entry, FieldChange, Flag, Source, Tracked, page_of_object, page_of_user, recent, tracked,
};
use storefront::platform::db::Conn;
use storefront::platform::editing::Edit;
use storefront::schema::{admin_log_entries, collections, products, users};

use crate::admin::models::{COLLECTION, PRODUCT, by_system};
use crate::support::builders::{product, things};
use crate::support::people::staff;
use crate::support::{TestApp, noon};

/// Sets the stock of a product as somebody.
fn set_stock(conn: &mut Conn, edit: &Edit, id: i64, units: i32) -> QueryResult<()> {
    tracked::<_, diesel::result::Error>(conn, edit, Source::List, &PRODUCT, Some(id), |conn| {
        diesel::update(products::table.find(id)).set(products::inventory.eq(units)).execute(conn)?;
        Ok((id, ()))
    })?;
    Ok(())
}

fn describe(conn: &mut Conn, edit: &Edit, model: &Tracked, id: i64, text: &str) -> QueryResult<()> {
    tracked::<_, diesel::result::Error>(conn, edit, Source::Form, model, Some(id), |conn| {
        diesel::update(collections::table.find(id)).set(collections::description.eq(text)).execute(conn)?;
        Ok((id, ()))
    })?;
    Ok(())
}

fn stocks(entries: &[Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.changes[0].fields[0].after.as_ref().unwrap().as_i64().unwrap()).collect()
}

#[test]
fn an_entry_tells_who_when_how_and_what_and_keeps_the_name_of_an_account_that_is_gone() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, eve) = (product("Mug").insert(conn)?, staff("Eve").insert(conn)?.user_id);
        let edit = Edit { by: Actor::user(eve, "eve"), now: noon() };
        set_stock(conn, &edit, mug, 3)?;
        let page = page_of_object(conn, "catalog.product", mug, 1, 10)?;
        let [entry] = page.entries.as_slice() else { panic!("{page:?}") };
        assert_eq!((entry.actor.as_str(), entry.user_id, entry.created_at), ("eve", Some(eve), noon()));
        assert_eq!((entry.flag, entry.source, entry.label.as_str()), (Flag::Change, Source::List, "Mug"));
        assert_eq!((entry.model.as_str(), entry.object_id), ("catalog.product", mug));
        let [change] = entry.changes.as_slice() else { panic!("{entry:?}") };
        assert_eq!((change.table.as_str(), change.id, change.flag), ("products", Some(mug), Flag::Change));
        let field = FieldChange { name: "inventory".into(), before: Some(json!(10)), after: Some(json!(3)) };
        assert_eq!(change.fields, [field]);
        diesel::delete(users::table.find(eve)).execute(conn)?;
        let entry = &page_of_object(conn, "catalog.product", mug, 1, 10)?.entries[0];
        assert_eq!((entry.actor.as_str(), entry.user_id), ("eve", None));
        Ok(())
    });
}

#[test]
fn pages_of_an_object_begin_with_the_newest_and_end() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, jug) = (product("Mug").insert(conn)?, product("Jug").insert(conn)?);
        for units in 1..=5 {
            set_stock(conn, &by_system(), mug, units)?;
            set_stock(conn, &by_system(), jug, units + 50)?;
        }
        let mut page = |number| page_of_object(conn, "catalog.product", mug, number, 2);
        for (number, expected, has_more) in
            [(1, vec![5, 4], true), (2, vec![3, 2], true), (3, vec![1], false), (4, vec![], false)]
        {
            let found = page(number)?;
            assert_eq!((stocks(&found.entries), found.has_more), (expected, has_more), "{number}");
        }
        assert_eq!(stocks(&page(0)?.entries), [5, 4]);
        assert_eq!(stocks(&page(i64::MAX)?.entries), Vec::<i64>::new());
        Ok(())
    });
}

#[test]
fn what_may_not_be_seen_is_neither_recent_nor_on_the_page_of_a_person() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (mug, eve) = (product("Mug").insert(conn)?, staff("Eve").insert(conn)?.user_id);
        let thing = things(conn)?;
        let edit = Edit { by: Actor::user(eve, "eve"), now: noon() };
        describe(conn, &edit, &COLLECTION, thing, "One")?;
        describe(conn, &by_system(), &COLLECTION, thing, "Two")?;
        for units in 1..=3 {
            set_stock(conn, &edit, mug, units)?;
        }
        let both = ["catalog.collection", "catalog.product", "orders.order"];
        let models = |entries: &[Entry]| entries.iter().map(|entry| entry.model.clone()).collect::<Vec<_>>();
        assert_eq!(models(&recent(conn, None, &both, 10)?), [vec![both[1]; 3], vec![both[0]; 2]].concat());
        assert_eq!(stocks(&recent(conn, None, &both, 2)?), [3, 2]);
        assert_eq!(models(&recent(conn, None, &both[..1], 10)?), [both[0]; 2]);
        assert_eq!(models(&recent(conn, Some(eve), &both[..1], 10)?), [both[0]]);
        assert_eq!(recent(conn, Some(eve), &both, 10)?.len(), 4);
        assert_eq!(recent(conn, None, &[], 10)?, []);
        assert_eq!(recent(conn, Some(eve), &[], 10)?, []);
        let page = page_of_user(conn, eve, &both, 1, 3)?;
        assert_eq!((stocks(&page.entries), page.has_more), (vec![3, 2, 1], true));
        assert_eq!(models(&page_of_user(conn, eve, &both, 2, 3)?.entries), [both[0]]);
        assert_eq!(models(&page_of_user(conn, eve, &both[..1], 1, 3)?.entries), [both[0]]);
        Ok(())
    });
}

#[test]
fn an_entry_from_a_dump_with_changes_of_another_kind_is_shown_without_them() {
    let t = TestApp::start();
    t.seed(|conn| {
        for changes in ["{}", "7", "nothing", "[7]", r#"[{"table": 1, "flag": "add", "row": {}}]"#] {
            diesel::insert_into(admin_log_entries::table)
                .values((
                    admin_log_entries::model.eq("catalog.product"),
                    admin_log_entries::object_id.eq(1),
                    admin_log_entries::flag.eq("change"),
                    admin_log_entries::changes.eq(changes),
                    admin_log_entries::source.eq("api"),
                    admin_log_entries::created_at.eq(noon()),
                ))
                .execute(conn)?;
        }
        let page = page_of_object(conn, "catalog.product", 1, 1, 10)?;
        assert_eq!(page.entries.len(), 5);
        assert!(page.entries.iter().all(|entry| entry.changes.is_empty()));
        Ok(())
    });
}
