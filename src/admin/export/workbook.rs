//! Rows as a workbook, in constant memory: sheets are temporary files until it is finished.

use std::path::Path;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use super::columns::Columns;
use super::rows::Line;

/// Rows of a sheet, its head included.
pub const MOST_ROWS: u32 = 1_048_576;
/// Most characters in a cell.
const MOST_IN_A_CELL: usize = 32_767;
/// Up to here a number of a sheet is exact: it has 53 bits.
const MOST_EXACT: u64 = 1 << 53;

/// A workbook that is being written.
pub struct Book {
    book: Workbook,
    columns: Arc<Columns>,
    /// Rows of a sheet.
    most: u32,
    sheets: usize,
    /// Where the next row goes.
    row: u32,
    looks: Looks,
}

/// How moments and days are shown.
struct Looks {
    time: Format,
    date: Format,
}

impl Book {
    /// A workbook with sheets of at most `most` rows, heads included; its temporary files are in
    /// `folder`.
    pub fn new(columns: Arc<Columns>, most: u32, folder: Option<&Path>) -> Result<Book, XlsxError> {
        let mut book = Workbook::new();
        if let Some(folder) = folder {
            book.set_tempdir(folder)?;
        }
        let looks = Looks {
            time: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
            date: Format::new().set_num_format("dd/mm/yyyy"),
        };
        let mut book = Book { book, columns, most: most.clamp(2, MOST_ROWS), sheets: 0, row: 0, looks };
        book.begin_sheet()?;
        Ok(book)
    }

    /// Adds rows, on another sheet when one is full.
    pub fn write(&mut self, lines: &[Line]) -> Result<(), XlsxError> {
        for line in lines {
            if self.row >= self.most {
                self.begin_sheet()?;
            }
            let sheet = self.book.worksheet_from_index(self.sheets.saturating_sub(1))?;
            for (column, cell) in (0..).zip(line) {
                self.looks.put(sheet, self.row, column, cell)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// Stores it as a file.
    pub fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.book.save(path)
    }

    /// The whole file.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.write_row(0, 0, self.columns.all.iter().map(|column| column.label.as_str()))?;
        self.sheets += 1;
        self.row = 1;
        Ok(())
    }
}

impl Looks {
    fn put(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Null => {}
            Cell::Bool(yes) => {
                sheet.write_boolean(row, column, *yes)?;
            }
            Cell::Float(number) => {
                sheet.write_number(row, column, *number)?;
            }
            Cell::Int(number) | Cell::Related(number, None) if number.unsigned_abs() < MOST_EXACT => {
                put_number(sheet, row, column, &number.to_string())?;
            }
            Cell::Money(amount, currency) if amount.0.unsigned_abs() < MOST_EXACT => {
                put_number(sheet, row, column, &currency.plain(*amount))?;
            }
            Cell::Time(time) => match serial(*time) {
                Some(number) => {
                    sheet.write_number_with_format(row, column, number, &self.time)?;
                }
                None => put_text(sheet, row, column, &time.to_string())?,
            },
            Cell::Date(date) => match serial(date.and_time(NaiveTime::MIN)) {
                Some(number) => {
                    sheet.write_number_with_format(row, column, number, &self.date)?;
                }
                None => put_text(sheet, row, column, &date.to_string())?,
            },
            Cell::Text(text) | Cell::Related(_, Some(text)) => put_text(sheet, row, column, text)?,
            Cell::Int(number) | Cell::Related(number, None) => {
                put_text(sheet, row, column, &number.to_string())?;
            }
            Cell::Money(amount, currency) => put_text(sheet, row, column, &currency.plain(*amount))?,
        }
        Ok(())
    }
}

fn put_number(sheet: &mut Worksheet, row: u32, column: u16, digits: &str) -> Result<(), XlsxError> {
    match digits.parse::<f64>() {
        Ok(number) => sheet.write_number(row, column, number).map(drop),
        Err(_) => put_text(sheet, row, column, digits),
    }
}

/// A cell of a sheet holds no more than so many UTF-16 units, which its format counts.
fn put_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let mut units = 0;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= MOST_IN_A_CELL
        })
        .collect();
    sheet.write_string(row, column, kept).map(drop)
}

/// Days since the end of 1899, as sheets count; `None` for what they have no number for.
fn serial(time: NaiveDateTime) -> Option<f64> {
    // Before March 1900 sheets count a day that never was.
    if !(1901..=9999).contains(&time.year()) {
        return None;
    }
    let days = (time.date() - NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    let micros = f64::from(time.time().num_seconds_from_midnight()) * 1e6
        + f64::from(time.time().nanosecond() / 1_000);
    Some(f64::from(i32::try_from(days).ok()?) + micros / 86_400e6)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::serial;

    #[test]
    fn a_moment_is_a_number_of_days() {
        let at = |year, hour| NaiveDate::from_ymd_opt(year, 3, 15).unwrap().and_hms_opt(hour, 0, 0).unwrap();
        assert_eq!(serial(at(2026, 12)), Some(46_096.5));
        assert_eq!(serial(at(1900, 0)), None);
    }
}
