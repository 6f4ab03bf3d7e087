//! Documents as PDF: PDF/A-2u, so that they can be kept for years and their text can be copied, with
//! the font inside.
//!
//! A page is first a list of marks (`sheet`), in the order in which they are read, so that the number
//! of pages is known before the first one is written.

mod flow;
mod fonts;
mod invoice;
mod parts;
mod sheet;
mod slip;
mod writing;

pub use invoice::Stamp;

use super::document::Document;
use super::slip::Slip;

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be made: {0}")]
pub struct PdfError(String);

/// An invoice or a credit note as a file, with a stamp that says how things stand.
pub fn of_document(document: &Document, stamp: Option<Stamp>) -> Result<Vec<u8>, PdfError> {
    let about = writing::About {
        title: format!("{} {}", document.title(), document.number),
        author: document.seller.clone(),
        made_at: document.issued_at,
    };
    writing::write(&about, invoice::sheets(document, stamp, &fonts::Fonts::load()?))
}

/// A packing slip as a file.
pub fn of_slip(slip: &Slip) -> Result<Vec<u8>, PdfError> {
    let about = writing::About {
        title: format!("Packing slip {}", slip.order_number),
        author: slip.seller.clone(),
        made_at: slip.ordered_at,
    };
    writing::write(&about, slip::sheets(slip, &fonts::Fonts::load()?))
}
