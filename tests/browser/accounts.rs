//! Registering, signing in, and what an account knows.

use crate::support::{Look, PASSWORD, visit};

#[test]
fn a_customer_registers_buys_and_finds_the_order_in_the_account() {
    visit(Look::DESK, |shop| {
        shop.register("ann");
        assert_eq!(shop.text_of("h1"), "Ann Example");
        shop.add_to_cart("harbour-mug");
        shop.open("/checkout/");
        assert_eq!(shop.ask("document.querySelector('#email').value"), "ann@example.com");
        shop.enter_address("Ann Example");
        shop.order();
        let number = shop.text_of("h1").replace("Order ", "");
        shop.open("/account/orders/");
        assert_eq!(shop.text_of(".order-row__number"), number);
        shop.click(".order-row__number");
        shop.expect_address("the order", |at| at == format!("/account/orders/{number}/"));
        assert!(shop.text_of("[aria-labelledby=order-address]").contains("12 Harbour Street"));
    });
}

#[test]
fn the_cart_of_a_guest_joins_that_of_the_account_at_sign_in() {
    visit(Look::DESK, |shop| {
        shop.register("ann");
        shop.add_to_cart("harbour-mug");
        shop.sign_out();
        shop.add_to_cart("errand-tote");
        shop.expect_count(".cart-line", 1);
        shop.open("/account/login/?next=/cart/");
        shop.sign_in("ann", PASSWORD);
        shop.expect_address("the cart", |at| at == "/cart/");
        shop.expect_count(".cart-line", 2);
        let lines = shop.text_of(".cart-lines");
        assert!(lines.contains("Harbour Mug") && lines.contains("Errand Tote"), "{lines}");
    });
}

#[test]
fn a_forgotten_password_is_replaced_by_the_mailed_link() {
    visit(Look::DESK, |shop| {
        shop.register("ann");
        shop.sign_out();
        shop.open("/account/login/");
        shop.click(".form-page__ways a[href='/account/password/reset/']");
        shop.fill("#email", "ann@example.com");
        shop.click(".form-page form .button");
        shop.expect_address("a mail is on its way", |at| at == "/account/password/reset/sent/");
        let link = shop.mailed_link("Set a new password", "/account/password/reset/");
        shop.open(&link);
        let fresh = "a-teapot-of-7-storms";
        shop.fill("#new_password1", fresh);
        shop.fill("#new_password2", fresh);
        shop.click(".form-page form .button");
        shop.expect_address("sign in", |at| at == "/account/login/");
        shop.sign_in("ann", PASSWORD);
        shop.expect_text("[role=alert]", |text| text.starts_with("Please enter a correct username"));
        // The browser logs the status 422 itself.
        shop.forget_console();
        shop.sign_in("ann", fresh);
        shop.expect_address("the account", |at| at == "/account/");
    });
}
