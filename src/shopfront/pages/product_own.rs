//! What a product page shows only to the visitor who looks at it: the places of the page that is kept
//! for all.

use askama::Template;

use crate::engagement::guests::GuestLists;
use crate::platform::db::Conn;
use crate::platform::live::kept::Own;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;
use crate::shell::kept::{Parts, Person};
use crate::shopfront::cards::list_cards;
use crate::shopfront::pages::product_reviews::ReviewPart;
use crate::shopfront::personal::{Personal, shelf};
use crate::shopfront::views::{ProductCard, Stock};

/// The two buttons that show what the visitor has kept.
#[derive(Debug, Clone, Default)]
pub(super) struct KeepPart {
    /// Of the product.
    pub slug: String,
    /// "12 people like this"; may be empty.
    pub like_label: String,
    /// Whether the visitor likes the product.
    pub is_liked: bool,
    /// Whether it is on the visitor's wish list.
    pub is_wished: bool,
}

#[derive(Template)]
#[template(path = "shopfront/_keep.html")]
struct KeepPlace {
    keep: KeepPart,
}

#[derive(Template)]
#[template(path = "shopfront/_review_form.html")]
struct ReviewPlace {
    review_part: ReviewPart,
}

#[derive(Template)]
#[template(path = "shopfront/_recently_viewed.html")]
struct ViewedPlace {
    recently_viewed: Vec<ProductCard>,
}

/// What the places need to know of the product.
pub(super) struct OfProduct {
    pub id: i64,
    pub keep: KeepPart,
    pub settings: ShopSettings,
}

/// Fills the places of the page of this product.
pub(super) fn parts(product: OfProduct) -> Parts {
    Box::new(move |conn, person| fill(conn, &product, person))
}

fn fill(conn: &mut Conn, product: &OfProduct, person: &Person<'_>) -> Result<Own, AppError> {
    let guest = GuestLists::of(person.state);
    let personal = Personal::load(conn, product.id, person.account, &guest)?;
    let cards = list_cards(conn, &personal.seen_besides(product.id), &product.settings)?;
    let keep =
        KeepPart { is_liked: personal.is_liked, is_wished: personal.is_wished, ..product.keep.clone() };
    let review_part = ReviewPart::new(&product.keep.slug, person.account, Some(&personal), None);
    let recently_viewed = shelf(cards.into_iter());
    Ok(Own {
        words: vec![
            KeepPlace { keep }.render()?,
            ReviewPlace { review_part }.render()?,
            ViewedPlace { recently_viewed }.render()?,
        ],
        // Looking at it is what the shelf "Recently viewed" remembers.
        is_to_be_noted: personal.viewed.first() != Some(&product.id),
    })
}
