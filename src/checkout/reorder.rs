//! Putting what an order was about into the cart again.

use crate::cart::carts::{CartError, add};
use crate::cart::models::Cart;
use crate::catalog::models::Sellable;
use crate::orders::queries::list_items;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// What became of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reordered {
    /// Lines that are in the cart now.
    pub added: usize,
    /// Why the others are not, one sentence each.
    pub refused: Vec<String>,
}

/// Puts the lines of an order into `cart`, as far as they are offered and in stock.
pub fn reorder(conn: &mut Conn, order_id: i64, cart: &Cart, now: Time) -> diesel::QueryResult<Reordered> {
    let mut outcome = Reordered::default();
    for item in list_items(conn, order_id)? {
        let what = Sellable { product_id: item.product_id, variant_id: item.variant_id };
        match add(conn, cart, what, item.quantity, now) {
            Ok(()) => outcome.added += 1,
            Err(CartError::Database(error)) => return Err(error),
            Err(CartError::NotOffered | CartError::VariantMissing) => {
                outcome.refused.push(format!("“{}” is no longer available.", item.title));
            }
            Err(refusal) => outcome.refused.push(refusal.to_string()),
        }
    }
    Ok(outcome)
}
