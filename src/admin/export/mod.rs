//! Selected or found rows as a file: every column of their table in CSV, JSON or XLSX.
//!
//! # What each format writes
//!
//! | Column | CSV | JSON | XLSX |
//! |---|---|---|---|
//! | head | the label | the column's name | the label |
//! | nothing | empty | `null` | empty |
//! | yes or no | `True`, `False` | `true`, `false` | a truth value |
//! | whole number | digits | a number | a number; as text from 2⁵³ on |
//! | number with a fraction | digits | a number | a number |
//! | amount of money | major units: `12.50` | minor units, as stored: `1250` | a number of major units |
//! | moment (UTC) | its day, `dd/mm/yyyy` | RFC 3339 to the microsecond | a moment, shown as `dd/mm/yyyy hh:mm:ss` |
//! | day | `yyyy-mm-dd` | `yyyy-mm-dd` | a day, shown as `dd/mm/yyyy` |
//! | key of another row | how the admin calls that row | the key | as CSV |
//! | text, choice, rate | as stored; an apostrophe first where a spreadsheet would calculate | as stored | as stored, up to 32,767 characters |
//!
//! - Rows come by ascending key. Secret columns are in no file ([`Columns::of`]). A row that the
//!   person may not see is not called by its name but by its key.
//! - An amount is in the currency of its row where the row has one, otherwise in the shop's.
//! - Only CSV has no types, so only there a text could become a formula ("CSV Injection", OWASP).
//! - XLSX begins another sheet after 1,048,576 rows.
//!
//! # What a file shows of a shop that goes on selling
//!
//! Rows are read in parts, each in a transaction of its own, so that no reader of hours holds a
//! connection or keeps SQLite from emptying its log. A row is as it was at one moment, with the names
//! of what it points at from the same moment; two rows may be of different moments. Every row that
//! was there from beginning to end and fulfilled the filter is in the file once; one that is made
//! later is not, one that is changed or deleted meanwhile may be missing. What the person may do is
//! looked up for each part: when the permission goes, the transfer breaks off.

mod cell;
mod columns;
pub mod keeping;
pub mod rows;
pub mod stream;
pub mod task;
mod workbook;

pub use cell::{Cell, harmless};
pub use columns::{Column, Columns, What, is_amount};
pub use workbook::{Book, MOST_ROWS};

use std::sync::Arc;

use super::desk::Desk;
use super::list::asked::Asked;
use super::model::Model;
use super::reply::{Download, Reply};
use crate::app::App;
use crate::platform::audit::Key;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::web::error::AppError;
use rows::{Rows, Wanted};

/// A format of a file.
pub struct Format {
    /// Name of the action.
    pub action: &'static str,
    /// "CSV"
    pub label: &'static str,
    /// Which one it is.
    pub shape: Shape,
    /// At the end of the name of a file.
    pub extension: &'static str,
    /// For browsers.
    pub content_type: &'static str,
}

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Lines with commas.
    Csv,
    /// An array of objects.
    Json,
    /// A workbook.
    Xlsx,
}

/// What there is.
pub const FORMATS: [Format; 3] = [
    Format {
        action: "export_csv",
        label: "CSV",
        shape: Shape::Csv,
        extension: "csv",
        content_type: "text/csv; charset=utf-8",
    },
    Format {
        action: "export_json",
        label: "JSON",
        shape: Shape::Json,
        extension: "json",
        content_type: "application/json",
    },
    XLSX,
];

/// Workbooks.
pub const XLSX: Format = Format {
    action: "export_xlsx",
    label: "XLSX",
    shape: Shape::Xlsx,
    extension: "xlsx",
    content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

impl Format {
    /// "order.csv"
    pub fn file_name(&self, model: &Model) -> String {
        format!("{}.{}", model.noun, self.extension)
    }
}

/// Everything that the address finds now.
pub fn found(conn: &mut Conn, model: &Model, asked: &Asked) -> Result<Wanted, AppError> {
    // The last key there is, whatever the filter: one look-up of an index.
    let last = Sql::of("SELECT max(").frag(&model.list.key).text(") FROM ").frag(&model.list.table);
    let query = asked.query().trim_start_matches('?').to_owned();
    Ok(Wanted::Found { query, upto: last.number(conn)? })
}

/// The answer with the rows, which the person may see: CSV and JSON as they are read, a workbook
/// whole.
pub fn answer(
    app: &App,
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    format: &'static Format,
    wanted: Wanted,
) -> Result<Reply, AppError> {
    let mut rows = Rows::of(app, conn, desk, model, format.shape, wanted)?;
    let name = format.file_name(model);
    if format.shape != Shape::Xlsx {
        let body = stream::Body::new(rows, format.shape).stream();
        return Ok(Reply::download(Download { name, content_type: format.content_type, body }));
    }
    let mut book = Book::new(rows.columns(), MOST_ROWS, None).map_err(AppError::internal)?;
    while let Some(lines) = rows.next(conn)? {
        book.write(&lines).map_err(AppError::internal)?;
    }
    Ok(Reply::file(name, format.content_type, book.into_bytes().map_err(AppError::internal)?))
}

/// The columns of a model, unless its rows are no objects of their own.
fn columns_of(conn: &mut Conn, desk: &Desk<'_>, model: &Model) -> Result<Arc<Columns>, AppError> {
    match model.tracked.key {
        Key::Names => Err(AppError::BadRequest("This cannot be exported.".to_owned())),
        Key::Column(_) => Ok(Arc::new(Columns::of(conn, desk, model)?)),
    }
}
