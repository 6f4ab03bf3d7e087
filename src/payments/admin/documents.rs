//! Invoices and credit notes as staff see them.

use crate::admin::expr::{col, to_one};
use crate::admin::list::filter::{by_choice, by_date};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::{Cell, Tone};
use crate::platform::audit::{Label, Tracked};
use crate::platform::db::value::Val;
use crate::schema::{invoices, orders};
use crate::urls;

static INVOICE_HISTORY: Tracked = Tracked::of("payments.invoice", "invoices", Label::Column("number"), &[]);

const KINDS: [(&str, &str, Tone); 2] =
    [("invoice", "Invoice", Tone::Plain), ("credit_note", "Credit note", Tone::Warn)];

/// Invoices and credit notes.
pub fn invoice() -> Model {
    let order = to_one(invoices::order_id, orders::id);
    let kinds = KINDS.map(|(kind, words, _)| (kind, words));
    let list = List::new(invoices::id)
        .column(col(invoices::number).unsortable())
        .column(col(invoices::kind).choices(&KINDS).unsortable())
        .column(order.show("order", orders::number).label("Order").unsortable())
        .column(col(invoices::issued_at).label("Issued").sorted_by(col(invoices::id)))
        .column(col(invoices::order_id).label("File").show(file).unsortable())
        .search(is(col(invoices::number)))
        .search(is(order.get(orders::number)))
        .search_help("A whole number of a document or of an order.")
        .filter(by_choice(col(invoices::kind), &kinds))
        .filter(by_date(col(invoices::issued_at)).title("Issued"))
        .order(desc(col(invoices::id)));
    Model::new(&INVOICE_HISTORY, "invoice", "invoices", list).only(&[Right::View])
}

/// The file of a row, under the order that the column names: an invoice as well is found by its key.
fn file(order: &Val, id: i64) -> Cell {
    Cell::Link { href: urls::admin_credit_note(order.int(), id), text: "PDF".to_owned() }
}
