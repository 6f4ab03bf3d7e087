//! Which format a header row belongs to.

use super::layout::Field;
use super::woocommerce::WooCommerce;
use super::{Format, generic, shopify, spree};
use crate::imports::ImportError;

const EXPECTED: &str = "a product export of Shopify or WooCommerce, Spree's product file, or a CSV file with \
    columns for title and price, named by --map, such as --map \"Product name=title\" --map Cost=price";

/// Recognises a file by its header row; `mapping` says which column is which field.
pub fn detect(header: &[String], mapping: &[(String, String)]) -> Result<Format, ImportError> {
    let mapped = places(header, mapping)?;
    if let Some(mut layout) = shopify::recognise(header).or_else(|| spree::recognise(header)) {
        for (place, field) in mapped {
            layout.set(field, place);
        }
        return Ok(Format::Grouped(layout));
    }
    if mapped.is_empty()
        && let Some(columns) = WooCommerce::recognise(header)
    {
        return Ok(Format::WooCommerce(columns));
    }
    if let Some(layout) = generic::recognise(header, &mapped) {
        return Ok(Format::Grouped(layout));
    }
    Err(ImportError::Unrecognised { found: found(header, &mapped), expected: EXPECTED })
}

fn places(header: &[String], mapping: &[(String, String)]) -> Result<Vec<(usize, Field)>, ImportError> {
    let mut mapped = Vec::new();
    for (column, name) in mapping {
        let place = header
            .iter()
            .position(|cell| cell == column.trim())
            .or_else(|| header.iter().position(|cell| cell.eq_ignore_ascii_case(column.trim())))
            .ok_or_else(|| ImportError::UnknownColumn {
                column: column.clone(),
                columns: header.join(", "),
            })?;
        let field = Field::from_name(name).ok_or_else(|| ImportError::UnknownField {
            field: name.clone(),
            fields: Field::NAMES
                .iter()
                .filter_map(|(_, names)| names.first().copied())
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        mapped.push((place, field));
    }
    Ok(mapped)
}

fn found(header: &[String], mapped: &[(usize, Field)]) -> String {
    let has = |name: &str| header.iter().any(|cell| cell.to_lowercase().replace(' ', "_") == name);
    let columns: Vec<&str> =
        header.iter().map(String::as_str).filter(|cell| !cell.is_empty()).take(8).collect();
    let listed: String = columns.join(", ").chars().filter(|letter| !letter.is_control()).take(160).collect();
    if has("email") && (has("first_name") || has("last_name") || has("phone")) {
        format!("it is a list of customers (its columns are {listed} …)")
    } else if (has("locale") || has("language")) && (has("slug") || has("handle") || has("name")) {
        format!("it is translations of products (its columns are {listed} …)")
    } else if (has("order_number") || has("financial_status") || has("order_id")) && !has("title") {
        format!("it is a list of orders (its columns are {listed} …)")
    } else {
        let has = |field| {
            mapped.iter().any(|(_, known)| *known == field)
                || header.iter().any(|cell| Field::from_name(cell) == Some(field))
        };
        let missing = match (has(Field::Title), has(Field::Price)) {
            (true, false) => "the price",
            (false, true) => "the title",
            _ => "the title and none for the price",
        };
        format!("it has no column for {missing} (its columns are {listed})")
    }
}
