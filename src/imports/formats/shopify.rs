//! The columns of Shopify's product export.

use super::layout::{Dialect, Field, Layout};

const COLUMNS: &[(Field, &str)] = &[
    (Field::Slug, "Handle"),
    (Field::Title, "Title"),
    (Field::Description, "Body (HTML)"),
    (Field::Collection, "Product Category"),
    (Field::CollectionInstead, "Type"),
    (Field::Tags, "Tags"),
    (Field::IsPublished, "Published"),
    (Field::Status, "Status"),
    (Field::Option1Name, "Option1 Name"),
    (Field::Option1Value, "Option1 Value"),
    (Field::Option2Name, "Option2 Name"),
    (Field::Option2Value, "Option2 Value"),
    (Field::Option3Name, "Option3 Name"),
    (Field::Option3Value, "Option3 Value"),
    (Field::Sku, "Variant SKU"),
    (Field::Price, "Variant Price"),
    (Field::CompareAtPrice, "Variant Compare At Price"),
    (Field::Inventory, "Variant Inventory Qty"),
    (Field::TrackInventory, "Variant Inventory Tracker"),
    (Field::AllowBackorder, "Variant Inventory Policy"),
    (Field::Image, "Image Src"),
    (Field::ImageAlt, "Image Alt Text"),
    (Field::VariantImage, "Variant Image"),
];

/// The layout, when the header is Shopify's.
pub fn recognise(header: &[String]) -> Option<Layout> {
    let layout = Layout::find(Dialect::Shopify, COLUMNS, header);
    let exact = |name: &str| header.iter().any(|cell| cell.eq_ignore_ascii_case(name));
    ["Handle", "Title", "Variant Price"].into_iter().all(exact).then_some(layout)
}
