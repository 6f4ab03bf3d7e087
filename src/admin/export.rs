//! Selected or found rows as a file: the columns of the list in CSV, JSON or XLSX.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe in CSV, as OWASP
//! asks ("CSV Injection"); XLSX and JSON say what is text.

use rust_xlsxwriter::{Workbook, XlsxError};
use serde_json::{Map, Value};

use super::desk::Desk;
use super::expr::Term;
use super::list::column::{Column, Show};
use super::list::query::rows;
use super::model::Model;
use super::reply::Reply;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{DynRow, Val};
use crate::platform::money::{Currency, Money};
use crate::platform::web::error::AppError;

/// A format of a file.
pub struct Format {
    /// Name of the action.
    pub action: &'static str,
    /// "CSV"
    pub label: &'static str,
    extension: &'static str,
    content_type: &'static str,
}

/// What there is.
pub const FORMATS: [Format; 3] = [
    Format { action: "export_csv", label: "CSV", extension: "csv", content_type: "text/csv; charset=utf-8" },
    Format { action: "export_json", label: "JSON", extension: "json", content_type: "application/json" },
    Format {
        action: "export_xlsx",
        label: "XLSX",
        extension: "xlsx",
        content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    },
];

/// Most rows of one file: beyond them the export of the command line is the way.
pub const MOST_ROWS: usize = 100_000;
/// Most characters in a cell of XLSX.
const MOST_IN_A_CELL: usize = 32_767;
/// Rows that one statement reads.
const CHUNK: usize = 500;

/// The file with these objects, which the caller has reduced to what the person may see.
pub fn file(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    format: &Format,
    keys: &[i64],
) -> Result<Reply, AppError> {
    let columns: Vec<&Column> = model.list.columns.iter().collect();
    let terms: Vec<&Term> = columns.iter().map(|column| &column.term).collect();
    let mut lines = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(CHUNK) {
        let conditions = [Sql::new().frag(&model.list.key).among(chunk)];
        let many = i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        let found = rows(conn, &model.list, &terms, &conditions, &[], (many, 0))?;
        lines.extend(found.iter().map(|row| line(row, &columns, desk.context.currency)));
    }
    let heads: Vec<&str> = std::iter::once("id").chain(columns.iter().map(|column| column.name)).collect();
    let bytes = match format.extension {
        "csv" => csv(&heads, &lines).map_err(AppError::internal)?,
        "json" => json(&heads, &lines).into_bytes(),
        _ => xlsx(&heads, &lines).map_err(AppError::internal)?,
    };
    let name = format!("{}-{}.{}", model.plural.replace(' ', "-"), desk.now().date(), format.extension);
    Ok(Reply::file(name, format.content_type, bytes))
}

fn line(row: &DynRow, columns: &[&Column], currency: Currency) -> Vec<Value> {
    let values = columns.iter().enumerate().map(|(position, column)| {
        let value = row.at(position + 1).clone().typed(column.term.kind);
        match (&column.show, value) {
            (_, Val::Null) => Value::Null,
            (Show::Money, value) => Value::String(currency.plain(Money(value.int()))),
            (_, Val::Bool(yes)) => Value::Bool(yes),
            (_, Val::Int(number)) => number.into(),
            (_, Val::Float(number)) => number.into(),
            (_, value) => Value::String(value.to_string()),
        }
    });
    std::iter::once(row.at(0).int().into()).chain(values).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// A text as a cell of CSV: a spreadsheet must not take it for a formula.
pub fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn csv(heads: &[&str], lines: &[Vec<Value>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heads)?;
    for line in lines {
        writer.write_record(line.iter().map(|value| match value {
            Value::String(text) => harmless(text),
            value => text(value),
        }))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}

fn json(heads: &[&str], lines: &[Vec<Value>]) -> String {
    let object = |line: &Vec<Value>| {
        let pairs = heads.iter().zip(line).map(|(name, value)| ((*name).to_owned(), value.clone()));
        Value::Object(pairs.collect::<Map<String, Value>>())
    };
    Value::Array(lines.iter().map(object).collect()).to_string()
}

fn xlsx(heads: &[&str], lines: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, heads.iter().copied())?;
    for (number, line) in (1..).zip(lines) {
        for (column, value) in (0..).zip(line) {
            match value {
                Value::Null => {}
                Value::Bool(yes) => {
                    sheet.write_boolean(number, column, *yes)?;
                }
                Value::Number(count) => {
                    sheet.write_number(number, column, count.as_f64().unwrap_or_default())?;
                }
                value => {
                    // A cell of a sheet holds no more.
                    let text: String = text(value).chars().take(MOST_IN_A_CELL).collect();
                    sheet.write_string(number, column, text)?;
                }
            }
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
    }
}
