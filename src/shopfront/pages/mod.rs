//! The shop's pages for browsing: one file per page.

mod collection_list;
mod home;
mod product_detail;
mod product_list;
mod product_own;
mod product_reviews;
mod sitemap;
mod text_page;

use crate::platform::versions::Topic;

/// What lists, collections and legal pages show, their frame included.
const TOPICS: &[Topic] = &[Topic::Catalog, Topic::Content, Topic::Settings];
/// What a product page shows.
const PRODUCT_TOPICS: &[Topic] = &[Topic::Catalog, Topic::Feedback, Topic::Content, Topic::Settings];

pub use collection_list::collection_list;
pub use home::home;
pub use product_detail::product_detail;
pub use product_list::{collection_detail, product_list};
pub use product_reviews::{create_review, delete_review, show_reviews};
pub use sitemap::{robots, sitemap, sitemap_part};
pub use text_page::text_page;
