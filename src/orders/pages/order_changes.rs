//! What a customer can do with an order: call it off, or order it again.

use actix_session::Session;
use actix_web::web::{self, Data, Form, Path};
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::cart::carts::{CartError, find_or_create};
use crate::checkout::cancellation::{CancelError, Cancelled, cancel};
use crate::checkout::paying::closing::close;
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
    form: Option<Form<CancellationForm>>,
) -> PageResult {
    let (now, token) = (app.now(), token.to_string());
    let (asked, whose) = (token.clone(), visitor.clone());
    let outcome = app
        .db
        .write(move |conn| {
            let order = find_by_token(conn, &asked)?.or_not_found("order")?;
            let actor = actor(whose.signed_in(conn)?.as_ref());
            match cancel(conn, order.id, &actor, now) {
                Ok(cancelled) => Ok(Ok(cancelled)),
                // A second click finds what the first one did.
                Err(CancelError::TooLate) if order.cancelled_at.is_some() => Ok(Ok(Cancelled::Now)),
                Err(CancelError::Database(error)) => Err(error.into()),
                Err(refused) => Ok(Err(refused)),
            }
        })
        .await?;
    let is_cancelled = match outcome {
        Ok(Cancelled::Now) => true,
        Ok(Cancelled::WhenPageIsClosed { payment_id }) => close_page(&app, payment_id, &token).await?,
        Err(refused) => {
            flash_error(&session, &refused.to_string())?;
            return see_other(&urls::order(&token));
        }
    };
    match is_cancelled {
        true if form.is_some_and(|form| form.restore == "1") => {
            put_back(&app, visitor, &session, token).await
        }
        true => {
            flash(&session, "Your order has been cancelled.")?;
            see_other(&urls::order(&token))
        }
        false => see_other(&urls::payment_canceled(&token)),
    }
}

/// What can be asked for with a cancellation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancellationForm {
    /// `1`: everything goes back into the cart.
    restore: String,
}

/// Closes the page for paying at once instead of waiting for the job; whether the order is cancelled
/// now. The provider may not answer, or say that it was paid.
async fn close_page(app: &App, payment_id: i64, token: &str) -> Result<bool, AppError> {
    let shop = app.clone();
    if let Err(error) = web::block(move || close(&shop, payment_id)).await.map_err(AppError::internal)? {
        tracing::warn!(%error, "a page for paying could not be closed; the job tries again");
    }
    let token = token.to_owned();
    let order = app.db.read(move |conn| Ok(find_by_token(conn, &token)?)).await?;
    Ok(order.is_some_and(|order| order.cancelled_at.is_some()))
}

/// `POST /orders/{token}/reorder/`
pub async fn reorder_order(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    token: Path<Uuid>,
) -> PageResult {
    put_back(&app, visitor, &session, token.to_string()).await
}

/// Puts what an order was about into the visitor's cart and leads there.
async fn put_back(app: &App, visitor: Visitor, session: &Session, token: String) -> PageResult {
    let (now, known) = (app.now(), visitor.guest_cart.clone());
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
        keep_cart(session, &cart.id)?;
    }
    match outcome.refused.as_slice() {
        [] => flash(session, "Everything from that order is in your cart.")?,
        refused => flash_error(session, &refused.join(" "))?,
    }
    see_other(urls::cart())
}
