//! The shop's settings as staff edit them, in one form.

use diesel::QueryResult;
use rust_decimal::Decimal;

use super::{DEFAULT_ACCENT, ShopSettings, is_colour};
use crate::config::Config;
use crate::platform::currencies;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;

const NO_COLOUR: &str = "Enter a colour such as #2f6f5e.";
const NO_CURRENCY: &str = "Enter a currency code of ISO 4217, such as EUR.";
const LONGEST: usize = 255;
const LONGEST_TEXT: usize = 4_000;

/// What may be set on the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsChange {
    /// Shown in the header and in titles.
    pub shop_name: String,
    /// One line under the name; may be empty.
    pub tagline: String,
    /// `#rrggbb`.
    pub accent: String,
    /// The e-mail address for shoppers; may be empty.
    pub contact: String,
    /// Lines of the shop's postal address; may be empty.
    pub address: String,
    /// Key of the picture in the header.
    pub logo_id: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// In percent: 10 is ten percent.
    pub tax_rate: Decimal,
    /// Whether prices contain the tax; otherwise it is added at the end.
    pub prices_include_tax: bool,
    /// The number with the tax office; may be empty.
    pub tax_number: String,
    /// How to pay by invoice; may be empty.
    pub payment_instructions: String,
    /// Whether a new review waits until staff have read it.
    pub reviews_need_approval: bool,
}

impl Default for SettingsChange {
    fn default() -> Self {
        SettingsChange {
            shop_name: String::new(),
            tagline: String::new(),
            accent: DEFAULT_ACCENT.to_owned(),
            contact: String::new(),
            address: String::new(),
            logo_id: None,
            currency: String::new(),
            tax_rate: Decimal::ZERO,
            prices_include_tax: false,
            tax_number: String::new(),
            payment_instructions: String::new(),
            reviews_need_approval: false,
        }
    }
}

impl From<ShopSettings> for SettingsChange {
    fn from(settings: ShopSettings) -> Self {
        SettingsChange {
            shop_name: settings.name,
            tagline: settings.tagline,
            accent: settings.accent,
            contact: settings.contact,
            address: settings.address,
            logo_id: settings.logo_id,
            currency: settings.currency.code(),
            tax_rate: (settings.tax_rate * Decimal::ONE_HUNDRED).normalize(),
            prices_include_tax: settings.prices_include_tax,
            tax_number: settings.tax_number,
            payment_instructions: settings.payment_instructions,
            reviews_need_approval: settings.reviews_need_approval,
        }
    }
}

/// What the form shows: the settings in force.
pub fn find_change(conn: &mut Conn, config: &Config) -> QueryResult<SettingsChange> {
    Ok(SettingsChange::from(ShopSettings::load(conn, config)?))
}

/// Stores what differs from the settings in force; the rest stays with the environment.
pub fn save_change(
    conn: &mut Conn,
    edit: &Edit,
    config: &Config,
    change: &SettingsChange,
) -> Result<(), Refused> {
    let old = find_change(conn, config)?;
    let new = change.checked(&old)?;
    for ((name, before), (_, after)) in old.rows().into_iter().zip(new.rows()) {
        if before != after {
            super::save(conn, name, &after, edit.now)?;
        }
    }
    Ok(())
}

impl SettingsChange {
    fn checked(&self, old: &SettingsChange) -> Result<SettingsChange, FieldErrors> {
        let mut errors = FieldErrors::default();
        let new = SettingsChange {
            shop_name: errors.line("shop_name", &self.shop_name, LONGEST),
            tagline: errors.optional_line("tagline", &self.tagline, LONGEST),
            accent: self.accent.trim().to_ascii_lowercase(),
            contact: match self.contact.trim().is_empty() {
                true => String::new(),
                false => errors.email("contact", &self.contact),
            },
            address: optional_text(&mut errors, "address", &self.address),
            currency: self.currency.trim().to_ascii_uppercase(),
            tax_rate: self.tax_rate.normalize(),
            tax_number: errors.optional_line("tax_number", &self.tax_number, LONGEST),
            payment_instructions: optional_text(
                &mut errors,
                "payment_instructions",
                &self.payment_instructions,
            ),
            ..self.clone()
        };
        if !is_colour(&new.accent) {
            errors.add("accent", NO_COLOUR);
        }
        // The environment may name one that this list does not know.
        if new.currency != old.currency && !currencies::is_known(&new.currency) {
            errors.add("currency", NO_CURRENCY);
        }
        errors.range("tax_rate", new.tax_rate, Decimal::ZERO, Decimal::ONE_HUNDRED);
        if new.tax_rate.scale() > 3 {
            errors.add("tax_rate", "Ensure that there are no more than 3 decimal places.");
        }
        errors.or(new)
    }

    /// Names and values as stored, always in the same order.
    fn rows(&self) -> [(&'static str, String); 12] {
        let switch = |is_on: bool| if is_on { "true" } else { "false" }.to_owned();
        [
            ("shop_name", self.shop_name.clone()),
            ("tagline", self.tagline.clone()),
            ("accent", self.accent.clone()),
            ("contact", self.contact.clone()),
            ("address", self.address.clone()),
            ("logo", self.logo_id.map(|id| id.to_string()).unwrap_or_default()),
            ("currency", self.currency.clone()),
            ("tax_rate", (self.tax_rate / Decimal::ONE_HUNDRED).normalize().to_string()),
            ("prices_include_tax", switch(self.prices_include_tax)),
            ("tax_number", self.tax_number.clone()),
            ("payment_instructions", self.payment_instructions.clone()),
            ("reviews_need_approval", switch(self.reviews_need_approval)),
        ]
    }
}

fn optional_text(errors: &mut FieldErrors, field: &'static str, raw: &str) -> String {
    match raw.trim().is_empty() {
        true => String::new(),
        false => errors.paragraphs(field, raw, LONGEST_TEXT),
    }
}
