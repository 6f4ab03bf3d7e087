//! What shoppers do again and again: fill a cart, say where it goes, sign in, read their mail.

use super::Shop;
use super::tools::until;

/// A password that no list of common ones has.
pub const PASSWORD: &str = "a-kettle-of-9-fish";

impl Shop {
    /// Puts a product into the cart, in the first variant that can be had.
    pub fn add_to_cart(&self, slug: &str) {
        self.open(&format!("/products/{slug}/"));
        self.choose_variant();
        self.click(".buy button[type=submit]");
        self.expect_address("the cart", |at| at == "/cart/");
    }

    /// Chooses in every group of options, or without scripts in the list of variants.
    pub fn choose_variant(&self) {
        let groups = self.all("[data-options]:not([hidden]) [data-option]").len();
        for group in 1..=groups {
            self.click(&format!(
                "[data-option]:nth-of-type({group}) .option:has(input:enabled) .option__label"
            ));
        }
        if groups == 0 && !self.all(".variant").is_empty() {
            self.click(".variant:not(.variant--out) .variant__label");
        }
    }

    /// Fills the first step of the checkout as a guest does.
    pub fn enter_contact(&self, email: &str, name: &str) {
        self.fill("#email", email);
        self.enter_address(name);
    }

    /// Fills the fields of an address.
    pub fn enter_address(&self, name: &str) {
        self.fill("#name", name);
        self.fill("#street", "12 Harbour Street");
        self.fill("#zip", "20457");
        self.fill("#city", "Hamburg");
        self.choose("#country", "DE");
    }

    /// From the filled first step to the page of the order.
    pub fn order(&self) {
        self.click(".checkout-form > .button");
        self.expect_address("shipping", |at| at == "/checkout/shipping/");
        self.click(".till__main form .button");
        self.expect_address("payment", |at| at == "/checkout/payment/");
        self.click(".till__main form .button");
        self.expect_address("the order", |at| at.starts_with("/orders/"));
    }

    /// Asks for an account, follows the mailed link, and is signed in after that.
    pub fn register(&self, username: &str) {
        self.open("/account/register/");
        self.fill("#username", username);
        self.fill("#email", &format!("{username}@example.com"));
        self.fill("#first_name", "Ann");
        self.fill("#last_name", "Example");
        self.fill("#password", PASSWORD);
        self.fill("#password2", PASSWORD);
        self.click(".form-page form .button");
        self.expect_address("a mail is on its way", |at| at == "/account/register/sent/");
        self.open(&self.mailed_link("Confirm your account", "/account/register/"));
        self.click("main form .button");
        self.expect_address("the account", |at| at == "/account/");
    }

    /// Signs in on the page that asks for it.
    pub fn sign_in(&self, username: &str, password: &str) {
        self.fill("#username", username);
        self.fill("#password", password);
        self.click(".form-page form .button");
    }

    /// Signs out on the page of the account.
    pub fn sign_out(&self) {
        self.open("/account/");
        self.click("form[action='/account/logout/'] .button");
        self.expect_address("somewhere else", |at| at != "/account/");
    }

    /// Waits for the mail with this subject, the newest of them, and gives the address in it that
    /// begins with `path`.
    pub fn mailed_link(&self, subject: &str, path: &str) -> String {
        let mail = until(subject, || {
            self.open("/dev/mail/");
            let links = self.all("main a");
            let mail = links.iter().find(|link| self.text(link).starts_with(subject))?;
            self.attribute(mail, "href")
        });
        self.open(&mail);
        let start = format!("{}{path}", self.server.base);
        let link = self.find(&format!(".plain-text a[href^='{start}']"));
        let address = self.attribute(&link, "href").unwrap();
        address[self.server.base.len()..].to_owned()
    }
}
