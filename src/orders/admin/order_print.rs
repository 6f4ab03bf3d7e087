//! An order on one page, for staff to read and to print.

use actix_web::web::{Data, Path};
use askama::Template;
use diesel::QueryResult;

use crate::admin::desk::{self, Caller, Desk};
use crate::admin::reply::Reply;
use crate::admin::staff::Right;
use crate::admin::views::{AdminShell, Tone};
use crate::app::App;
use crate::orders::models::{AddressKind, Order, PaymentStatus};
use crate::orders::queries::{find_order, list_addresses, list_items};
use crate::orders::views::{LineView, TotalsView, iso, moment};
use crate::payments::methods::Method;
use crate::payments::models::{Payment, PaymentState};
use crate::payments::paper::links;
use crate::payments::queries::list_of_order;
use crate::platform::db::Conn;
use crate::platform::web::error::{OrNotFound, PageResult};
use crate::urls;

/// A payment that came in or is waited for.
struct PaymentView {
    words: String,
    /// The provider's own name of it.
    reference: String,
    /// Where staff see it at the provider.
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "orders/order_print.html")]
struct OrderPrintPage {
    shell: AdminShell,
    created: String,
    created_iso: String,
    customer: String,
    email: String,
    address: Vec<String>,
    billing: Vec<String>,
    shipping_method: String,
    status: &'static str,
    tone: Tone,
    payments: Vec<PaymentView>,
    documents: Vec<(String, String)>,
    lines: Vec<LineView>,
    totals: TotalsView,
    change_href: String,
    slip_href: String,
}

/// `GET /admin/orders/order/{id}/print/`: for staff who may see orders.
pub async fn order_print(app: Data<App>, caller: Caller, id: Path<i64>) -> PageResult {
    let shared = app.clone();
    desk::read(&app, &caller, move |conn, desk| {
        desk.require(desk.model("orders", "order")?, Right::View)?;
        let order = find_order(conn, *id)?.or_not_found("order")?;
        Reply::page(&build(conn, desk, &shared, order)?)
    })
    .await
}

fn build(conn: &mut Conn, desk: &Desk<'_>, app: &App, order: Order) -> QueryResult<OrderPrintPage> {
    let items = list_items(conn, order.id)?;
    let addresses = list_addresses(conn, order.id)?;
    let find = |kind| addresses.iter().find(|(known, _)| *known == kind).map(|(_, address)| address);
    let lines = |kind| find(kind).map(|address| address.lines()).unwrap_or_default();
    let payments = list_of_order(conn, order.id)?;
    let documents = links::of_order(conn, order.id)?;
    let (status, tone) = status_of(&order);
    let title = format!("Order {}", order.number);
    let change_href = urls::admin_order(order.id);
    Ok(OrderPrintPage {
        shell: shell(desk, &title, &change_href),
        created: moment(order.placed_at),
        created_iso: iso(order.placed_at),
        customer: find(AddressKind::Billing)
            .or(find(AddressKind::Shipping))
            .map(|address| address.name.clone())
            .unwrap_or_default(),
        address: lines(AddressKind::Shipping),
        billing: lines(AddressKind::Billing),
        status,
        tone,
        payments: payments.iter().filter_map(|payment| payment_view(app, &order, payment)).collect(),
        documents,
        lines: items.iter().map(|item| LineView::of_item(&order, item)).collect(),
        totals: TotalsView::of_order(&order),
        slip_href: urls::admin_packing_slip(order.id),
        change_href,
        email: order.email,
        shipping_method: order.shipping_method,
    })
}

fn shell(desk: &Desk<'_>, title: &str, change_href: &str) -> AdminShell {
    match desk.model("orders", "order") {
        Ok(model) => {
            let way = [(title, Some(change_href.to_owned())), ("Print", None)];
            desk.shell(title, desk.crumbs(model, &way), Some(model))
        }
        Err(_) => desk.shell(title, Vec::new(), None),
    }
}

fn status_of(order: &Order) -> (&'static str, Tone) {
    match (order.cancelled_at, order.payment_status) {
        (Some(_), _) => ("Cancelled", Tone::Plain),
        (None, PaymentStatus::Complete) => ("Paid", Tone::Good),
        (None, PaymentStatus::Pending) => ("Pending payment", Tone::Warn),
        (None, PaymentStatus::Failed) => ("Payment failed", Tone::Bad),
    }
}

/// A payment in words; one that was called off is no news.
fn payment_view(app: &App, order: &Order, payment: &Payment) -> Option<PaymentView> {
    let state = match payment.state {
        PaymentState::Open => "waited for",
        PaymentState::Settling => "on its way",
        PaymentState::Paid => "received",
        PaymentState::Reversed => "taken back",
        PaymentState::Failed => "failed",
        PaymentState::Cancelled => return None,
    };
    let method =
        Method::from_key(&payment.provider).map_or(payment.provider.as_str(), |method| method.label());
    let at = payment.settled_at.map(|at| format!(", {}", moment(at))).unwrap_or_default();
    let reference = payment.reference.clone().unwrap_or_default();
    let provider = app.provider.as_ref().filter(|provider| provider.key() == payment.provider);
    Some(PaymentView {
        words: format!("{method}: {} {state}{at}", order.price(payment.amount)),
        href: provider.filter(|_| !reference.is_empty()).map(|provider| provider.dashboard_href(&reference)),
        reference,
    })
}
