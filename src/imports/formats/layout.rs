//! Which column of a file means what, for the formats with one handle per product.

use csv::StringRecord;

/// What a column can mean. The first name is the one shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Slug,
    Title,
    Description,
    Collection,
    CollectionInstead,
    Tags,
    IsPublished,
    Status,
    Option1Name,
    Option1Value,
    Option2Name,
    Option2Value,
    Option3Name,
    Option3Value,
    Sku,
    Price,
    CompareAtPrice,
    ProductCompareAtPrice,
    Currency,
    Inventory,
    TrackInventory,
    AllowBackorder,
    Image,
    ImageAlt,
    VariantImage,
}

impl Field {
    /// The fields that a mapping may name, with the names each answers to.
    pub const NAMES: &'static [(Field, &'static [&'static str])] = &[
        (Field::Slug, &["slug", "handle"]),
        (Field::Title, &["title"]),
        (Field::Description, &["description"]),
        (Field::Collection, &["collection"]),
        (Field::Tags, &["tags"]),
        (Field::IsPublished, &["is_published", "published"]),
        (Field::Option1Name, &["option1_name"]),
        (Field::Option1Value, &["option1_value"]),
        (Field::Option2Name, &["option2_name"]),
        (Field::Option2Value, &["option2_value"]),
        (Field::Option3Name, &["option3_name"]),
        (Field::Option3Value, &["option3_value"]),
        (Field::Sku, &["sku"]),
        (Field::Price, &["price", "unit_price"]),
        (Field::CompareAtPrice, &["compare_at_price"]),
        (Field::ProductCompareAtPrice, &["product_compare_at_price"]),
        (Field::Currency, &["currency"]),
        (Field::Inventory, &["inventory"]),
        (Field::TrackInventory, &["track_inventory"]),
        (Field::AllowBackorder, &["allow_backorder"]),
        (Field::Image, &["image", "images"]),
        (Field::ImageAlt, &["image_alt"]),
        (Field::VariantImage, &["variant_image"]),
    ];

    /// The field with this name, written in any case, with spaces or underscores.
    pub fn from_name(name: &str) -> Option<Field> {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        Field::NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    /// Names of options and their values, by place.
    pub const OPTIONS: [(Field, Field); 3] = [
        (Field::Option1Name, Field::Option1Value),
        (Field::Option2Name, Field::Option2Value),
        (Field::Option3Name, Field::Option3Value),
    ];
}

/// What differs between the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Shopify,
    Spree,
    Generic,
}

impl Dialect {
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Shopify => "Shopify",
            Dialect::Spree => "Spree",
            Dialect::Generic => "CSV",
        }
    }

    /// What stands between the titles of a collection's path.
    pub fn path_separator(self) -> &'static str {
        match self {
            Dialect::Shopify | Dialect::Generic => ">",
            Dialect::Spree => "->",
        }
    }
}

/// The places of the columns.
#[derive(Debug, Clone)]
pub struct Layout {
    pub dialect: Dialect,
    columns: Vec<(Field, usize)>,
}

impl Layout {
    /// Finds the columns by their names, without regard to case.
    pub fn find(dialect: Dialect, names: &[(Field, &str)], header: &[String]) -> Layout {
        let columns = names
            .iter()
            .filter_map(|(field, name)| {
                let place = header.iter().position(|cell| cell.eq_ignore_ascii_case(name))?;
                Some((*field, place))
            })
            .collect();
        Layout { dialect, columns }
    }

    /// The places in which our own field names stand.
    pub fn by_field_name(header: &[String]) -> Layout {
        let mut layout = Layout { dialect: Dialect::Generic, columns: Vec::new() };
        for (place, cell) in header.iter().enumerate() {
            if let Some(field) = Field::from_name(cell)
                && !layout.has(field)
            {
                layout.columns.push((field, place));
            }
        }
        layout
    }

    /// Says that a field stands in this place, and nothing else does.
    pub fn set(&mut self, field: Field, place: usize) {
        self.columns.retain(|(known, at)| *known != field && *at != place);
        self.columns.push((field, place));
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(known, _)| *known == field)
    }

    /// The cell of a field; empty when the file has no such column.
    pub fn get<'a>(&self, field: Field, row: &'a StringRecord) -> Option<&'a str> {
        let (_, place) = self.columns.iter().find(|(known, _)| *known == field)?;
        row.get(*place)
    }

    pub fn ignored<'a>(&self, header: &'a [String]) -> Vec<&'a str> {
        header
            .iter()
            .enumerate()
            .filter(|(place, name)| !name.is_empty() && !self.columns.iter().any(|(_, at)| at == place))
            .map(|(_, name)| name.as_str())
            .collect()
    }
}
