//! Carts as staff see them, by their number: the key in a shopper's cookie stays secret.

use std::borrow::Cow;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::cart_editing::{self, CartChange, CartLineChange, change_lines, list_lines};
use super::models::MAX_QUANTITY;
use crate::accounts::models::PERSON;
use crate::admin::expr::{col, expr, to_one};
use crate::admin::form::Form;
use crate::admin::inline::Inline;
use crate::admin::list::filter::{by_date, by_empty};
use crate::admin::list::search::{is, starts_with};
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::field;
use crate::platform::audit::{Key, Label, Part, Tracked};
use crate::schema::{cart_items, carts, customers, users};

/// Carts with their lines, as histories see them.
pub static CART_HISTORY: Tracked = Tracked {
    model: "cart.cart",
    table: "carts",
    key: Key::Column("number"),
    label: Label::Sql("CAST(carts.number AS TEXT)"),
    parts: Cow::Borrowed(&[Part::of("cart_items", "cart_id").pointing_at("id")]),
    // Who knows a cart's key has the cart.
    secret: &["id", "cart_id", "checkout_token"],
    quiet: &["updated_at"],
};

/// Carts.
pub fn cart() -> Model {
    let person = to_one(carts::customer_id, customers::id).then(to_one(customers::user_id, users::id));
    let lines = cart_items::table.filter(cart_items::cart_id.eq(carts::id)).count().single_value();
    let list = List::new(carts::number)
        .column(col(carts::number))
        .column(person.show("customer", sql::<Text>(PERSON)).unsortable().empty("Guest"))
        .column(expr("lines", lines).unsortable())
        .column(col(carts::code).unsortable())
        .column(col(carts::updated_at).label("Last change"))
        .search(is(col(carts::number)))
        .search(starts_with(person.get(users::first_name)))
        .search(starts_with(person.get(users::last_name)))
        .search_help("The number of the cart, or the start of the customer’s names.")
        .filter(by_empty(col(carts::customer_id)))
        .filter(by_date(col(carts::updated_at)).title("Last change"))
        .order(desc(col(carts::updated_at)))
        .without_total();
    let form = Form::new(cart_editing::find_change, cart_editing::save)
        .field(field!(CartChange.customer_id).label("Customer").autocomplete("accounts.customer").read_only())
        .field(field!(CartChange.code).max_length(64).help("Of a promotion."));
    Model::new(&CART_HISTORY, "cart", "carts", list)
        .form(form)
        .inline(items())
        .only(&[Right::View, Right::Change, Right::Delete])
        .delete(cart_editing::delete)
}

fn items() -> Inline<CartLineChange> {
    Inline::new("items", "cart.cartitem", list_lines, change_lines)
        .of_table("cart_items")
        .field(field!(CartLineChange.product_id).label("Product").autocomplete("catalog.product"))
        .field(field!(CartLineChange.variant_id).label("Variant").autocomplete("catalog.productvariant"))
        .field(field!(CartLineChange.quantity).min(1).max(MAX_QUANTITY))
}
