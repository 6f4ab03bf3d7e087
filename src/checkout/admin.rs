//! Ways of shipping as staff see them, and the page on which money is given back.

mod refund;

use super::shipping_editing::{self, ShippingMethodChange};
use crate::admin::expr::col;
use crate::admin::form::Form;
use crate::admin::list::filter::by_bool;
use crate::admin::list::search::contains;
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::field;
use crate::platform::audit::{Label, Tracked};
use crate::schema::shipping_methods;

pub use refund::REFUND;

/// Ways of shipping, as histories see them.
pub static SHIPPING_HISTORY: Tracked =
    Tracked::of("checkout.shippingmethod", "shipping_methods", Label::Column("name"), &[]);

/// Ways of shipping.
pub fn shipping_method() -> Model {
    let list = List::new(shipping_methods::id)
        .column(col(shipping_methods::name))
        .column(col(shipping_methods::countries).label("Countries").empty("All"))
        .column(col(shipping_methods::price).money().editable("price"))
        .column(col(shipping_methods::free_from).money())
        .column(col(shipping_methods::position).editable("position"))
        .column(col(shipping_methods::is_active).label("Offered").editable("is_active"))
        .search(contains(col(shipping_methods::name)))
        .filter(by_bool(col(shipping_methods::is_active)).title("Offered"))
        .order(asc(col(shipping_methods::position)));
    let form = Form::new(shipping_editing::find_change, shipping_editing::save)
        .field(field!(ShippingMethodChange.name).required().max_length(255))
        .field(field!(ShippingMethodChange.description).max_length(255))
        .field(
            field!(ShippingMethodChange.countries)
                .help("Codes of two letters with spaces between them, such as DE AT; empty for all."),
        )
        .field(field!(ShippingMethodChange.price).amount())
        .field(field!(ShippingMethodChange.free_from).amount().help("Free from this value of the goods on."))
        .field(field!(ShippingMethodChange.position))
        .field(field!(ShippingMethodChange.is_active).label("Offered"));
    Model::new(&SHIPPING_HISTORY, "shipping method", "shipping methods", list)
        .form(form)
        .delete(shipping_editing::delete)
}
