//! How a total is made of goods, shipping and tax.
//!
//! Tax is computed for each line and for shipping by itself, half-up to the minor unit, and added
//! up: so the lines and the shipping add up to the total to the cent, and giving back every line
//! gives back exactly what was paid.

use rust_decimal::Decimal;

use crate::cart::pricing::Reason;
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;

/// How tax applies to prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxRule {
    /// 0.10 is ten percent.
    pub rate: Decimal,
    /// Whether prices contain it; otherwise it is added.
    pub is_included: bool,
}

impl TaxRule {
    /// The rule of the shop.
    pub fn of(settings: &ShopSettings) -> TaxRule {
        TaxRule { rate: settings.tax_rate, is_included: settings.prices_include_tax }
    }

    /// "10 %"
    pub fn percent(&self) -> String {
        format!("{}%", (self.rate * Decimal::ONE_HUNDRED).normalize())
    }

    fn of_amount(&self, amount: Money) -> Money {
        if self.is_included { amount.part_inside(self.rate) } else { amount.part(self.rate) }
    }
}

/// One amount with its tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxed {
    /// As priced.
    pub amount: Money,
    /// Inside the amount or on top of it.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
}

/// What an order costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Lines before the code.
    pub subtotal: Money,
    /// What the code takes off.
    pub discount: Money,
    /// Each line after the code.
    pub lines: Vec<Taxed>,
    /// Shipping.
    pub shipping: Taxed,
    /// Of lines and shipping.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
    /// How tax was applied.
    pub rule: TaxRule,
}

impl Totals {
    /// Adds up lines, each before the code and with what the code takes off, and shipping.
    pub fn of(lines: &[(Money, Money)], shipping: Money, rule: TaxRule) -> Totals {
        let taxed = |amount: Money| {
            let tax = rule.of_amount(amount);
            Taxed { amount, tax, total: if rule.is_included { amount } else { amount + tax } }
        };
        let shipping = taxed(shipping);
        let subtotal = lines.iter().map(|(amount, _)| *amount).sum();
        let discount = lines.iter().map(|(_, discount)| *discount).sum();
        let lines: Vec<Taxed> =
            lines.iter().map(|(amount, discount)| taxed(amount.less(*discount))).collect();
        Totals {
            subtotal,
            discount,
            tax: lines.iter().map(|line| line.tax).sum::<Money>() + shipping.tax,
            total: lines.iter().map(|line| line.total).sum::<Money>() + shipping.total,
            lines,
            shipping,
            rule,
        }
    }

    /// Why the total is what it is; the steps add up to it.
    pub fn reasons(&self, code: Option<&str>, shipping_method: &str) -> Vec<Reason> {
        let mut reasons = vec![Reason::new("Goods", self.subtotal)];
        if let Some(code) = code {
            reasons.push(Reason::less(format!("Code {code}"), self.discount));
        }
        reasons.push(Reason::new(format!("Shipping, {shipping_method}"), self.shipping.amount));
        if !self.rule.is_included && self.tax > Money(0) {
            reasons.push(Reason::new(format!("Tax, {}", self.rule.percent()), self.tax));
        }
        reasons
    }
}
