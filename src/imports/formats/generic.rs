//! Our own columns, which `export` writes, and files mapped onto them.

use super::layout::{Field, Layout};

/// The columns of an export, in order.
pub const COLUMNS: [&str; 22] = [
    "slug",
    "title",
    "description",
    "collection",
    "tags",
    "is_published",
    "option1_name",
    "option1_value",
    "option2_name",
    "option2_value",
    "option3_name",
    "option3_value",
    "sku",
    "price",
    "compare_at_price",
    "product_compare_at_price",
    "inventory",
    "track_inventory",
    "allow_backorder",
    "image",
    "image_alt",
    "variant_image",
];

/// The layout, when the header names at least title and price.
pub fn recognise(header: &[String], mapped: &[(usize, Field)]) -> Option<Layout> {
    let mut layout = Layout::by_field_name(header);
    for (place, field) in mapped {
        layout.set(*field, *place);
    }
    (layout.has(Field::Title) && layout.has(Field::Price)).then_some(layout)
}

/// A cell that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab
/// and carriage return, and one more where that would look escaped already.
pub fn escape(cell: &str) -> String {
    match is_risky(cell) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// Takes back what [`escape`] did.
pub fn unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => cell,
    }
}

fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}
