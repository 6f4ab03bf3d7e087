//! The admin without a mouse, and on a phone.

use crate::keyboard::tab_to;
use crate::support::{Look, Shop, keys, visit};

/// Past the menu.
fn skip_to_content(shop: &Shop) {
    tab_to(shop, ".skip-link");
    shop.press(keys::ENTER);
    shop.expect_address("the content", |at| at.ends_with("#main"));
}

#[test]
fn a_list_is_searched_selected_and_opened_and_a_form_saved_by_keyboard() {
    visit(Look::DESK, |shop| {
        shop.take_charge();
        shop.open("/admin/catalog/product/");
        shop.press('/');
        assert_eq!(shop.ask("document.activeElement.id"), "q");
        shop.type_text("mug");
        shop.press(keys::ENTER);
        shop.expect_address("mugs", |at| at.contains("q=mug"));
        shop.find("[data-row]");
        shop.press('j');
        assert!(shop.focus_is_visible());
        shop.press('x');
        shop.press('j');
        shop.press('x');
        shop.expect_text("[data-selected]", |text| text.starts_with("2 of "));
        shop.press('k');
        shop.press('x');
        shop.expect_text("[data-selected]", |text| text.starts_with("1 of "));
        let first = shop.attribute(&shop.find("[data-row] [data-open]"), "href").unwrap();
        shop.press('e');
        shop.expect_address("the first mug", |at| at.starts_with(first.split('?').next().unwrap()));
        skip_to_content(shop);
        tab_to(shop, "#title");
        // Letters that are keys elsewhere.
        shop.type_text("Mug j/x");
        shop.press_with(keys::CONTROL, 's');
        shop.expect_text(".message", |text| text.contains("“Mug j/x” was changed successfully"));
    });
}

#[test]
fn a_related_object_is_chosen_by_keyboard() {
    visit(Look::DESK, |shop| {
        shop.take_charge();
        shop.open("/admin/catalog/product/add/");
        skip_to_content(shop);
        tab_to(shop, "#collection_id");
        shop.type_text("light");
        shop.expect_text(".options:popover-open [aria-selected=true]", |text| text == "Lighting");
        shop.press(keys::ENTER);
        assert_eq!(shop.value_of("#collection_id"), "Lighting");
        shop.expect_count(".options:popover-open", 0);
        assert!(shop.address().contains("/add/"), "the form is not sent by that");
    });
}

#[test]
fn a_list_and_a_form_fit_a_phone() {
    visit(Look::PHONE, |shop| {
        shop.take_charge();
        shop.open("/admin/catalog/product/?q=mug&_facets=1");
        assert_eq!(shop.sideways_overflow(), 0, "the list");
        shop.click(".filters__summary");
        assert!(shop.is_shown(&shop.find(".filters__body")));
        assert_eq!(shop.sideways_overflow(), 0, "the filters");
        shop.click(".side__summary");
        assert!(shop.is_shown(&shop.find(".side__link")));
        assert_eq!(shop.sideways_overflow(), 0, "the menu");
        let form = shop.attribute(&shop.find("[data-row] [data-open]"), "href").unwrap();
        shop.open(&form);
        shop.fill("#title", "Pocket Mug");
        assert_eq!(shop.sideways_overflow(), 0, "the form");
        let said = shop.save_form();
        assert!(said.contains("“Pocket Mug” was changed"), "{said}");
        assert_eq!(shop.sideways_overflow(), 0, "the list with a message");
    });
}
