//! Where shop and provider disagree, as staff see it.

use diesel::prelude::*;

use crate::admin::action::Action;
use crate::admin::expr::{col, expr, to_one};
use crate::admin::list::filter::{by_choice, by_date, by_empty};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::site::Notice;
use crate::admin::staff::Right;
use crate::admin::views::Tone;
use crate::payments::differences::resolve;
use crate::payments::queries::count_open_differences;
use crate::platform::audit::{Label, Tracked};
use crate::schema::{orders, payment_differences as differences};

static DIFFERENCE_HISTORY: Tracked =
    Tracked::of("payments.paymentdifference", "payment_differences", Label::Column("detail"), &[]);

const KINDS: [(&str, &str, Tone); 10] = [
    ("unknown", "Money without an order", Tone::Bad),
    ("unknown_page", "Unknown payment page", Tone::Bad),
    ("wrong_amount", "Wrong amount", Tone::Bad),
    ("paid_twice", "Paid twice", Tone::Bad),
    ("paid_after_cancellation", "Paid after cancellation", Tone::Bad),
    ("not_paid", "Not paid after all", Tone::Bad),
    ("shipped_unpaid", "Shipped, but not paid", Tone::Bad),
    ("disputed", "Disputed", Tone::Bad),
    ("refund_failed", "Refund failed", Tone::Bad),
    ("refund_waiting", "Refund not sent", Tone::Warn),
];
const MORE_KINDS: [(&str, &str, Tone); 2] =
    [("refund_too_much", "Too much given back", Tone::Bad), ("refund_differs", "Refund differs", Tone::Bad)];

/// What the dashboard tells those who may see differences.
pub const UNMATCHED: Notice = Notice {
    model: "payments.paymentdifference",
    href: "/admin/payments/paymentdifference/?resolved_at__isempty=1",
    count: count_open_differences,
    words: ("payment does not match", "payments do not match"),
};

/// Differences.
pub fn difference() -> Model {
    let order = to_one(differences::order_id, orders::id);
    let kinds: Vec<(&str, &str, Tone)> = KINDS.iter().chain(&MORE_KINDS).copied().collect();
    let choices: Vec<(&str, &str)> = kinds.iter().map(|(kind, words, _)| (*kind, *words)).collect();
    let list = List::new(differences::id)
        .column(col(differences::kind).label("What").choices(&kinds).unsortable())
        .column(order.get(orders::number).label("Order").unsortable())
        .column(col(differences::detail).unsortable())
        .column(col(differences::subject).label("At the provider").unsortable())
        .column(col(differences::found_at).label("Found").sorted_by(col(differences::id)))
        .column(col(differences::resolved_at).label("Resolved").unsortable())
        .column(col(differences::resolved_by).label("By").unsortable())
        .search(is(order.get(orders::number)))
        .search(is(col(differences::subject)))
        .search_help("A whole order number or name at the provider.")
        .filter(by_empty(col(differences::resolved_at)).title("Resolved"))
        .filter(by_choice(col(differences::kind), &choices).title("What"))
        .filter(by_date(col(differences::found_at)).title("Found"))
        // What nobody has looked at yet comes first, however old.
        .order(desc(expr("open", differences::resolved_at.is_null())))
        .order(desc(col(differences::id)));
    Model::new(&DIFFERENCE_HISTORY, "payment that does not match", "payments that do not match", list)
        .only(&[Right::View, Right::Change])
        .action(
            Action::new("resolve", "Mark as resolved", "payments.change_paymentdifference", resolve)
                .done("were marked as resolved"),
        )
}
