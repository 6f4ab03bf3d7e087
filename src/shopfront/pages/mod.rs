//! The shop's pages for browsing: one file per page.

mod collection_list;
mod home;
mod product_detail;
mod product_list;
mod product_reviews;
mod sitemap;
mod text_page;

pub use collection_list::collection_list;
pub use home::home;
pub use product_detail::product_detail;
pub use product_list::{collection_detail, product_list};
pub use product_reviews::{create_review, delete_review, show_reviews};
pub use sitemap::{robots, sitemap, sitemap_part};
pub use text_page::text_page;
