//! Filling sheets from top to bottom, page after page, and tables that go over several of them.

use super::fonts::{Fonts, Weight};
use super::sheet::{BAND, BOTTOM, GREY, HEIGHT, MARGIN, RIGHT, STRIPE, Sheet, Style, TOP, WHITE};

const SMALL: Style = Style::new(8.0).of(GREY);
const HEAD: Style = Style::new(8.5).bold().of(WHITE);
const CELL: Style = Style::new(9.0);
const DETAIL: Style = Style::new(8.0).of(GREY);
/// Above and below the words of a row.
const PADDING: f32 = 5.0;
/// Inside the table, left and right.
const INSET: f32 = 6.0;
/// A row has at most so many lines: fewer than a page.
const MOST_LINES: usize = 40;

/// Sheets that are being filled.
pub(super) struct Flow<'a> {
    pub fonts: &'a Fonts,
    /// What the second page and those after it say at their top.
    caption: String,
    sheets: Vec<Sheet>,
    current: Sheet,
    /// Where the next thing comes.
    pub y: f32,
}

/// A column of values, which end at `right`.
pub(super) struct Column {
    pub head: &'static str,
    pub right: f32,
    pub room: f32,
}

/// A row: words that may take several lines, smaller ones under them, and values.
pub(super) struct Row {
    title: Vec<String>,
    details: Vec<String>,
    values: Vec<String>,
}

impl Row {
    /// A row of a table whose words have this room.
    pub fn new(fonts: &Fonts, room: f32, title: &str, details: &str, values: Vec<String>) -> Row {
        let mut title = fonts.wrap(title, CELL.weight, CELL.size, room);
        title.truncate(MOST_LINES);
        let mut details = fonts.wrap(details, DETAIL.weight, DETAIL.size, room);
        details.truncate(MOST_LINES - title.len());
        Row { title, details, values }
    }

    fn height(&self) -> f32 {
        let lines = self.title.len().max(usize::from(self.details.is_empty()));
        CELL.leading() * count(lines) + DETAIL.leading() * count(self.details.len()) + 2.0 * PADDING
    }
}

/// A number of lines; there are never many.
pub(super) fn count(lines: usize) -> f32 {
    u16::try_from(lines).map_or(f32::from(u16::MAX), f32::from)
}

impl<'a> Flow<'a> {
    pub fn new(fonts: &'a Fonts, caption: String) -> Flow<'a> {
        Flow { fonts, caption, sheets: Vec::new(), current: Sheet::default(), y: TOP }
    }

    /// The page that is being filled.
    pub fn sheet(&mut self) -> &mut Sheet {
        &mut self.current
    }

    /// Goes on to another page unless there is this much room.
    pub fn need(&mut self, height: f32) -> bool {
        let is_full = self.y + height > BOTTOM;
        if is_full {
            self.sheets.push(std::mem::take(&mut self.current));
            self.current.text(MARGIN, TOP, SMALL, &self.caption);
            self.y = TOP + SMALL.leading() + 8.0;
        }
        is_full
    }

    /// Lines of text, over as many pages as they need.
    pub fn lines(&mut self, style: Style, width: f32, lines: &[String]) {
        for line in lines.iter().flat_map(|line| self.fonts.wrap(line, style.weight, style.size, width)) {
            self.need(style.leading());
            self.current.text(MARGIN, self.y, style, &line);
            self.y += style.leading();
        }
    }

    /// A table. Its head is repeated on every page; `tail` is the room that what follows the last row
    /// needs, so that it is never torn from it.
    pub fn table(&mut self, columns: &[Column], rows: &[Row], tail: f32) {
        let first = rows.first().map_or(0.0, Row::height);
        let only = if rows.len() < 2 { tail } else { 0.0 };
        self.need(head_height() + first + only);
        self.head(columns);
        for (position, row) in rows.iter().enumerate() {
            let after = if position + 1 == rows.len() { tail } else { 0.0 };
            if self.need(row.height() + after) {
                self.head(columns);
            }
            self.row(columns, row, position % 2 == 1);
        }
    }

    fn head(&mut self, columns: &[Column]) {
        self.current.area(MARGIN, self.y, RIGHT - MARGIN, head_height(), BAND);
        self.current.text(MARGIN + INSET, self.y + PADDING, HEAD, "Item");
        for column in columns {
            let place = (column.right - INSET, column.room);
            self.current.text_to(self.fonts, place, self.y + PADDING, HEAD, column.head);
        }
        self.y += head_height();
    }

    fn row(&mut self, columns: &[Column], row: &Row, is_striped: bool) {
        if is_striped {
            self.current.area(MARGIN, self.y, RIGHT - MARGIN, row.height(), STRIPE);
        }
        let mut y = self.y + PADDING;
        // The values stand beside the first line, and are read after it.
        for (position, line) in row.title.iter().enumerate() {
            self.current.text(MARGIN + INSET, y, CELL, line);
            if position == 0 {
                self.values(columns, row, y);
            }
            y += CELL.leading();
        }
        if row.title.is_empty() {
            self.values(columns, row, y);
        }
        for line in &row.details {
            self.current.text(MARGIN + INSET, y, DETAIL, line);
            y += DETAIL.leading();
        }
        self.y += row.height();
    }

    fn values(&mut self, columns: &[Column], row: &Row, y: f32) {
        for (column, value) in columns.iter().zip(&row.values) {
            self.current.text_to(self.fonts, (column.right - INSET, column.room), y, CELL, value);
        }
    }

    /// The sheets, each with its number at its foot.
    pub fn finish(mut self, foot: &str) -> Vec<Sheet> {
        self.sheets.push(self.current);
        let all = self.sheets.len();
        for (position, sheet) in self.sheets.iter_mut().enumerate() {
            let y = HEIGHT - 44.0;
            let foot = self.fonts.wrap(foot, Weight::Regular, SMALL.size, 340.0);
            if let Some(line) = foot.first() {
                sheet.text(MARGIN, y, SMALL, line);
            }
            let number = format!("Page {} of {all}", position + 1);
            sheet.text_to(self.fonts, (RIGHT, 120.0), y, SMALL, &number);
        }
        self.sheets
    }
}

fn head_height() -> f32 {
    HEAD.leading() + 2.0 * PADDING
}
