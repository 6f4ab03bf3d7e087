//! The first form of the checkout: who orders, and where it goes.

use serde::Deserialize;

use super::models::Details;
use crate::orders::models::PostalAddress;
use crate::platform::countries;
use crate::platform::web::form::{FieldErrors, NOT_A_CHOICE, REQUIRED};

/// As it is sent; every field may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    /// Where mails go.
    pub email: String,
    /// Who receives.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Apartment, floor, company.
    pub line2: String,
    /// Town.
    pub city: String,
    /// Postal code.
    pub zip: String,
    /// State or province.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// `1` when the invoice goes elsewhere.
    pub billing_differs: String,
    /// Who pays.
    pub billing_name: String,
    /// Street and number.
    pub billing_street: String,
    /// Apartment, floor, company.
    pub billing_line2: String,
    /// Town.
    pub billing_city: String,
    /// Postal code.
    pub billing_zip: String,
    /// State or province.
    pub billing_region: String,
    /// ISO 3166-1 alpha-2.
    pub billing_country: String,
}

/// The names of an address' fields: of the delivery, or of the invoice.
struct Names {
    name: &'static str,
    street: &'static str,
    line2: &'static str,
    city: &'static str,
    zip: &'static str,
    region: &'static str,
    country: &'static str,
}

const SHIPPING: Names = Names {
    name: "name",
    street: "street",
    line2: "line2",
    city: "city",
    zip: "zip",
    region: "region",
    country: "country",
};
const BILLING: Names = Names {
    name: "billing_name",
    street: "billing_street",
    line2: "billing_line2",
    city: "billing_city",
    zip: "billing_zip",
    region: "billing_region",
    country: "billing_country",
};

impl DetailsForm {
    /// The form with what is known.
    pub fn of(details: &Details) -> DetailsForm {
        let (shipping, billing) = (details.shipping.clone(), details.billing.clone());
        let billing_differs = if billing.is_some() { "1" } else { "" }.to_owned();
        let billing = billing.unwrap_or_default();
        DetailsForm {
            email: details.email.clone(),
            name: shipping.name,
            street: shipping.street,
            line2: shipping.line2,
            city: shipping.city,
            zip: shipping.zip,
            region: shipping.region,
            country: shipping.country,
            billing_differs,
            billing_name: billing.name,
            billing_street: billing.street,
            billing_line2: billing.line2,
            billing_city: billing.city,
            billing_zip: billing.zip,
            billing_region: billing.region,
            billing_country: billing.country,
        }
    }

    /// Whether the invoice goes elsewhere.
    pub fn has_billing(&self) -> bool {
        !self.billing_differs.is_empty()
    }

    /// Checks everything; `ships_to` are the countries the shop ships to, `None` for all.
    pub fn check(&self, ships_to: Option<&[String]>) -> Result<Details, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.email("email", &self.email);
        let shipping = address(&mut errors, &SHIPPING, &self.shipping());
        if let Some(codes) = ships_to
            && errors.on("country").is_none()
            && !codes.contains(&shipping.country)
        {
            errors.add("country", "Sorry, we do not ship to this country.");
        }
        let billing = self.has_billing().then(|| address(&mut errors, &BILLING, &self.billing()));
        errors.or(Details { email, shipping, billing })
    }

    fn shipping(&self) -> PostalAddress {
        PostalAddress {
            name: self.name.clone(),
            street: self.street.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            zip: self.zip.clone(),
            region: self.region.clone(),
            country: self.country.clone(),
        }
    }

    fn billing(&self) -> PostalAddress {
        PostalAddress {
            name: self.billing_name.clone(),
            street: self.billing_street.clone(),
            line2: self.billing_line2.clone(),
            city: self.billing_city.clone(),
            zip: self.billing_zip.clone(),
            region: self.billing_region.clone(),
            country: self.billing_country.clone(),
        }
    }
}

fn address(errors: &mut FieldErrors, names: &Names, raw: &PostalAddress) -> PostalAddress {
    let name = errors.line(names.name, &raw.name, 255);
    let street = errors.line(names.street, &raw.street, 255);
    let line2 = errors.optional_line(names.line2, &raw.line2, 255);
    let zip = errors.optional_line(names.zip, &raw.zip, 32);
    let city = errors.line(names.city, &raw.city, 255);
    let region = errors.optional_line(names.region, &raw.region, 255);
    let country = raw.country.trim().to_ascii_uppercase();
    if country.is_empty() {
        errors.add(names.country, REQUIRED);
    } else if countries::name(&country).is_none() {
        errors.add(names.country, NOT_A_CHOICE);
    } else if zip.is_empty() && countries::has_postal_codes(&country) {
        errors.add(names.zip, REQUIRED);
    }
    PostalAddress { name, street, line2, city, zip, region, country }
}
