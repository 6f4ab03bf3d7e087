//! Two people with the same form open.

use crate::support::{Look, visit};

/// Both change the price, the other one also the title; then "Yours" is chosen for the price.
fn settle(look: Look) {
    visit(look, |shop| {
        shop.take_charge();
        let other = shop.somebody_else(Look::DESK);
        other.appoint("deputy");
        let form = shop.found("/admin/catalog/product/", "builder");
        for (person, price) in [(shop, "26.00"), (&other, "25.00")] {
            person.open(&form);
            person.fill("#unit_price", price);
        }
        other.fill("#title", "Builder’s Mug II");
        let said = other.save_form();
        assert!(said.contains("was changed successfully"), "{said}");
        shop.click("#form [data-save]");
        shop.expect_count(".conflict", 1);
        shop.forget_console();
        let told = shop.text_of(".conflict");
        for part in ["20.00", "26.00", "25.00", "deputy"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        shop.click(".conflict label:has([value=mine])");
        let said = shop.save_form();
        assert!(said.contains("“Builder’s Mug II” was changed successfully"), "{said}");
        shop.open(&form);
        assert_eq!(shop.value_of("#unit_price"), "26.00", "mine was chosen");
        assert_eq!(shop.value_of("#title"), "Builder’s Mug II", "what only the other changed stays");
    });
}

#[test]
fn a_conflict_is_shown_and_settled_field_by_field() {
    settle(Look::DESK);
}

#[test]
fn a_conflict_is_settled_without_scripts() {
    settle(Look::DESK.without_scripts());
}
