//! Every kind of page of the admin: nothing for axe-core to report and nothing beside the screen,
//! wide and at 320 pixels, light and dark.

use crate::every_state::{Inspection, inspect_with};
use crate::support::{Look, PASSWORD};

// So high that nothing scrolls under the bar that stays in sight: axe-core takes what is there at the
// moment for covered.
const HIGH: u32 = 12_000;
const WIDE: Look = Look { size: (1280, HIGH), ..Look::DESK };
const NARROW: Look = Look { size: (320, HIGH), ..Look::DESK };
const LOOKS: [(&str, Look); 4] = [
    ("wide and light", WIDE),
    ("wide and dark", WIDE.dark()),
    ("narrow and dark", NARROW.dark()),
    ("narrow and light", NARROW),
];

const PRODUCTS: &str = "/admin/catalog/product/";

fn inspect(journey: impl FnOnce(&mut Inspection<'_>)) {
    inspect_with(&LOOKS, journey);
}

#[test]
fn nothing_is_wrong_with_the_door_the_dashboard_and_the_settings() {
    inspect(|look| {
        look.page("/admin/login/");
        look.refused(".door__form", "[role=alert], .field__error");
        look.shop.take_charge();
        for address in ["/admin/", "/admin/catalog/", "/admin/password/", "/admin/logout/", "/admin/history/"]
        {
            look.page(address);
        }
        look.shop.open("/admin/password/");
        look.refused("main form", ".field__error");
        look.page("/admin/no/such/page/");
        look.shop.forget_console();
    });
}

#[test]
fn nothing_is_wrong_with_lists() {
    inspect(|look| {
        look.shop.take_charge();
        look.page(&format!("{PRODUCTS}?q=mug&inventory=%3C10&_facets=1&o=-3.2"));
        look.page(&format!("{PRODUCTS}?q=xyzzy"));
        look.page("/admin/orders/order/");
        look.page("/admin/tags/tag/?_popup=1&_pick=1");
        look.shop.open(PRODUCTS);
        look.shop.fill(".table__edit input", "cheap");
        look.refused("[data-list-form]", ".row .field__error");
    });
}

#[test]
fn nothing_is_wrong_with_forms() {
    inspect(|look| {
        let shop = look.shop;
        shop.take_charge();
        shop.open(&format!("{PRODUCTS}add/"));
        for inline in ["variants", "images", "tags"] {
            shop.click(&format!("[data-inline={inline}] [data-add-row]"));
        }
        shop.fill("#variants-0-inventory", "many");
        look.state("the empty form with rows");
        look.refused("#form", ".field__error");
        let form = shop.found(PRODUCTS, "harbour mug");
        look.page(&form);
        look.page("/admin/accounts/group/add/");
        look.page("/admin/accounts/user/1/change/");
    });
}

#[test]
fn nothing_is_wrong_with_conflicts_actions_deletions_and_histories() {
    inspect(|look| {
        let shop = look.shop;
        shop.take_charge();
        let form = shop.found(PRODUCTS, "builder");
        shop.open(&form);
        shop.fill("#unit_price", "26.00");
        let other = shop.somebody_else(Look::DESK);
        other.appoint("deputy");
        other.open(&form);
        other.fill("#unit_price", "25.00");
        other.save_form();
        look.refused("#form", ".conflict");
        let object = form.split("change/").next().unwrap();
        look.page(&format!("{object}history/"));
        look.page(&format!("{object}delete/"));
        shop.open("/admin/accounts/user/");
        shop.click("[data-select-row]");
        shop.choose("#action", "set_password");
        shop.click("[data-actions] button");
        shop.find(".answer-form");
        look.state("an action with fields");
    });
}

#[test]
fn nothing_is_wrong_with_what_somebody_may_not_see() {
    inspect(|look| {
        let shop = look.shop;
        shop.take_charge();
        shop.open("/admin/accounts/user/add/");
        shop.fill("#username", "robin");
        shop.fill("#email", "robin@example.com");
        shop.fill("#password1", PASSWORD);
        shop.fill("#password2", PASSWORD);
        shop.click("#form [data-save]");
        shop.expect_address("the second step", |at| at.contains("/change/"));
        shop.click("label:has(#is_staff)");
        shop.save_form();
        shop.open("/admin/logout/");
        shop.click(".door__form .button");
        shop.expect_address("elsewhere", |at| at != "/admin/logout/");
        shop.sign_in_as_staff("robin", PASSWORD);
        shop.expect_address("the dashboard", |at| at == "/admin/");
        look.state("an empty dashboard");
        look.page(PRODUCTS);
        shop.forget_console();
    });
}
