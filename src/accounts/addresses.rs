//! Postal addresses: the form for one, which the checkout uses as well, and the address book.

use serde::Deserialize;

use super::models::Address;
pub use super::queries::addresses::NewAddress;
use crate::platform::countries::{self, CountryChoice};
use crate::platform::web::form::{FieldErrors, NOT_A_CHOICE, REQUIRED};

const LONGEST: usize = 255;
const LONGEST_ZIP: usize = 32;

/// An address as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    /// Who receives.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Apartment, floor, company; may be empty.
    pub line2: String,
    /// Town.
    pub city: String,
    /// Postal code; may be empty where there are none.
    pub zip: String,
    /// State or province; may be empty.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl AddressForm {
    /// The address, or what is wrong with it; the fields are named as here.
    pub fn check(&self) -> Result<NewAddress, FieldErrors> {
        let mut errors = FieldErrors::default();
        let address = NewAddress {
            name: errors.line("name", &self.name, LONGEST),
            street: errors.line("street", &self.street, LONGEST),
            line2: errors.optional_line("line2", &self.line2, LONGEST),
            city: errors.line("city", &self.city, LONGEST),
            zip: errors.optional_line("zip", &self.zip, LONGEST_ZIP),
            region: errors.optional_line("region", &self.region, LONGEST),
            country: self.country.trim().to_ascii_uppercase(),
        };
        if address.country.is_empty() {
            errors.add("country", REQUIRED);
        } else if countries::name(&address.country).is_none() {
            errors.add("country", NOT_A_CHOICE);
        } else if address.zip.is_empty() && countries::has_postal_codes(&address.country) {
            errors.add("zip", REQUIRED);
        }
        errors.or(address)
    }

    /// Every country, with the one of this form selected.
    pub fn country_choices(&self) -> Vec<CountryChoice> {
        countries::choices(&self.country.trim().to_ascii_uppercase())
    }
}

impl From<&NewAddress> for AddressForm {
    fn from(address: &NewAddress) -> Self {
        let address = address.clone();
        AddressForm {
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

impl From<Address> for AddressForm {
    fn from(address: Address) -> Self {
        AddressForm {
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

impl Address {
    /// The lines of a label: who, where, which country; none is empty.
    pub fn lines(&self) -> Vec<String> {
        let town = format!("{} {}", self.zip, self.city);
        let country = countries::name(&self.country).unwrap_or(&self.country);
        [&self.name, &self.street, &self.line2, &town, &self.region, country]
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AddressForm {
        AddressForm {
            name: "Ann Lee".into(),
            street: "1 Sea Road".into(),
            city: "Kingston".into(),
            zip: "12345".into(),
            country: "US".into(),
            ..AddressForm::default()
        }
    }

    #[test]
    fn a_postal_code_is_asked_for_where_there_are_any() {
        assert!(form().check().is_ok());
        let without = AddressForm { zip: String::new(), ..form() };
        assert_eq!(without.check().unwrap_err().on("zip"), Some(REQUIRED));
        assert!(AddressForm { country: "HK".into(), ..without }.check().is_ok());
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        let errors = AddressForm::default().check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "street", "city", "country"]);
        for country in ["Germany", "XX", "<script>"] {
            let errors = AddressForm { country: country.into(), ..form() }.check().unwrap_err();
            assert_eq!(errors.on("country"), Some(NOT_A_CHOICE), "{country}");
        }
    }
}
