//! The shop in a browser that runs no scripts.

use crate::support::{Look, visit};

const PLAIN: Look = Look::DESK.without_scripts();

#[test]
fn browsing_and_filtering_work_without_scripts() {
    visit(PLAIN, |shop| {
        shop.open("/");
        shop.click(".collection-tile__link");
        shop.expect_address("a collection", |at| at.starts_with("/collections/"));
        shop.open("/products/");
        shop.click(".choice:has(#in-stock) .choice__label");
        assert_eq!(shop.address(), "/products/", "nothing happens before the form is sent");
        shop.click("#filters button[type=submit]");
        shop.expect_address("the filter", |at| at.contains("in_stock=1"));
        assert!(shop.is_chosen(&shop.find("#in-stock")));
        shop.click(".chips .chip");
        shop.expect_address("no filter", |at| !at.contains("in_stock=1"));
    });
}

#[test]
fn searching_works_without_scripts() {
    visit(PLAIN, |shop| {
        shop.open("/");
        shop.fill("#site-search", "harbour mug");
        shop.click(".site-search__button");
        shop.expect_address("results", |at| at.starts_with("/products/?q=harbour"));
        assert_eq!(shop.text_of("#results .product-card__title"), "Harbour Mug");
    });
}

#[test]
fn every_variant_can_be_chosen_without_scripts() {
    visit(PLAIN, |shop| {
        shop.open("/products/harbour-mug/");
        assert!(shop.all("[data-variant-list] .variant").len() > 3, "one list of all variants");
        assert!(!shop.is_shown(&shop.find("[data-options]")), "what needs a script is not there");
        let variant = "[data-variant-list] .variant:not(.variant--out):nth-of-type(2)";
        assert!(shop.text_of(variant).contains('$'), "each says its own price");
        shop.click(&format!("{variant} .variant__label"));
        assert!(shop.is_chosen(&shop.find(&format!("{variant} input"))));
        assert!(shop.is_shown(&shop.find(".buy button[type=submit]")));
    });
}
