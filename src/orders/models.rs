//! Rows of the orders' tables.

use diesel::prelude::*;

use crate::platform::clock::Time;
use crate::platform::money::{Currency, Money, Price};
use crate::schema::{order_addresses, order_events, order_items, orders};
use crate::text_enum;

/// The payment method of orders that are paid by transfer, whenever it comes.
pub const BY_INVOICE: &str = "invoice";

text_enum! {
    /// Whether an order is paid.
    pub enum PaymentStatus {
        /// Not yet.
        Pending = "P",
        /// Yes.
        Complete = "C",
        /// It never will be.
        Failed = "F",
    }
}

text_enum! {
    /// How far the goods have got.
    pub enum FulfilmentStatus {
        /// Nothing has left.
        Unfulfilled = "unfulfilled",
        /// Some of it has left.
        PartlyShipped = "partly_shipped",
        /// All of it has left.
        Shipped = "shipped",
        /// It has arrived.
        Delivered = "delivered",
        /// It came back.
        Returned = "returned",
    }
}

text_enum! {
    /// What an address of an order is for.
    pub enum AddressKind {
        /// Where the goods go.
        Shipping = "shipping",
        /// Who pays, when that differs.
        Billing = "billing",
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Order {
    /// Key.
    pub id: i64,
    /// For people.
    pub number: String,
    /// Knowing it is the right to see the order.
    pub token: String,
    /// The account, if there was one.
    pub customer_id: Option<i64>,
    /// Where mails go.
    pub email: String,
    /// Whether it is paid.
    pub payment_status: PaymentStatus,
    /// How far the goods have got.
    pub fulfilment_status: FulfilmentStatus,
    /// ISO 4217.
    pub currency: String,
    /// Lines after promotions, before the code.
    pub subtotal: Money,
    /// What the code took off.
    pub discount: Money,
    /// Price of shipping, without tax that is added to prices.
    pub shipping_price: Money,
    /// Inside the prices or on top of them.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
    /// A decimal: 0.10 is ten percent.
    pub tax_rate: String,
    /// Whether `tax` is inside the prices.
    pub prices_include_tax: bool,
    /// Its name at the time.
    pub shipping_method: String,
    /// Key of the payment method.
    pub payment_method: String,
    /// As staff wrote it.
    pub code: Option<String>,
    /// Why the total is what it is: [`Reason`](crate::cart::pricing::Reason)s as JSON.
    pub why: String,
    /// UTC.
    pub placed_at: Time,
    /// UTC.
    pub cancelled_at: Option<Time>,
    /// UTC.
    pub delivered_at: Option<Time>,
    /// When the customer declared the withdrawal from the contract, UTC.
    pub withdrawn_at: Option<Time>,
}

impl Order {
    /// An amount of this order, ready to print.
    pub fn price(&self, amount: Money) -> Price {
        let currency = Currency::from_code(&self.currency).unwrap_or(Currency::NONE);
        Price { amount, currency }
    }

    /// Whether the customer may still call it off: unpaid, and nothing has left.
    pub fn can_be_cancelled(&self) -> bool {
        self.cancelled_at.is_none()
            && self.payment_status == PaymentStatus::Pending
            && self.fulfilment_status == FulfilmentStatus::Unfulfilled
    }
}

/// An order that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = orders)]
pub struct NewOrder {
    /// For people.
    pub number: String,
    /// Knowing it is the right to see the order.
    pub token: String,
    /// The account, if there is one.
    pub customer_id: Option<i64>,
    /// Where mails go.
    pub email: String,
    /// The same, normalised.
    pub email_key: String,
    /// ISO 4217.
    pub currency: String,
    /// Lines after promotions, before the code.
    pub subtotal: Money,
    /// What the code takes off.
    pub discount: Money,
    /// Price of shipping.
    pub shipping_price: Money,
    /// Inside the prices or on top of them.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
    /// A decimal: 0.10 is ten percent.
    pub tax_rate: String,
    /// Whether `tax` is inside the prices.
    pub prices_include_tax: bool,
    /// Its name.
    pub shipping_method: String,
    /// Key of the payment method.
    pub payment_method: String,
    /// As staff wrote it.
    pub code: Option<String>,
    /// Reasons as JSON.
    pub why: String,
    /// UTC.
    pub placed_at: Time,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = order_items, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OrderItem {
    /// The order.
    pub order_id: i64,
    /// The product, which stays while orders name it.
    pub product_id: i64,
    /// The variant; empty when it is gone.
    pub variant_id: Option<i64>,
    /// The product's name at the time.
    pub title: String,
    /// "Blue / Large"; empty without variants.
    pub variant_label: String,
    /// Stock keeping unit at the time.
    pub sku: String,
    /// Units.
    pub quantity: i32,
    /// Price of one unit before promotions.
    pub list_price: Money,
    /// Price of one unit.
    pub unit_price: Money,
    /// This line's part of the code's discount.
    pub discount: Money,
    /// Inside the price or on top of it.
    pub tax: Money,
    /// What is paid for the line, with tax.
    pub total: Money,
    /// Units that came out of stock.
    pub stock_taken: i32,
    /// Reasons as JSON.
    pub why: String,
}

/// Where the goods go or who pays, as written at the time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_addresses)]
pub struct PostalAddress {
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

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = order_events)]
pub struct OrderEvent {
    /// Stable name, such as `placed`.
    pub kind: String,
    /// For people; may be empty.
    pub message: String,
    /// Who did it.
    pub actor: String,
    /// UTC.
    pub created_at: Time,
}
