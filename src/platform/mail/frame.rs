//! What every mail shows around its own words: the shop's name, colour, address and contact.

use diesel::QueryResult;

use crate::config::Config;
use crate::platform::colour::Oklch;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;

/// From this lightness on, words on the accent colour are dark.
const LIGHT: f64 = 0.62;

/// The frame of a mail; the field `frame` of its templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFrame {
    /// Name of the shop.
    pub shop_name: String,
    /// The address shoppers use, without a slash at the end.
    pub base_url: String,
    /// Where shoppers can write to; may be empty.
    pub contact: String,
    /// The accent colour, `#rrggbb`.
    pub accent: String,
}

impl MailFrame {
    /// The frame as the settings say.
    pub fn load(conn: &mut Conn, config: &Config) -> QueryResult<MailFrame> {
        let settings = ShopSettings::load(conn, config)?;
        Ok(MailFrame {
            shop_name: settings.name,
            base_url: config.base_url.clone(),
            contact: settings.contact,
            accent: settings.accent,
        })
    }

    /// The whole address of a path of the shop such as `/orders/…/`.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Black or white, whichever is read better on the accent colour.
    pub fn on_accent(&self) -> &'static str {
        match Oklch::from_hex(&self.accent) {
            Some(colour) if colour.lightness > LIGHT => "#000000",
            _ => "#ffffff",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_a_button_can_be_read_whatever_its_colour() {
        for (accent, words) in [("#2f6f5e", "#ffffff"), ("#ffe066", "#000000"), ("#000000", "#ffffff")] {
            let frame = MailFrame {
                shop_name: "Larkfold".into(),
                base_url: "https://shop.example".into(),
                contact: String::new(),
                accent: accent.into(),
            };
            assert_eq!(frame.on_accent(), words);
            assert_eq!(frame.absolute("/x/"), "https://shop.example/x/");
        }
    }
}
