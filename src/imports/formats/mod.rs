//! The formats: which file it is, which rows make one product, and what they say.

pub mod detect;
mod generic;
mod grouped;
mod layout;
mod shopify;
mod spree;
mod woocommerce;

use super::ImportError;
use super::draft::{ProductDraft, Refused, Rules};
use super::source::{Row, RowAt, Source};

pub use generic::{COLUMNS, escape};
pub use layout::Field;
use layout::Layout;
use woocommerce::WooCommerce;

/// A recognised format with the places of its columns.
#[derive(Debug)]
pub enum Format {
    /// Rows of a product share a handle: Shopify, Spree, our own layout and mapped files.
    Grouped(Layout),
    /// A row per product or variation, which names its parent.
    WooCommerce(WooCommerce),
}

/// The rows of one product, the main one first.
#[derive(Debug, Default)]
pub struct Group {
    /// Where they are.
    pub rows: Vec<RowAt>,
}

/// What came of the rows of one product.
#[derive(Debug, Default)]
pub struct Drafted {
    /// The product, unless its main row was refused.
    pub product: Option<ProductDraft>,
    /// Rows that do not go in.
    pub refused: Vec<Refused>,
    /// What goes in differently from what the file says.
    pub notes: Vec<Refused>,
}

/// The products of a file in the order of their first rows.
#[derive(Debug, Default)]
pub struct Index {
    /// One per product.
    pub groups: Vec<Group>,
    /// Rows that belong to no product.
    pub refused: Vec<Refused>,
    /// How many rows the file has.
    pub rows: u64,
}

impl Format {
    /// The name that runs are listed with.
    pub fn name(&self) -> &'static str {
        match self {
            Format::Grouped(layout) => layout.dialect.name(),
            Format::WooCommerce(_) => "WooCommerce",
        }
    }

    /// Reads the whole file once and says which rows belong together.
    pub fn index(&self, source: &mut Source) -> Result<Index, ImportError> {
        match self {
            Format::Grouped(layout) => grouped::index(layout, source),
            Format::WooCommerce(columns) => columns.index(source),
        }
    }

    /// What the rows of one product say.
    pub fn draft(&self, rows: &[Row], rules: &Rules) -> Drafted {
        match self {
            Format::Grouped(layout) => grouped::draft(layout, rows, rules),
            Format::WooCommerce(columns) => columns.draft(rows, rules),
        }
    }

    /// Columns of the file that nothing is read from.
    pub fn ignored<'a>(&self, header: &'a [String]) -> Vec<&'a str> {
        match self {
            Format::Grouped(layout) => layout.ignored(header),
            Format::WooCommerce(_) => Vec::new(),
        }
    }
}

impl Drafted {
    /// Every row of a product is refused: its main row with `reason`, the others for its sake.
    fn whole(lines: &[u64], main: u64, reason: &str) -> Drafted {
        let refused = lines
            .iter()
            .map(|line| Refused {
                line: *line,
                reason: match *line == main {
                    true => reason.to_owned(),
                    false => of_refused(main),
                },
            })
            .collect();
        Drafted { refused, ..Drafted::default() }
    }
}

/// Why a row of a refused product does not go in.
pub fn of_refused(main: u64) -> String {
    format!("its product on line {main} was refused")
}
