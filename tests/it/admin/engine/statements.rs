//! How many statements a page takes: as many with few rows as with many.

use storefront::platform::db::Statement;

use super::people::root;
use super::seeds::{product_with, review};
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;

async fn count(t: &TestApp, browser: &Browser<'_>, path: &str) -> (usize, Vec<Statement>) {
    let (answer, statements) = t.statements(browser.get(path)).await;
    assert_eq!(answer.status, 200, "{path}");
    (statements.len(), statements)
}

#[actix_web::test]
async fn a_list_takes_as_many_statements_for_ten_rows_as_for_one() {
    let t = shop();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let paths = ["/admin/catalog/product/", "/admin/catalog/product/?_facets=1&q=mug&o=-4.1"];
    let mut few = Vec::new();
    for path in paths {
        few.push(count(&t, &browser, path).await.0);
    }
    t.seed(|conn| {
        for number in 0..10 {
            product(&format!("Mug {number}")).insert(conn)?;
        }
        Ok(())
    });
    for (path, few) in paths.iter().zip(few) {
        let (many, all) = count(&t, &browser, path).await;
        assert_eq!(many, few, "{all:#?}");
    }
}

#[actix_web::test]
async fn counts_beside_filters_take_one_statement() {
    let t = shop();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let plain = count(&t, &browser, "/admin/catalog/product/").await.0;
    let counted = count(&t, &browser, "/admin/catalog/product/?_facets=1").await.0;
    assert_eq!(counted, plain + 1);
}

#[actix_web::test]
async fn a_form_takes_as_many_statements_for_twenty_rows_as_for_one() {
    let t = shop();
    let (one, twenty) =
        t.seed(|conn| Ok((product_with(conn, "Mug", 1)?.0, product_with(conn, "Cup", 20)?.0)));
    let browser = root(&t);
    let path = |id: i64| format!("/admin/catalog/product/{id}/change/");
    let few = count(&t, &browser, &path(one)).await.0;
    let (many, all) = count(&t, &browser, &path(twenty)).await;
    assert_eq!(many, few, "{all:#?}");
    assert!(many < 25, "{all:#?}");
}

#[actix_web::test]
async fn a_search_while_typing_and_a_delete_page_take_a_fixed_number() {
    let t = shop();
    let (lonely, loaded) = t.seed(|conn| {
        let loaded = product_with(conn, "Cup", 20)?.0;
        for number in 0..20 {
            review(conn, loaded, &format!("Ann {number}"), Some(3), "2026-03-01", true)?;
        }
        let lonely = product_with(conn, "Mug", 1)?.0;
        review(conn, lonely, "Bob", Some(3), "2026-03-01", true)?;
        Ok((lonely, loaded))
    });
    let browser = root(&t);
    let path = |id: i64| format!("/admin/catalog/product/{id}/delete/");
    let few = count(&t, &browser, &path(lonely)).await.0;
    let (many, all) = count(&t, &browser, &path(loaded)).await;
    assert_eq!(many, few, "{all:#?}");
    let search = |words: &str| format!("/admin/autocomplete/?model=reviews.review&q={words}");
    let few = count(&t, &browser, &search("bob")).await.0;
    let many = count(&t, &browser, &search("ann")).await.0;
    assert_eq!(many, few);
}
