//! Orders for other programs: one's own, and all of them for staff. They are placed in the checkout's part.

use serde_json::json;

use super::history::ORDER_HISTORY;
use super::models::{Order, PaymentStatus};
use super::{queries, wire};
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::Need;
use crate::api::reply::Reply;
use crate::api::stream::{self, Part};
use crate::checkout::cancellation::{self, CancelError, Cancelled};
use crate::checkout::{order_actions, order_editing};
use crate::platform::audit::{Source, tracked, tracked_many};
use crate::platform::db::Conn;

const VIEW: &str = "orders.view_order";
const STATUSES: [&str; 3] =
    [PaymentStatus::Pending.as_str(), PaymentStatus::Complete.as_str(), PaymentStatus::Failed.as_str()];

/// `GET /api/store/orders/`: one's own; for staff who may see orders, all.
pub async fn order_list(call: Call) -> ApiResult {
    stream::list(call, |conn, asked, after, limit| {
        let member = asked.caller.member()?;
        let orders = match member.is_staff && asked.may(conn, VIEW)? {
            true => queries::list_after(conn, None, after, limit)?,
            false => match member.require_person()?.customer_id {
                Some(customer) => queries::list_after(conn, Some(customer), after, limit)?,
                None => Vec::new(),
            },
        };
        let rows = wire::orders(conn, orders, with_details(asked)?)?;
        Part::of(rows.into_iter().map(|row| (row.id, row)).collect(), limit)
    })
    .await
}

fn with_details(asked: &Asked<'_>) -> Result<bool, ApiError> {
    Ok(!asked.included(&["details"])?.is_empty())
}

/// An order that the sender may see; others are as if they were not there.
fn find(conn: &mut Conn, asked: &Asked<'_>, id: i64) -> Result<Order, ApiError> {
    let member = asked.caller.member()?;
    let order = queries::find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
    if member.is_customer(order.customer_id) || member.is_staff && asked.may(conn, VIEW)? {
        return Ok(order);
    }
    Err(ApiError::no("Order"))
}

fn represent(conn: &mut Conn, asked: &Asked<'_>, order: Order) -> Result<Reply, ApiError> {
    let made = wire::orders(conn, vec![order], with_details(asked)?)?;
    Reply::ok(made.first().ok_or_else(|| ApiError::no("Order"))?)
}

/// `GET /api/store/orders/{id}/`
pub async fn order_detail(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read(move |conn, asked| {
        let order = find(conn, asked, id)?;
        represent(conn, asked, order)
    })
    .await
}

/// `GET /api/store/guest-orders/{token}/`: the order of whoever knows its token, with its details.
pub async fn guest_order_detail(call: Call) -> ApiResult {
    let token = call.text("token").to_owned();
    call.read(move |conn, _| {
        let order = queries::find_by_token(conn, &token)?.ok_or_else(|| ApiError::no("Order"))?;
        let made = wire::orders(conn, vec![order], true)?;
        Reply::ok(made.first().ok_or_else(|| ApiError::no("Order"))?)
    })
    .await
}

/// `PATCH /api/store/orders/{id}/`: books a payment by invoice, takes it back, or gives the order up. A
/// payment through a provider is never changed this way.
pub async fn patch_order(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "orders.change_order")?;
        let order = queries::find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
        asked.require_version(|| represent(conn, asked, order.clone()))?;
        let mut input = asked.input()?.partial();
        let status = input.choice("payment_status", &STATUSES, Need::Optional);
        input.finish()?;
        let wanted = status.and_then(|text| PaymentStatus::from_text(&text)).unwrap_or(order.payment_status);
        let edit = asked.edit();
        tracked(conn, &edit, Source::Api, &ORDER_HISTORY, Some(id), |conn| {
            order_editing::move_payment(conn, &edit, id, wanted).map(|()| (id, ()))
        })?;
        let order = queries::find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
        Reply::ok(&json!({ "payment_status": order.payment_status.as_str() }))
    })
    .await
}

/// `DELETE /api/store/orders/{id}/`: with its lines; stock comes back. 409 for one with an invoice or a
/// payment through a provider, which must be kept.
pub async fn delete_order(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "orders.delete_order")?;
        let order = queries::find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
        asked.require_version(|| represent(conn, asked, order))?;
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &ORDER_HISTORY, &[id], |conn| {
            order_actions::delete(conn, &edit, &[id])
        })?;
        Ok(Reply::no_content())
    })
    .await
}

/// `POST /api/store/orders/{id}/cancellation/`: by its customer, or by staff who may cancel orders.
pub async fn cancel_order(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        let member = asked.caller.member()?;
        let order = queries::find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
        if !member.is_customer(order.customer_id) && !asked.may(conn, "orders.cancel_order")? {
            // Whoever may not even see it learns nothing of it.
            find(conn, asked, id)?;
            return Err(ApiError::forbidden());
        }
        let edit = asked.edit();
        let ((), done) = tracked(conn, &edit, Source::Api, &ORDER_HISTORY, Some(id), |conn| {
            cancellation::cancel(conn, id, &edit.by, asked.now).map(|done| (id, done))
        })
        .map(|(_, done)| ((), done))
        .map_err(|error| match error {
            CancelError::Database(error) => error.into(),
            other => ApiError::conflict(other),
        })?;
        let words = match done {
            Cancelled::Now => "cancelled",
            Cancelled::WhenPageIsClosed { .. } => "cancelling",
        };
        Reply::ok(&json!({ "state": words }))
    })
    .await
}
