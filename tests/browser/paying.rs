//! Paying by card on the page of a provider, which is on another origin.

use crate::fake_stripe::{FakeStripe, SECRET_KEY, WEBHOOK_SECRET};
use crate::support::{Look, Shop, until, visit_with};

/// A journey in a shop that takes payments at the stand-in for Stripe, which reports to it.
fn pay_with(look: Look, journey: impl FnOnce(&Shop, &FakeStripe)) {
    let fake = FakeStripe::start(None);
    let settings = [
        ("STRIPE_SECRET_KEY", SECRET_KEY),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("STRIPE_API_BASE", fake.base.as_str()),
    ];
    visit_with(look, &settings, |shop| {
        fake.report_to(&format!("{}/payment/webhook/", shop.base()));
        journey(shop, &fake);
    });
}

/// From the mug to the provider's page.
fn order_by_card(shop: &Shop) {
    shop.add_to_cart("harbour-mug");
    shop.click(".till__side .button--wide");
    shop.expect_address("the checkout", |at| at == "/checkout/");
    shop.enter_contact("guest@example.com", "Ann Example");
    shop.click(".checkout-form > .button");
    shop.expect_address("shipping", |at| at == "/checkout/shipping/");
    shop.click(".till__main form .button");
    shop.expect_address("payment", |at| at == "/checkout/payment/");
    assert!(shop.text_of(".till__main form").contains("Card"));
    shop.click(".till__main form .button");
    shop.expect_text("h1", |title| title.starts_with("Pay "));
}

fn enter_card(shop: &Shop, number: &str) {
    shop.fill("#card", number);
    shop.click("#pay");
}

fn expect_title(shop: &Shop, title: &str) {
    shop.expect_text("h1", |found| found == title);
}

#[test]
fn a_guest_pays_by_card_after_a_declined_one_and_a_question_of_the_bank() {
    pay_with(Look::DESK, |shop, _| {
        order_by_card(shop);
        enter_card(shop, "4000 0000 0000 0002");
        shop.expect_text("#message", |text| text.contains("declined"));
        enter_card(shop, "4000 0025 0000 3155");
        shop.find("#confirm");
        shop.click("#pay");
        expect_title(shop, "Your payment was successful");
        assert_eq!(shop.axe_violations(), Vec::<String>::new());
        shop.click(".narrow .button");
        shop.expect_text(".page__intro", |text| text == "Paid, being prepared");
        assert!(shop.all(".visitor__count").is_empty(), "the cart is empty");
        let order = shop.mailed_link("Order ", "/orders/");
        shop.open(&order);
        shop.expect_text(".page__intro", |text| text == "Paid, being prepared");
    });
}

#[test]
fn a_guest_comes_back_without_paying_and_pays_later() {
    for look in [Look::DESK, Look::PHONE, Look::PHONE.without_scripts()] {
        pay_with(look, |shop, _| {
            order_by_card(shop);
            shop.click("#back");
            expect_title(shop, "Your payment has not been processed");
            if look.scripts {
                assert_eq!(shop.axe_violations(), Vec::<String>::new());
                assert_eq!(shop.sideways_overflow(), 0);
            }
            shop.click(".narrow__way a");
            shop.expect_address("the order", |at| at.starts_with("/orders/"));
            assert!(shop.text_of("[aria-labelledby=next]").contains("Not paid yet"));
            shop.click("[aria-labelledby=next] .button");
            enter_card(shop, "4242 4242 4242 4242");
            expect_title(shop, "Your payment was successful");
        });
    }
}

#[test]
fn a_guest_comes_back_and_puts_everything_back_into_the_cart() {
    pay_with(Look::DESK, |shop, fake| {
        order_by_card(shop);
        shop.click("#back");
        expect_title(shop, "Your payment has not been processed");
        shop.click(".narrow form .button--quiet");
        shop.expect_address("the cart", |at| at == "/cart/");
        assert!(shop.text_of("main").contains("Harbour Mug"));
        assert_eq!(fake.state().sessions[0]["status"], "expired");
    });
}

#[test]
fn money_that_comes_later_is_said_to_be_on_its_way() {
    pay_with(Look::DESK, |shop, _| {
        order_by_card(shop);
        enter_card(shop, "later");
        expect_title(shop, "Your payment is on its way");
        assert_eq!(shop.axe_violations(), Vec::<String>::new());
    });
}

/// Status, kind and first characters of what an address sends to this browser.
fn fetched(shop: &Shop, href: &str, request: &str) -> String {
    let script = format!(
        "fetch({href:?}, {request}).then(answer => answer.text().then(text =>
            [answer.status, answer.headers.get('content-type'), text.slice(0, 60)].join(' ')))"
    );
    shop.ask(&script).as_str().unwrap().to_owned()
}

#[test]
fn the_invoice_is_there_for_customer_and_staff_and_the_orders_as_a_file() {
    pay_with(Look::DESK, |shop, _| {
        order_by_card(shop);
        enter_card(shop, "4242 4242 4242 4242");
        expect_title(shop, "Your payment was successful");
        shop.click(".narrow .button");
        let link = shop.find("a[href$='invoice.pdf']");
        let href = shop.attribute(&link, "href").unwrap();
        let invoice = fetched(shop, &href, "{}");
        assert!(invoice.starts_with("200 application/pdf %PDF-1."), "{invoice}");
        shop.take_charge();
        let order = shop.found("/admin/orders/order/", "guest@example.com");
        shop.open(&order);
        let link = shop.find("a[href$='invoice.pdf']");
        let href = shop.attribute(&link, "href").unwrap();
        let invoice = fetched(shop, &href, "{}");
        assert!(invoice.starts_with("200 application/pdf %PDF-1."), "{invoice}");
        let form =
            "{ method: 'POST', body: new URLSearchParams({ action: 'export_csv', _selected_action: '1' }) }";
        let file = fetched(shop, "/admin/orders/order/", form);
        assert!(file.starts_with("200 text/csv; charset=utf-8 ID,"), "{file}");
    });
}

#[test]
fn staff_give_a_line_back() {
    pay_with(Look::DESK, |shop, fake| {
        order_by_card(shop);
        enter_card(shop, "4242 4242 4242 4242");
        expect_title(shop, "Your payment was successful");
        shop.take_charge();
        let order = shop.found("/admin/orders/order/", "guest@example.com");
        shop.open(&order);
        let refund = order.replace("change/", "refund/");
        shop.open(refund.split('?').next().unwrap());
        assert_eq!(shop.axe_violations(), Vec::<String>::new());
        shop.fill("[name^=units-]", "9");
        shop.click(".answer .button");
        shop.expect_text(".field__error", |text| text.contains("units are left"));
        assert_eq!(shop.value_of("[name^=units-]"), "9", "what was typed stays");
        // The browser notes the 422.
        shop.forget_console();
        shop.fill("[name^=units-]", "1");
        shop.fill("#reason", "arrived broken");
        shop.click(".answer .button");
        shop.expect_text(".message", |text| text.contains("is given back"));
        until("the money has gone back", || (fake.state().refunds.len() == 1).then_some(()));
        assert!(shop.text_of("main").contains("arrived broken"));
    });
}
