//! Packing slips: what goes into the parcel, without prices.

use diesel::QueryResult;

use super::building::seller_lines;
use crate::orders::models::{AddressKind, Order};
use crate::orders::queries::{list_addresses, list_items};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::settings::Seller;

/// A packing slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The name of the shop.
    pub seller: String,
    /// Its address, line by line, and where to write to.
    pub seller_lines: Vec<String>,
    /// The number of the order.
    pub order_number: String,
    /// When the order was placed, UTC.
    pub ordered_at: Time,
    /// How it is sent; may be empty.
    pub shipping_method: String,
    /// Where the goods go, line by line.
    pub address: Vec<String>,
    /// What goes into the parcel.
    pub lines: Vec<SlipLine>,
}

/// A line of a packing slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// The name of the product.
    pub title: String,
    /// "Blue / Large"; may be empty.
    pub variant: String,
    /// Stock keeping unit; may be empty.
    pub sku: String,
    /// Units.
    pub quantity: i32,
}

impl Slip {
    /// Of an order as it is.
    pub fn of(conn: &mut Conn, order: &Order) -> QueryResult<Slip> {
        let seller = Seller::load(conn)?;
        let addresses = list_addresses(conn, order.id)?;
        let shipping = addresses.iter().find(|(kind, _)| *kind == AddressKind::Shipping);
        let items = list_items(conn, order.id)?;
        Ok(Slip {
            seller_lines: seller_lines(&seller),
            seller: seller.name,
            order_number: order.number.clone(),
            ordered_at: order.placed_at,
            shipping_method: order.shipping_method.clone(),
            address: shipping.map(|(_, address)| address.lines()).unwrap_or_default(),
            lines: items
                .into_iter()
                .map(|item| SlipLine {
                    title: item.title,
                    variant: item.variant_label,
                    sku: item.sku,
                    quantity: item.quantity,
                })
                .collect(),
        })
    }

    /// `packing-slip_ABC123.pdf`
    pub fn file_name(&self) -> String {
        format!("packing-slip_{}.pdf", self.order_number)
    }
}
