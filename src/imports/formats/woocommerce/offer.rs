//! What a row of WooCommerce says about price, sale and stock.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use csv::StringRecord;

use super::WooCommerce;
use crate::imports::draft::{self, Offer, Rules, SaleDraft};
use crate::platform::clock::Time;

impl WooCommerce {
    /// The price, stock and dated sale of a row.
    pub(super) fn offer(
        &self,
        cells: &StringRecord,
        rules: &Rules,
    ) -> Result<(Offer, Option<SaleDraft>), String> {
        let regular = rules.price(self.text("regular price", cells))?;
        let date = |name: &str, is_end| date(self.text(name, cells), is_end);
        let starts_at = date("date sale price starts", false)?;
        let ends_at = date("date sale price ends", true)?;
        let (mut unit_price, mut compare_at_price, mut sale) = (regular, None, None);
        match self.text("sale price", cells) {
            "" => {}
            text => {
                let lower = rules.price(text).map_err(|reason| reason.replacen("price", "sale price", 1))?;
                if lower < regular && (starts_at.is_some() || ends_at.is_some()) {
                    if starts_at.zip(ends_at).is_some_and(|(start, end)| end < start) {
                        return Err("its sale ends before it starts".to_owned());
                    }
                    sale = Some(SaleDraft { discount: regular.less(lower), starts_at, ends_at });
                } else if lower < regular {
                    unit_price = lower;
                    compare_at_price = Some(regular);
                }
            }
        }
        let units = match self.cell("stock", cells) {
            Some(text) => draft::stock(text)?,
            None => None,
        };
        let backorders = self.text("backorders allowed?", cells).to_ascii_lowercase();
        let mut allow_backorder = match backorders.as_str() {
            "notify" => true,
            text => draft::yes_or_no("Backorders allowed?", text)?.unwrap_or(false),
        };
        let in_stock = match self.text("in stock?", cells).to_ascii_lowercase().as_str() {
            "backorder" => {
                allow_backorder = true;
                Some(false)
            }
            text => draft::yes_or_no("In stock?", text)?,
        };
        // "In stock" without a number is not counted; "out of stock" without one is none left.
        let (inventory, track_inventory) = match (units, in_stock) {
            (Some(units), _) => (Some(units), true),
            (None, Some(false)) => (Some(0), true),
            (None, _) => (None, false),
        };
        let offer = Offer {
            unit_price,
            compare_at_price: Some(compare_at_price),
            inventory,
            track_inventory: Some(track_inventory),
            allow_backorder: Some(allow_backorder),
        };
        Ok((offer, sale))
    }
}

/// A date as WooCommerce writes it; an end without a time lasts until the end of the day.
fn date(text: &str, is_end: bool) -> Result<Option<Time>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    for format in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, format) {
            return Ok(Some(time));
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    match day {
        Some(start) if is_end => Ok(Some(start + TimeDelta::days(1))),
        Some(start) => Ok(Some(start)),
        None => Err(format!("the sale date “{text}” is not written like 2026-05-31")),
    }
}
