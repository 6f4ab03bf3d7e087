//! Every way in which the catalogue is changed, as a value, and how such values are made up.

use chrono::TimeDelta;
use proptest::prelude::*;
use storefront::promotions::models::{PromotionChange, PromotionKind};

use crate::support::noon;

/// What something sells for and how much of it there is.
#[derive(Debug, Clone)]
pub struct Stock {
    pub price: i64,
    pub inventory: i32,
    pub track: bool,
    pub backorder: bool,
}

/// One change. `usize` picks one of what exists at that moment.
#[derive(Debug, Clone)]
pub enum Edit {
    CreateProduct {
        stock: Stock,
        published: bool,
        collection: usize,
    },
    UpdateProduct {
        which: usize,
        stock: Stock,
        published: bool,
        collection: usize,
    },
    DeleteProduct {
        which: usize,
    },
    CreateVariant {
        product: usize,
        stock: Stock,
    },
    UpdateVariant {
        which: usize,
        stock: Stock,
    },
    DeleteVariant {
        which: usize,
    },
    CreatePromotion {
        change: Box<PromotionChange>,
        products: Vec<usize>,
    },
    UpdatePromotion {
        which: usize,
        change: Box<PromotionChange>,
        products: Vec<usize>,
    },
    DeletePromotion {
        which: usize,
    },
    /// Time passes, and the jobs that were due by then run.
    Wait {
        minutes: i64,
    },
    CreateReview {
        product: usize,
        rating: Option<i32>,
        approved: bool,
    },
    UpdateReview {
        which: usize,
        product: usize,
        rating: Option<i32>,
        approved: bool,
    },
    DeleteReview {
        which: usize,
    },
    SetLabels {
        product: usize,
        labels: Vec<&'static str>,
    },
    RenameTag {
        which: usize,
    },
    DeleteTag {
        which: usize,
    },
    UpdateCollection {
        which: usize,
        parent: Option<usize>,
        renamed: bool,
    },
    DeleteCollection {
        which: usize,
    },
    /// Another program writes the row; triggers keep the counts.
    Foreign {
        which: usize,
        write: Foreign,
    },
}

/// What another program writes, in plain SQL.
#[derive(Debug, Clone, Copy)]
pub enum Foreign {
    TogglePublished,
    Move { collection: usize },
    Reprice,
    Delete,
    Tag { tag: usize },
    Untag,
    MoveTag { tag: usize },
}

fn stock() -> impl Strategy<Value = Stock> {
    let price = prop_oneof![
        3 => 0..40_000_i64,
        1 => Just(999_999_999),
        // The edges of the price bands.
        1 => prop::sample::select(vec![2_499, 2_500, 4_999, 5_000, 9_999, 10_000, 24_999, 25_000]),
    ];
    (price, 0..3_i32, any::<bool>(), prop::bool::weighted(0.2))
        .prop_map(|(price, inventory, track, backorder)| Stock { price, inventory, track, backorder })
}

fn promotion() -> impl Strategy<Value = Box<PromotionChange>> {
    let kind = prop_oneof![
        3 => (0..=10_000_i64).prop_map(|discount| (PromotionKind::Percentage, discount)),
        2 => (0..30_000_i64).prop_map(|discount| (PromotionKind::Amount, discount)),
        1 => Just((PromotionKind::FreeShipping, 0)),
    ];
    // Quarters of an hour, so that waiting ends on the very instant at which one starts or ends.
    let minutes = || prop::option::of((-6..6_i64).prop_map(|quarter| quarter * 15));
    (kind, minutes(), minutes(), prop::bool::weighted(0.15)).prop_map(|((kind, discount), one, two, code)| {
        let (starts, ends) = match (one, two) {
            (Some(one), Some(two)) => (Some(one.min(two)), Some(one.max(two))),
            open => open,
        };
        let at = |minutes: Option<i64>| minutes.map(|minutes| noon() + TimeDelta::minutes(minutes));
        Box::new(PromotionChange {
            description: "Sale".into(),
            kind,
            discount,
            // The number that makes it unique is put in when it is stored.
            code: code.then(|| "CODE".to_owned()),
            starts_at: at(starts),
            ends_at: at(ends),
            usage_limit: None,
            usage_limit_per_customer: None,
            minimum_total: None,
        })
    })
}

fn foreign() -> impl Strategy<Value = Foreign> {
    prop_oneof![
        Just(Foreign::TogglePublished),
        any::<usize>().prop_map(|collection| Foreign::Move { collection }),
        Just(Foreign::Reprice),
        Just(Foreign::Delete),
        any::<usize>().prop_map(|tag| Foreign::Tag { tag }),
        Just(Foreign::Untag),
        any::<usize>().prop_map(|tag| Foreign::MoveTag { tag }),
    ]
}

/// Any edit; those that make something are likelier, so that there is something to change.
pub fn edit() -> impl Strategy<Value = Edit> {
    let any = any::<usize>;
    let published = || prop::bool::weighted(0.8);
    let rating = || prop::option::weighted(0.8, 1..=5_i32);
    let some = || prop::collection::vec(any(), 0..4);
    let labels = prop::sample::subsequence(vec!["blue", "grün", "Old", "new"], 0..=4);
    prop_oneof![
        4 => (stock(), published(), any())
            .prop_map(|(stock, published, collection)| Edit::CreateProduct { stock, published, collection }),
        3 => (any(), stock(), published(), any()).prop_map(|(which, stock, published, collection)| {
            Edit::UpdateProduct { which, stock, published, collection }
        }),
        1 => any().prop_map(|which| Edit::DeleteProduct { which }),
        4 => (any(), stock()).prop_map(|(product, stock)| Edit::CreateVariant { product, stock }),
        2 => (any(), stock()).prop_map(|(which, stock)| Edit::UpdateVariant { which, stock }),
        2 => any().prop_map(|which| Edit::DeleteVariant { which }),
        4 => (promotion(), some())
            .prop_map(|(change, products)| Edit::CreatePromotion { change, products }),
        2 => (any(), promotion(), some())
            .prop_map(|(which, change, products)| Edit::UpdatePromotion { which, change, products }),
        1 => any().prop_map(|which| Edit::DeletePromotion { which }),
        3 => (1..4_i64).prop_map(|quarters| Edit::Wait { minutes: quarters * 15 }),
        3 => (any(), rating(), published())
            .prop_map(|(product, rating, approved)| Edit::CreateReview { product, rating, approved }),
        2 => (any(), any(), rating(), published()).prop_map(|(which, product, rating, approved)| {
            Edit::UpdateReview { which, product, rating, approved }
        }),
        1 => any().prop_map(|which| Edit::DeleteReview { which }),
        4 => (any(), labels).prop_map(|(product, labels)| Edit::SetLabels { product, labels }),
        1 => any().prop_map(|which| Edit::RenameTag { which }),
        1 => any().prop_map(|which| Edit::DeleteTag { which }),
        2 => (any(), prop::option::of(any()), prop::bool::ANY)
            .prop_map(|(which, parent, renamed)| Edit::UpdateCollection { which, parent, renamed }),
        1 => any().prop_map(|which| Edit::DeleteCollection { which }),
        4 => (any(), foreign()).prop_map(|(which, write)| Edit::Foreign { which, write }),
    ]
}
