//! Refunds as staff see them.

use crate::admin::expr::{col, to_one};
use crate::admin::list::filter::{by_choice, by_date};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::Tone;
use crate::platform::audit::{Label, Tracked};
use crate::schema::{orders, payments, refunds};

static REFUND_HISTORY: Tracked = Tracked::of(
    "payments.refund",
    "refunds",
    Label::Sql(
        "(SELECT o.number FROM orders o JOIN payments p ON p.order_id = o.id WHERE p.id = refunds.payment_id)",
    ),
    &[],
);

const STATES: [(&str, &str, Tone); 5] = [
    ("pending", "Waiting to be sent", Tone::Warn),
    ("settling", "On its way", Tone::Warn),
    ("succeeded", "Given back", Tone::Good),
    ("failed", "Failed", Tone::Bad),
    ("cancelled", "Called off", Tone::Plain),
];

/// Refunds.
pub fn refund() -> Model {
    let order = to_one(refunds::payment_id, payments::id).then(to_one(payments::order_id, orders::id));
    let states = STATES.map(|(state, words, _)| (state, words));
    let list = List::new(refunds::id)
        .column(order.get(orders::number).label("Order").unsortable())
        .column(col(refunds::amount).money().unsortable())
        .column(col(refunds::state).choices(&STATES).unsortable())
        .column(col(refunds::reason).unsortable())
        .column(col(refunds::actor).label("By").unsortable())
        .column(col(refunds::created_at).label("Asked for").sorted_by(col(refunds::id)))
        .column(col(refunds::settled_at).label("Given back").unsortable())
        .column(col(refunds::failure).unsortable())
        .search(is(order.get(orders::number)))
        .search_help("A whole order number.")
        .filter(by_choice(col(refunds::state), &states))
        .filter(by_date(col(refunds::created_at)).title("Asked for"))
        .order(desc(col(refunds::id)));
    Model::new(&REFUND_HISTORY, "refund", "refunds", list).only(&[Right::View])
}
