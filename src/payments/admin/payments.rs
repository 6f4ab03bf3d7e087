//! Payments as staff see them.

use crate::admin::expr::{col, to_one};
use crate::admin::list::filter::{by_choice, by_date};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::Tone;
use crate::payments::methods::Method;
use crate::platform::audit::{Label, Tracked};
use crate::schema::{orders, payments};

static PAYMENT_HISTORY: Tracked = Tracked::of(
    "payments.payment",
    "payments",
    Label::Sql("(SELECT o.number FROM orders o WHERE o.id = payments.order_id)"),
    &[],
);

const STATES: [(&str, &str, Tone); 6] = [
    ("open", "Open", Tone::Warn),
    ("settling", "On its way", Tone::Warn),
    ("paid", "Paid", Tone::Good),
    ("reversed", "Taken back", Tone::Bad),
    ("cancelled", "Cancelled", Tone::Plain),
    ("failed", "Failed", Tone::Bad),
];

/// Payments.
pub fn payment() -> Model {
    let order = to_one(payments::order_id, orders::id);
    let states = STATES.map(|(state, words, _)| (state, words));
    let methods: Vec<_> = Method::ALL.iter().map(|method| (method.key(), method.label())).collect();
    let list = List::new(payments::id)
        .column(order.get(orders::number).label("Order").unsortable())
        .column(col(payments::provider).unsortable())
        .column(col(payments::state).choices(&STATES).unsortable())
        .column(col(payments::amount).money().unsortable())
        .column(col(payments::refunded).label("Given back").money().unsortable())
        .column(col(payments::reference).unsortable())
        .column(col(payments::created_at).label("Asked for").sorted_by(col(payments::id)))
        .column(col(payments::settled_at).label("Settled").unsortable())
        .search(is(order.get(orders::number)))
        .search(is(col(payments::reference)))
        .search_help("A whole order number, or the provider’s name of the payment.")
        .filter(by_choice(col(payments::provider), &methods))
        .filter(by_choice(col(payments::state), &states))
        .filter(by_date(col(payments::created_at)).title("Asked for"))
        .order(desc(col(payments::id)));
    Model::new(&PAYMENT_HISTORY, "payment", "payments", list).only(&[Right::View]).amounts(&["refunded"])
}
