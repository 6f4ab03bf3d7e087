//! How totals add up, as properties.

use proptest::prelude::*;
use rust_decimal::Decimal;
use storefront::checkout::totals::{TaxRule, Totals};
use storefront::platform::money::Money;

fn rule() -> impl Strategy<Value = TaxRule> {
    (0..=30_000_i64, any::<bool>())
        .prop_map(|(rate, is_included)| TaxRule { rate: Decimal::new(rate, 5), is_included })
}

fn lines() -> impl Strategy<Value = Vec<(Money, Money)>> {
    let line = (0..500_000_i64, 0..=100_i64)
        .prop_map(|(amount, percent)| (Money(amount), Money(amount * percent / 100)));
    prop::collection::vec(line, 0..10)
}

proptest! {
    #[test]
    fn lines_and_shipping_add_up_to_the_total(lines in lines(), shipping in 0..5_000_i64, rule in rule()) {
        let totals = Totals::of(&lines, Money(shipping), rule);
        let paid: Money = totals.lines.iter().map(|line| line.total).sum::<Money>() + totals.shipping.total;
        prop_assert_eq!(paid, totals.total);
        let tax: Money = totals.lines.iter().map(|line| line.tax).sum::<Money>() + totals.shipping.tax;
        prop_assert_eq!(tax, totals.tax);
    }

    #[test]
    fn the_reasons_add_up_to_the_total(lines in lines(), shipping in 0..5_000_i64, rule in rule()) {
        let totals = Totals::of(&lines, Money(shipping), rule);
        let steps: i64 = totals.reasons(Some("X"), "Standard").iter().map(|reason| reason.amount).sum();
        prop_assert_eq!(Money(steps), totals.total);
    }

    #[test]
    fn included_tax_changes_no_total(lines in lines(), shipping in 0..5_000_i64, rule in rule()) {
        let totals = Totals::of(&lines, Money(shipping), TaxRule { is_included: true, ..rule });
        let net = totals.subtotal.less(totals.discount) + Money(shipping);
        prop_assert_eq!(totals.total, net);
        prop_assert!(totals.tax <= totals.total);
    }
}

#[test]
fn tax_is_rounded_half_up_for_each_line() {
    let ten = |is_included| TaxRule { rate: Decimal::new(10, 2), is_included };
    let added = Totals::of(&[(Money(1_005), Money(0)), (Money(1_005), Money(0))], Money(0), ten(false));
    assert_eq!((added.tax, added.total), (Money(202), Money(2_212)), "100.5 twice is 101 twice");
    let inside = Totals::of(&[(Money(1_100), Money(0))], Money(110), ten(true));
    assert_eq!((inside.tax, inside.total), (Money(110), Money(1_210)));
}
