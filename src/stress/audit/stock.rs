//! Stock: what came in is there or sold, and nothing was sold twice.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::models::{Product, Sellable};
use crate::orders::models::OrderItem;
use crate::stress::ledger::Ledger;
use crate::stress::queries::Books;

/// How much of one thing is left, and what may be sold of it.
struct Left {
    units: i64,
    is_tracked: bool,
    allows_backorder: bool,
}

pub(super) fn findings(books: &Books, ledger: &Ledger) -> Vec<String> {
    let left = left(books);
    let mut found = balance(books, ledger, &left);
    found.extend(books.items.iter().filter_map(|item| line_finding(item, &left)));
    found.extend(books.products.iter().filter_map(|product| product_finding(books, product)));
    found
}

fn left(books: &Books) -> HashMap<Sellable, Left> {
    let simple = books.products.iter().filter(|product| !product.has_variants).map(|product| {
        (
            Sellable { product_id: product.id, variant_id: None },
            Left {
                units: i64::from(product.inventory),
                is_tracked: product.track_inventory,
                allows_backorder: product.allow_backorder,
            },
        )
    });
    let variants = books.variants.iter().map(|variant| {
        (
            Sellable { product_id: variant.product_id, variant_id: Some(variant.id) },
            Left {
                units: i64::from(variant.inventory),
                is_tracked: variant.track_inventory,
                allows_backorder: variant.allow_backorder,
            },
        )
    });
    simple.chain(variants).collect()
}

/// Received = left + what living orders took.
fn balance(books: &Books, ledger: &Ledger, left: &HashMap<Sellable, Left>) -> Vec<String> {
    let alive: HashMap<i64, bool> =
        books.orders.iter().map(|order| (order.id, order.cancelled_at.is_none())).collect();
    let mut sold: BTreeMap<Sellable, i64> = BTreeMap::new();
    for item in books.items.iter().filter(|item| alive.get(&item.order_id) == Some(&true)) {
        *sold.entry(what(item)).or_default() += i64::from(item.stock_taken);
    }
    let mut found = Vec::new();
    for (what, received) in &ledger.received {
        let units = left.get(what).map_or(0, |left| left.units);
        let taken = sold.get(what).copied().unwrap_or_default();
        if *received != units + taken {
            found.push(format!("{}: {received} came in, but {units} are left and {taken} sold", name(*what)));
        }
        if units < 0 {
            found.push(format!("{}: {units} are left", name(*what)));
        }
    }
    found
}

/// A line takes all of its units from stock, unless that is not counted or may be ordered beyond.
fn line_finding(item: &OrderItem, left: &HashMap<Sellable, Left>) -> Option<String> {
    let thing = left.get(&what(item));
    let is_right = match thing {
        None => false,
        Some(thing) if !thing.is_tracked => item.stock_taken == 0,
        Some(thing) if thing.allows_backorder => (0..=item.quantity).contains(&item.stock_taken),
        Some(_) => item.stock_taken == item.quantity,
    };
    (!is_right).then(|| {
        format!(
            "order {}: {} of {} units of {} were taken from stock",
            item.order_id,
            item.stock_taken,
            item.quantity,
            name(what(item))
        )
    })
}

/// What the product says about itself is what its variants add up to.
fn product_finding(books: &Books, product: &Product) -> Option<String> {
    let variants = || books.variants.iter().filter(|variant| variant.product_id == product.id);
    let (units, can_be_sold) = if product.has_variants {
        let can_be_sold = variants()
            .any(|variant| !variant.track_inventory || variant.allow_backorder || variant.inventory > 0);
        (variants().map(|variant| i64::from(variant.inventory)).sum(), can_be_sold)
    } else {
        let can_be_sold = !product.track_inventory || product.allow_backorder || product.inventory > 0;
        (i64::from(product.inventory), can_be_sold)
    };
    if units != i64::from(product.inventory) {
        return Some(format!(
            "product {}: it says that {} are left, its variants add up to {units}",
            product.id, product.inventory
        ));
    }
    (can_be_sold != product.is_available)
        .then(|| format!("product {}: its page says wrongly whether it can be bought", product.id))
}

fn what(item: &OrderItem) -> Sellable {
    Sellable { product_id: item.product_id, variant_id: item.variant_id }
}

fn name(what: Sellable) -> String {
    match what.variant_id {
        None => format!("product {}", what.product_id),
        Some(variant) => format!("product {}, variant {variant}", what.product_id),
    }
}
