//! Lines of a cart.

use serde::Serialize;
use serde_json::json;

use super::wire::{self, ItemJson};
use super::{cart_id, find, hold, refused};
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::Need;
use crate::api::reply::Reply;
use crate::cart::{carts, queries};
use crate::catalog::models::Sellable;
use crate::platform::db::Conn;
use crate::urls;

/// `GET /api/store/carts/{cart_id}/items/`
pub async fn item_list(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.read(move |conn, asked| {
        find(conn, asked, &id)?;
        Reply::ok(&list(conn, asked, &id)?)
    })
    .await
}

fn list(conn: &mut Conn, asked: &Asked<'_>, id: &str) -> Result<Vec<ItemJson>, ApiError> {
    let settings = asked.settings(conn)?;
    let lines = queries::list_stored_lines(conn, id)?;
    Ok(lines.iter().map(|line| wire::item(line, settings.currency)).collect())
}

/// `GET /api/store/carts/{cart_id}/items/{id}/`
pub async fn item_detail(call: Call) -> ApiResult {
    let (cart, id) = (cart_id(&call)?, call.id("id")?);
    call.read(move |conn, asked| {
        find(conn, asked, &cart)?;
        let found = list(conn, asked, &cart)?.into_iter().find(|item| item.id == id);
        Reply::ok(&found.ok_or_else(|| ApiError::no("CartItem"))?)
    })
    .await
}

#[derive(Debug, Serialize)]
struct AddedJson {
    id: i64,
    product_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant_id: Option<i64>,
    quantity: i32,
}

/// `POST /api/store/carts/{cart_id}/items/`: adding the same again raises the quantity.
pub async fn add_item(call: Call) -> ApiResult {
    let id = cart_id(&call)?;
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &id)?;
        let mut input = asked.input()?;
        let product = input.integer("product_id", 0, i32::MAX, Need::Required).map(i64::from);
        let variant_id = input.nullable_key("variant_id").flatten();
        let quantity = input.integer("quantity", 1, i32::MAX, Need::Required);
        input.finish()?;
        let what = Sellable { product_id: product.unwrap_or_default(), variant_id };
        carts::add(conn, &cart, what, quantity.unwrap_or(1), asked.now).map_err(refused)?;
        let added = queries::list_items(conn, &cart.id)?.into_iter().find(|item| item.what() == what);
        let added = added.ok_or_else(|| ApiError::no("CartItem"))?;
        let made = AddedJson {
            id: added.id,
            product_id: added.product_id,
            variant_id: added.variant_id,
            quantity: added.quantity,
        };
        Ok(Reply::created(&made)?.at(urls::api::cart_item(&cart.id, added.id)))
    })
    .await
}

/// `PATCH /api/store/carts/{cart_id}/items/{id}/`: the quantity.
pub async fn update_item(call: Call) -> ApiResult {
    let (cart, id) = (cart_id(&call)?, call.id("id")?);
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &cart)?;
        let item = queries::find_item(conn, &cart.id, id)?.ok_or_else(|| ApiError::no("CartItem"))?;
        let mut input = asked.input()?.partial();
        let quantity = input.integer("quantity", 1, i32::MAX, Need::Required);
        input.finish()?;
        let quantity = quantity.unwrap_or(item.quantity);
        if quantity != item.quantity {
            carts::set(conn, &cart, id, quantity, asked.now).map_err(refused)?;
        }
        Reply::ok(&json!({ "quantity": quantity }))
    })
    .await
}

/// `DELETE /api/store/carts/{cart_id}/items/{id}/`
pub async fn delete_item(call: Call) -> ApiResult {
    let (cart, id) = (cart_id(&call)?, call.id("id")?);
    call.write(move |conn, asked| {
        let cart = hold(conn, asked, &cart)?;
        carts::remove(conn, &cart, id, asked.now).map_err(refused)?;
        Ok(Reply::no_content())
    })
    .await
}
