//! What every mail shows around its own words.

use diesel::QueryResult;

use crate::config::Config;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;

/// The frame of a mail.
#[derive(Debug, Clone)]
pub struct MailFrame {
    /// The shop.
    pub shop_name: String,
    /// Its address, without a slash at the end.
    pub base_url: String,
    /// Where readers can write to; may be empty.
    pub contact: String,
    /// The accent colour, `#rrggbb`.
    pub accent: String,
}

impl MailFrame {
    /// From the settings in force; one statement.
    pub fn load(conn: &mut Conn, config: &Config) -> QueryResult<MailFrame> {
        let settings = ShopSettings::load(conn, config)?;
        Ok(MailFrame {
            shop_name: settings.name,
            base_url: config.base_url.clone(),
            contact: settings.contact,
            accent: settings.accent,
        })
    }
}
