//! The columns of Spree's product import.

use super::layout::{Dialect, Field, Layout};

const COLUMNS: &[(Field, &str)] = &[
    (Field::Slug, "slug"),
    (Field::Title, "name"),
    (Field::Description, "description"),
    (Field::Collection, "category1"),
    (Field::CollectionInstead, "product_type"),
    (Field::Tags, "tags"),
    (Field::Status, "status"),
    (Field::Option1Name, "option1_name"),
    (Field::Option1Value, "option1_value"),
    (Field::Option2Name, "option2_name"),
    (Field::Option2Value, "option2_value"),
    (Field::Option3Name, "option3_name"),
    (Field::Option3Value, "option3_value"),
    (Field::Sku, "sku"),
    (Field::Price, "price"),
    (Field::CompareAtPrice, "compare_at_price"),
    (Field::Currency, "currency"),
    (Field::Inventory, "inventory_count"),
    (Field::TrackInventory, "track_inventory"),
    (Field::AllowBackorder, "inventory_backorderable"),
    (Field::Image, "image1_src"),
];

/// The layout, when the header is Spree's.
pub fn recognise(header: &[String]) -> Option<Layout> {
    let exact = |name: &str| header.iter().any(|cell| cell.eq_ignore_ascii_case(name));
    let own = ["category1", "inventory_count", "tax_category", "available_on"].into_iter().any(exact);
    let needed = ["slug", "name", "price"].into_iter().all(exact);
    (needed && own).then(|| Layout::find(Dialect::Spree, COLUMNS, header))
}
