//! The pages of buying and of the account, in every state that shoppers meet, errors included:
//! nothing for axe-core to report and nothing beside the screen, whatever the size and the scheme.

use crate::support::{Look, Shop, until, visit};

/// What every state is looked at with.
const LOOKS: [(&str, Look); 4] = [
    ("wide and light", Look::DESK),
    ("wide and dark", Look::DESK.dark()),
    ("narrow and dark", Look::PHONE.dark()),
    ("narrow and light", Look::PHONE),
];

/// Collects what is wrong, so that one run tells everything.
pub struct Inspection<'a> {
    pub shop: &'a Shop,
    looks: &'static [(&'static str, Look)],
    wrong: Vec<String>,
}

impl Inspection<'_> {
    /// Looks at an address.
    pub fn page(&mut self, address: &str) {
        self.shop.open(address);
        self.state(address);
    }

    /// Looks at what is open now.
    pub fn state(&mut self, name: &str) {
        for &(words, look) in self.looks {
            self.shop.look(look);
            let is_dark = "matchMedia('(prefers-color-scheme: dark)').matches";
            until("the scheme", || (self.shop.ask(is_dark) == look.dark).then_some(()));
            self.fits(name, words);
            let found = self.shop.axe_violations();
            self.wrong.extend(found.into_iter().map(|line| format!("{name}, {words}: {line}")));
        }
        self.shop.look(Look::ZOOMED);
        self.fits(name, "at 400 percent");
        self.shop.look(Look::DESK);
    }

    fn fits(&mut self, name: &str, words: &str) {
        let beside = self.shop.sideways_overflow();
        if beside != 0 {
            self.wrong.push(format!("{name}, {words}: {beside} px beside the screen"));
        }
    }

    /// Sends a form as it stands, without the browser's own checks, and looks at the answer.
    pub fn refused(&mut self, form: &str, error: &str) {
        // The answer counts as new although it may have the same address as the form.
        self.shop.ask(&format!(
            "(() => {{ const form = document.querySelector({form:?}); form.noValidate = true;
               document.documentElement.dataset.old = ''; form.requestSubmit(form.querySelector('[name=_save]')); }})()"
        ));
        let shown = format!("html:not([data-old]) {error}");
        self.shop.find(&shown);
        self.state(&format!("{form} refused at {}", self.shop.address()));
        // The browser logs the status 422 itself.
        self.shop.forget_console();
    }
}

fn inspect(journey: impl FnOnce(&mut Inspection<'_>)) {
    inspect_with(&LOOKS, journey);
}

/// Goes on a journey and expects that nothing was wrong with what was looked at on the way.
pub fn inspect_with(looks: &'static [(&'static str, Look)], journey: impl FnOnce(&mut Inspection<'_>)) {
    visit(Look::DESK, |shop| {
        let mut inspection = Inspection { shop, looks, wrong: Vec::new() };
        journey(&mut inspection);
        let wrong = inspection.wrong;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn nothing_is_wrong_with_any_state_of_cart_and_checkout() {
    inspect(|look| {
        let shop = look.shop;
        look.page("/cart/");
        shop.open("/products/loaf-tin-sliding-lid/");
        shop.ask("document.querySelector('#quantity').value = 9999");
        look.refused(".buy", "#quantity-error");
        shop.add_to_cart("loaf-tin-sliding-lid");
        shop.add_to_cart("harbour-mug");
        look.state("a full cart");
        shop.ask("document.querySelector('.cart-line__quantity').value = 9999");
        look.refused(".cart-line__form", ".cart-line__error");
        shop.open("/cart/");
        shop.click(".till__details summary");
        shop.fill("#code", "NO-SUCH-CODE");
        look.refused(".till__code-form", "#code-error");
        look.page("/checkout/");
        shop.click("label:has(#billing_differs)");
        look.refused(".checkout-form", "#form-errors");
        shop.open("/checkout/");
        shop.enter_contact("guest@example.com", "Ann Example");
        shop.click(".checkout-form > .button");
        shop.expect_address("shipping", |at| at == "/checkout/shipping/");
        look.state("the shipping");
        shop.click(".till__main form .button");
        shop.expect_address("payment", |at| at == "/checkout/payment/");
        look.state("the payment");
        shop.click(".till__main form .button");
        shop.expect_address("the order", |at| at.starts_with("/orders/"));
        look.state("the order");
    });
}

#[test]
fn nothing_is_wrong_with_any_state_of_the_account() {
    inspect(|look| {
        let shop = look.shop;
        look.page("/account/login/");
        look.refused(".form-page form", ".field__error");
        look.page("/account/password/reset/");
        look.page("/account/register/");
        look.refused(".form-page form", ".field__error");
        shop.register("ann");
        look.page("/dev/mail/");
        shop.click("main li a");
        look.state("a mail");
        shop.add_to_cart("harbour-mug");
        shop.open("/checkout/");
        shop.enter_address("Ann Example");
        shop.order();
        look.page("/account/");
        look.page("/account/orders/");
        shop.open("/account/addresses/add/");
        look.refused(".form-page form", ".field__error");
        shop.enter_address("Ann Example");
        shop.click(".form-page form .button");
        shop.expect_address("the addresses", |at| at == "/account/addresses/");
        look.state("an address");
        for address in ["/account/profile/", "/account/password/", "/account/sessions/"] {
            look.page(address);
        }
    });
}

#[test]
fn nothing_is_wrong_with_reviews_likes_and_wishes() {
    inspect(|look| {
        let shop = look.shop;
        look.page("/account/wishes/");
        shop.open("/products/harbour-mug/");
        shop.click(".keep form:last-of-type button");
        shop.find(".keep__button[aria-pressed=true]");
        shop.click(".review-form__summary");
        look.state("the form of a review");
        look.refused(".review-form form", ".field__error");
        look.page("/account/wishes/");
        shop.register("ann");
        shop.open("/products/errand-tote/");
        shop.click(".keep form:first-of-type button");
        shop.find(".keep__button[aria-pressed=true]");
        look.page("/account/likes/");
    });
}
