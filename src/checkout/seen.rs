//! What a shopper saw on the last page before ordering, and what has changed since.

use serde::{Deserialize, Serialize};

use super::quote::Quote;
use crate::cart::contents::Line;
use crate::cart::pricing::CodeOutcome;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;

/// The page as the form sends it back. Whoever alters it only alters what they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    lines: Vec<SeenLine>,
    code: Option<String>,
    shipping: Option<(i64, i64)>,
    total: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeenLine {
    product: i64,
    variant: Option<i64>,
    quantity: i32,
    price: i64,
}

impl SeenLine {
    fn of(line: &Line) -> SeenLine {
        SeenLine {
            product: line.what.product_id,
            variant: line.what.variant_id,
            quantity: line.quantity,
            price: line.unit_price.0,
        }
    }

    fn is_about(&self, line: &Line) -> bool {
        self.product == line.what.product_id && self.variant == line.what.variant_id
    }
}

impl Seen {
    /// What a page with this quote shows.
    pub fn of(quote: &Quote) -> Seen {
        Seen {
            lines: quote.cart.lines.iter().map(SeenLine::of).collect(),
            code: quote.cart.applied_code().map(|code| code.code.clone()),
            shipping: quote.shipping.as_ref().map(|offer| (offer.method.id, offer.price.0)),
            total: quote.totals.total.0,
        }
    }

    /// As one value of a form.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a form sent; `None` when it sent nothing that can be read.
    pub fn from_text(text: &str) -> Option<Seen> {
        serde_json::from_str(text).ok()
    }

    /// What is different now, one sentence each; empty when everything is as it was seen.
    pub fn changes(&self, quote: &Quote, settings: &ShopSettings) -> Vec<String> {
        if *self == Seen::of(quote) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for line in &quote.cart.lines {
            changes.extend(self.line_change(line, settings));
        }
        let gone = |seen: &SeenLine| !quote.cart.lines.iter().any(|line| seen.is_about(line));
        if self.lines.iter().any(gone) {
            changes.push("Something is no longer in your cart.".to_owned());
        }
        let code = quote.cart.applied_code().map(|code| &code.code);
        match (&self.code, code) {
            (Some(was), None) => changes.push(format!("The code {was} no longer counts.")),
            (_, Some(now)) if self.code.as_ref() != Some(now) => {
                changes.push(format!("The code {now} counts now."));
            }
            _ => {}
        }
        if self.total != quote.totals.total.0 {
            let (now, was) = (settings.price(quote.totals.total), settings.price(Money(self.total)));
            changes.push(format!("The total is {now} now; it was {was}."));
        }
        if changes.is_empty() {
            changes.push("The way of shipping has changed.".to_owned());
        }
        changes
    }

    fn line_change(&self, line: &Line, settings: &ShopSettings) -> Option<String> {
        let now = SeenLine::of(line);
        let Some(was) = self.lines.iter().find(|seen| seen.is_about(line)) else {
            return Some(format!("“{}” is new in your cart.", line.title));
        };
        if was.price != now.price {
            let (price, before) = (settings.price(line.unit_price), settings.price(Money(was.price)));
            return Some(format!("“{}” costs {price} now; it was {before}.", line.title));
        }
        (was.quantity != now.quantity).then(|| {
            format!("Your cart has {} of “{}” now; it had {}.", now.quantity, line.title, was.quantity)
        })
    }
}

/// Why the cart cannot be ordered as it stands, one sentence for each line and for the code.
pub fn obstacles(quote: &Quote, settings: &ShopSettings) -> Vec<String> {
    let mut obstacles: Vec<String> = quote.cart.lines.iter().filter_map(Line::obstacle).collect();
    if let Some(CodeOutcome::Refused(code, problem)) = &quote.cart.code {
        obstacles.push(problem.sentence(code, settings));
    }
    obstacles
}
