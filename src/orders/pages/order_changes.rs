//! What a customer can do with an order: call it off, or order it again.

use actix_session::Session;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use crate::app::App;
use crate::cart::carts::{CartError, find_or_create};
use crate::checkout::cancellation::{CancelError, cancel};
use crate::checkout::reorder::reorder;
use crate::orders::queries::find_by_token;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::page::see_other;
use crate::shell::{Visitor, actor, flash, flash_error, keep_cart};
use crate::urls;

/// `POST /orders/{token}/cancellation/`
pub async fn cancel_order(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    token: Path<Uuid>,
) -> PageResult {
    let (now, token) = (app.now(), token.to_string());
    let page = urls::order(&token);
    let cancelled = app
        .db
        .write(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let actor = actor(visitor.signed_in(conn)?.as_ref());
            match cancel(conn, order.id, &actor, now) {
                Ok(()) => Ok(true),
                // A second click finds what the first one did.
                Err(CancelError::TooLate) => Ok(order.cancelled_at.is_some()),
                Err(CancelError::Database(error)) => Err(error.into()),
            }
        })
        .await?;
    match cancelled {
        true => flash(&session, "Your order has been cancelled.")?,
        false => flash_error(&session, &CancelError::TooLate.to_string())?,
    }
    see_other(&page)
}

/// `POST /orders/{token}/reorder/`
pub async fn reorder_order(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    token: Path<Uuid>,
) -> PageResult {
    let (now, token, known) = (app.now(), token.to_string(), visitor.guest_cart.clone());
    let (cart, outcome) = app
        .db
        .write(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let owner = visitor.cart(visitor.signed_in(conn)?.as_ref());
            let cart = find_or_create(conn, owner.as_ref(), now).map_err(|error| match error {
                CartError::Database(error) => AppError::from(error),
                other => AppError::Conflict(other.to_string()),
            })?;
            let outcome = reorder(conn, order.id, &cart, now)?;
            Ok((cart, outcome))
        })
        .await?;
    if cart.customer_id.is_none() && known.as_ref() != Some(&cart.id) {
        keep_cart(&session, &cart.id)?;
    }
    match outcome.refused.as_slice() {
        [] => flash(&session, "Everything from that order is in your cart.")?,
        refused => flash_error(&session, &refused.join(" "))?,
    }
    see_other(urls::cart())
}
