//! Likes, wish lists and what was viewed last.

mod likes;
mod product_page;
mod viewed;
mod wishes;

use diesel::prelude::*;
use storefront::schema::products;

use crate::support::TestApp;
use crate::support::web::{Answer, attributes, texts};

/// The count on the row of a product.
fn like_count(t: &TestApp, id: i64) -> i32 {
    t.look(|conn| Ok(products::table.find(id).select(products::like_count).first(conn)?))
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
