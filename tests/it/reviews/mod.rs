//! Reviews: writing, changing and deleting them on the product page, and what the shop hears of it.

mod changing;
mod notices;
mod writing;

use diesel::prelude::*;
use scraper::{Html, Selector};
use storefront::platform::settings;
use storefront::schema::{products, reviews, sessions};

use crate::support::web::Answer;
use crate::support::{TestApp, noon};

/// A review as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
struct Stored {
    name: String,
    rating: Option<i32>,
    description: String,
    approved: bool,
    user_id: Option<i64>,
}

fn stored(t: &TestApp) -> Vec<Stored> {
    t.look(|conn| {
        Ok(reviews::table
            .order(reviews::id)
            .select((
                reviews::name,
                reviews::rating,
                reviews::description,
                reviews::approved,
                reviews::user_id,
            ))
            .load(conn)?)
    })
}

/// Count and mean of the ratings of the only product.
fn rating(t: &TestApp) -> (i32, i32) {
    t.look(|conn| {
        Ok(products::table.select((products::rating_count, products::rating_average)).first(conn)?)
    })
}

fn hold_reviews(t: &TestApp) {
    t.seed(|conn| Ok(settings::save(conn, "reviews_need_approval", "true", noon())?));
}

/// What the newest session says on the next page.
fn flash(t: &TestApp) -> String {
    t.look(|conn| Ok(sessions::table.select(sessions::state).order(sessions::state.desc()).load(conn)?))
        .into_iter()
        .map(|state: String| serde_json::from_str::<serde_json::Value>(&state).unwrap())
        .filter_map(|state| serde_json::from_str::<serde_json::Value>(state["flash"].as_str()?).ok())
        .map(|flash| flash["text"].as_str().unwrap().to_owned())
        .next()
        .unwrap_or_default()
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
