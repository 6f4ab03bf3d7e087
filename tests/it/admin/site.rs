//! Every registration against the live schema: its list, sorted and searched and filtered in every
//! way that its page offers, and the forms, previews and histories of its rows.

use std::collections::BTreeSet;

use diesel::prelude::*;
use storefront::catalog;
use storefront::catalog::models::VariantChange;
use storefront::platform::audit::{Source, tracked_many};
use storefront::platform::db::row_counts as counts;
use storefront::reviews::models::ReviewChange;
use storefront::reviews::reviews;
use storefront::schema::{carts, products, row_counts, tagged_items, tags};

use crate::support::browser::Browser;
use crate::support::builders::{collection, product, things, variant};
use crate::support::editing::edit;
use crate::support::people::staff;
use crate::support::shopping::code;
use crate::support::web::{attributes, texts};
use crate::support::{TestApp, noon};

/// Words that are looked for in every list: short, long, several, with every kind of bracket.
const WORDS: [&str; 6] = ["mu", "mug", "blue+mug", "%22blue+mug%22", "17", "%25_%5C%27%22"];

/// A shop in which most tables have a row.
pub(super) async fn shop(t: &TestApp) -> Vec<i64> {
    let mugs = t.seed(|conn| {
        let mugs: Vec<i64> = ["Blue Mug", "Red Mug"]
            .iter()
            .map(|title| product(title).insert(conn))
            .collect::<Result<_, _>>()?;
        code("MUGS").insert(conn)?;
        let gift: i64 = diesel::insert_into(tags::table)
            .values(tags::label.eq("gift"))
            .returning(tags::id)
            .get_result(conn)?;
        diesel::insert_into(tagged_items::table)
            .values((
                tagged_items::tag_id.eq(gift),
                tagged_items::content_type.eq(catalog::PRODUCT),
                tagged_items::object_id.eq(mugs[0]),
            ))
            .execute(conn)?;
        tracked_many::<_, diesel::result::Error>(
            conn,
            &edit(),
            Source::Command,
            &catalog::history::PRODUCT,
            &mugs,
            |conn| diesel::update(products::table).set(products::inventory.eq(7)).execute(conn),
        )?;
        Ok(mugs)
    });
    let shopper = t.browser();
    shopper.put(mugs[0], 1).await;
    shopper.order().await;
    let other = t.browser();
    other.put(mugs[1], 2).await;
    mugs
}

pub(super) fn superuser(t: &TestApp) -> Browser<'_> {
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let browser = t.browser();
    browser.sign_in(root);
    browser
}

/// Opens pages that must be there.
async fn open_all(browser: &Browser<'_>, addresses: &BTreeSet<String>) {
    for address in addresses {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.body());
    }
}

fn within(href: &str, link: &str) -> String {
    match link.starts_with('?') {
        true => format!("{href}{link}"),
        false => link.to_owned(),
    }
}

#[actix_web::test]
async fn every_list_answers_every_sort_search_and_filter_that_it_offers() {
    let t = TestApp::start();
    shop(&t).await;
    let browser = superuser(&t);
    let mut seen = 0;
    for model in t.app.admin.models() {
        let list = browser.get(&model.href()).await;
        if list.status == 303 {
            assert_eq!(list.header("location"), model.change_href(1), "{}", model.name());
            continue;
        }
        assert_eq!(list.status, 200, "{}: {}", model.name(), list.body());
        let offered = attributes(&list, "thead a, .filter__link, .filters a, .dates a", "href");
        let mut addresses: BTreeSet<String> = offered
            .iter()
            .map(|link| within(&model.href(), link))
            .filter(|link| link.contains('?'))
            .collect();
        seen += addresses.len();
        addresses.extend(WORDS.iter().map(|words| format!("{}?q={words}", model.href())));
        addresses.insert(format!("{}?_facets=True", model.href()));
        open_all(&browser, &addresses).await;
    }
    assert!(seen > 150, "only {seen} ways to sort and filter were tried");
}

#[actix_web::test]
async fn every_row_has_a_form_a_history_and_a_preview_of_its_deletion() {
    let t = TestApp::start();
    shop(&t).await;
    let browser = superuser(&t);
    let mut rows = 0;
    for model in t.app.admin.models() {
        let list = browser.get(&model.href()).await;
        let mut keys = attributes(&list, "input[name=_selected_action]", "value");
        if list.status == 303 {
            keys.push("1".to_owned());
        }
        let mut addresses = BTreeSet::new();
        if let Some(key) = keys.first().and_then(|key| key.parse().ok()) {
            rows += 1;
            // A log and the like have no form.
            if list.status == 303 || !attributes(&list, "a[data-open]", "href").is_empty() {
                addresses.insert(model.change_href(key));
            }
            addresses.insert(model.history_href(key));
            if !attributes(&list, "option[value=delete_selected]", "value").is_empty() {
                addresses.insert(model.delete_href(key));
            }
        }
        addresses.extend(
            attributes(&list, "a[href$='/add/']", "href")
                .into_iter()
                .filter(|link| *link == model.add_href()),
        );
        open_all(&browser, &addresses).await;
    }
    assert!(rows > 12, "only {rows} models had a row");
}

#[actix_web::test]
async fn what_there_is_only_one_of_has_no_list_to_go_back_to() {
    let t = TestApp::start();
    let browser = superuser(&t);
    let form = browser.get("/admin/platform/setting/1/change/").await;
    assert_eq!(form.status, 200);
    assert_eq!(texts(&form, ".crumbs li"), ["Home", "System", "Settings"]);
    assert!(!form.body().contains("Back to the list"));
}

#[actix_web::test]
async fn a_product_that_two_fields_find_is_counted_once() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let row = VariantChange { sku: Some("mug".into()), ..variant("Large") };
        catalog::products::create_variant_raw(conn, mug, &row)?;
        product("Mug of clay").insert(conn)?;
        product("Plate of clay").insert(conn)?;
        Ok(())
    });
    let browser = superuser(&t);
    for (words, titles) in [("mug", &["Mug", "Mug of clay"][..]), ("mug+clay", &["Mug of clay"])] {
        for query in [format!("?q={words}"), format!("?q={words}&_facets=1")] {
            let list = browser.get(&format!("/admin/catalog/product/{query}")).await;
            assert_eq!(texts(&list, "tbody a[data-open]"), titles, "{query}");
            let count = texts(&list, "#count").concat();
            assert!(count.starts_with(&format!("{} result", titles.len())), "{query}: {count}");
        }
    }
}

#[actix_web::test]
async fn a_product_is_found_by_part_of_its_title_and_by_its_whole_sku() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Walnut Mug").insert(conn)?;
        product("Blue Plate").insert(conn)?;
        let row = VariantChange { sku: Some("MUG-1".into()), ..variant("Large") };
        catalog::products::create_variant_raw(conn, mug, &row)?;
        Ok(())
    });
    let browser = superuser(&t);
    let found = async |words: &str| {
        let list = browser.get(&format!("/admin/catalog/product/?q={words}")).await;
        texts(&list, "tbody a[data-open]")
    };
    assert_eq!(found("alnu").await, ["Walnut Mug"]);
    assert_eq!(found("ALNUT+mug").await, ["Walnut Mug"]);
    assert_eq!(found("bl").await, ["Blue Plate"], "short words are looked for at the start");
    assert_eq!(found("MUG-1").await, ["Walnut Mug"]);
    assert_eq!(found("MUG-").await, Vec::<String>::new());
    t.seed(|conn| {
        diesel::update(products::table.filter(products::title.eq("Walnut Mug")))
            .set((products::title.eq("Oak Mug"), products::title_key.eq("oak mug")))
            .execute(conn)?;
        diesel::delete(products::table.filter(products::title.eq("Blue Plate"))).execute(conn)?;
        Ok(())
    });
    assert_eq!(found("alnut").await, Vec::<String>::new());
    assert_eq!(found("oak").await, ["Oak Mug"]);
    assert_eq!(found("plate").await, Vec::<String>::new());
}

#[test]
fn the_kept_numbers_of_rows_follow_whatever_writes_them() {
    let t = TestApp::start();
    let kept = || t.read(|conn| counts::count(conn, "products"));
    assert_eq!(kept(), 0);
    t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Plate").insert(conn)?)));
    assert_eq!(kept(), 2);
    t.seed(|conn| Ok(diesel::delete(products::table.filter(products::title.eq("Mug"))).execute(conn)?));
    assert_eq!(kept(), 1);
    let names: Vec<String> = t.read(|conn| {
        row_counts::table.select(row_counts::name).distinct().order(row_counts::name).load(conn)
    });
    assert_eq!(names, ["admin_log_entries", "customers", "orders", "products", "reviews", "users"]);
}

#[actix_web::test]
async fn the_line_that_puts_tags_on_products_is_all_that_does() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = superuser(&t);
    let form = browser.get(&format!("/admin/catalog/product/{mug}/change/")).await;
    assert_eq!(attributes(&form, "[name=tags-TOTAL_FORMS]", "value").len(), 1, "{}", form.body());
    let wiring = include_str!("../../../src/admin_site/mod.rs");
    assert_eq!(wiring.matches("tags::admin::inline(").count(), 1);
    let registration = include_str!("../../../src/catalog/admin.rs");
    assert!(!registration.contains("tags") && !registration.contains("tagged_items"));
}

#[actix_web::test]
async fn a_list_page_runs_as_many_statements_for_many_rows_as_for_one() {
    let t = TestApp::start();
    shop(&t).await;
    let browser = superuser(&t);
    let mut before = Vec::new();
    for model in t.app.admin.models() {
        let (_, statements) = t.statements(browser.get(&model.href())).await;
        before.push((model.href(), statements.len()));
    }
    t.seed(|conn| {
        let collection = things(conn)?;
        for number in 0..12 {
            product(&format!("Mug {number}")).within(collection).insert(conn)?;
            staff(&format!("Ann{number}")).insert(conn)?;
            code(&format!("CODE{number}")).insert(conn)?;
            diesel::insert_into(tags::table).values(tags::label.eq(format!("tag {number}"))).execute(conn)?;
        }
        Ok(())
    });
    for (href, count) in before {
        let (answer, statements) = t.statements(browser.get(&href)).await;
        assert_eq!(statements.len(), count, "{href} ({})", answer.status);
    }
}

#[actix_web::test]
async fn a_cart_is_changed_and_deleted_by_its_number_and_its_key_stays_secret() {
    let t = TestApp::start();
    shop(&t).await;
    let (number, key): (i64, String) =
        t.read(|conn| carts::table.select((carts::number, carts::id)).first(conn));
    let browser = superuser(&t);
    let form = browser.get(&format!("/admin/cart/cart/{number}/change/")).await;
    assert_eq!(form.status, 200, "{}", form.body());
    assert!(!form.body().contains(&key));
    let preview = browser.get(&format!("/admin/cart/cart/{number}/delete/")).await;
    assert_eq!(preview.status, 200, "{}", preview.body());
    let deleted = browser.post(&format!("/admin/cart/cart/{number}/delete/"), &[("post", "yes")]).await;
    assert_eq!(deleted.status, 303, "{}", deleted.body());
    let entries: Vec<(String, i64, String)> = t.read(|conn| {
        use storefront::schema::admin_log_entries as log;
        log::table
            .filter(log::model.eq("cart.cart"))
            .select((log::flag, log::object_id, log::changes))
            .load(conn)
    });
    let [(flag, object, changes)] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((flag.as_str(), *object), ("delete", number));
    assert!(changes.contains("cart_items") && !changes.contains(&key), "{changes}");
}

#[actix_web::test]
async fn the_settings_are_one_object_whose_history_names_what_changed() {
    let t = TestApp::start();
    let browser = superuser(&t);
    let address = "/admin/platform/setting/1/change/";
    let form = browser.get(address).await;
    assert_eq!(form.status, 200, "{}", form.body());
    let names = attributes(&form, "form#object-form [name], form[method=post] [name]", "name");
    assert!(names.contains(&"shop_name".to_owned()), "{names:?}");
    let fields = [("shop_name", "Mug World"), ("accent", "#2f6f5e"), ("currency", "EUR"), ("tax_rate", "19")];
    let saved = browser.post(address, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body());
    let changes: Vec<String> = t.read(|conn| {
        use storefront::schema::admin_log_entries as log;
        log::table.filter(log::model.eq("platform.setting")).select(log::changes).load(conn)
    });
    let [changes] = changes.as_slice() else { panic!("{changes:?}") };
    assert!(changes.contains("shop_name") && changes.contains("Mug World"), "{changes}");
    assert_eq!(noon(), t.app.now());
}

#[actix_web::test]
async fn the_products_of_a_collection_are_counted_drafts_included_and_sort_the_list() {
    let t = TestApp::start();
    t.seed(|conn| {
        let (cups, art) = (collection(conn, "Cups", None)?, collection(conn, "Art", None)?);
        product("Blue Cup").within(cups).insert(conn)?;
        product("Red Cup").within(cups).insert(conn)?;
        product("Draft").unpublished().within(cups).insert(conn)?;
        product("Print").within(art).insert(conn)?;
        Ok(())
    });
    let root = superuser(&t);
    for (order, wanted) in [
        ("2", ["Art", "1 Product", "Cups", "3 Products"]),
        ("-2", ["Cups", "3 Products", "Art", "1 Product"]),
    ] {
        let list = root.get(&format!("/admin/catalog/collection/?o={order}")).await;
        assert_eq!(texts(&list, "tr[data-row] a"), wanted, "{order}");
    }
}

#[actix_web::test]
async fn the_preview_of_a_deletion_names_reviews_by_who_wrote_them() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        let review = ReviewChange {
            product_id: mug,
            name: "Ann".into(),
            rating: Some(4),
            description: "Good.".into(),
            date: noon().date(),
            approved: true,
        };
        reviews::create(conn, &review)?;
        Ok(mug)
    });
    let preview = superuser(&t).get(&format!("/admin/catalog/product/{mug}/delete/")).await;
    assert!(preview.body().contains("Ann, Mug"), "{}", preview.body());
}

#[actix_web::test]
async fn a_history_leaves_out_what_follows_from_other_columns() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        tracked_many::<_, diesel::result::Error>(
            conn,
            &edit(),
            Source::Command,
            &catalog::history::PRODUCT,
            &[mug],
            |conn| {
                let renamed = (products::title.eq("Cup"), products::title_key.eq("cup"));
                diesel::update(products::table).set(renamed).execute(conn)
            },
        )?;
        Ok(mug)
    });
    let page = superuser(&t).get(&format!("/admin/catalog/product/{mug}/history/")).await;
    assert!(page.body().contains("Cup"), "{}", page.body());
    assert!(!page.body().contains("Title key"), "{}", page.body());
}
