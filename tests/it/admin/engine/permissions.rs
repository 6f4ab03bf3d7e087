//! Who may do what: every address, for everybody.

use storefront::platform::web::error::AppError;

use super::people::{root, signed_in, staff_with};
use super::seeds::{product_with, review};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::customer;
use crate::support::web::texts;

const PRODUCTS: &str = "/admin/catalog/product/";

/// What can be asked for of a product, with a word for each.
const GETS: [(&str, &str); 6] = [
    ("list", ""),
    ("add", "add/"),
    ("change", "{id}/change/"),
    ("delete", "{id}/delete/"),
    ("history", "{id}/history/"),
    ("autocomplete", "/admin/autocomplete/?model=catalog.product"),
];
const POSTS: [(&str, &str, &[(&str, &str)]); 5] = [
    ("save list", "", &[("_save", "1")]),
    ("export", "", &[("action", "export_csv"), ("select_across", "1")]),
    ("create", "add/", &[("title", "")]),
    ("update", "{id}/change/", &[("title", "")]),
    ("act", "", &[("action", "clear_inventory"), ("_selected_action", "4711")]),
];

fn path_of(path: &str, id: i64) -> String {
    let path = path.replace("{id}", &id.to_string());
    if path.starts_with('/') { path } else { format!("{PRODUCTS}{path}") }
}

/// What of all that is not forbidden.
async fn allowed(browser: &Browser<'_>, id: i64) -> Vec<&'static str> {
    let mut allowed = Vec::new();
    for (name, path) in GETS {
        let answer = browser.get(&path_of(path, id)).await;
        assert!(matches!(answer.status, 200 | 403), "{name}: {}", answer.status);
        if answer.status == 200 {
            allowed.push(name);
        }
    }
    for (name, path, fields) in POSTS {
        let answer = browser.post(&path_of(path, id), fields).await;
        assert!(matches!(answer.status, 200 | 303 | 403 | 422), "{name}: {}", answer.status);
        if answer.status != 403 {
            allowed.push(name);
        }
    }
    allowed
}

fn mug(t: &TestApp) -> i64 {
    t.seed(|conn| Ok(product_with(conn, "Mug", 1)?.0))
}

#[actix_web::test]
async fn a_superuser_may_do_everything() {
    let t = shop();
    let id = mug(&t);
    let all: Vec<&str> =
        GETS.iter().map(|(name, _)| *name).chain(POSTS.iter().map(|(name, ..)| *name)).collect();
    assert_eq!(allowed(&root(&t), id).await, all);
}

#[actix_web::test]
async fn each_permission_gives_just_what_it_says() {
    let t = shop();
    let id = mug(&t);
    let seeing = ["list", "change", "history", "autocomplete"];
    for (name, permission, wanted) in [
        ("Nina", None, vec![]),
        ("Vera", Some("view"), [&seeing[..], &["export"]].concat()),
        ("Adam", Some("add"), vec!["add", "create"]),
        ("Cora", Some("change"), [&seeing[..], &["save list", "export", "update", "act"]].concat()),
        ("Dora", Some("delete"), vec!["delete"]),
    ] {
        let codename = permission.map(|right| format!("catalog.{right}_product"));
        let permissions: Vec<&str> = codename.iter().map(String::as_str).collect();
        let browser = staff_with(&t, name, &permissions);
        assert_eq!(allowed(&browser, id).await, wanted, "{name}");
    }
}

#[actix_web::test]
async fn a_permission_for_another_model_gives_nothing() {
    let t = shop();
    let id = mug(&t);
    let others = ["catalog.change_collection", "tags.delete_tag", "catalog.view_productvariant"];
    assert_eq!(allowed(&staff_with(&t, "Eve", &others), id).await, Vec::<&str>::new());
}

#[actix_web::test]
async fn what_a_model_is_not_made_for_nobody_may_do() {
    let t = shop();
    let browser = root(&t);
    assert_eq!(browser.get("/admin/accounts/permission/").await.status, 200);
    for path in ["permission/add/", "permission/1/delete/", "user/add/", "user/1/delete/"] {
        assert_eq!(browser.get(&format!("/admin/accounts/{path}")).await.status, 403, "{path}");
    }
    assert_eq!(browser.get("/admin/accounts/permission/1/change/").await.status, 404);
    assert_eq!(browser.post("/admin/accounts/permission/1/change/", &[]).await.status, 403);
}

#[actix_web::test]
async fn the_index_and_the_menu_show_only_what_somebody_may_see_or_add() {
    let t = shop();
    let eve = staff_with(&t, "Eve", &["catalog.view_collection", "tags.add_tag"]);
    let index = eve.get("/admin/").await;
    let page = index.body();
    assert!(page.contains("/admin/catalog/collection/") && page.contains("/admin/tags/tag/add/"));
    assert!(!page.contains("/admin/catalog/product/") && !page.contains("/admin/reviews/"));
    assert_eq!(eve.get("/admin/catalog/").await.status, 200);
    assert_eq!(eve.get("/admin/reviews/").await.status, 404);
    assert_eq!(eve.get("/admin/nothing/").await.status, 404);
    assert_eq!(texts(&root(&t).get("/admin/").await, "h1"), ["What there is"]);
}

/// Addresses that there are, and addresses that there are not.
const ADDRESSES: [&str; 14] = [
    "/admin/",
    "/admin/catalog/",
    "/admin/nothing/",
    "/admin/catalog/product/",
    "/admin/catalog/nothing/",
    "/admin/catalog/product/1/change/",
    "/admin/catalog/product/4711/change/",
    "/admin/catalog/product/1/delete/",
    "/admin/catalog/product/1/history/",
    "/admin/autocomplete/?model=catalog.product",
    "/admin/autocomplete/?model=no",
    "/admin/history/",
    "/admin/tasks/1/",
    "/admin/no/such/place/at/all/",
];

#[actix_web::test]
async fn whoever_is_not_staff_is_led_to_the_sign_in_from_every_address() {
    let t = shop();
    mug(&t);
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    for browser in [t.browser(), signed_in(&t, ann)] {
        for path in ADDRESSES {
            let answer = browser.get(path).await;
            let next = url::form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>();
            let wanted = format!("/admin/login/?next={next}");
            assert_eq!((answer.status, answer.header("location")), (303, wanted.as_str()), "{path}");
        }
        for path in [
            "/admin/catalog/product/",
            "/admin/catalog/nothing/",
            "/admin/catalog/product/add/",
            "/admin/catalog/nothing/add/",
            "/admin/catalog/product/1/change/",
            "/admin/catalog/nothing/1/change/",
            "/admin/catalog/product/1/delete/",
            "/admin/no/no/no/delete/",
        ] {
            let answer = browser.post(path, &[("_save", "1"), ("title", "x")]).await;
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.header("location").starts_with("/admin/login/"), "{path}");
        }
    }
}

#[actix_web::test]
async fn nothing_that_a_stranger_sends_is_read() {
    let t = shop();
    let body = "title=".to_owned() + &"x".repeat(9_000_000);
    let request = actix_web::test::TestRequest::post()
        .uri("/admin/catalog/product/add/")
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload(body);
    let answer = t.browser().send(request).await;
    assert_eq!(answer.status, 303);
}

#[actix_web::test]
async fn a_restriction_hides_rows_from_every_place() {
    let t = shop();
    let hidden = t.seed(|conn| {
        let (mug, _) = product_with(conn, "Mug", 0)?;
        review(conn, mug, "Seen", Some(5), "2026-03-01", true)?;
        Ok::<_, AppError>(review(conn, mug, "Hidden", Some(1), "2024-03-01", false)?)
    });
    let eve =
        staff_with(&t, "Eve", &["reviews.change_review", "reviews.delete_review", "catalog.view_product"]);
    let path = "/admin/reviews/review/";
    let list = eve.get(path).await;
    assert_eq!(texts(&list, "#count"), ["1 review"]);
    assert!(!list.body().contains("Hidden"));
    // Neither the dates nor the counts of filters tell of it.
    assert!(!texts(&list, ".dates__list").join(" ").contains("2024"));
    let counts = texts(&list, ".filter__choice .filter__count");
    assert!(counts.iter().all(|count| matches!(count.as_str(), "0" | "1")), "{counts:?}");
    assert_eq!(texts(&eve.get(&format!("{path}?q=Hidden")).await, "#count"), ["0 results 1 in all"]);
    assert_eq!(texts(&eve.get(&format!("{path}?rating__exact=1")).await, "#count"), ["0 results 1 in all"]);
    let found = eve.get("/admin/autocomplete/?model=reviews.review&q=Hidden").await;
    assert!(!found.body().contains("Hidden"));
    for rest in ["change/", "delete/", "history/"] {
        assert_eq!(eve.get(&format!("{path}{hidden}/{rest}")).await.status, 404, "{rest}");
    }
    let update = eve.post(&format!("{path}{hidden}/change/"), &[("description", "x")]).await;
    assert_eq!((update.status, update.header("location")), (303, path));
    assert_eq!(eve.post(&format!("{path}{hidden}/delete/"), &[]).await.status, 404);
    let all = staff_with(&t, "Otto", &["reviews.view_review", "orders.cancel_order"]);
    assert_eq!(texts(&all.get(path).await, "#count"), ["2 reviews"]);
}
