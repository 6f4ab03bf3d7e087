//! Invoices, credit notes and packing slips as files, for staff.

use actix_web::web::{Data, Path};

use crate::admin::desk::{self, Caller, Desk};
use crate::admin::reply::Reply;
use crate::admin::staff::Right;
use crate::app::App;
use crate::orders::models::Order;
use crate::orders::queries::find_order;
use crate::payments::paper::files::{Named, of_invoice, packing_slip};
use crate::payments::queries::{find_invoice, find_invoice_of};
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// `GET /admin/orders/order/{id}/invoice.pdf`
pub async fn staff_invoice_file(app: Data<App>, caller: Caller, id: Path<i64>) -> PageResult {
    answer(app, caller, *id, |conn, order| {
        let invoice = find_invoice_of(conn, order.id)?.or_not_found("invoice")?;
        of_invoice(order, &invoice)
    })
    .await
}

/// `GET /admin/orders/order/{id}/credit-note/{note}.pdf`
pub async fn staff_credit_note_file(app: Data<App>, caller: Caller, ids: Path<(i64, i64)>) -> PageResult {
    let (id, note) = ids.into_inner();
    answer(app, caller, id, move |conn, order| {
        let found = find_invoice(conn, note)?.filter(|note| note.order_id == order.id);
        of_invoice(order, &found.or_not_found("credit note")?)
    })
    .await
}

/// `GET /admin/orders/order/{id}/packing-slip.pdf`
pub async fn staff_packing_slip_file(app: Data<App>, caller: Caller, id: Path<i64>) -> PageResult {
    answer(app, caller, *id, packing_slip).await
}

async fn answer<F>(app: Data<App>, caller: Caller, id: i64, make: F) -> PageResult
where
    F: FnOnce(&mut Conn, &Order) -> Result<Named, AppError> + Send + 'static,
{
    desk::read(&app, &caller, move |conn, desk| {
        let order = order_for_staff(conn, desk, id)?;
        let (name, bytes) = make(conn, &order)?;
        Ok(Reply::inline_file(name, "application/pdf", bytes))
    })
    .await
}

/// The order, for staff who may see orders.
fn order_for_staff(conn: &mut Conn, desk: &Desk<'_>, id: i64) -> Result<Order, AppError> {
    desk.require(desk.model("orders", "order")?, Right::View)?;
    find_order(conn, id)?.or_not_found("order")
}
