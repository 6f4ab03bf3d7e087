//! Narrowing a list down and widening it again.

use crate::support::{Look, Shop, visit};

fn total(shop: &Shop) -> u32 {
    let digits: String = shop.text_of("#results-heading").chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// The number on a choice is the number of products that it leaves.
fn choose(shop: &Shop, input: &str) {
    let all = total(shop);
    let id = shop.attribute(&shop.find(input), "id").unwrap();
    let promised = shop.text_of(&format!(".choice:has(#{id}) .choice__count"));
    shop.click(&format!(".choice:has(#{id}) .choice__label"));
    shop.expect_text("#results-heading", |text| text.starts_with(&format!("{promised} ")));
    assert!(total(shop) < all, "{input} leaves fewer than {all}");
    shop.expect_count(".chips .chip:not(.chip--clear)", 1);
}

fn remove_chip(shop: &Shop, all: u32) {
    shop.click(".chips .chip:not(.chip--clear)");
    shop.expect_text("#results-heading", |text| text.starts_with(&format!("{all} ")));
    shop.expect_count(".chips .chip", 0);
    shop.expect_address("no filter", |at| !at.contains("tag=") && !at.contains("in_stock=1"));
}

#[test]
fn a_list_is_filtered_by_collection_tag_and_stock_and_chips_take_it_back() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        let all = total(shop);
        for input in ["input[name=collection][value='bags']", "input[name=tag]", "#in-stock"] {
            choose(shop, input);
            remove_chip(shop, all);
        }
    });
}

#[test]
fn a_price_range_is_a_filter_that_the_address_names() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        let all = total(shop);
        shop.fill("#min-price", "20");
        shop.fill("#max-price", "30");
        shop.click("#filters button[type=submit]");
        shop.expect_address("the range", |at| at.contains("min_price=20") && at.contains("max_price=30"));
        shop.expect_text("#results-heading", |text| !text.starts_with(&format!("{all} ")));
        for price in shop.all("#results .product-card__price .price__now") {
            let price: f64 = shop.text(&price).trim_start_matches('$').parse().unwrap();
            assert!((20.0..=30.0).contains(&price), "{price}");
        }
        let narrowed = total(shop);
        shop.open(&shop.address());
        assert_eq!(total(shop), narrowed, "the address can be shared");
        shop.click(".chip--clear, .chips .chip");
        shop.expect_text("#results-heading", |text| text.starts_with(&format!("{all} ")));
    });
}

#[test]
fn typing_goes_on_where_it_was_while_the_list_follows() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        shop.fill("#max-price", "3");
        shop.press('\u{E007}');
        shop.expect_address("the list follows", |at| at.contains("max_price=3"));
        shop.type_text("0");
        assert_eq!(shop.value_of("#max-price"), "30");
    });
}

#[test]
fn sorting_by_price_puts_the_cheapest_first_and_going_back_undoes_it() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        let newest = shop.text_of("#results .product-card__title");
        shop.choose("#sort", "price");
        shop.expect_address("sorted", |at| at.contains("sort=price"));
        let prices: Vec<f64> = shop
            .all("#results .product-card__price .price__now")
            .iter()
            .map(|price| shop.text(price).trim_start_matches('$').replace(',', "").parse().unwrap())
            .collect();
        assert!(prices.len() > 2 && prices.is_sorted(), "{prices:?}");
        shop.ask("history.back()");
        shop.expect_text("#results .product-card__title", |title| title == newest);
    });
}
