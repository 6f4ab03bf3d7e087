//! Finding by words.

use crate::support::{Look, keys, visit};

#[test]
fn words_find_products_and_the_best_comes_first() {
    visit(Look::DESK, |shop| {
        shop.open("/");
        shop.fill("#site-search", "harbour mug");
        shop.press(keys::ENTER);
        shop.expect_address("results", |at| at.starts_with("/products/?q=harbour"));
        shop.expect_text("#results .product-card__title", |title| title == "Harbour Mug");
    });
}

#[test]
fn a_misspelt_word_still_finds_what_was_meant_and_says_so() {
    visit(Look::DESK, |shop| {
        shop.open("/products/?q=harbuor");
        assert!(shop.text_of(".results__suggestion").contains("harbuor"));
        shop.expect_text("#results .product-card__title", |title| title.contains("Harbour"));
    });
}

#[test]
fn results_follow_what_is_typed_on_the_list() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        shop.click("#site-search");
        shop.type_text("harbour");
        shop.expect_address("as typed", |at| at.contains("q=harbour"));
        shop.expect_text("#results .product-card__title", |title| title.contains("Harbour"));
    });
}

#[test]
fn nothing_found_offers_a_way_on() {
    visit(Look::DESK, |shop| {
        shop.open("/products/?q=xylophonequartz");
        shop.find(".empty__message");
        shop.click(".empty__ways a");
        shop.expect_text("h1", |title| !title.is_empty());
        shop.find(".product-card");
    });
}
