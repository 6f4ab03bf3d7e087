//! How a packing slip looks.

use super::flow::{Column, Flow, Row};
use super::fonts::Fonts;
use super::parts::{BODY, Block, blocks, day, details, head};
use super::sheet::{MARGIN, RIGHT, Sheet};
use crate::payments::paper::slip::Slip;

const COLUMNS: [Column; 1] = [Column { head: "Quantity", right: RIGHT, room: 60.0 }];
/// Room of the words of a line.
const ITEM: f32 = 380.0;

/// The pages of a packing slip.
pub(super) fn sheets(slip: &Slip, fonts: &Fonts) -> Vec<Sheet> {
    let name = format!("Packing slip {}", slip.order_number);
    let mut flow = Flow::new(fonts, format!("{name}, {}", slip.seller));
    let mut facts = vec![("Order", slip.order_number.clone()), ("Order date", day(slip.ordered_at))];
    if !slip.shipping_method.is_empty() {
        facts.push(("Shipping", slip.shipping_method.clone()));
    }
    head(&mut flow, &slip.seller, &slip.seller_lines, "Packing slip", &facts);
    blocks(&mut flow, &[Block { x: MARGIN, room: 300.0, heading: "Deliver to", lines: &slip.address }]);
    let rows: Vec<Row> = slip
        .lines
        .iter()
        .map(|line| {
            let details = details(&line.variant, &line.sku);
            Row::new(fonts, ITEM, &line.title, &details, vec![line.quantity.to_string()])
        })
        .collect();
    let tail = 12.0 + BODY.leading();
    flow.table(&COLUMNS, &rows, tail);
    let units: i64 = slip.lines.iter().map(|line| i64::from(line.quantity)).sum();
    let words = if units == 1 { "1 unit in all".to_owned() } else { format!("{units} units in all") };
    flow.need(tail);
    let y = flow.y + 8.0;
    flow.sheet().text_to(fonts, (RIGHT - 6.0, 200.0), y, BODY.bold(), &words);
    flow.finish(&name)
}
