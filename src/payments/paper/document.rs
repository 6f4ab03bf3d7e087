//! What an invoice or a credit note says, exactly as it was when it was issued.

use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;
use crate::platform::money::{Currency, Money, Price};

/// An invoice or a credit note. Amounts of a credit note are negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// `2026-00001`
    pub number: String,
    /// When it was issued, UTC.
    pub issued_at: Time,
    /// The invoice that a credit note takes back, as a whole or in part.
    pub corrects: Option<Corrected>,
    /// The number of the order.
    pub order_number: String,
    /// When the order was placed, UTC.
    pub ordered_at: Time,
    /// The name of the shop.
    pub seller: String,
    /// Its address, line by line, and where to write to.
    pub seller_lines: Vec<String>,
    /// Its number with the tax office; may be empty.
    pub tax_number: String,
    /// Who pays, line by line, with the e-mail address.
    pub buyer: Vec<String>,
    /// Where the goods go, when that is somewhere else.
    pub delivery: Vec<String>,
    /// ISO 4217.
    pub currency: String,
    /// What was bought.
    pub lines: Vec<Line>,
    /// What leads from the lines to the total; they add up to it.
    pub steps: Vec<Step>,
    /// What is paid, or given back.
    pub total: Money,
    /// Whether the amounts of the lines contain the tax; otherwise it is one of the steps.
    pub prices_include_tax: bool,
    /// The tax in the total.
    pub taxes: Vec<Tax>,
    /// Sentences under the total.
    pub notes: Vec<String>,
    /// How to pay, while it is not paid; may be empty.
    pub instructions: Vec<String>,
}

/// The invoice that a credit note is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Its number.
    pub number: String,
    /// When it was issued, UTC.
    pub issued_at: Time,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The name of the product.
    pub title: String,
    /// "Blue / Large"; may be empty.
    pub variant: String,
    /// Stock keeping unit; may be empty.
    pub sku: String,
    /// Units; none where an amount is given back without goods.
    pub quantity: Option<i32>,
    /// Of one unit.
    pub unit_price: Option<Money>,
    /// "10%"
    pub tax_rate: String,
    /// Of the line.
    pub amount: Money,
}

/// A step on the way to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// "Shipping, Standard"
    pub words: String,
    /// How much it adds; less than nothing for a discount.
    pub amount: Money,
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// "10%"
    pub rate: String,
    /// How much of the total it is.
    pub amount: Money,
}

impl Document {
    /// Whether it is a credit note.
    pub fn is_credit_note(&self) -> bool {
        self.corrects.is_some()
    }

    /// "Invoice", "Credit note"
    pub fn title(&self) -> &'static str {
        if self.is_credit_note() { "Credit note" } else { "Invoice" }
    }

    /// An amount of the document, ready to print.
    pub fn price(&self, amount: Money) -> Price {
        let currency = Currency::from_code(&self.currency).unwrap_or(Currency::NONE);
        Price { amount, currency }
    }

    /// All tax.
    pub fn tax(&self) -> Money {
        self.taxes.iter().map(|tax| tax.amount).sum()
    }

    /// `invoice_2026-00001.pdf`
    pub fn file_name(&self) -> String {
        let kind = if self.is_credit_note() { "credit-note" } else { "invoice" };
        format!("{kind}_{}.pdf", self.number)
    }
}
