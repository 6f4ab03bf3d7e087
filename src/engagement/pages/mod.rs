//! Liking and wishing from a product page, and the lists of both.

mod likes;
mod place;
mod wishes;

pub use likes::{like_list, like_product, unlike_product};
pub use wishes::{unwish_product, wish_list, wish_product};

use actix_web::web::Path;

use crate::platform::slug::is_slug;
use crate::platform::web::error::{AppError, OrNotFound};
use crate::shell::Frame;
use crate::shopfront::views::Head;
use crate::urls;

/// The slug of an address that may be a product's.
fn product_slug(slug: Path<String>) -> Result<String, AppError> {
    Some(slug.into_inner()).filter(|slug| is_slug(slug)).or_not_found("product")
}

/// The product page at the buttons that were pressed.
fn back_to_product(slug: &str) -> String {
    format!("{}#keep", urls::product(slug))
}

/// The head of a page that only its visitor sees.
fn personal_head(frame: &Frame, title: &str) -> Head {
    Head { title: frame.title(title), no_index: true, kind: "website", ..Head::default() }
}
