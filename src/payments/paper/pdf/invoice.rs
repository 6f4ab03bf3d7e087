//! How an invoice and a credit note look.

use super::flow::{Column, Flow, Row, count};
use super::fonts::{Fonts, Weight};
use super::parts::{BODY, Block, blocks, day, details, head};
use super::sheet::{BAND, Colour, GREY, MARGIN, Mark, RIGHT, Sheet, Style, WHITE};
use crate::payments::paper::document::{Document, Line};

/// How things stand today, whatever the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// The money is here.
    Paid,
    /// It is waited for.
    Pending,
    /// Nothing is waited for any more.
    Cancelled,
}

const COLUMNS: [Column; 4] = [
    Column { head: "Quantity", right: 340.0, room: 54.0 },
    Column { head: "Unit price", right: 425.0, room: 82.0 },
    Column { head: "Tax", right: 466.0, room: 38.0 },
    Column { head: "Amount", right: RIGHT, room: 76.0 },
];
/// Room of the words of a line.
const ITEM: f32 = 220.0;
/// Where the steps to the total begin, and the room of their words.
const STEPS: f32 = 318.0;
const WORDS: f32 = 132.0;
const STEP: Style = Style::new(9.0);
const TOTAL: Style = Style::new(10.5).bold().of(WHITE);
const SMALL: Style = Style::new(8.0).of(GREY);
const BAND_HEIGHT: f32 = 22.0;

impl Stamp {
    fn words(self) -> &'static str {
        match self {
            Stamp::Paid => "PAID",
            Stamp::Pending => "PENDING",
            Stamp::Cancelled => "CANCELLED",
        }
    }

    fn colour(self) -> Colour {
        match self {
            Stamp::Paid => Colour(0x1b, 0xae, 0x37),
            Stamp::Pending | Stamp::Cancelled => Colour(0xa8, 0x2d, 0x2d),
        }
    }
}

/// The pages of a document.
pub(super) fn sheets(document: &Document, stamp: Option<Stamp>, fonts: &Fonts) -> Vec<Sheet> {
    let name = format!("{} {}", document.title(), document.number);
    let mut flow = Flow::new(fonts, format!("{name}, {}", document.seller));
    let mut seller = document.seller_lines.clone();
    if !document.tax_number.is_empty() {
        seller.push(format!("Tax number: {}", document.tax_number));
    }
    head(&mut flow, &document.seller, &seller, document.title(), &facts(document));
    let top = blocks(
        &mut flow,
        &[
            Block { x: MARGIN, room: 200.0, heading: "Bill to", lines: &document.buyer },
            Block { x: 262.0, room: 140.0, heading: "Deliver to", lines: &document.delivery },
        ],
    );
    if let Some(stamp) = stamp {
        draw_stamp(&mut flow, stamp, top + 18.0);
    }
    let rows: Vec<Row> = document.lines.iter().map(|line| row(fonts, document, line)).collect();
    let steps: Vec<Wrapped> = document.steps.iter().map(|step| Wrapped::new(fonts, document, step)).collect();
    flow.table(&COLUMNS, &rows, tail(document, &steps));
    totals(&mut flow, document, &steps);
    let instructions = match stamp {
        Some(Stamp::Pending) => document.instructions.as_slice(),
        _ => &[],
    };
    remarks(&mut flow, document, instructions);
    flow.finish(&name)
}

fn facts(document: &Document) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Number", document.number.clone()), ("Date", day(document.issued_at))];
    if let Some(invoice) = &document.corrects {
        facts.push(("For invoice", invoice.number.clone()));
        facts.push(("Invoice date", day(invoice.issued_at)));
    }
    facts.push(("Order", document.order_number.clone()));
    facts.push(("Order date", day(document.ordered_at)));
    facts
}

fn draw_stamp(flow: &mut Flow<'_>, stamp: Stamp, y: f32) {
    let style = Style::new(17.0).bold().of(stamp.colour());
    let text = stamp.words().to_owned();
    let width = flow.fonts.width(&text, style.weight, style.size) + 22.0;
    let mark = Mark::Stamp { x: RIGHT - 6.0 - width, y, width, height: 32.0, style, text };
    flow.sheet().marks.push(mark);
}

fn row(fonts: &Fonts, document: &Document, line: &Line) -> Row {
    let details = details(&line.variant, &line.sku);
    let values = vec![
        line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
        line.unit_price.map(|price| document.price(price).to_string()).unwrap_or_default(),
        line.tax_rate.clone(),
        document.price(line.amount).to_string(),
    ];
    Row::new(fonts, ITEM, &line.title, &details, values)
}

/// A step with its words in lines.
struct Wrapped {
    lines: Vec<String>,
    amount: String,
}

impl Wrapped {
    fn new(fonts: &Fonts, document: &Document, step: &crate::payments::paper::document::Step) -> Wrapped {
        let mut lines = fonts.wrap(&step.words, Weight::Regular, STEP.size, WORDS);
        lines.truncate(6);
        Wrapped { lines, amount: document.price(step.amount).to_string() }
    }

    fn height(&self) -> f32 {
        STEP.leading() * count(self.lines.len().max(1)) + 3.0
    }
}

/// The room that everything down to the total and its tax needs.
fn tail(document: &Document, steps: &[Wrapped]) -> f32 {
    let taxes = if document.prices_include_tax { document.taxes.len() } else { 0 };
    8.0 + steps.iter().map(Wrapped::height).sum::<f32>() + BAND_HEIGHT + 6.0 + SMALL.leading() * count(taxes)
}

fn totals(flow: &mut Flow<'_>, document: &Document, steps: &[Wrapped]) {
    let fonts = flow.fonts;
    let right = (RIGHT - 6.0, 88.0);
    flow.need(tail(document, steps));
    flow.y += 8.0;
    for step in steps {
        let mut y = flow.y;
        for (position, line) in step.lines.iter().enumerate() {
            flow.sheet().text(STEPS, y, STEP, line);
            if position == 0 {
                flow.sheet().text_to(fonts, right, y, STEP, &step.amount);
            }
            y += STEP.leading();
        }
        flow.y += step.height();
    }
    let y = flow.y;
    flow.sheet().area(STEPS - 8.0, y, RIGHT - STEPS + 8.0, BAND_HEIGHT, BAND);
    let words = if document.is_credit_note() { "Total credit" } else { "Total" };
    flow.sheet().text(STEPS, y + 4.5, TOTAL, words);
    flow.sheet().text_to(
        fonts,
        (right.0, 130.0),
        y + 4.5,
        TOTAL,
        &document.price(document.total).to_string(),
    );
    flow.y += BAND_HEIGHT + 6.0;
    for tax in document.taxes.iter().filter(|_| document.prices_include_tax) {
        let words = format!("Includes {} tax of {}", tax.rate, document.price(tax.amount));
        let y = flow.y;
        flow.sheet().text_to(fonts, (right.0, 220.0), y, SMALL, &words);
        flow.y += SMALL.leading();
    }
}

fn remarks(flow: &mut Flow<'_>, document: &Document, instructions: &[String]) {
    let width = RIGHT - MARGIN;
    flow.y += 16.0;
    flow.lines(BODY, width, &document.notes);
    if !instructions.is_empty() {
        flow.y += 8.0;
        flow.need(3.0 * BODY.leading());
        flow.lines(BODY.bold(), width, &["How to pay".to_owned()]);
        flow.lines(BODY, width, instructions);
        flow.lines(BODY, width, &[format!("Please name the invoice number {}.", document.number)]);
    }
}
