//! From the home page over a collection to a product, and back.

use crate::support::{Look, visit};

#[test]
fn a_shopper_browses_from_home_over_a_collection_to_a_product() {
    visit(Look::DESK, |shop| {
        shop.open("/");
        assert!(!shop.all(".product-card").is_empty());
        shop.click(".collection-tile__link");
        shop.expect_address("a collection", |at| at.starts_with("/collections/"));
        let title = shop.text_of(".product-card__title");
        let price = shop.text_of(".product-card__price .price__now");
        shop.click(".product-card__link");
        shop.expect_address("a product", |at| at.starts_with("/products/") && at.len() > "/products/".len());
        assert_eq!(shop.text_of("h1"), title);
        assert_eq!(shop.text_of("[data-price] .price__now"), price);
        shop.click(".crumbs__link[href^='/collections/']");
        shop.expect_address("the collection again", |at| at.starts_with("/collections/"));
    });
}

#[test]
fn a_phone_shows_the_same_shop_in_one_column() {
    visit(Look::PHONE, |shop| {
        shop.open("/");
        assert_eq!(shop.sideways_overflow(), 0);
        // The menu is behind a button.
        assert!(!shop.is_shown(&shop.find(".site-menu__link")));
        shop.click(".site-header__menu");
        assert!(shop.is_shown(&shop.find(".site-menu__link")));
        shop.click(".site-menu__link[href='/products/']");
        shop.expect_address("the list", |at| at == "/products/");
        assert_eq!(shop.sideways_overflow(), 0);
        // So are the filters.
        assert!(!shop.is_shown(&shop.find("#sort")));
        shop.click(".filters__summary");
        assert!(shop.is_shown(&shop.find("#sort")));
        shop.open("/products/harbour-mug/");
        assert_eq!(shop.sideways_overflow(), 0);
        assert!(shop.is_shown(&shop.find(".buy button[type=submit]")));
    });
}

#[test]
fn numbered_pages_lead_through_the_whole_list() {
    visit(Look::DESK, |shop| {
        shop.open("/products/?sort=title");
        let first = shop.text_of(".product-card__title");
        shop.click(".pager__step[rel=next]");
        shop.expect_address("the second page", |at| at.contains("page=2") || at.contains("after="));
        assert!(shop.text_of(".product-card__title").to_lowercase() >= first.to_lowercase());
        shop.click(".pager__step[rel=prev]");
        shop.expect_text(".product-card__title", |title| title == first);
    });
}
