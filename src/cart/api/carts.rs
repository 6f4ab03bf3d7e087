//! Whole carts, and the code of one.

use uuid::Uuid;

use super::{cart_id, find, hold, refused, wire};
use crate::api::call::Call;
use crate::api::error::ApiResult;
use crate::api::input::Need;
use crate::api::reply::Reply;
use crate::cart::carts;
use crate::cart::models::Cart;
use crate::cart::queries;
use crate::urls;

/// `POST /api/store/carts/`: an empty cart of nobody.
pub async fn create_cart(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        // Whatever was sent is of no account, but it has to be readable.
        asked.input()?;
        let cart = Cart {
            id: Uuid::new_v4().to_string(),
            customer_id: None,
            code: None,
            checkout_token: Uuid::new_v4().to_string(),
            created_at: asked.now,
            updated_at: asked.now,
        };
        queries::insert_cart(conn, &cart)?;
        let made = wire::CartJson { id: cart.id.clone(), items: Vec::new(), total_price: 0.0, prices: None };
        Ok(Reply::created(&made)?.at(urls::api::cart(&cart.id)))
    })
    .await
}

/// `GET /api/store/carts/{cart_id}/`
pub async fn cart_detail(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.read(move |conn, asked| {
        let cart = find(conn, asked, &id)?;
        Reply::ok(&wire::cart(conn, asked, &cart)?)
    })
    .await
}

/// `DELETE /api/store/carts/{cart_id}/`
pub async fn delete_cart(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &id)?;
        asked.require_version(|| Reply::ok(&wire::cart(conn, asked, &cart)?))?;
        queries::delete_cart(conn, &cart.id)?;
        Ok(Reply::no_content())
    })
    .await
}

/// `PUT /api/store/carts/{cart_id}/code/`: enters a code; one that takes nothing off is refused.
pub async fn apply_code(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &id)?;
        let mut input = asked.input()?;
        let code = input.text("code", 255, Need::Required);
        input.finish()?;
        let code = code.unwrap_or_default();
        carts::apply_code(conn, &cart, &code, &asked.call.app.config, asked.now).map_err(refused)?;
        let cart = find(conn, asked, &id)?;
        Reply::ok(&wire::cart(conn, asked, &cart)?)
    })
    .await
}

/// `DELETE /api/store/carts/{cart_id}/code/`
pub async fn remove_code(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &id)?;
        carts::remove_code(conn, &cart, asked.now).map_err(refused)?;
        Ok(Reply::no_content())
    })
    .await
}
