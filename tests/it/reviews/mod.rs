//! Reviews: writing, changing and deleting them on the product page, and what the shop hears of it.

mod changing;
mod editing;
mod notices;
mod writing;

use diesel::prelude::*;
use storefront::platform::settings;
use storefront::schema::{products, reviews, sessions};

use crate::support::web::{attributes, texts};
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
