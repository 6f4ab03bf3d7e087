//! Prices in the list, and a product with everything that belongs to it.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

use crate::support::{Look, Shop, visit};

const PRODUCTS: &str = "/admin/catalog/product/";
const MUGS: &str = "input[aria-label='Collection: Mugs and cups'] + a";

fn price(row: usize) -> String {
    format!("[data-row]:nth-of-type({row}) .table__edit input")
}

/// Filters the list to the mugs and gives the first two of them other prices.
fn reprice(shop: &Shop, saves: &str) {
    shop.take_charge();
    shop.open(PRODUCTS);
    shop.click(MUGS);
    shop.expect_address("the mugs", |at| at.contains("collection__id__exact="));
    shop.expect_count(".chip:not(.chip--clear)", 1);
    let (list, kept) = (shop.address(), shop.value_of(&price(3)));
    shop.fill(&price(1), "41.25");
    shop.fill(&price(2), "42.50");
    assert_eq!(shop.text_of(".bar [data-save]"), saves);
    shop.click(".bar [data-save]");
    shop.expect_text(".message", |text| text == "2 products were changed successfully.");
    assert_eq!(shop.address(), list, "still the same list");
    let prices = [1, 2, 3].map(|row| shop.value_of(&price(row)));
    assert_eq!(prices, ["41.25".to_owned(), "42.50".to_owned(), kept]);
}

#[test]
fn two_products_of_a_filtered_list_get_other_prices() {
    visit(Look::DESK, |shop| reprice(shop, "Save 2 changes"));
}

#[test]
fn two_products_get_other_prices_without_scripts() {
    visit(Look::DESK.without_scripts(), |shop| reprice(shop, "Save"));
}

#[test]
fn another_search_replaces_the_first_and_keeps_the_filter() {
    visit(Look::DESK, |shop| {
        shop.take_charge();
        shop.open(PRODUCTS);
        shop.click(MUGS);
        shop.expect_address("the mugs", |at| at.contains("collection__id__exact="));
        for words in ["harbour", "enamel"] {
            shop.fill("#q", words);
            shop.click(".search .button");
            shop.expect_address(words, |at| at.contains(&format!("q={words}")));
            shop.expect_count(".chip:not(.chip--clear)", 1);
            assert_eq!(shop.address().matches("q=").count(), 1, "{}", shop.address());
            let title = shop.text_of("[data-row] [data-open]").to_lowercase();
            assert!(title.contains(words), "{title}");
        }
        shop.click("input[aria-label='Collection: Mugs and cups']");
        shop.click(".filters__end .button");
        shop.expect_address("no filter", |at| !at.contains("collection__id__exact="));
        shop.expect_count(".chip", 0);
    });
}

#[test]
fn a_product_is_added_with_variants_a_tag_and_a_picture() {
    visit(Look::DESK, |shop| {
        shop.take_charge();
        shop.open(&format!("{PRODUCTS}add/"));
        shop.fill("#title", "Pier Lantern");
        assert_eq!(shop.value_of("#slug"), "pier-lantern");
        shop.look_up("#collection_id", "Lighting");
        shop.fill("#unit_price", "48.00");
        add_row(shop, "options");
        shop.fill("#options-0-name", "Colour");
        for (row, colour) in ["Red", "Blue"].iter().enumerate() {
            add_row(shop, "variants");
            shop.fill(&format!("#variants-{row}-sku"), &format!("PIER-{row}"));
            shop.fill(&format!("#variants-{row}-option1"), colour);
            shop.fill(&format!("#variants-{row}-unit_price"), "48.00");
            shop.fill(&format!("#variants-{row}-inventory"), "5");
        }
        add_row(shop, "tags");
        shop.look_up("#tags-0-tag", "oak");
        add_row(shop, "images");
        shop.choose_file("#images-0-media_id", "lantern.png", &picture());
        shop.find("img[alt='Chosen: lantern.png']");
        shop.fill("#images-0-alt", "A red lantern");
        let said = shop.save_form();
        assert!(said.starts_with("The product “Pier Lantern” was added successfully."), "{said}");
        expect_stored(shop);
    });
}

/// The form of the lantern and its page in the shop show what was entered.
fn expect_stored(shop: &Shop) {
    let form = shop.found(PRODUCTS, "pier lantern");
    shop.open(&form);
    assert_eq!(shop.value_of("#collection_id"), "Lighting");
    assert_eq!(shop.value_of("#variants-1-option1"), "Blue");
    assert_eq!(shop.value_of("#tags-0-tag"), "oak");
    assert_eq!(shop.value_of("#images-0-alt"), "A red lantern");
    shop.find("[data-inline=images] [data-upload-picture]");
    shop.open("/products/pier-lantern/");
    assert_eq!(shop.text_of("h1"), "Pier Lantern");
    shop.expect_count("[data-variant-list] .variant", 2);
    assert_eq!(shop.text_of(".variants__legend"), "Colour");
}

fn add_row(shop: &Shop, inline: &str) {
    shop.click(&format!("[data-inline={inline}] [data-add-row]"));
}

fn picture() -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| Rgb([200, (x % 256) as u8, (y % 256) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
