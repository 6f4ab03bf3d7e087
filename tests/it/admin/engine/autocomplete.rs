//! Related objects that are searched while typing.

use serde_json::Value;

use super::people::{root, staff_with};
use super::toys::shop;
use crate::support::browser::Browser;
use crate::support::builders::{collection, product};

async fn found(browser: &Browser<'_>, query: &str) -> (Vec<String>, bool) {
    let answer = browser.get(&format!("/admin/autocomplete/?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body());
    let json: Value = serde_json::from_slice(&answer.bytes).unwrap();
    let texts = json["results"].as_array().unwrap().iter();
    let texts = texts.map(|result| result["text"].as_str().unwrap().to_owned()).collect();
    (texts, json["pagination"]["more"].as_bool().unwrap())
}

#[actix_web::test]
async fn objects_are_found_as_their_list_finds_them() {
    let t = shop();
    t.seed(|conn| {
        product("Blue mug").insert(conn)?;
        Ok(product("Red mug").insert(conn)?)
    });
    let browser = root(&t);
    assert_eq!(
        found(&browser, "model=catalog.product&q=mug").await,
        (vec!["Blue mug".into(), "Red mug".into()], false)
    );
    assert_eq!(found(&browser, "model=catalog.product&q=red+mug").await.0, ["Red mug"]);
    assert_eq!(found(&browser, "model=catalog.product").await.0.len(), 2);
    assert!(found(&browser, "model=catalog.product&q=teapot").await.0.is_empty());
}

#[actix_web::test]
async fn many_are_found_in_pages() {
    let t = shop();
    t.seed(|conn| {
        for number in 0..45 {
            collection(conn, &format!("Shelf {number:02}"), None)?;
        }
        Ok(())
    });
    let browser = root(&t);
    let mut all = Vec::new();
    for (page, more) in [("1", true), ("2", true), ("3", false)] {
        let (texts, has_more) =
            found(&browser, &format!("model=catalog.collection&q=shelf&page={page}")).await;
        assert_eq!(has_more, more);
        all.extend(texts);
    }
    all.dedup();
    assert_eq!(all.len(), 45);
    for page in ["0", "-1", "x", "99999999999999999999"] {
        found(&browser, &format!("model=catalog.collection&page={page}")).await;
    }
}

#[actix_web::test]
async fn only_what_somebody_may_see_is_found() {
    let t = shop();
    t.seed(|conn| {
        collection(conn, "Secret", None)?;
        Ok(collection(conn, "Seen", None)?)
    });
    let eve = staff_with(&t, "Eve", &["catalog.view_collection"]);
    assert_eq!(found(&eve, "model=catalog.collection&q=se").await.0, ["Seen"]);
    assert_eq!(eve.get("/admin/autocomplete/?model=catalog.product").await.status, 403);
    assert_eq!(eve.get("/admin/autocomplete/?model=catalog.nothing").await.status, 404);
    assert_eq!(eve.get("/admin/autocomplete/").await.status, 404);
    assert_eq!(found(&root(&t), "model=catalog.collection&q=se").await.0.len(), 2);
}
