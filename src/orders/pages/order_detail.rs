//! The page of one order.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::TimeDelta;
use diesel::QueryResult;
use uuid::Uuid;

use crate::app::App;
use crate::checkout::views::PayView;
use crate::media::queries::main_of_products;
use crate::orders::history::sentence;
use crate::orders::models::{AddressKind, Order, OrderItem, PaymentStatus};
use crate::orders::queries::{find_by_token, list_addresses, list_events, list_items};
use crate::orders::views::{LineView, TotalsView, iso, moment, status_words};
use crate::orders::withdrawal;
use crate::payments::methods::Method;
use crate::payments::models::PaymentState;
use crate::payments::queries::{find_awaited, find_invoice_of};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::{OrNotFound, PageResult};
use crate::platform::web::page::personal_page;
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

/// So long after placing it the page of an order says thank you.
const JUST_NOW: TimeDelta = TimeDelta::minutes(15);

/// Something that happened.
struct EventView {
    sentence: String,
    message: String,
    time: String,
    time_iso: String,
}

#[derive(Template)]
#[template(path = "orders/order_detail.html")]
pub(super) struct OrderDetailPage {
    shell: Shell,
    head: Head,
    number: String,
    /// Whether it was placed just now.
    is_new: bool,
    status: &'static str,
    email: String,
    lines: Vec<LineView>,
    totals: TotalsView,
    shipping_method: String,
    payment_method: &'static str,
    awaits_payment: bool,
    /// Paying on the provider's page, while that is possible.
    pay: Option<PayView>,
    /// Whether the money is on its way from the provider.
    is_on_its_way: bool,
    instructions: Vec<String>,
    address: Vec<String>,
    billing: Vec<String>,
    events: Vec<EventView>,
    /// The invoice as a file, when it was issued.
    invoice_href: Option<String>,
    token: String,
    can_cancel: bool,
    can_withdraw: bool,
    withdrawal_days: i64,
    register_href: Option<String>,
}

/// `GET /orders/{token}/`: for everybody who has the link.
pub async fn order_detail(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    token: Path<Uuid>,
) -> PageResult {
    let (config, now, token) = (app.config.clone(), app.now(), token.to_string());
    let page = app
        .db
        .read(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let frame = Frame::load(conn, &config, &visitor)?;
            Ok(build(conn, frame, order, now)?)
        })
        .await?;
    personal_page(&req, &page)
}

/// The page of `order`; seven statements more than its frame.
pub(super) fn build(conn: &mut Conn, frame: Frame, order: Order, now: Time) -> QueryResult<OrderDetailPage> {
    let items = list_items(conn, order.id)?;
    let products: Vec<i64> = items.iter().map(|item| item.product_id).collect();
    let pictures = main_of_products(conn, &products)?;
    let line = |item: &OrderItem| LineView {
        picture: pictures.get(&item.product_id).and_then(|picture| picture.view()),
        ..LineView::of_item(&order, item)
    };
    let addresses = list_addresses(conn, order.id)?;
    let address = |kind| {
        let found = addresses.iter().find(|(known, _)| *known == kind);
        found.map(|(_, address)| address.lines()).unwrap_or_default()
    };
    let events = list_events(conn, order.id)?;
    let awaited = find_awaited(conn, order.id)?;
    let invoice = find_invoice_of(conn, order.id)?;
    let on_page = awaited.filter(|payment| payment.provider != Method::Invoice.key());
    let awaits_payment = order.cancelled_at.is_none() && order.payment_status == PaymentStatus::Pending;
    Ok(OrderDetailPage {
        head: Head {
            title: frame.title(&format!("Order {}", order.number)),
            no_index: true,
            kind: "website",
            ..Head::default()
        },
        is_new: on_page.is_none() && order.cancelled_at.is_none() && now < order.placed_at + JUST_NOW,
        status: status_words(&order),
        lines: items.iter().map(line).collect(),
        totals: TotalsView::of_order(&order),
        payment_method: Method::from_key(&order.payment_method).map_or("", Method::label),
        instructions: frame.settings.payment_instructions.lines().map(str::to_owned).collect(),
        awaits_payment: awaits_payment && on_page.is_none(),
        is_on_its_way: on_page.as_ref().is_some_and(|payment| payment.state == PaymentState::Settling),
        pay: on_page.as_ref().filter(|_| awaits_payment).and_then(PayView::of),
        address: address(AddressKind::Shipping),
        billing: address(AddressKind::Billing),
        events: events
            .iter()
            .map(|event| EventView {
                sentence: sentence(event),
                message: event.message.clone(),
                time: moment(event.created_at),
                time_iso: iso(event.created_at),
            })
            .collect(),
        invoice_href: invoice.map(|_| urls::order_invoice(&order.token)),
        can_cancel: order.can_be_cancelled(),
        can_withdraw: withdrawal::is_open(&order, now) && !order.can_be_cancelled(),
        withdrawal_days: withdrawal::DAYS,
        register_href: offers_account(&frame, &order).then(|| urls::register().to_owned()),
        number: order.number,
        email: order.email,
        shipping_method: order.shipping_method,
        token: order.token,
        shell: frame.shell,
    })
}

/// An account is offered after the purchase, to guests only.
fn offers_account(frame: &Frame, order: &Order) -> bool {
    frame.account.is_none() && order.customer_id.is_none()
}
