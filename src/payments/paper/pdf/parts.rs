//! What the first page of every document begins with.

use super::flow::{Flow, count};
use super::fonts::Weight;
use super::sheet::{BLACK, GREY, MARGIN, RIGHT, Style};
use crate::platform::clock::Time;

const NAME: Style = Style::new(17.0).bold();
const TITLE: Style = Style::new(19.0).bold();
pub(super) const BODY: Style = Style::new(9.0);
const LABEL: Style = Style::new(9.0).of(GREY);
const HEADING: Style = Style::new(8.5).bold().of(GREY);
/// Room of the seller's lines.
const LEFT_ROOM: f32 = 265.0;
/// Where the facts of a document begin.
const FACTS: f32 = 340.0;
const MOST_LINES: usize = 18;

/// Who sells on the left; which document it is on the right.
pub(super) fn head(
    flow: &mut Flow<'_>,
    seller: &str,
    lines: &[String],
    title: &str,
    facts: &[(&str, String)],
) {
    let fonts = flow.fonts;
    let top = flow.y;
    let mut y = top;
    for line in fonts.wrap(seller, NAME.weight, NAME.size, LEFT_ROOM).iter().take(3) {
        flow.sheet().text(MARGIN, y, NAME, line);
        y += NAME.leading();
    }
    let lines = lines.iter().flat_map(|line| fonts.wrap(line, Weight::Regular, BODY.size, LEFT_ROOM));
    for line in lines.take(MOST_LINES) {
        flow.sheet().text(MARGIN, y, LABEL.of(BLACK), &line);
        y += LABEL.leading();
    }
    let left_end = y;
    y = top;
    flow.sheet().text_to(fonts, (RIGHT, 200.0), y, TITLE, title);
    y += TITLE.leading() + 4.0;
    for (label, value) in facts {
        flow.sheet().text(FACTS, y, LABEL, label);
        flow.sheet().text_to(fonts, (RIGHT, 125.0), y, BODY, value);
        y += BODY.leading() + 1.0;
    }
    flow.y = y.max(left_end) + 26.0;
}

/// An address under its heading.
pub(super) struct Block<'a> {
    pub x: f32,
    pub room: f32,
    pub heading: &'static str,
    pub lines: &'a [String],
}

/// Addresses beside each other; returns where they begin.
pub(super) fn blocks(flow: &mut Flow<'_>, blocks: &[Block<'_>]) -> f32 {
    let top = flow.y;
    let mut end = top;
    for block in blocks.iter().filter(|block| !block.lines.is_empty()) {
        let mut y = top;
        flow.sheet().text(block.x, y, HEADING, block.heading);
        y += HEADING.leading() + 2.0;
        let fonts = flow.fonts;
        let lines = block.lines.iter().flat_map(|line| fonts.wrap(line, Weight::Regular, 9.5, block.room));
        let lines: Vec<String> = lines.take(2 * MOST_LINES).collect();
        for line in &lines {
            flow.sheet().text(block.x, y, Style::new(9.5), line);
            y += Style::new(9.5).leading();
        }
        end = end.max(y);
    }
    // Room for a stamp beside them.
    flow.y = end.max(top + count(5) * BODY.leading()) + 22.0;
    top
}

/// "15 March 2026"
pub(super) fn day(time: Time) -> String {
    crate::orders::views::day(time)
}

/// What stands under the name of a product.
pub(super) fn details(variant: &str, sku: &str) -> String {
    match (variant.is_empty(), sku.is_empty()) {
        (true, true) => String::new(),
        (false, true) => variant.to_owned(),
        (true, false) => format!("SKU {sku}"),
        (false, false) => format!("{variant} · SKU {sku}"),
    }
}
