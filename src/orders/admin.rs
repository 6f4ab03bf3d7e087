//! Orders as staff see them: what there is to know, what can be changed, and what can be done.

mod order_print;

use std::sync::Arc;

use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::sql_types::Text;

use super::history::{ORDER_HISTORY, sentence};
use super::models::{FulfilmentStatus, PaymentStatus};
use super::queries;
use super::views::{TotalsView, moment};
use crate::accounts::models::PERSON;
use crate::admin::action::Action;
use crate::admin::expr::{ToOne, col, to_one};
use crate::admin::form::{Fieldset, Form};
use crate::admin::inline::Inline;
use crate::admin::list::filter::{by_choice, by_date, by_empty, by_relation};
use crate::admin::list::search::{folded_start, keys, starts_with};
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::value::{Context, Widget};
use crate::admin::views::{Cell, LinkedLine, Tone};
use crate::checkout::order_actions;
use crate::checkout::order_editing::{self, OrderChange};
use crate::checkout::order_lines::{OrderLineChange, change_lines, list_lines};
use crate::config::Config;
use crate::field;
use crate::form_choices;
use crate::payments::methods::Method;
use crate::payments::paper::links;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::Val;
use crate::schema::{customers, orders, users};
use crate::urls;
use crate::{checkout, payments};

pub use order_print::order_print;

form_choices!(PaymentStatus { Pending => "Pending", Complete => "Complete", Failed => "Failed" });
form_choices!(FulfilmentStatus {
    Unfulfilled => "Unfulfilled",
    PartlyShipped => "Partly shipped",
    Shipped => "Shipped",
    Delivered => "Delivered",
    Returned => "Returned",
});

const PAYMENT: [(&str, &str, Tone); 3] =
    [("P", "Pending", Tone::Warn), ("C", "Complete", Tone::Good), ("F", "Failed", Tone::Bad)];
const FULFILMENT: [(&str, &str, Tone); 5] = [
    ("unfulfilled", "Unfulfilled", Tone::Warn),
    ("partly_shipped", "Partly shipped", Tone::Warn),
    ("shipped", "Shipped", Tone::Good),
    ("delivered", "Delivered", Tone::Good),
    ("returned", "Returned", Tone::Bad),
];

/// Orders.
pub fn order(config: &Arc<Config>) -> Model {
    let model = Model::new(&ORDER_HISTORY, "order", "orders", list())
        .form(form(config))
        .inline(lines())
        .page(checkout::admin::REFUND)
        .computed("ledger", "Payments", {
            let config = config.clone();
            move |conn, id, _| payments::admin::ledger(conn, &config, id)
        })
        .computed("totals", "Totals", totals)
        .computed("timeline", "Timeline", timeline)
        .computed("documents", "Documents", documents)
        .delete(order_actions::delete)
        .on_site(|conn, id| Ok(queries::find_token(conn, id)?.map(|token| urls::order(&token))))
        .amounts(&["subtotal", "discount", "shipping_price", "tax"])
        .letter("o");
    actions().into_iter().fold(model, Model::action)
}

fn person() -> ToOne<orders::table, users::table> {
    to_one(orders::customer_id, customers::id).then(to_one(customers::user_id, users::id))
}

fn list() -> List<orders::table> {
    let person = person();
    let choices = |all: &[(&'static str, &'static str, Tone)]| {
        all.iter().map(|(value, words, _)| (*value, *words)).collect::<Vec<_>>()
    };
    let methods: Vec<_> = Method::ALL.iter().map(|method| (method.key(), method.label())).collect();
    List::new(orders::id)
        .column(col(orders::number))
        .column(col(orders::placed_at))
        .column(person.show("customer", sql::<Text>(PERSON)).unsortable().empty("Guest"))
        .column(col(orders::email).label("E-mail").sorted_by(col(orders::email_key)))
        .column(col(orders::payment_status).choices(&PAYMENT).unsortable())
        .column(col(orders::fulfilment_status).choices(&FULFILMENT).unsortable())
        .column(col(orders::total).money())
        .search(keys(|word| {
            let number = Val::Text(word.to_uppercase());
            Some(Sql::of("SELECT id FROM orders WHERE number = ").bind(number))
        }))
        .search(folded_start(col(orders::email_key)))
        .search(starts_with(person.get(users::first_name)))
        .search(starts_with(person.get(users::last_name)))
        .search_help("A whole order number, or the start of an e-mail address or of the customer’s names.")
        .filter(by_choice(col(orders::payment_status), &choices(&PAYMENT)))
        .filter(by_choice(col(orders::fulfilment_status), &choices(&FULFILMENT)))
        .filter(by_date(col(orders::placed_at)))
        .filter(by_choice(col(orders::payment_method), &methods))
        .filter(by_empty(col(orders::cancelled_at)).title("Cancelled"))
        .filter(by_relation(&to_one(orders::customer_id, customers::id), "accounts.customer"))
        .date_hierarchy(col(orders::placed_at))
        .order(desc(col(orders::placed_at)))
        .counter("orders")
}

fn form(config: &Arc<Config>) -> Form<OrderChange> {
    let config = config.clone();
    let form = Form::new(order_editing::find_change, move |conn, edit, id, change| {
        order_editing::save(conn, edit, &config, id, change)
    })
    .field(field!(OrderChange.customer_id).label("Customer").autocomplete("accounts.customer"))
    .field(field!(OrderChange.email).label("E-mail").email().help("That of the customer when empty."))
    .field(field!(OrderChange.payment_status))
    .field(field!(OrderChange.fulfilment_status))
    .field(field!(OrderChange.shipping_method_id).label("Shipping").select("checkout.shippingmethod"))
    .field(field!(OrderChange.notes).long().help("Only staff see them."));
    addresses(form)
        .fieldset(Fieldset::new(
            "",
            &[&["customer_id", "email"], &["payment_status", "fulfilment_status"], &["shipping_method_id"]],
        ))
        .fieldset(Fieldset::new("Totals and timeline", &[&["totals", "ledger"], &["timeline", "documents"]]))
        .fieldset(Fieldset::new(
            "Shipping address",
            &[
                &["shipping_name"],
                &["shipping_street", "shipping_line2"],
                &["shipping_zip", "shipping_city"],
                &["shipping_region", "shipping_country"],
            ],
        ))
        .fieldset(
            Fieldset::new(
                "Billing address",
                &[
                    &["billing_name"],
                    &["billing_street", "billing_line2"],
                    &["billing_zip", "billing_city"],
                    &["billing_region", "billing_country"],
                ],
            )
            .description("Empty when it is the same.")
            .collapsed(),
        )
        .fieldset(Fieldset::new("Notes", &[&["notes"]]))
}

fn addresses(form: Form<OrderChange>) -> Form<OrderChange> {
    form.field(field!(OrderChange.shipping_name).label("Name").max_length(255))
        .field(field!(OrderChange.shipping_street).label("Street").max_length(255))
        .field(field!(OrderChange.shipping_line2).label("Apartment, company").max_length(255))
        .field(field!(OrderChange.shipping_zip).label("Postal code").max_length(32))
        .field(field!(OrderChange.shipping_city).label("Town").max_length(255))
        .field(field!(OrderChange.shipping_region).label("State, province").max_length(255))
        .field(field!(OrderChange.shipping_country).label("Country").widget(Widget::countries()))
        .field(field!(OrderChange.billing_name).label("Name").max_length(255))
        .field(field!(OrderChange.billing_street).label("Street").max_length(255))
        .field(field!(OrderChange.billing_line2).label("Apartment, company").max_length(255))
        .field(field!(OrderChange.billing_zip).label("Postal code").max_length(32))
        .field(field!(OrderChange.billing_city).label("Town").max_length(255))
        .field(field!(OrderChange.billing_region).label("State, province").max_length(255))
        .field(field!(OrderChange.billing_country).label("Country").widget(Widget::countries()))
}

fn lines() -> Inline<OrderLineChange> {
    Inline::new("items", "orders.orderitem", list_lines, change_lines)
        .of_table("order_items")
        .field(field!(OrderLineChange.product_id).label("Product").autocomplete("catalog.product"))
        .field(field!(OrderLineChange.variant_id).label("Variant").autocomplete("catalog.productvariant"))
        .field(field!(OrderLineChange.quantity).min(1))
        .field(field!(OrderLineChange.unit_price).amount().help("What the shop asks now when empty."))
        .min(1)
        .max(10)
}

fn actions() -> Vec<Action> {
    let change = "orders.change_order";
    vec![
        Action::new("mark_paid", "Mark paid", change, order_actions::mark_paid)
            .confirm("Book the payments of these orders?")
            .done("were marked as paid")
            .tool(),
        Action::new("invoice", "Issue the invoice", change, order_actions::invoice)
            .confirm("Issue the invoices of these orders and send them to the customers?")
            .done("got their invoices")
            .tool(),
        Action::new("ship", "Mark shipped", change, order_actions::ship)
            .confirm("Mark these orders as shipped and tell the customers?")
            .done("were marked as shipped")
            .tool(),
        Action::new("deliver", "Mark delivered", change, order_actions::deliver)
            .confirm("Mark these orders as delivered?")
            .done("were marked as delivered")
            .tool(),
        Action::new("cancel", "Cancel", "orders.cancel_order", order_actions::cancel)
            .confirm(
                "Cancel these orders? Their stock comes back, and the customers are told. Where a payment page \
                 is open, it is closed first.",
            )
            .done("were cancelled")
            .dangerous()
            .tool(),
    ]
}

fn totals(conn: &mut Conn, id: i64, _: &Context) -> QueryResult<Cell> {
    let Some(order) = queries::find_order(conn, id)? else { return Ok(Cell::Empty) };
    let view = TotalsView::of_order(&order);
    let mut lines: Vec<String> =
        view.rows.iter().map(|row| format!("{}: {}", row.words, row.amount)).collect();
    lines.push(format!("Total: {}", view.total));
    lines.extend(Some(view.tax_note).filter(|note| !note.is_empty()));
    Ok(Cell::Lines(lines))
}

fn timeline(conn: &mut Conn, id: i64, _: &Context) -> QueryResult<Cell> {
    let events = queries::list_events(conn, id)?;
    let lines: Vec<String> = events
        .iter()
        .map(|event| {
            let words = match event.message.is_empty() {
                true => sentence(event),
                false => format!("{}: {}", sentence(event), event.message),
            };
            format!("{} – {words} ({})", moment(event.created_at), event.actor)
        })
        .collect();
    Ok(if lines.is_empty() { Cell::Empty } else { Cell::Lines(lines) })
}

fn documents(conn: &mut Conn, id: i64, _: &Context) -> QueryResult<Cell> {
    let mut all = links::of_order(conn, id)?;
    all.push((urls::admin_packing_slip(id), "Packing slip (PDF)".to_owned()));
    all.push((urls::admin_order_print(id), "Page for printing".to_owned()));
    let line = |(href, words)| LinkedLine { text: String::new(), link: Some((words, href)) };
    Ok(Cell::LinkedLines(all.into_iter().map(line).collect()))
}
