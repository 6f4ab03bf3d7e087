//! Carts as staff see and correct them, by the number that stands for the cart's secret key.

use diesel::prelude::*;

use super::carts::{self as rules, CartError};
use super::models::{Cart, MAX_QUANTITY};
use super::queries;
use crate::catalog::models::Sellable;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused, Rows};
use crate::platform::web::form::FieldErrors;
use crate::schema::{cart_items, carts};

const NOT_MADE_HERE: &str = "Carts are made by putting something into them.";
const ANOTHER_CUSTOMER: &str = "A cart stays with its customer.";
const ANOTHER_THING: &str = "Remove this line and add another one instead.";
const LONGEST_CODE: usize = 64;

/// What may be set on a cart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = carts)]
pub struct CartChange {
    /// The account, if it is one's; never changed.
    pub customer_id: Option<i64>,
    /// As the shopper typed it.
    pub code: Option<String>,
}

/// What may be set on a line of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cart_items)]
pub struct CartLineChange {
    /// The product; set once.
    pub product_id: i64,
    /// The variant, if the product has any; set once.
    pub variant_id: Option<i64>,
    /// Units.
    pub quantity: i32,
}

impl Default for CartLineChange {
    fn default() -> Self {
        CartLineChange { product_id: 0, variant_id: None, quantity: 1 }
    }
}

impl CartLineChange {
    fn what(&self) -> Sellable {
        Sellable { product_id: self.product_id, variant_id: self.variant_id }
    }
}

/// What a form about the cart with this number shows.
pub fn find_change(conn: &mut Conn, number: i64) -> QueryResult<Option<CartChange>> {
    carts::table.filter(carts::number.eq(number)).select(CartChange::as_select()).first(conn).optional()
}

/// Sets or takes away the code of a cart; whether it is worth anything is decided with the cart.
pub fn save(conn: &mut Conn, edit: &Edit, number: Option<i64>, change: &CartChange) -> Result<i64, Refused> {
    let number = number.ok_or_else(|| Refused::whole(NOT_MADE_HERE))?;
    let cart = held(conn, number)?;
    if cart.customer_id != change.customer_id {
        return Err(Refused::field("customer_id", ANOTHER_CUSTOMER));
    }
    let mut errors = FieldErrors::default();
    let code = errors.optional_line("code", change.code.as_deref().unwrap_or_default(), LONGEST_CODE);
    let code = errors.or(Some(code).filter(|code| !code.is_empty()))?;
    queries::update_code(conn, &cart.id, code.as_deref(), edit.now)?;
    Ok(number)
}

/// Deletes carts with everything in them.
pub fn delete(conn: &mut Conn, _edit: &Edit, numbers: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::delete(carts::table.filter(carts::number.eq_any(numbers))).execute(conn)?)
}

/// The lines of a cart, with their keys.
pub fn list_lines(conn: &mut Conn, number: i64) -> QueryResult<Vec<(i64, CartLineChange)>> {
    cart_items::table
        .inner_join(carts::table)
        .filter(carts::number.eq(number))
        .order(cart_items::id)
        .select((cart_items::id, CartLineChange::as_select()))
        .load(conn)
}

/// Adds lines to a cart, sets their units and removes them, by the rules that shoppers have.
pub fn change_lines(
    conn: &mut Conn,
    edit: &Edit,
    number: i64,
    rows: &Rows<CartLineChange>,
) -> Result<(), Refused> {
    let cart = held(conn, number)?;
    for id in &rows.removed {
        rules::remove(conn, &cart, *id, edit.now)?;
    }
    for (id, row) in &rows.changed {
        check(row)?;
        let item = queries::find_item(conn, &cart.id, *id)?.ok_or_else(|| Refused::gone("line"))?;
        if item.what() != row.what() {
            return Err(Refused::field("product_id", ANOTHER_THING));
        }
        rules::set(conn, &cart, *id, row.quantity, edit.now)?;
    }
    for row in &rows.added {
        check(row)?;
        rules::add(conn, &cart, row.what(), row.quantity, edit.now)?;
    }
    Ok(())
}

/// The cart, held until the transaction ends: nobody orders it meanwhile.
fn held(conn: &mut Conn, number: i64) -> Result<Cart, Refused> {
    let cart: Option<Cart> =
        carts::table.filter(carts::number.eq(number)).select(Cart::as_select()).first(conn).optional()?;
    let cart = cart.ok_or_else(|| Refused::gone("cart"))?;
    match queries::lock_cart(conn, &cart.id)? {
        true => Ok(cart),
        false => Err(Refused::gone("cart")),
    }
}

fn check(row: &CartLineChange) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.range("quantity", row.quantity, 1, MAX_QUANTITY);
    errors.or(())
}

impl From<CartError> for Refused {
    fn from(error: CartError) -> Self {
        match error {
            CartError::Database(error) => Refused::Database(error),
            CartError::NotOffered => Refused::field("product_id", error),
            CartError::VariantMissing => Refused::field("variant_id", error),
            CartError::SoldOut { .. } | CartError::OnlyLeft { .. } | CartError::TooMany => {
                Refused::field("quantity", error)
            }
            CartError::Full | CartError::CodeRefused(_) | CartError::NoSuchLine => Refused::whole(error),
        }
    }
}
