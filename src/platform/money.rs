//! Money as an integer number of minor units, and the shop's one currency.

use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount in minor units of the shop's currency (cents for USD).
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    AsExpression,
    FromSqlRow,
    serde::Serialize,
    serde::Deserialize,
)]
#[diesel(sql_type = BigInt)]
pub struct Money(pub i64);

impl Money {
    /// The highest price that forms, imports and the API accept, in major units times 100: 9,999,999.99.
    pub const MAX_PRICE: Money = Money(999_999_999);

    /// The amount after taking `basis_points` hundredths of a percent off, rounded half-up to
    /// the minor unit; never below zero.
    ///
    /// `promotions::queries` computes the same in SQL; a property test holds them together.
    pub fn less_basis_points(self, basis_points: i64) -> Money {
        let kept = 10_000 - basis_points.clamp(0, 10_000);
        Money((self.0 * kept + 5_000) / 10_000)
    }

    /// `rate` of the amount, 0.10 being ten percent, rounded half-up to the minor unit.
    pub fn part(self, rate: Decimal) -> Money {
        round(Decimal::from(self.0) * rate)
    }

    /// How much of the amount is the tax at `rate` that it contains, rounded half-up.
    pub fn part_inside(self, rate: Decimal) -> Money {
        round(Decimal::from(self.0) - Decimal::from(self.0) / (Decimal::ONE + rate))
    }

    /// The amount after taking `other` off; never below zero.
    pub fn less(self, other: Money) -> Money {
        Money((self.0 - other.0).max(0))
    }
}

/// Half-up; amounts and rates of a shop are far from what a decimal cannot hold.
fn round(amount: Decimal) -> Money {
    Money(
        amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().unwrap_or(i64::MAX),
    )
}

impl std::ops::Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money(0), std::ops::Add::add)
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for Money
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Money
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Money)
    }
}

/// A currency of ISO 4217: its code, digits after the point and sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    code: [u8; 3],
    digits: u32,
    sign: &'static str,
}

/// Currencies whose minor unit is not a hundredth (ISO 4217, list one, 2024).
const UNUSUAL_DIGITS: [(&str, u32); 22] = [
    ("BIF", 0),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("ISK", 0),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("PYG", 0),
    ("RWF", 0),
    ("UGX", 0),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
    ("BHD", 3),
    ("IQD", 3),
    ("JOD", 3),
    ("KWD", 3),
    ("OMR", 3),
    ("TND", 3),
];

const SIGNS: [(&str, &str); 8] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("CAD", "CA$"),
    ("AUD", "A$"),
];

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// Not a number in digits with at most one point.
    #[error("“{0}” is not an amount; write digits with a point, such as 12.50")]
    NotANumber(String),
    /// More digits after the point than the currency has.
    #[error("“{text}” has more than {digits} digits after the point")]
    TooPrecise {
        /// What was written.
        text: String,
        /// Digits the currency has.
        digits: u32,
    },
    /// Too large for the database.
    #[error("“{0}” is too large")]
    TooLarge(String),
}

impl Currency {
    /// No currency (ISO 4217's XXX), two digits: for a code that cannot be read.
    pub const NONE: Currency = Currency { code: *b"XXX", digits: 2, sign: "" };

    /// The currency with this code (three letters, any case); `None` for anything else.
    pub fn from_code(code: &str) -> Option<Currency> {
        let upper = code.to_ascii_uppercase();
        let bytes: [u8; 3] = upper.as_bytes().try_into().ok()?;
        if !bytes.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        let digits = UNUSUAL_DIGITS.iter().find(|(c, _)| *c == upper).map_or(2, |(_, digits)| *digits);
        let sign = SIGNS.iter().find(|(c, _)| *c == upper).map_or("", |(_, sign)| sign);
        Some(Currency { code: bytes, digits, sign })
    }

    /// The three letters of ISO 4217.
    pub fn code(&self) -> String {
        self.code.iter().map(|byte| char::from(*byte)).collect()
    }

    /// Digits after the point.
    pub fn digits(&self) -> u32 {
        self.digits
    }

    /// Reads an amount in major units such as `12.50`; only digits, one point and a leading minus.
    pub fn parse(&self, text: &str) -> Result<Money, NotMoney> {
        let text = text.trim();
        let plain = text.strip_prefix('-').unwrap_or(text);
        let shaped = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && plain.bytes().any(|b| b.is_ascii_digit());
        let number: Decimal = match text.parse() {
            Ok(number) if shaped => number,
            _ if shaped && plain.len() > 20 => return Err(NotMoney::TooLarge(text.to_owned())),
            _ => return Err(NotMoney::NotANumber(text.to_owned())),
        };
        if number.normalize().scale() > self.digits {
            return Err(NotMoney::TooPrecise { text: text.to_owned(), digits: self.digits });
        }
        self.from_major(number).ok_or_else(|| NotMoney::TooLarge(text.to_owned()))
    }

    /// An amount of major units, rounded half-up to the minor unit; `None` when out of range.
    pub fn from_major(&self, number: Decimal) -> Option<Money> {
        number
            .checked_mul(Decimal::from(10_i64.checked_pow(self.digits)?))?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Money)
    }

    /// The amount in major units as a JSON number: the shortest that reads as this amount, exact up to
    /// 15 digits.
    pub fn number(&self, amount: Money) -> f64 {
        self.plain(amount).parse().unwrap_or_default()
    }

    /// The amount in major units with all its digits: `12.50`, without sign or separators.
    pub fn plain(&self, amount: Money) -> String {
        let mut number = Decimal::from(amount.0);
        if number.set_scale(self.digits).is_err() {
            return amount.0.to_string();
        }
        number.to_string()
    }
}

/// An amount with its currency, ready to print: `$1,234.50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// How much.
    pub amount: Money,
    /// Of what.
    pub currency: Currency,
}

impl Price {
    /// `1234.50`, for machine-readable places.
    pub fn plain(&self) -> String {
        self.currency.plain(self.amount)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (minus, plain) = match plain.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", plain.as_str()),
        };
        let (whole, fraction) = match plain.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (plain, None),
        };
        out.write_str(minus)?;
        if self.currency.sign.is_empty() {
            write!(out, "{}\u{a0}", self.currency.code())?;
        } else {
            out.write_str(self.currency.sign)?;
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                out.write_str(",")?;
            }
            write!(out, "{digit}")?;
        }
        match fraction {
            Some(fraction) => write!(out, ".{fraction}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn amounts_are_read_in_major_units() {
        let usd = currency("usd");
        assert_eq!(usd.parse("12.50"), Ok(Money(1250)));
        assert_eq!(usd.parse(" 7 "), Ok(Money(700)));
        assert_eq!(usd.parse("12.500"), Ok(Money(1250)));
        assert!(matches!(usd.parse("12,50"), Err(NotMoney::NotANumber(_))));
        assert!(matches!(usd.parse("1e5"), Err(NotMoney::NotANumber(_))));
        assert!(matches!(usd.parse(""), Err(NotMoney::NotANumber(_))));
        assert!(matches!(usd.parse("12.505"), Err(NotMoney::TooPrecise { .. })));
        assert!(matches!(usd.parse("99999999999999999999999999999999"), Err(NotMoney::TooLarge(_))));
        assert_eq!(currency("JPY").parse("1200"), Ok(Money(1200)));
        assert!(currency("JPY").parse("1200.5").is_err());
    }

    #[test]
    fn prices_are_printed_with_sign_and_separators() {
        let price = |amount, code| Price { amount: Money(amount), currency: currency(code) }.to_string();
        assert_eq!(price(999_999_999, "USD"), "$9,999,999.99");
        assert_eq!(price(5, "EUR"), "€0.05");
        assert_eq!(price(123_456, "JPY"), "¥123,456");
        assert_eq!(price(123_456, "KWD"), "KWD\u{a0}123.456");
        assert_eq!(price(-1250, "USD"), "-$12.50");
    }

    #[test]
    fn a_percentage_is_rounded_half_up_and_never_goes_below_zero() {
        assert_eq!(Money(1005).less_basis_points(1_000), Money(905)); // 904.5
        assert_eq!(Money(1004).less_basis_points(1_000), Money(904)); // 903.6
        assert_eq!(Money(1000).less_basis_points(10_000), Money(0));
        assert_eq!(Money(1000).less_basis_points(20_000), Money(0));
        assert_eq!(Money(300).less(Money(500)), Money(0));
    }
}
