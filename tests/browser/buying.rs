//! From a product to an order: as a guest, on a phone, without a mouse, without scripts.

use crate::keyboard::{tab_to, type_into};
use crate::support::{Look, Shop, keys, visit};

/// What the page of the order says, compared with what was bought.
fn expect_confirmation(shop: &Shop, total: &str) {
    assert!(shop.text_of(".flash").contains("Your order has been placed"), "{}", shop.text_of(".flash"));
    let number = shop.text_of("h1");
    assert!(number.starts_with("Order ") && number.len() > "Order ".len(), "{number}");
    assert!(shop.text_of("[aria-labelledby=next]").contains("guest@example.com"));
    let address = shop.text_of("[aria-labelledby=order-address]");
    for line in ["Ann Example", "12 Harbour Street", "20457 Hamburg", "Germany"] {
        assert!(address.contains(line), "{address}");
    }
    assert!(shop.text_of(".order-line").contains("Harbour Mug"));
    assert_eq!(shop.text_of(".totals__row--sum dd"), total);
    assert!(shop.all(".visitor__count").is_empty(), "the cart is empty again");
}

/// The whole way with pointer and fields.
fn buy_a_mug(shop: &Shop) {
    shop.add_to_cart("harbour-mug");
    shop.click(".till__side .button--wide");
    shop.expect_address("the checkout", |at| at == "/checkout/");
    shop.enter_contact("guest@example.com", "Ann Example");
    shop.click(".checkout-form > .button");
    shop.expect_address("shipping", |at| at == "/checkout/shipping/");
    shop.click(".till__main form .button");
    shop.expect_address("payment", |at| at == "/checkout/payment/");
    let total = shop.text_of(".totals__row--sum dd");
    assert_eq!(shop.text_of(".till__main form .button"), format!("Order and pay {total}"));
    shop.click(".till__main form .button");
    shop.expect_address("the order", |at| at.starts_with("/orders/"));
    expect_confirmation(shop, &total);
}

#[test]
fn a_guest_buys_and_the_confirmation_shows_number_address_and_total() {
    visit(Look::DESK, |shop| {
        buy_a_mug(shop);
        let order = shop.mailed_link("Order ", "/orders/");
        shop.open(&order);
        assert!(shop.text_of("h1").starts_with("Order "), "the mailed link works without an account");
    });
}

#[test]
fn a_guest_buys_without_scripts() {
    visit(Look::DESK.without_scripts(), buy_a_mug);
}

#[test]
fn a_guest_buys_on_a_phone_and_never_scrolls_sideways() {
    visit(Look::PHONE, |shop| {
        shop.add_to_cart("harbour-mug");
        let steps = ["/cart/", "/checkout/", "/checkout/shipping/", "/checkout/payment/"];
        for step in steps {
            shop.expect_address(step, |at| at == step);
            assert_eq!(shop.sideways_overflow(), 0, "{step}");
            if step == "/checkout/" {
                assert!(!shop.is_shown(&shop.find(".till__side .order-lines")), "the order is folded away");
                shop.click(".fold__summary");
                assert!(shop.is_shown(&shop.find(".till__side .order-lines")));
                shop.enter_contact("guest@example.com", "Ann Example");
            }
            if step == "/checkout/payment/" {
                assert!(shop.is_shown(&shop.find(".till__side .order-lines")), "who pays sees for what");
            }
            let way_on = match step {
                "/cart/" => ".till__side .button--wide",
                "/checkout/" => ".checkout-form > .button",
                _ => ".till__main form .button",
            };
            shop.click(way_on);
        }
        shop.expect_address("the order", |at| at.starts_with("/orders/"));
        assert_eq!(shop.sideways_overflow(), 0, "the order");
    });
}

#[test]
fn a_guest_buys_by_keyboard_only() {
    visit(Look::DESK, |shop| {
        shop.open("/products/loaf-tin-sliding-lid/");
        tab_to(shop, ".buy button[type=submit]");
        shop.press(keys::ENTER);
        shop.expect_address("the cart", |at| at == "/cart/");
        tab_to(shop, ".till__side .button--wide");
        shop.press(keys::ENTER);
        shop.expect_address("the checkout", |at| at == "/checkout/");
        type_into(shop, "#email", "guest@example.com");
        type_into(shop, "#name", "Ann Example");
        type_into(shop, "#street", "12 Harbour Street");
        type_into(shop, "#zip", "20457");
        type_into(shop, "#city", "Hamburg");
        type_into(shop, "#country", "Germany");
        tab_to(shop, ".checkout-form > .button");
        shop.press(keys::ENTER);
        shop.expect_address("shipping", |at| at == "/checkout/shipping/");
        tab_to(shop, "input[name=method]");
        shop.press(keys::DOWN);
        assert!(shop.is_chosen(&shop.focused()), "arrow keys choose");
        shop.press(keys::ENTER);
        shop.expect_address("payment", |at| at == "/checkout/payment/");
        tab_to(shop, ".till__main form .button");
        shop.press(keys::ENTER);
        shop.expect_address("the order", |at| at.starts_with("/orders/"));
        assert!(shop.text_of("[aria-labelledby=order-address]").contains("Germany"));
    });
}

#[test]
fn what_was_typed_stays_and_the_focus_goes_to_the_messages() {
    visit(Look::DESK, |shop| {
        shop.add_to_cart("harbour-mug");
        shop.open("/checkout/");
        shop.enter_contact("guest@example.com", "Ann Example");
        shop.click("label:has(#billing_differs)");
        shop.click(".checkout-form > .button");
        shop.expect_text("#form-errors", |heading| heading == "Please check what you entered");
        assert_eq!(shop.ask("document.activeElement.getAttribute('aria-labelledby')"), "form-errors");
        assert!(
            shop.text_of(".notice__list").starts_with("Name (invoice): "),
            "{}",
            shop.text_of(".notice__list")
        );
        assert_eq!(shop.ask("document.querySelector('#name').value"), "Ann Example");
        shop.click(".notice__list a");
        assert_eq!(shop.ask("document.activeElement.id"), "billing_name");
        // The browser logs the status 422 itself.
        shop.forget_console();
    });
}
