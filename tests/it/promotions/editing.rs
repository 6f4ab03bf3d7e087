//! Promotions as staff edit them, and their products chosen from either side.

use rust_decimal::Decimal;
use storefront::catalog::queries::find_product;
use storefront::platform::editing::Chosen;
use storefront::platform::money::Money;
use storefront::promotions::choosing::{
    choose_products, choose_promotions, list_product_ids, list_promotion_ids,
};
use storefront::promotions::models::PromotionKind;
use storefront::promotions::promotion_editing::{PromotionEntry, delete, find_change, save};

use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

fn sale() -> PromotionEntry {
    PromotionEntry {
        description: "Sale".into(),
        percent: Some(Decimal::new(125, 1)),
        ..PromotionEntry::default()
    }
}

fn price(t: &TestApp, product: i64) -> Money {
    t.read(|conn| find_product(conn, product)).unwrap().current_price
}

#[test]
fn a_percentage_is_entered_in_percent_and_prices_follow_every_change() {
    let t = TestApp::start();
    let (mug, cup) = t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").insert(conn)?)));
    let id = t.change(|conn| save(conn, &edit(), None, &sale()));
    assert_eq!(t.read(|conn| find_change(conn, id)), Some(sale()));
    let both = Chosen { added: vec![mug, cup], removed: vec![] };
    t.change(|conn| choose_products(conn, &edit(), id, &both));
    t.change(|conn| choose_products(conn, &edit(), id, &both));
    assert_eq!((price(&t, mug), price(&t, cup)), (Money(875), Money(875)));

    let amount =
        PromotionEntry { kind: PromotionKind::Amount, percent: None, amount: Some(Money(300)), ..sale() };
    t.change(|conn| save(conn, &edit(), Some(id), &amount));
    assert_eq!(t.read(|conn| list_product_ids(conn, id)), [mug, cup]);
    assert_eq!(price(&t, mug), Money(700));
    let without = Chosen { added: vec![], removed: vec![mug] };
    t.change(|conn| choose_products(conn, &edit(), id, &without));
    assert_eq!((price(&t, mug), price(&t, cup)), (Money(1_000), Money(700)));
    let with = Chosen { added: vec![id], removed: vec![] };
    t.change(|conn| choose_promotions(conn, &edit(), mug, &with));
    assert_eq!((price(&t, mug), t.read(|conn| list_promotion_ids(conn, mug))), (Money(700), vec![id]));
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[id])), 1);
    assert_eq!((price(&t, mug), price(&t, cup)), (Money(1_000), Money(1_000)));
    let unknown = Chosen { added: vec![4_711], removed: vec![] };
    assert_eq!(t.refusal(|conn| choose_promotions(conn, &edit(), mug, &unknown)).0, "promotions");
}

#[test]
fn what_is_wrong_with_a_promotion_is_said_at_its_field() {
    let t = TestApp::start();
    let coded = PromotionEntry { code: Some("SPRING".into()), ..sale() };
    let id = t.change(|conn| save(conn, &edit(), None, &coded));
    t.change(|conn| save(conn, &edit(), Some(id), &coded));
    let field = |entry: PromotionEntry| t.refusal(|conn| save(conn, &edit(), None, &entry)).0;
    assert_eq!(field(PromotionEntry { code: Some(" spring ".into()), ..sale() }), "code");
    assert_eq!(field(PromotionEntry { percent: None, ..sale() }), "percent");
    assert_eq!(field(PromotionEntry { percent: Some(Decimal::new(1001, 1)), ..sale() }), "percent");
    assert_eq!(field(PromotionEntry { percent: Some(Decimal::new(1, 3)), ..sale() }), "percent");
    assert_eq!(field(PromotionEntry { percent: Some(Decimal::MAX), ..sale() }), "percent");
    assert_eq!(field(PromotionEntry { amount: Some(Money(1)), ..sale() }), "amount");
    assert_eq!(field(PromotionEntry { kind: PromotionKind::Amount, ..sale() }), "percent");
    let free = PromotionEntry { kind: PromotionKind::FreeShipping, percent: None, ..sale() };
    assert_eq!(field(free), "code");
    let ends_first = PromotionEntry {
        starts_at: Some(noon()),
        ends_at: Some(noon() - chrono::TimeDelta::days(1)),
        ..sale()
    };
    assert_eq!(field(ends_first), "ends_at");
    assert_eq!(field(PromotionEntry { usage_limit: Some(-1), ..sale() }), "usage_limit");
}
