//! Likes, wish lists and what was viewed last.

mod likes;
mod product_page;
mod viewed;
mod wishes;

use diesel::prelude::*;
use scraper::{Html, Selector};
use storefront::schema::products;

use crate::support::TestApp;
use crate::support::web::Answer;

/// The count on the row of a product.
fn like_count(t: &TestApp, id: i64) -> i32 {
    t.look(|conn| Ok(products::table.find(id).select(products::like_count).first(conn)?))
}

fn texts(answer: &Answer, selector: &str) -> Vec<String> {
    let page = Html::parse_document(answer.body());
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn attributes(answer: &Answer, selector: &str, name: &str) -> Vec<String> {
    let page = Html::parse_document(answer.body());
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.attr(name).unwrap_or_default().to_owned()).collect()
}

/// Whether the like button and the wish button are pressed.
fn pressed(answer: &Answer) -> Vec<String> {
    attributes(answer, ".keep__button", "aria-pressed")
}

fn hide(t: &TestApp, id: i64) {
    t.seed(|conn| {
        diesel::update(products::table.find(id)).set(products::is_published.eq(false)).execute(conn)?;
        Ok(())
    });
}
