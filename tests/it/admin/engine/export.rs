//! Rows as files.

use serde_json::Value;

use super::people::{root, staff_with};
use super::seeds::{review, tag};
use super::toys::shop;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::web::Answer;

async fn exported(browser: &Browser<'_>, path: &str, format: &str, keys: &[i64]) -> Answer {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    let action = format!("export_{format}");
    let mut fields = vec![("action", action.as_str())];
    fields.extend(keys.iter().map(|key| ("_selected_action", key.as_str())));
    browser.post(path, &fields).await
}

#[actix_web::test]
async fn selected_rows_are_exported_with_the_columns_of_the_list() {
    let t = shop();
    let (mug, cup) = t.seed(|conn| {
        Ok((
            product("Mug").price(1_250).description("Blue, \"round\"").insert(conn)?,
            product("Cup").insert(conn)?,
        ))
    });
    let browser = root(&t);
    let csv = exported(&browser, "/admin/catalog/product/", "csv", &[mug]).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"products-2026-03-15.csv\"");
    assert_eq!(
        csv.body(),
        format!(
            "id,title,unit_price,inventory,collection,variants,is_published,description,compare_at_price\n\
             {mug},Mug,12.50,10,Things,0,true,\"Blue, \"\"round\"\"\",\n"
        )
    );
    let json = exported(&browser, "/admin/catalog/product/", "json", &[mug, cup]).await;
    let rows: Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!((&rows[0]["id"], &rows[0]["is_published"]), (&mug.into(), &true.into()));
    let xlsx = exported(&browser, "/admin/catalog/product/", "xlsx", &[mug, cup]).await;
    assert!(xlsx.bytes.starts_with(b"PK"));
}

#[actix_web::test]
async fn everything_that_was_found_is_exported() {
    let t = shop();
    t.seed(|conn| Ok(super::seeds::many_tags(conn, 120)?));
    let browser = root(&t);
    let fields = [("action", "export_csv"), ("select_across", "1")];
    let all = browser.post("/admin/tags/tag/", &fields).await;
    assert_eq!(all.body().lines().count(), 121);
    let found = browser.post("/admin/tags/tag/?q=t001", &fields).await;
    assert_eq!(found.body().lines().count(), 11);
}

#[actix_web::test]
async fn no_cell_is_a_formula() {
    let t = shop();
    let ids = t.seed(|conn| {
        let mut ids = Vec::new();
        for label in ["=1+1", "+1", "-1", "@SUM(A1)", "plain"] {
            ids.push(tag(conn, label)?);
        }
        Ok(ids)
    });
    let csv = exported(&root(&t), "/admin/tags/tag/", "csv", &ids).await;
    let cells: Vec<&str> = csv.body().lines().skip(1).map(|line| line.split_once(',').unwrap().1).collect();
    assert_eq!(cells, ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "plain"]);
}

#[actix_web::test]
async fn a_text_longer_than_a_cell_of_a_sheet_is_cut() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").description(&"long ".repeat(10_000)).insert(conn)?));
    let browser = root(&t);
    assert_eq!(exported(&browser, "/admin/catalog/product/", "xlsx", &[id]).await.status, 200);
    let csv = exported(&browser, "/admin/catalog/product/", "csv", &[id]).await;
    assert!(csv.bytes.len() > 50_000);
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
    for answer in [
        exported(&eve, path, "csv", &[seen, hidden]).await,
        eve.post(path, &[("action", "export_csv"), ("select_across", "1")]).await,
    ] {
        assert!(answer.body().contains("Seen") && !answer.body().contains("Hidden"), "{}", answer.body());
    }
    let nobody = staff_with(&t, "Otto", &["catalog.view_product"]);
    assert_eq!(exported(&nobody, path, "csv", &[seen]).await.status, 403);
}
