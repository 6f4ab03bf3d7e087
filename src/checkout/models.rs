//! Rows of the checkout's tables.

use diesel::prelude::*;

use crate::orders::models::PostalAddress;
use crate::platform::clock::Time;
use crate::platform::money::Money;
use crate::schema::{checkouts, shipping_methods};

/// A way to ship.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = shipping_methods)]
pub struct ShippingMethod {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub name: String,
    /// One line for shoppers; may be empty.
    pub description: String,
    /// Codes of ISO 3166-1 with spaces between them; empty for all countries.
    pub countries: String,
    /// What it costs.
    pub price: Money,
    /// Free from this value of the goods on.
    pub free_from: Option<Money>,
    /// Place in the list.
    pub position: i32,
}

/// What a shopper has entered so far.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = checkouts)]
pub struct CheckoutRow {
    /// The cart it is about.
    pub cart_id: String,
    /// Where mails go.
    pub email: String,
    /// Who receives.
    pub shipping_name: String,
    /// Street and number.
    pub shipping_street: String,
    /// May be empty.
    pub shipping_line2: String,
    /// Town.
    pub shipping_city: String,
    /// Postal code.
    pub shipping_zip: String,
    /// May be empty.
    pub shipping_region: String,
    /// ISO 3166-1 alpha-2.
    pub shipping_country: String,
    /// Whether the invoice goes elsewhere.
    pub billing_differs: bool,
    /// Who pays.
    pub billing_name: String,
    /// Street and number.
    pub billing_street: String,
    /// May be empty.
    pub billing_line2: String,
    /// Town.
    pub billing_city: String,
    /// Postal code.
    pub billing_zip: String,
    /// May be empty.
    pub billing_region: String,
    /// ISO 3166-1 alpha-2.
    pub billing_country: String,
    /// UTC.
    pub updated_at: Time,
}

/// Who orders, and where it goes: the checked first step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Where mails go, as typed.
    pub email: String,
    /// Where the goods go.
    pub shipping: PostalAddress,
    /// Who pays, when that differs.
    pub billing: Option<PostalAddress>,
}

impl Details {
    /// As stored for a cart.
    pub fn to_row(&self, cart_id: &str, now: Time) -> CheckoutRow {
        let (shipping, billing) = (self.shipping.clone(), self.billing.clone());
        let billing_differs = billing.is_some();
        let billing = billing.unwrap_or_default();
        CheckoutRow {
            cart_id: cart_id.to_owned(),
            email: self.email.clone(),
            shipping_name: shipping.name,
            shipping_street: shipping.street,
            shipping_line2: shipping.line2,
            shipping_city: shipping.city,
            shipping_zip: shipping.zip,
            shipping_region: shipping.region,
            shipping_country: shipping.country,
            billing_differs,
            billing_name: billing.name,
            billing_street: billing.street,
            billing_line2: billing.line2,
            billing_city: billing.city,
            billing_zip: billing.zip,
            billing_region: billing.region,
            billing_country: billing.country,
            updated_at: now,
        }
    }
}

impl From<CheckoutRow> for Details {
    fn from(row: CheckoutRow) -> Details {
        let billing = PostalAddress {
            name: row.billing_name,
            street: row.billing_street,
            line2: row.billing_line2,
            city: row.billing_city,
            zip: row.billing_zip,
            region: row.billing_region,
            country: row.billing_country,
        };
        Details {
            email: row.email,
            shipping: PostalAddress {
                name: row.shipping_name,
                street: row.shipping_street,
                line2: row.shipping_line2,
                city: row.shipping_city,
                zip: row.shipping_zip,
                region: row.shipping_region,
                country: row.shipping_country,
            },
            billing: row.billing_differs.then_some(billing),
        }
    }
}
