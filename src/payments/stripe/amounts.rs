//! Amounts in Stripe's units, which are those of ISO 4217 with a few exceptions:
//! <https://docs.stripe.com/currencies#minor-units>.

use crate::payments::provider::ProviderError;
use crate::platform::money::{Currency, Money};

/// Digits after the point in what Stripe is told.
fn digits(currency: &Currency) -> u32 {
    match currency.code().as_str() {
        // Without subunits since long ago, but two digits at Stripe, always zero.
        "ISK" | "UGX" => 2,
        // With subunits that nobody uses.
        "MGA" => 0,
        _ => currency.digits(),
    }
}

/// What a currency without subunits, or with more than are charged, cannot pay.
fn step(currency: &Currency) -> i64 {
    match currency.code().as_str() {
        // Three digits, the last of which must be zero.
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 10,
        _ => 1,
    }
}

/// An amount as Stripe is told it; refused when Stripe cannot charge it exactly.
pub fn to_stripe(amount: Money, code: &str) -> Result<i64, ProviderError> {
    let refused = || ProviderError::Refused {
        code: "amount".to_owned(),
        message: format!("an amount in {code} cannot be charged exactly"),
    };
    let currency = Currency::from_code(code).ok_or_else(refused)?;
    let (ours, theirs) = (currency.digits(), digits(&currency));
    let scaled = match theirs.checked_sub(ours) {
        Some(more) => amount.0.checked_mul(10_i64.pow(more)).ok_or_else(refused)?,
        None => {
            let unit = 10_i64.pow(ours - theirs);
            match amount.0 % unit {
                0 => amount.0 / unit,
                _ => return Err(refused()),
            }
        }
    };
    if scaled % step(&currency) == 0 { Ok(scaled) } else { Err(refused()) }
}

/// An amount as Stripe tells it; `None` for a currency that is none or an amount with a part of our
/// smallest unit.
pub fn from_stripe(amount: i64, code: &str) -> Option<Money> {
    let currency = Currency::from_code(code)?;
    let (ours, theirs) = (currency.digits(), digits(&currency));
    match theirs.checked_sub(ours) {
        Some(more) => {
            let unit = 10_i64.pow(more);
            (amount % unit == 0).then(|| Money(amount / unit))
        }
        None => amount.checked_mul(10_i64.pow(ours - theirs)).map(Money),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_in_stripes_units() {
        for (ours, code, theirs) in [
            (1_234, "USD", Some(1_234)),
            (500, "JPY", Some(500)),
            (500, "ISK", Some(50_000)),
            (700, "UGX", Some(70_000)),
            (1_230, "KWD", Some(1_230)),
            (1_234, "KWD", None),
            (300, "MGA", Some(3)),
            (301, "MGA", None),
            (1, "??", None),
        ] {
            let told = to_stripe(Money(ours), code).ok();
            assert_eq!(told, theirs, "{ours} {code}");
            if let Some(theirs) = theirs {
                assert_eq!(from_stripe(theirs, code), Some(Money(ours)), "{theirs} {code}");
            }
        }
        assert_eq!(from_stripe(50_001, "ISK"), None);
    }
}
