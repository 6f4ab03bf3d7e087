//! Rows as files.

mod equality;
mod parts;
mod workbooks;

use diesel::prelude::*;
use serde_json::Value;
use storefront::schema::{collections, products};

use super::people::{root, staff_with};
use super::seeds::{many_tags, review, tag};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::{collection, product};
use crate::support::web::Answer;

/// Rows that were ticked.
async fn exported(browser: &Browser<'_>, path: &str, format: &str, keys: &[i64]) -> Answer {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    let action = format!("export_{format}");
    let mut fields = vec![("action", action.as_str())];
    fields.extend(keys.iter().map(|key| ("_selected_action", key.as_str())));
    browser.post(path, &fields).await
}

/// Everything that the address finds.
async fn all_found(browser: &Browser<'_>, path: &str, format: &str) -> Answer {
    let action = format!("export_{format}");
    browser.post(path, &[("action", &action), ("select_across", "1")]).await
}

fn json(answer: &Answer) -> Vec<Value> {
    serde_json::from_slice(&answer.bytes).unwrap()
}

fn csv(answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(answer.bytes.as_slice());
    let mut lines = reader
        .records()
        .map(|line| line.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .into_iter();
    (lines.next().unwrap(), lines.collect())
}

/// The cell of a line under a head.
fn under<'a>(heads: &[String], line: &'a [String], head: &str) -> &'a str {
    let position = heads.iter().position(|known| known == head);
    &line[position.unwrap_or_else(|| panic!("no column {head} among {heads:?}"))]
}

#[actix_web::test]
async fn csv_has_every_column_of_the_table_under_its_label() {
    let t = shop();
    let mug = t.seed(|conn| Ok(product("Mug").price(1_250).description("Blue, \"round\"").insert(conn)?));
    let answer = exported(&root(&t), "/admin/catalog/product/", "csv", &[mug]).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"product.csv\"");
    assert!(answer.body().contains("\"Blue, \"\"round\"\"\""), "{}", answer.body());
    let (heads, lines) = csv(&answer);
    let of_table: i64 = t.look(|conn| {
        let catalogue = storefront::platform::db::catalogue::Catalogue::read(conn)?;
        Ok(i64::try_from(catalogue.columns("products").len()).unwrap())
    });
    assert_eq!(i64::try_from(heads.len()).unwrap(), of_table);
    let cell = |head| under(&heads, &lines[0], head);
    assert_eq!(cell("ID"), mug.to_string());
    assert_eq!((cell("Title"), cell("Unit price"), cell("Former price")), ("Mug", "12.50", ""));
    assert_eq!((cell("Collection"), cell("Is published")), ("Things", "True"));
    assert_eq!(cell("Last update"), "15/03/2026");
}

#[actix_web::test]
async fn json_has_the_values_as_they_are_stored() {
    let t = shop();
    let mug = t.seed(|conn| Ok(product("Mug").price(1_250).insert(conn)?));
    let answer = exported(&root(&t), "/admin/catalog/product/", "json", &[mug]).await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"product.json\"");
    let rows = json(&answer);
    let collection: i64 = t.look(|conn| Ok(collections::table.select(collections::id).first(conn)?));
    assert_eq!((&rows[0]["id"], &rows[0]["unit_price"]), (&mug.into(), &1_250.into()));
    assert_eq!(rows[0]["collection_id"], Value::from(collection));
    assert_eq!((&rows[0]["is_published"], &rows[0]["compare_at_price"]), (&true.into(), &Value::Null));
    assert_eq!(rows[0]["last_update"], Value::from("2026-03-15T12:00:00.000000Z"));
}

#[actix_web::test]
async fn everything_that_was_found_is_exported_by_ascending_key() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let browser = root(&t);
    for (query, count) in [("", 1_201), ("?q=t001", 10), ("?q=nothing", 0)] {
        let path = format!("/admin/tags/tag/{query}");
        let (heads, lines) = csv(&all_found(&browser, &path, "csv").await);
        assert_eq!((heads, lines.len()), (vec!["ID".to_owned(), "Label".to_owned()], count), "{query}");
        let rows = json(&all_found(&browser, &path, "json").await);
        let keys: Vec<i64> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
        assert_eq!(keys.len(), count, "{query}");
        assert!(keys.is_sorted_by(|one, next| one < next), "{query}");
        let same: Vec<i64> = lines.iter().map(|line| line[0].parse().unwrap()).collect();
        assert_eq!(same, keys, "{query}");
    }
    assert_eq!(all_found(&browser, "/admin/tags/tag/?unknown=1", "csv").await.status, 400);
}

#[actix_web::test]
async fn no_cell_of_csv_is_a_formula() {
    let t = shop();
    let labels = ["=1+1", "+1", "-1", "@SUM(A1)", "plain"];
    let ids = t.seed(|conn| Ok(labels.map(|label| tag(conn, label).unwrap()).to_vec()));
    let browser = root(&t);
    let (_, lines) = csv(&exported(&browser, "/admin/tags/tag/", "csv", &ids).await);
    let cells: Vec<&str> = lines.iter().map(|line| line[1].as_str()).collect();
    assert_eq!(cells, ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "plain"]);
    let rows = json(&exported(&browser, "/admin/tags/tag/", "json", &ids).await);
    assert_eq!(rows[0]["label"], Value::from("=1+1"));
    // The name of another row is no formula either.
    let (mug, seen) = t.seed(|conn| {
        let mug = product("=1+1").insert(conn)?;
        Ok((mug, review(conn, mug, "Ann", Some(5), "2026-03-01", true)?))
    });
    let (heads, lines) = csv(&exported(&browser, "/admin/reviews/review/", "csv", &[seen]).await);
    assert_eq!(under(&heads, &lines[0], "Product"), "'=1+1", "{mug}");
}

#[actix_web::test]
async fn what_somebody_may_not_see_is_not_exported_to_them() {
    let t = shop();
    let (seen, hidden) = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok((
            review(conn, mug, "Seen", Some(5), "2026-03-01", true)?,
            review(conn, mug, "Hidden", Some(5), "2026-03-01", false)?,
        ))
    });
    let eve = staff_with(&t, "Eve", &["reviews.view_review"]);
    let path = "/admin/reviews/review/";
    for format in ["csv", "json"] {
        for answer in
            [exported(&eve, path, format, &[seen, hidden]).await, all_found(&eve, path, format).await]
        {
            assert!(answer.body().contains("Seen") && !answer.body().contains("Hidden"), "{}", answer.body());
        }
    }
    let nobody = staff_with(&t, "Otto", &["catalog.view_product"]);
    for format in ["csv", "json", "xlsx"] {
        assert_eq!(exported(&nobody, path, format, &[seen]).await.status, 403);
        assert_eq!(all_found(&nobody, path, format).await.status, 403);
    }
}

/// What stands under "Collection" and under "Product" for somebody with these permissions.
async fn related(t: &TestApp, name: &str, permissions: &[&str]) -> Vec<String> {
    let browser = staff_with(t, name, &[&["catalog.view_product"], permissions].concat());
    let (heads, lines) = csv(&all_found(&browser, "/admin/catalog/product/", "csv").await);
    lines.iter().map(|line| under(&heads, line, "Collection").to_owned()).collect()
}

#[actix_web::test]
async fn a_row_that_somebody_may_not_see_is_called_by_its_key() {
    let t = shop();
    let keys = t.seed(|conn| {
        let (open, secret) = (collection(conn, "Open", None)?, collection(conn, "Secret", None)?);
        let mug = product("Mug").within(open).insert(conn)?;
        let cup = product("Cup").within(secret).insert(conn)?;
        let set = diesel::update(products::table.filter(products::id.eq_any([mug, cup])));
        set.set(products::inventory.eq(1)).execute(conn)?;
        Ok([open.to_string(), secret.to_string()])
    });
    assert_eq!(related(&t, "Ann", &[]).await, keys);
    // The collection "Secret" is only for those who may delete collections.
    assert_eq!(related(&t, "Bea", &["catalog.view_collection"]).await, ["Open", keys[1].as_str()]);
    let all = ["catalog.view_collection", "catalog.delete_collection"];
    assert_eq!(related(&t, "Cora", &all).await, ["Open", "Secret"]);
}

#[actix_web::test]
async fn nothing_ticked_gives_no_file() {
    let t = shop();
    let browser = root(&t);
    for format in ["csv", "json", "xlsx"] {
        let answer = exported(&browser, "/admin/tags/tag/", format, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin/tags/tag/?"), "{format}");
    }
}
