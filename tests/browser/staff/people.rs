//! Colleagues and what they may do.

use crate::support::{Look, PASSWORD, Shop, keys, visit};

/// Puts the one choice with these words over to what is chosen.
fn put_over(shop: &Shop, field: &str, words: &str) {
    shop.fill(&format!("[data-chooser]:has(#{field}) input[aria-label='Filter available']"), words);
    shop.expect_count(&format!("[data-chooser] #{field} option"), 1);
    shop.press(keys::ENTER);
    shop.expect_text(&format!("[data-chooser]:has(#{field}) .chooser__pane:last-child select"), |chosen| {
        chosen.contains(words)
    });
}

/// A group that may change products, and somebody in it.
fn hire(shop: &Shop) {
    shop.open("/admin/accounts/group/add/");
    shop.fill("#name", "Shelf");
    for permission in ["catalog.view_product)", "catalog.change_product)"] {
        put_over(shop, "permissions", permission);
    }
    let said = shop.save_form();
    assert!(said.contains("“Shelf” was added"), "{said}");
    shop.open("/admin/accounts/user/add/");
    shop.fill("#username", "robin");
    shop.fill("#email", "robin@example.com");
    shop.fill("#password1", PASSWORD);
    shop.fill("#password2", PASSWORD);
    shop.click("#form [data-save]");
    shop.expect_address("the second step", |at| at.contains("/change/"));
    shop.click("label:has(#is_staff)");
    put_over(shop, "groups", "Shelf");
    let said = shop.save_form();
    assert!(said.contains("“robin” was changed"), "{said}");
}

#[test]
fn a_new_colleague_sees_only_what_the_group_may() {
    visit(Look::DESK, |shop| {
        shop.take_charge();
        hire(shop);
        let robin = shop.somebody_else(Look::DESK);
        robin.sign_in_as_staff("robin", PASSWORD);
        robin.expect_address("the dashboard", |at| at == "/admin/");
        robin.expect_count(".side__link", 1);
        assert_eq!(robin.text_of(".side__link"), "Products");
        robin.expect_count(".side__add, .app [href$='/add/']", 0);
        let form = robin.found("/admin/catalog/product/", "harbour mug");
        robin.open(&form);
        robin.fill("#title", "Harbour Mug, large");
        let said = robin.save_form();
        assert!(said.contains("“Harbour Mug, large” was changed"), "{said}");
        robin.expect_quiet_console();
        for address in
            ["/admin/orders/order/", "/admin/catalog/product/add/", &form.replace("change", "delete")]
        {
            robin.open(address);
            assert_eq!(
                robin.ask("performance.getEntriesByType('navigation')[0].responseStatus"),
                403,
                "{address}"
            );
            robin.expect_count("form[data-form], [data-list], .button--danger", 0);
        }
    });
}
