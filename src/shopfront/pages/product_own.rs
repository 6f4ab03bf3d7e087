//! What a product page shows only to the visitor who looks at it: the places of the page that is kept
//! for all.

use askama::Template;

use crate::accounts::models::SignedIn;
use crate::engagement::guests::GuestLists;
use crate::platform::db::Conn;
use crate::platform::live::kept::Own;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;
use crate::shell::kept::{Parts, Person};
use crate::shopfront::cards::list_cards;
use crate::shopfront::pages::product_reviews::{ReviewPart, Typed};
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
    let own = OwnParts::load(conn, product, person.account, &GuestLists::of(person.state), None)?;
    Ok(Own {
        words: vec![
            KeepPlace { keep: own.keep }.render()?,
            ReviewPlace { review_part: own.review_part }.render()?,
            ViewedPlace { recently_viewed: own.recently_viewed }.render()?,
        ],
        is_to_be_noted: own.is_news,
        ..Own::default()
    })
}

/// What a visitor sees in the places.
pub(super) struct OwnParts {
    pub keep: KeepPart,
    pub review_part: ReviewPart,
    pub recently_viewed: Vec<ProductCard>,
    /// Whether the product is not yet the one that the visitor looked at last.
    pub is_news: bool,
}

impl OwnParts {
    /// Reads them; with a review that was not taken, if one was typed.
    pub fn load(
        conn: &mut Conn,
        product: &OfProduct,
        account: Option<&SignedIn>,
        guest: &GuestLists,
        typed: Option<Typed>,
    ) -> Result<OwnParts, AppError> {
        let personal = Personal::load(conn, product.id, account, guest)?;
        let seen = list_cards(conn, &personal.seen_besides(product.id), &product.settings)?;
        Ok(OwnParts {
            keep: KeepPart {
                is_liked: personal.is_liked,
                is_wished: personal.is_wished,
                ..product.keep.clone()
            },
            review_part: ReviewPart::new(&product.keep.slug, account, Some(&personal), typed),
            recently_viewed: shelf(seen.into_iter()),
            is_news: personal.viewed.first() != Some(&product.id),
        })
    }
}
