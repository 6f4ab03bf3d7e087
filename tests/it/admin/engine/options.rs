//! Options that no other toy uses.

use std::sync::Arc;

use diesel::prelude::*;
use storefront::admin::expr::col;
use storefront::admin::form::Form;
use storefront::admin::inline::{Inline, Many};
use storefront::admin::list::List;
use storefront::admin::model::Model;
use storefront::catalog::models::{CollectionChange, ProductChange, VariantChange};
use storefront::catalog::variant_editing::list_variants;
use storefront::catalog::{collection_editing, product_editing, variant_editing};
use storefront::field;
use storefront::schema::{collections, products, row_counts};
use storefront::tags::tagged_editing::{self, list_tag_ids};

use super::people::root;
use super::seeds::{product_with, tag};
use super::sheet::Sheet;
use super::toys;
use crate::admin::models::{COLLECTION, PRODUCT};
use crate::support::TestApp;
use crate::support::builders::{collection, product};
use crate::support::web::{attributes, texts};

/// Products that keep at least two variants, counted where rows are counted; a collection of fields
/// that check what is typed, and the only one of its kind.
fn shop() -> TestApp {
    let mut t = toys::shop();
    let site = storefront::admin_site::site(&t.app.config).bare("Toy Admin", "What there is");
    let site = site.app("catalog", "Catalog").app("tags", "Tags");
    t.app.admin =
        Arc::new(site.model(of_product()).model(of_collection()).model(toys::tag()).model(toys::variant()));
    t
}

fn of_product() -> Model {
    let variants = Inline::new(
        "variants",
        "catalog.productvariant",
        variant_editing::list_variants,
        variant_editing::change_variants,
    )
    .field(field!(VariantChange.option1).required())
    .field(field!(VariantChange.unit_price).price())
    .min(2)
    .cannot_delete();
    let tags = Many::new(
        "tags",
        "tags.tag",
        |conn, id| tagged_editing::list_tag_ids(conn, "catalog.product", id),
        |conn, edit, id, chosen| tagged_editing::choose_tags(conn, edit, "catalog.product", id, chosen),
    );
    let form = Form::new(product_editing::find_change, product_editing::save)
        .field(field!(ProductChange.title).email())
        .field(field!(ProductChange.slug))
        .field(field!(ProductChange.unit_price).price())
        .field(field!(ProductChange.collection_id).autocomplete("catalog.collection"))
        .field(field!(ProductChange.description).json());
    let list = List::new(products::id).column(col(products::title)).counter("products");
    Model::new(&PRODUCT, "product", "products", list).form(form).inline(variants).many(tags.autocomplete())
}

fn of_collection() -> Model {
    let form = Form::new(collection_editing::find_change, collection_editing::save)
        .field(field!(CollectionChange.title).password())
        .field(field!(CollectionChange.slug))
        .field(field!(CollectionChange.description).url());
    let list = List::new(collections::id).column(col(collections::title));
    Model::new(&COLLECTION, "collection", "collections", list).form(form).single()
}

fn change(id: i64) -> String {
    format!("/admin/catalog/product/{id}/change/")
}

#[actix_web::test]
async fn an_inline_offers_and_asks_for_its_least_number_of_rows() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("mug@example.com").insert(conn)?));
    let browser = root(&t);
    let page = browser.get(&change(id)).await;
    let sheet = Sheet::of(&page, "form");
    assert_eq!(sheet.get("variants-TOTAL_FORMS"), "2");
    let one = sheet.set("variants-0-option1", "Blue").set("variants-0-unit_price", "3");
    let answer = one.press(&browser, "_save").await;
    assert_eq!(answer.status, 422);
    assert!(
        texts(&answer, "[data-inline=variants] .field__error")
            .iter()
            .any(|error| error.ends_with("Please submit at least 2 forms.")),
        "{:?}",
        texts(&answer, ".field__error")
    );
    let two = one.set("variants-1-option1", "Red").set("variants-1-unit_price", "3");
    let answer = two.press(&browser, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    assert_eq!(t.read(|conn| list_variants(conn, id)).len(), 2);
}

#[actix_web::test]
async fn rows_that_cannot_be_deleted_offer_no_box_and_stay_when_it_is_forged() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "mug@example.com", 3)?));
    let browser = root(&t);
    let page = browser.get(&change(id)).await;
    assert!(attributes(&page, "[data-inline=variants] input[name$=DELETE]", "name").is_empty());
    let forged = Sheet::of(&page, "form").and("variants-0-DELETE", "on");
    let answer = forged.press(&browser, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    assert_eq!(t.read(|conn| list_variants(conn, id)).len(), 3);
}

#[actix_web::test]
async fn addresses_and_json_are_checked_where_they_are_typed() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "mug@example.com", 2)?));
    let browser = root(&t);
    let page = browser.get(&change(id)).await;
    assert_eq!(attributes(&page, "#title", "type"), ["email"]);
    for (name, typed, wanted) in [
        ("title", "mug", Some("Enter a valid email address.")),
        ("title", "mug@", Some("Enter a valid email address.")),
        ("title", "cup@example.org", None),
        ("description", "{\"a\":", Some("Enter a valid JSON.")),
        ("description", "{\"a\": [1, null]}", None),
        ("description", "", None),
    ] {
        let sheet = Sheet::of(&browser.get(&change(id)).await, "form").set(name, typed);
        let answer = sheet.press(&browser, "_save").await;
        assert_eq!(
            texts(&answer, &format!("#{name}-error")),
            Vec::from_iter(wanted.map(|error| format!("Error: {error}"))),
            "{typed}"
        );
        assert_eq!(answer.status, if wanted.is_some() { 422 } else { 303 }, "{typed}");
    }
}

#[actix_web::test]
async fn a_web_address_has_a_scheme_that_browsers_open_and_a_password_is_never_shown_again() {
    let t = shop();
    let id = t.seed(|conn| Ok(collection(conn, "Cups", None)?));
    let browser = root(&t);
    let path = format!("/admin/catalog/collection/{id}/change/");
    let page = browser.get(&path).await;
    assert_eq!(attributes(&page, "#description", "type"), ["url"]);
    assert_eq!(attributes(&page, "#title", "type"), ["password"]);
    assert!(!page.body().contains("value=\"Cups\""), "the password stands in the page");
    let sheet = Sheet::of(&page, "form").set("title", " a secret ");
    for typed in ["cups", "javascript:alert(1)", "http://", "ftp://example.com/"] {
        let answer = sheet.clone().set("description", typed).press(&browser, "_save").await;
        assert_eq!(answer.status, 422, "{typed}");
        assert_eq!(texts(&answer, "#description-error"), ["Error: Enter a valid URL."], "{typed}");
        assert!(!answer.body().contains("a secret"), "what was typed unseen is shown");
    }
    let answer = sheet.set("description", "https://example.com/cups").press(&browser, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    let stored: String =
        t.look(|conn| Ok(collections::table.find(id).select(collections::title).first(conn)?));
    assert_eq!(stored, "a secret", "a title is trimmed where it is stored");
}

#[actix_web::test]
async fn a_single_object_has_no_list_and_no_second_one() {
    let t = shop();
    let answer = root(&t).get("/admin/catalog/collection/").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/catalog/collection/1/change/"));
    let page = super::people::staff_with(&t, "Eve", &["catalog.change_collection"]);
    let page = page.get("/admin/catalog/collection/1/change/").await;
    assert!(attributes(&page, "button", "name").iter().all(|name| name != "_addanother"));
}

#[actix_web::test]
async fn a_counted_list_shows_the_kept_number_and_does_not_count() {
    let t = shop();
    t.seed(|conn| {
        product("Mug").insert(conn)?;
        product("Cup").insert(conn)?;
        Ok(())
    });
    let browser = root(&t);
    assert_eq!(texts(&browser.get("/admin/catalog/product/").await, "#count"), ["2 products"]);
    // A number that no count would give shows where it comes from.
    t.seed(|conn| {
        diesel::update(row_counts::table.filter(row_counts::name.eq("products")))
            .set(row_counts::n.eq(row_counts::n + 40))
            .execute(conn)?;
        Ok(())
    });
    let shown = texts(&browser.get("/admin/catalog/product/").await, "#count");
    assert_eq!(shown.len(), 1);
    assert_ne!(shown, ["2 products"]);
}

#[actix_web::test]
async fn many_objects_are_chosen_by_searching_when_their_model_is_large() {
    let t = shop();
    let (id, blue, red) = t.seed(|conn| {
        let (id, _) = product_with(conn, "mug@example.com", 2)?;
        Ok((id, tag(conn, "blue")?, tag(conn, "red")?))
    });
    let browser = root(&t);
    let page = browser.get(&change(id)).await;
    assert_eq!(attributes(&page, "[data-name=tags]", "data-search"), ["/admin/autocomplete/?model=tags.tag"]);
    let sheet = Sheet::of(&page, "form").set("tags", &format!("{blue}, {red}"));
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!(answer.status, 303, "{:?}", texts(&answer, ".field__error"));
    let page = browser.get(&change(id)).await;
    let mut named = texts(&page, "[data-name=tags] [data-chosen] li");
    named.sort();
    assert_eq!(named, ["blue", "red"]);
    let sheet = Sheet::of(&page, "form").set("tags", &red.to_string());
    assert_eq!(sheet.press(&browser, "_save").await.status, 303);
    assert_eq!(t.read(|conn| list_tag_ids(conn, "catalog.product", id)), [red]);
}
