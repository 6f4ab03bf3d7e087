//! Choosing a variant of a product.

use crate::support::{Look, visit};

#[test]
fn choosing_a_variant_changes_price_and_address() {
    visit(Look::DESK, |shop| {
        shop.open("/products/harbour-mug/");
        // Two options: one group of buttons each, in place of the list of variants.
        shop.expect_count("[data-option]", 2);
        shop.click(".option:has(input[value='Sage']) .option__label");
        shop.click(".option:has(input[value='300 ml']) .option__label");
        shop.expect_text("[data-price]", |price| price.contains("24.00"));
        let small = shop.address();
        assert!(small.contains("variant="), "{small}");
        shop.click(".option:has(input[value='450 ml']) .option__label");
        shop.expect_text("[data-price]", |price| price.contains("28.00"));
        let large = shop.address();
        assert_ne!(small, large);

        // The address that was shared shows the same variant.
        shop.open(&small);
        shop.expect_text("[data-price]", |price| price.contains("24.00"));
        assert!(shop.is_chosen(&shop.find("[data-options] input[value='300 ml']")));
        shop.open(&large);
        shop.expect_text("[data-price]", |price| price.contains("28.00"));
    });
}

#[test]
fn a_product_with_one_option_shows_its_variants_as_a_list() {
    visit(Look::DESK, |shop| {
        shop.open("/products/errand-tote/");
        shop.expect_count("[data-variant-list] .variant", 3);
        let last = "[data-variant-list] .variant:not(.variant--out):last-of-type";
        let id = shop.attribute(&shop.find(&format!("{last} input")), "value").unwrap();
        shop.click(&format!("{last} .variant__label"));
        shop.expect_address("the variant", |at| at.ends_with(&format!("?variant={id}")));
    });
}
