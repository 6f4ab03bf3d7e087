//! How promotions and codes combine, as properties that hold for every cart.

use proptest::prelude::*;
use storefront::catalog::models::Sellable;
use storefront::platform::money::Money;
use storefront::promotions::codes::{Amount, Code, CodeProblem, spread, sum};
use storefront::promotions::models::PromotionKind;

use crate::support::noon;

fn code(kind: PromotionKind, discount: i64, products: Vec<i64>) -> Code {
    Code {
        id: 1,
        code: "X".into(),
        description: "X".into(),
        kind,
        discount,
        starts_at: None,
        ends_at: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        minimum_total: None,
        used_count: 0,
        products,
    }
}

prop_compose! {
    fn lines()(amounts in prop::collection::vec(0..200_000_i64, 1..12)) -> Vec<Amount> {
        let number = |place: usize| i64::try_from(place).unwrap();
        amounts
            .into_iter()
            .enumerate()
            .map(|(place, amount)| Amount {
                what: Sellable { product_id: number(place) + 1, variant_id: None },
                amount: Money(amount),
            })
            .collect()
    }
}

fn any_code() -> impl Strategy<Value = Code> {
    let kind = prop_oneof![
        (0..=10_000_i64).prop_map(|discount| (PromotionKind::Percentage, discount)),
        (0..500_000_i64).prop_map(|discount| (PromotionKind::Amount, discount)),
        Just((PromotionKind::FreeShipping, 0)),
    ];
    (kind, prop::collection::vec(1..12_i64, 0..4))
        .prop_map(|((kind, discount), products)| code(kind, discount, products))
}

proptest! {
    #[test]
    fn a_code_never_goes_below_zero_and_never_raises_a_price(lines in lines(), code in any_code()) {
        for (line, off) in lines.iter().zip(code.take_off(&lines)) {
            prop_assert!(off >= Money(0) && off <= line.amount, "{off:?} off {line:?}");
        }
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter(
        (lines, mixed) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        code in any_code(),
    ) {
        let by_line = |lines: &[Amount]| {
            let mut parts: Vec<_> = lines.iter().map(|line| line.what).zip(code.take_off(lines)).collect();
            parts.sort_by_key(|(what, _)| *what);
            parts
        };
        prop_assert_eq!(by_line(&lines), by_line(&mixed));
    }

    #[test]
    fn an_amount_is_taken_off_to_the_cent(lines in lines(), amount in 0..500_000_i64) {
        let off: Money = code(PromotionKind::Amount, amount, Vec::new()).take_off(&lines).into_iter().sum();
        prop_assert_eq!(off, Money(amount.min(sum(&lines).0)));
    }

    #[test]
    fn what_is_spread_adds_up_and_follows_the_proportions(lines in lines(), share in 0..=10_000_i64) {
        let all = sum(&lines).0;
        let total = Money(all * share / 10_000);
        let parts = spread(total, &lines);
        prop_assert_eq!(parts.iter().copied().sum::<Money>(), total);
        for (line, part) in lines.iter().zip(&parts).filter(|_| all > 0) {
            let exact = i128::from(total.0) * i128::from(line.amount.0);
            let off = (i128::from(part.0) * i128::from(all) - exact).abs();
            prop_assert!(off < i128::from(all), "a part is less than a cent from its proportion");
        }
    }

    #[test]
    fn lines_of_other_products_cost_what_they_did(lines in lines(), code in any_code()) {
        for (line, off) in lines.iter().zip(code.take_off(&lines)) {
            if !code.products.is_empty() && !code.products.contains(&line.what.product_id) {
                prop_assert_eq!(off, Money(0));
            }
        }
    }
}

#[test]
fn a_code_counts_between_its_dates_from_its_minimum_on_and_for_its_products() {
    let line = Amount { what: Sellable { product_id: 1, variant_id: None }, amount: Money(1_000) };
    let plain = code(PromotionKind::Percentage, 1_000, Vec::new());
    let hour = chrono::TimeDelta::hours(1);
    let cases = [
        (plain.clone(), Ok(())),
        (Code { starts_at: Some(noon()), ..plain.clone() }, Ok(())),
        (Code { starts_at: Some(noon() + hour), ..plain.clone() }, Err(CodeProblem::NotValid)),
        (Code { ends_at: Some(noon() + hour), ..plain.clone() }, Ok(())),
        (Code { ends_at: Some(noon()), ..plain.clone() }, Err(CodeProblem::NotValid)),
        (Code { minimum_total: Some(Money(1_000)), ..plain.clone() }, Ok(())),
        (
            Code { minimum_total: Some(Money(1_001)), ..plain.clone() },
            Err(CodeProblem::BelowMinimum(Money(1_001))),
        ),
        (Code { products: vec![1, 2], ..plain.clone() }, Ok(())),
        (Code { products: vec![2], ..plain.clone() }, Err(CodeProblem::NothingForIt)),
        (Code { usage_limit: Some(2), used_count: 1, ..plain.clone() }, Ok(())),
        (Code { usage_limit: Some(2), used_count: 2, ..plain }, Err(CodeProblem::UsedUp)),
    ];
    for (code, outcome) in cases {
        assert_eq!(code.check(&[line], noon()), outcome, "{code:?}");
    }
}
