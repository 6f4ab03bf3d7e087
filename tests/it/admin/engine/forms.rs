//! Forms: fields, groups, errors, and where one goes after saving.

use diesel::prelude::*;
use storefront::schema::{products, promotions, reviews};

use super::people::{root, staff_with};
use super::seeds::{review, sale, title_and_price};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::builders::{product, things};
use crate::support::web::{attributes, texts};

const PRODUCTS: &str = "/admin/catalog/product/";

fn change(id: i64) -> String {
    format!("{PRODUCTS}{id}/change/")
}

#[actix_web::test]
async fn a_form_shows_what_is_stored_in_the_groups_of_the_registration() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").price(1_250).description("Blue\nand round").insert(conn)?));
    let page = root(&t).get(&change(id)).await;
    assert_eq!(page.status, 200, "{}", page.body());
    let sheet = Sheet::of(&page, "form");
    for (name, value) in [
        ("title", "Mug"),
        ("slug", "mug"),
        ("description", "Blue\r\nand round"),
        ("unit_price", "12.50"),
        ("compare_at_price", ""),
        ("inventory", "10"),
        ("is_published", "on"),
    ] {
        assert_eq!(sheet.get(name), value, "{name}");
    }
    assert_eq!(texts(&page, "fieldset.fieldset > .fieldset__title"), ["Selling"]);
    assert_eq!(texts(&page, "details.fieldset > summary"), ["More"]);
    assert!(texts(&page, ".fieldset__description").contains(&"What it costs.".to_owned()));
    // Fields of an inner list stand in one row.
    assert_eq!(texts(&page, ".fields--3 label, .fields--3 .field__label").len(), 3);
    assert_eq!(texts(&page, "#title-help"), ["What shoppers read."]);
    assert_eq!(attributes(&page, "#slug", "data-filled-from"), ["title"]);
    assert_eq!(attributes(&page, "#title", "maxlength"), ["255"]);
}

#[actix_web::test]
async fn read_only_and_computed_values_are_shown_and_never_sent() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").price(1_250).inventory(4).insert(conn)?));
    let page = root(&t).get(&change(id)).await;
    assert_eq!(texts(&page, "#worth"), ["50.00"]);
    let sheet = Sheet::of(&page, "form");
    assert!(!sheet.has("track_inventory") && !sheet.has("worth"));
}

#[actix_web::test]
async fn saving_leads_to_the_list_on_to_the_form_or_to_another_new_one() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let kept = "_changelist_filters=q%3Dmug%26o%3D-1";
    for (button, wanted, more) in [
        ("_save", format!("{PRODUCTS}?q=mug&o=-1"), ""),
        ("_continue", format!("{}?{kept}", change(id)), " You may edit it again below."),
        ("_addanother", format!("{PRODUCTS}add/?{kept}"), " You may add another one below."),
    ] {
        let page = browser.get(&format!("{}?{kept}", change(id))).await;
        let title = format!("Mug {button}");
        let answer = Sheet::of(&page, "form").set("title", &title).press(&browser, button).await;
        assert_eq!((answer.status, answer.header("location")), (303, wanted.as_str()));
        let next = browser.get(answer.header("location")).await;
        let said = &texts(&next, ".message")[0];
        assert!(
            said.starts_with(&format!("The product “{title}” was changed successfully.{more}")),
            "{said}"
        );
        assert_eq!(attributes(&next, ".message a", "href"), [change(id)]);
    }
}

#[actix_web::test]
async fn a_list_that_forgets_its_filters_is_bare_after_saving() {
    let t = shop();
    let id = t.seed(|conn| Ok(super::seeds::tag(conn, "gift")?));
    let browser = root(&t);
    let page = browser.get(&format!("/admin/tags/tag/{id}/change/?_changelist_filters=q%3Dgift")).await;
    let answer = Sheet::of(&page, "form").set("label", "present").press(&browser, "_save").await;
    assert_eq!(answer.header("location"), "/admin/tags/tag/");
}

#[actix_web::test]
async fn saving_what_was_not_changed_says_so_and_records_nothing() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").description("Two\nlines").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!(answer.status, 303);
    let said = &texts(&browser.get(PRODUCTS).await, ".message")[0];
    assert!(said.starts_with("Nothing was changed in the product “Mug”."), "{said}");
    assert!(t.read(crate::admin::models::stored).is_empty());
}

#[actix_web::test]
async fn a_new_object_is_stored_with_everything_that_was_entered() {
    let t = shop();
    let things = t.seed(|conn| Ok(things(conn)?));
    let browser = root(&t);
    let page = browser.get(&format!("{PRODUCTS}add/")).await;
    let sheet = Sheet::of(&page, "form");
    // The empty form shows the defaults of the change struct.
    assert_eq!(sheet.get("is_published"), "on");
    let answer = sheet
        .set("title", "  Tea pot ")
        .set("slug", "tea-pot")
        .set("unit_price", "20")
        .set("inventory", "3")
        .set("collection_id", &things.to_string())
        .press(&browser, "_save")
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let stored: (String, i64, i32) = t.look(|conn| {
        Ok(products::table
            .select((products::title, products::unit_price, products::inventory))
            .first(conn)?)
    });
    assert_eq!(stored, ("Tea pot".into(), 2_000, 3));
    let said = &texts(&browser.get(PRODUCTS).await, ".message")[0];
    assert!(said.starts_with("The product “Tea pot” was added successfully."), "{said}");
}

#[actix_web::test]
async fn the_empty_form_is_filled_in_from_its_address_and_nonsense_left_out() {
    let t = shop();
    let things = t.seed(|conn| Ok(things(conn)?));
    let path = format!("{PRODUCTS}add/?title=Tea&collection_id={things}&unit_price=cheap&inventory=5&no=1");
    let page = root(&t).get(&path).await;
    let sheet = Sheet::of(&page, "form");
    assert_eq!((sheet.get("title"), sheet.get("inventory")), ("Tea", "5"));
    assert_eq!((sheet.get("collection_id"), sheet.get("unit_price")), (things.to_string().as_str(), "0.00"));
    assert_eq!(page.status, 200);
}

#[actix_web::test]
async fn every_error_is_said_at_its_field_and_nothing_is_stored() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let sheet = sheet
        .set("title", "")
        .set("slug", "tea pot!")
        .set("unit_price", "0")
        .set("inventory", "-1")
        .set("collection_id", "4711")
        .set("compare_at_price", "a lot");
    let answer = sheet.press(&browser, "_save").await;
    assert_eq!(answer.status, 422);
    let errors = texts(&answer, ".field__error");
    for wanted in [
        "This field is required.",
        "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        "Ensure this value is greater than or equal to 1.",
        "Ensure this value is greater than or equal to 0.",
        "Select a valid choice. That choice is not one of the available choices.",
    ] {
        assert!(errors.iter().any(|error| error.ends_with(wanted)), "{wanted}: {errors:?}");
    }
    assert_eq!(texts(&answer, "#errors h2"), ["Please correct the errors below."]);
    assert_eq!(attributes(&answer, "#errors a", "href").len(), 6);
    // What was typed is still there.
    assert_eq!(Sheet::of(&answer, "form").get("unit_price"), "0");
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, id)?)), ("Mug".into(), 1_000));
}

#[actix_web::test]
async fn rules_over_several_fields_and_refusals_of_the_domain_are_said_at_their_field() {
    let t = shop();
    let id = t.seed(|conn| {
        product("Cup").insert(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let answer = sheet.clone().set("compare_at_price", "5").press(&browser, "_save").await;
    assert_eq!(texts(&answer, "#compare_at_price-error"), ["Error: The former price must be higher."]);
    // The group that is folded away opens for it.
    assert_eq!(attributes(&answer, "details.fieldset", "open").len(), 1);
    let answer = sheet.set("slug", "cup").press(&browser, "_save").await;
    assert_eq!(texts(&answer, "#slug-error"), ["Error: Product with this Slug already exists."]);
    assert_eq!(answer.status, 422);
}

#[actix_web::test]
async fn saved_as_new_an_object_is_copied_with_its_rows_and_choices() {
    let t = shop();
    let id = t.seed(|conn| Ok(super::seeds::product_with(conn, "Mug", 2)?.0));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&change(id)).await, "form");
    let sheet = sheet.set("title", "Copy").set("slug", "copy").set("variants-0-option1", "changed");
    let answer = sheet.press(&browser, "_saveasnew").await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let copy: i64 = t.look(|conn| {
        Ok(products::table.filter(products::slug.eq("copy")).select(products::id).first(conn)?)
    });
    assert_eq!(answer.header("location"), change(copy));
    let rows = |id| t.read(|conn| storefront::catalog::variant_editing::list_variants(conn, id));
    let values = |id| rows(id).into_iter().map(|(_, row)| row.option1).collect::<Vec<_>>();
    assert_eq!(values(copy), ["changed", "v2"]);
    assert_eq!(values(id), ["v1", "v2"]);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, id)?)).0, "Mug");
}

#[actix_web::test]
async fn an_object_with_a_form_of_its_own_for_new_ones_opens_in_the_usual_one_afterwards() {
    let t = shop();
    let browser = root(&t);
    let page = browser.get("/admin/promotions/promotion/add/").await;
    let sheet = Sheet::of(&page, "form");
    assert!(sheet.has("description") && !sheet.has("ends_at"));
    assert_eq!(sheet.clone().set("description", "ab").press(&browser, "_save").await.status, 422);
    let answer = sheet.set("description", "Spring").press(&browser, "_save").await;
    let id: i64 = t.look(|conn| Ok(promotions::table.select(promotions::id).first(conn)?));
    assert_eq!(answer.header("location"), format!("/admin/promotions/promotion/{id}/change/"));
}

#[actix_web::test]
async fn a_field_only_for_new_objects_and_a_locked_one_cannot_be_changed() {
    let t = shop();
    let id = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok(review(conn, mug, "Ann", Some(4), "2026-03-01", true)?)
    });
    let eve = staff_with(&t, "Eve", &["reviews.change_review", "catalog.view_product"]);
    let path = format!("/admin/reviews/review/{id}/change/");
    let sheet = Sheet::of(&eve.get(&path).await, "form");
    assert!(!sheet.has("name") && !sheet.has("date"));
    let forged = sheet.set("rating", "5").and("name", "Mallory").and("date", "2020-01-01");
    assert_eq!(forged.press(&eve, "_save").await.status, 303);
    let stored: (String, Option<i32>, chrono::NaiveDate) = t.look(|conn| {
        Ok(reviews::table.find(id).select((reviews::name, reviews::rating, reviews::date)).first(conn)?)
    });
    assert_eq!(stored, ("Ann".into(), Some(5), "2026-03-01".parse().unwrap()));
    let new = staff_with(&t, "Otto", &["reviews.add_review"]).get("/admin/reviews/review/add/").await;
    assert!(Sheet::of(&new, "form").has("name"));
}

#[actix_web::test]
async fn moments_survive_a_form_to_the_second() {
    let t = shop();
    let id = t.seed(|conn| Ok(sale(conn, "Spring", Some("2026-03-20 10:00:07"))?));
    let browser = root(&t);
    let path = format!("/admin/promotions/promotion/{id}/change/");
    let sheet = Sheet::of(&browser.get(&path).await, "form");
    assert_eq!(sheet.get("ends_at"), "2026-03-20T10:00:07");
    for (typed, wanted) in [
        ("2026-04-01T09:30", Some("2026-04-01T09:30:00")),
        ("2026-04-02 09:30:15", Some("2026-04-02T09:30:15")),
        ("", None),
    ] {
        let sheet = Sheet::of(&browser.get(&path).await, "form").set("ends_at", typed);
        assert_eq!(sheet.press(&browser, "_save").await.status, 303, "{typed}");
        let stored: Option<chrono::NaiveDateTime> =
            t.look(|conn| Ok(promotions::table.find(id).select(promotions::ends_at).first(conn)?));
        assert_eq!(stored, wanted.map(|text| text.parse().unwrap()));
    }
    for typed in ["tomorrow", "2026-02-30T10:00", "0001-01-01T00:00", "99999-01-01T00:00"] {
        let sheet = Sheet::of(&browser.get(&path).await, "form").set("ends_at", typed);
        assert_eq!(sheet.press(&browser, "_save").await.status, 422, "{typed}");
    }
}

#[actix_web::test]
async fn an_object_leads_to_its_place_in_the_shop_only_while_it_has_one() {
    let t = shop();
    let (mug, cup) =
        t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").unpublished().insert(conn)?)));
    let browser = root(&t);
    let ways = |id: i64| {
        let path = change(id);
        let browser = &browser;
        async move { texts(&browser.get(&path).await, ".page__ways a") }
    };
    assert_eq!(ways(mug).await, ["History", "View on site"]);
    assert_eq!(ways(cup).await, ["History"]);
}

#[actix_web::test]
async fn an_object_that_is_not_there_is_not_found() {
    let t = shop();
    let browser = root(&t);
    for path in ["4711/change/", "x/change/", "99999999999999999999/change/", "4711/delete/", "4711/history/"]
    {
        assert_eq!(browser.get(&format!("{PRODUCTS}{path}")).await.status, 404, "{path}");
    }
    let old = browser.get(&format!("{PRODUCTS}4711/")).await;
    assert_eq!((old.status, old.header("location")), (303, "/admin/catalog/product/4711/change/"));
}
