//! The shop without a mouse.

use crate::support::{Look, Shop, keys, visit};

/// Presses Tab until `css` has the focus; on the way the focus is seen at every stop.
pub fn tab_to(shop: &Shop, css: &str) {
    for _ in 0..80 {
        shop.press(keys::TAB);
        let here = shop.ask("document.activeElement.outerHTML.slice(0, 160)");
        assert!(shop.focus_is_visible(), "no focus to be seen on {here}");
        if shop.ask(&format!("document.activeElement.matches({css:?})")) == true {
            return;
        }
    }
    panic!("Tab never comes to {css}");
}

/// Goes to a field with Tab and types; a list of choices takes the first that begins so.
pub fn type_into(shop: &Shop, css: &str, text: &str) {
    tab_to(shop, css);
    shop.type_text(text);
}

#[test]
fn the_first_stop_skips_to_the_content() {
    visit(Look::DESK, |shop| {
        shop.open("/");
        tab_to(shop, ".skip-link");
        shop.press(keys::ENTER);
        shop.expect_address("the content", |at| at.ends_with("#main"));
        assert_eq!(shop.ask("document.activeElement.id"), "main");
        shop.press(keys::TAB);
        assert_eq!(shop.ask("document.activeElement.closest('main') !== null"), true);
    });
}

#[test]
fn a_product_is_found_and_its_variant_chosen_by_keyboard() {
    visit(Look::DESK, |shop| {
        shop.open("/");
        tab_to(shop, "#site-search");
        shop.type_text("errand tote");
        shop.press(keys::ENTER);
        shop.expect_address("results", |at| at.starts_with("/products/?q="));
        tab_to(shop, "#results .product-card__link");
        shop.press(keys::ENTER);
        shop.expect_address("the product", |at| at.starts_with("/products/errand-tote/"));
        tab_to(shop, "input[name=variant]");
        let before = shop.address();
        let first = shop.focused();
        shop.press(keys::DOWN);
        assert_ne!(shop.focused(), first, "arrow keys move within the group");
        assert!(shop.is_chosen(&shop.focused()));
        assert!(shop.focus_is_visible());
        shop.expect_address("the variant", |at| at.contains("variant=") && at != before);
        tab_to(shop, ".buy button[type=submit]");
    });
}

#[test]
fn filters_are_set_by_keyboard_and_the_focus_stays() {
    visit(Look::DESK, |shop| {
        shop.open("/products/");
        tab_to(shop, "#in-stock");
        shop.press(keys::SPACE);
        shop.expect_address("in stock", |at| at.contains("in_stock=1"));
        shop.expect_count(".chips .chip:not(.chip--clear)", 1);
        assert_eq!(shop.ask("document.activeElement.id"), "in-stock");
        assert!(shop.focus_is_visible());
    });
}
