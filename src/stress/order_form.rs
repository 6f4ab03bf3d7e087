//! The order form as the last page of the checkout shows it, and what is entered before it.

use std::io;

use super::browser::{Answer, Browser};
use crate::urls;

/// What everybody enters besides their e-mail address.
const ADDRESS: [(&str, &str); 5] = [
    ("name", "Robin Example"),
    ("street", "Market Street 1"),
    ("zip", "10115"),
    ("city", "Berlin"),
    ("country", "DE"),
];

/// What the form sends.
#[derive(Debug, Clone)]
pub struct OrderForm {
    /// The same each time the form of one cart is sent.
    pub token: String,
    seen: String,
}

impl OrderForm {
    /// The form on a page, if the page has one.
    pub fn on(page: &Answer) -> Option<OrderForm> {
        let (token, seen) = page.hidden("token").zip(page.hidden("seen"))?;
        Some(OrderForm { token, seen })
    }

    /// Sends it.
    pub fn send(&self, browser: &mut Browser) -> io::Result<Answer> {
        let fields = [("token", &*self.token), ("seen", &*self.seen), ("payment_method", "invoice")];
        browser.post(urls::checkout_payment(), &fields)
    }
}

/// Enters who orders and where it goes.
pub fn enter_details(browser: &mut Browser, email: &str) -> io::Result<Answer> {
    let mut fields = vec![("email", email)];
    fields.extend(ADDRESS);
    browser.post(urls::checkout(), &fields)
}
