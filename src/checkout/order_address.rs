//! The two addresses of an order as fields of its form.

use diesel::QueryResult;

use super::order_editing::OrderChange;
use crate::accounts::addresses::{AddressForm, NewAddress};
use crate::orders::models::{AddressKind, PostalAddress};
use crate::orders::queries::list_addresses;
use crate::platform::db::Conn;
use crate::platform::editing::Refused;

/// Field of an address form, of the shipping and of the billing address.
const FIELDS: [(&str, &str, &str); 7] = [
    ("name", "shipping_name", "billing_name"),
    ("street", "shipping_street", "billing_street"),
    ("line2", "shipping_line2", "billing_line2"),
    ("city", "shipping_city", "billing_city"),
    ("zip", "shipping_zip", "billing_zip"),
    ("region", "shipping_region", "billing_region"),
    ("country", "shipping_country", "billing_country"),
];

impl OrderChange {
    /// The same with these addresses.
    pub(super) fn with_addresses(self, shipping: PostalAddress, billing: PostalAddress) -> OrderChange {
        OrderChange {
            shipping_name: shipping.name,
            shipping_street: shipping.street,
            shipping_line2: shipping.line2,
            shipping_city: shipping.city,
            shipping_zip: shipping.zip,
            shipping_region: shipping.region,
            shipping_country: shipping.country,
            billing_name: billing.name,
            billing_street: billing.street,
            billing_line2: billing.line2,
            billing_city: billing.city,
            billing_zip: billing.zip,
            billing_region: billing.region,
            billing_country: billing.country,
            ..self
        }
    }

    /// Shipping and billing address as entered.
    pub(super) fn addresses(&self) -> (PostalAddress, PostalAddress) {
        let entered = self.clone();
        let shipping = PostalAddress {
            name: entered.shipping_name,
            street: entered.shipping_street,
            line2: entered.shipping_line2,
            city: entered.shipping_city,
            zip: entered.shipping_zip,
            region: entered.shipping_region,
            country: entered.shipping_country,
        };
        let billing = PostalAddress {
            name: entered.billing_name,
            street: entered.billing_street,
            line2: entered.billing_line2,
            city: entered.billing_city,
            zip: entered.billing_zip,
            region: entered.billing_region,
            country: entered.billing_country,
        };
        (shipping, billing)
    }
}

/// The stored addresses, shipping first; empty ones where there are none.
pub(super) fn find_addresses(conn: &mut Conn, id: i64) -> QueryResult<(PostalAddress, PostalAddress)> {
    let (mut shipping, mut billing) = (PostalAddress::default(), PostalAddress::default());
    for (kind, address) in list_addresses(conn, id)? {
        match kind {
            AddressKind::Shipping => shipping = address,
            AddressKind::Billing => billing = address,
        }
    }
    Ok((shipping, billing))
}

/// Whether nothing was entered.
pub(super) fn is_empty(address: &PostalAddress) -> bool {
    let PostalAddress { name, street, line2, city, zip, region, country } = address;
    [name, street, line2, city, zip, region, country].iter().all(|part| part.trim().is_empty())
}

/// The address as it is stored, or what is wrong with it, at the field of the order's form.
pub(super) fn checked(kind: AddressKind, address: &PostalAddress) -> Result<PostalAddress, Refused> {
    let given = address.clone();
    let form = AddressForm {
        name: given.name,
        street: given.street,
        line2: given.line2,
        city: given.city,
        zip: given.zip,
        region: given.region,
        country: given.country,
    };
    let NewAddress { name, street, line2, city, zip, region, country } =
        form.check().map_err(|errors| match Refused::from(errors) {
            Refused::Field(field, sentence) => Refused::Field(prefixed(kind, field), sentence),
            other => other,
        })?;
    Ok(PostalAddress { name, street, line2, city, zip, region, country })
}

fn prefixed(kind: AddressKind, field: &'static str) -> &'static str {
    let row = FIELDS.iter().find(|(plain, _, _)| *plain == field);
    row.map_or(field, |(_, shipping, billing)| match kind {
        AddressKind::Shipping => shipping,
        AddressKind::Billing => billing,
    })
}
