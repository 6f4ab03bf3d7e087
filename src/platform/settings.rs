//! What staff may change about the shop; a missing row means the environment's value or the default.

pub mod editing;

use std::collections::HashMap;

use diesel::prelude::*;

use crate::config::Config;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money, Price};
use crate::schema::settings;
use rust_decimal::Decimal;

/// The shop's own settings as pages need them.
#[derive(Debug, Clone)]
pub struct ShopSettings {
    /// Shown in the header and in titles.
    pub name: String,
    /// One line under the name on the home page.
    pub tagline: String,
    /// The accent colour, `#rrggbb`.
    pub accent: String,
    /// Where shoppers can write to; may be empty.
    pub contact: String,
    /// Lines of the shop's postal address; may be empty.
    pub address: String,
    /// Key of the picture that stands for the shop.
    pub logo_id: Option<i64>,
    /// Currency of every price.
    pub currency: Currency,
    /// 0.10 is ten percent.
    pub tax_rate: Decimal,
    /// Whether prices contain the tax; otherwise it is added at the end.
    pub prices_include_tax: bool,
    /// The shop's number with the tax office, for invoices; may be empty.
    pub tax_number: String,
    /// How to pay by invoice: bank details, in plain text; may be empty.
    pub payment_instructions: String,
    /// Whether a new review waits until staff have read it.
    pub reviews_need_approval: bool,
}

impl ShopSettings {
    /// The settings in force.
    pub fn load(conn: &mut Conn, config: &Config) -> QueryResult<ShopSettings> {
        let rows: HashMap<String, String> =
            on_backend!(conn, |c| settings::table.select((settings::name, settings::value)).load(c))?
                .into_iter()
                .collect();
        let text =
            |name: &str, default: &str| rows.get(name).map_or_else(|| default.to_owned(), Clone::clone);
        let is_on = |name: &str| matches!(text(name, "").as_str(), "1" | "true");
        Ok(ShopSettings {
            name: text("shop_name", &unnamed()),
            tagline: text("tagline", ""),
            accent: Some(text("accent", DEFAULT_ACCENT))
                .filter(|hex| is_colour(hex))
                .unwrap_or_else(|| DEFAULT_ACCENT.to_owned()),
            contact: text("contact", ""),
            address: text("address", ""),
            logo_id: text("logo", "").parse().ok(),
            currency: rows
                .get("currency")
                .and_then(|code| Currency::from_code(code))
                .unwrap_or(config.currency),
            tax_rate: rows.get("tax_rate").and_then(|rate| rate.parse().ok()).unwrap_or(config.tax_rate),
            prices_include_tax: is_on("prices_include_tax"),
            tax_number: text("tax_number", ""),
            payment_instructions: text("payment_instructions", ""),
            reviews_need_approval: is_on("reviews_need_approval"),
        })
    }

    /// `amount` in the shop's currency.
    pub fn price(&self, amount: Money) -> Price {
        Price { amount, currency: self.currency }
    }
}

/// Who sells, as invoices say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// The name of the shop.
    pub name: String,
    /// Lines of its postal address; may be empty.
    pub address: String,
    /// Where shoppers can write to; may be empty.
    pub contact: String,
    /// The number with the tax office; may be empty.
    pub tax_number: String,
    /// How to pay by invoice; may be empty.
    pub payment_instructions: String,
}

impl Seller {
    /// As the settings say; the environment has no part in it.
    pub fn load(conn: &mut Conn) -> QueryResult<Seller> {
        let mut rows: HashMap<String, String> =
            settings::table.select((settings::name, settings::value)).load(conn)?.into_iter().collect();
        let mut text = |name: &str| rows.remove(name).unwrap_or_default();
        Ok(Seller {
            name: Some(text("shop_name")).filter(|name| !name.is_empty()).unwrap_or_else(unnamed),
            address: text("address"),
            contact: text("contact"),
            tax_number: text("tax_number"),
            payment_instructions: text("payment_instructions"),
        })
    }
}

/// The name of a shop that has chosen none.
fn unnamed() -> String {
    "Storefront".to_owned()
}

/// The accent of a shop that chose none.
pub const DEFAULT_ACCENT: &str = "#2f6f5e";

/// Whether `text` is a colour such as `#2f6f5e`.
pub fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Stores one setting.
pub fn save(conn: &mut Conn, name: &str, value: &str, now: Time) -> QueryResult<()> {
    let row = (settings::name.eq(name), settings::value.eq(value), settings::updated_at.eq(now));
    on_backend!(conn, |c| {
        diesel::insert_into(settings::table)
            .values(row)
            .on_conflict(settings::name)
            .do_update()
            .set((settings::value.eq(value), settings::updated_at.eq(now)))
            .execute(c)
    })?;
    Ok(())
}

/// Whether staff ever changed a setting.
pub fn any(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(settings::table.select(settings::name))).get_result(conn)
}
