//! Orders as JSON.

use std::collections::HashMap;

use diesel::QueryResult;
use serde::Serialize;
use utoipa::ToSchema;

use super::models::{AddressKind, Order, PostalAddress};
use super::queries::{self, SoldLine};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};

/// An order, in the shape of the course's shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderJson {
    /// Key.
    pub id: i64,
    /// Key of the customer; none for a guest's order.
    pub customer: Option<i64>,
    /// UTC.
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: chrono::DateTime<chrono::Utc>,
    /// P, C or F.
    pub payment_status: &'static str,
    /// Its lines.
    pub items: Vec<OrderItemJson>,
    /// With `include=details`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub details: Option<OrderDetailsJson>,
}

/// A line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub struct OrderItemJson {
    /// Key.
    pub id: i64,
    /// The product as it is now.
    pub product: SoldProductJson,
    /// Price of one unit before promotions, at the time.
    pub unit_price: f64,
    /// Units.
    pub quantity: i32,
    /// With `include=details`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub details: Option<ItemDetailsJson>,
}

/// A product in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductInOrder)]
pub struct SoldProductJson {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub title: String,
    /// Of now.
    pub unit_price: f64,
}

/// What was charged for a line, and for what exactly.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItemDetails)]
pub struct ItemDetailsJson {
    /// The product's name at the time.
    pub title: String,
    /// "Blue / Large"; empty without variants.
    pub variant: String,
    /// Stock keeping unit at the time; may be empty.
    pub sku: String,
    /// Price of one unit after promotions.
    pub charged_price: f64,
    /// The line's part of the code's discount.
    pub discount: f64,
    /// Inside the price or on top of it.
    pub tax: f64,
    /// What is paid for the line, with tax.
    pub total: f64,
}

/// What the reference does not know of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderDetails)]
pub struct OrderDetailsJson {
    /// For people.
    pub number: String,
    /// Where mails go.
    pub email: String,
    /// How far the goods have got.
    pub fulfilment_status: &'static str,
    /// UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub cancelled_at: Option<chrono::DateTime<chrono::Utc>>,
    /// How it is paid.
    pub payment_method: String,
    /// The way of shipping.
    pub shipping_method: String,
    /// The code that counted.
    pub code: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Lines after promotions.
    pub subtotal: f64,
    /// What the code took off.
    pub discount: f64,
    /// Price of shipping.
    pub shipping_price: f64,
    /// Inside the prices or on top of them.
    pub tax: f64,
    /// What is paid.
    pub total: f64,
    /// Where the goods go.
    pub shipping_address: Option<AddressJson>,
    /// Who pays, when that differs.
    pub billing_address: Option<AddressJson>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Address)]
pub struct AddressJson {
    /// Who receives.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Apartment, floor, company; may be empty.
    pub line2: String,
    /// Town.
    pub city: String,
    /// Postal code.
    pub zip: String,
    /// State or province; may be empty.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl From<PostalAddress> for AddressJson {
    fn from(address: PostalAddress) -> AddressJson {
        AddressJson {
            name: address.name,
            street: address.street,
            line2: address.line2,
            city: address.city,
            zip: address.zip,
            region: address.region,
            country: address.country,
        }
    }
}

/// Orders with their lines; one statement, one more for addresses.
pub fn orders(conn: &mut Conn, orders: Vec<Order>, with_details: bool) -> QueryResult<Vec<OrderJson>> {
    let ids: Vec<i64> = orders.iter().map(|order| order.id).collect();
    let mut lines: HashMap<i64, Vec<SoldLine>> = HashMap::new();
    for line in queries::list_sold_lines(conn, &ids)? {
        lines.entry(line.item.order_id).or_default().push(line);
    }
    let mut addresses: HashMap<(i64, AddressKind), PostalAddress> = HashMap::new();
    if with_details {
        addresses.extend(queries::list_addresses_of(conn, &ids)?);
    }
    let made = orders.into_iter().map(|order| {
        let currency = Currency::from_code(&order.currency).unwrap_or(Currency::NONE);
        let items = lines.remove(&order.id).unwrap_or_default();
        let mut address = |kind| addresses.remove(&(order.id, kind)).map(AddressJson::from);
        let (shipping, billing) = (address(AddressKind::Shipping), address(AddressKind::Billing));
        OrderJson {
            id: order.id,
            customer: order.customer_id,
            placed_at: order.placed_at.and_utc(),
            payment_status: order.payment_status.as_str(),
            items: items.into_iter().map(|line| item(line, currency, with_details)).collect(),
            details: with_details.then(|| details(order, currency, shipping, billing)),
        }
    });
    Ok(made.collect())
}

fn item(line: SoldLine, currency: Currency, with_details: bool) -> OrderItemJson {
    let amount = |money: Money| currency.number(money);
    OrderItemJson {
        id: line.id,
        unit_price: amount(line.item.list_price),
        quantity: line.item.quantity,
        product: SoldProductJson {
            id: line.item.product_id,
            title: line.product_title,
            unit_price: amount(line.product_price),
        },
        details: with_details.then(|| ItemDetailsJson {
            charged_price: amount(line.item.unit_price),
            discount: amount(line.item.discount),
            tax: amount(line.item.tax),
            total: amount(line.item.total),
            title: line.item.title,
            variant: line.item.variant_label,
            sku: line.item.sku,
        }),
    }
}

fn details(
    order: Order,
    currency: Currency,
    shipping_address: Option<AddressJson>,
    billing_address: Option<AddressJson>,
) -> OrderDetailsJson {
    let amount = |money: Money| currency.number(money);
    OrderDetailsJson {
        subtotal: amount(order.subtotal),
        discount: amount(order.discount),
        shipping_price: amount(order.shipping_price),
        tax: amount(order.tax),
        total: amount(order.total),
        fulfilment_status: order.fulfilment_status.as_str(),
        cancelled_at: order.cancelled_at.map(|at| at.and_utc()),
        number: order.number,
        email: order.email,
        payment_method: order.payment_method,
        shipping_method: order.shipping_method,
        code: order.code,
        currency: order.currency,
        shipping_address,
        billing_address,
    }
}
