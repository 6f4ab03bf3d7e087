//! Placing a cart as an order, and paying for it.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Serialize;
use serde_json::json;

use super::find_cart;
use crate::accounts;
use crate::accounts::models::SignedIn;
use crate::api::call::{Asked, Call};
use crate::api::caller::{Caller, Member};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::cart::models::{Cart, CartOwner};
use crate::cart::queries::list_items;
use crate::checkout::details;
use crate::checkout::models::Details;
use crate::checkout::paying::opening::{self, Next, OpeningError};
use crate::checkout::placing::{PlaceError, Placed, Placing, place};
use crate::orders::queries::find_order;
use crate::orders::wire::{self, OrderJson};
use crate::payments::methods::Method;
use crate::payments::provider::ProviderError;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;
use crate::urls;

const NO_CART: &str = "No cart with the given ID was found.";
const EMPTY: &str = "The cart is empty.";

/// `POST /api/store/orders/`: places any cart that the sender may use, in the sender's name. Without an
/// address at checkout or in the address book the order has none.
pub async fn create_order(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        let member = asked.caller.member()?.require_person()?;
        let mut input = asked.input()?;
        let cart_id = input.uuid("cart_id", Need::Required);
        let method = method(asked, &mut input);
        input.finish()?;
        let cart_id = cart_id.unwrap_or_default().to_string();
        let found = find_cart(conn, asked, &cart_id)?.ok_or_else(|| ApiError::field("cart_id", NO_CART))?;
        let account = account(conn, member)?;
        let known = known(conn, &found.0, &account)?;
        let placed = order(conn, asked, found, method, Some(&account), Some(known))?;
        let made = represent(conn, placed.order_id, false)?;
        Ok(Reply::created(&made)?.at(urls::api::order(placed.order_id)))
    })
    .await
}

/// The way to pay that was sent, or by invoice.
fn method(asked: &Asked<'_>, input: &mut Input) -> Method {
    let offered = Method::offered(asked.call.app.provider.as_deref());
    let keys: Vec<&str> = offered.iter().map(|method| method.key()).collect();
    let chosen = input.choice("payment_method", &keys, Need::Optional);
    chosen.and_then(|key| Method::from_key(&key)).unwrap_or(Method::Invoice)
}

fn account(conn: &mut Conn, member: &Member) -> Result<SignedIn, ApiError> {
    accounts::queries::ensure_customer(conn, member.user_id)?;
    let found = accounts::queries::find_account(conn, member.user_id)?;
    found.ok_or(ApiError::Refused("User not found", "user_not_found"))
}

/// Who orders when nothing was entered for the cart.
fn known(conn: &mut Conn, cart: &Cart, account: &SignedIn) -> Result<Details, ApiError> {
    Ok(details::prefill(conn, cart, Some(account))?)
}

fn order(
    conn: &mut Conn,
    asked: &Asked<'_>,
    (cart, owner): (Cart, CartOwner),
    method: Method,
    account: Option<&SignedIn>,
    known: Option<Details>,
) -> Result<Placed, ApiError> {
    let settings = asked.settings(conn)?;
    if list_items(conn, &cart.id)?.is_empty() {
        return Err(ApiError::field("cart_id", EMPTY));
    }
    let placing = Placing {
        owner: Some(owner),
        customer_id: account.map(|account| account.customer_id),
        actor: asked.caller.actor(),
        token: cart.checkout_token.clone(),
        seen: None,
        method,
        known,
    };
    place(conn, &placing, &settings, asked.now).map_err(|error| match error {
        PlaceError::Empty => ApiError::field("cart_id", EMPTY),
        PlaceError::DetailsMissing => ApiError::conflict("Enter contact and address for this cart first."),
        PlaceError::NoShipping => ApiError::conflict("Nothing ships to this country."),
        PlaceError::Changed(reasons) => ApiError::conflict(reasons.join(" ")),
        PlaceError::Failed(error) => error.into(),
    })
}

fn represent(conn: &mut Conn, id: i64, with_details: bool) -> Result<OrderJson, ApiError> {
    let order = find_order(conn, id)?.ok_or_else(|| ApiError::no("Order"))?;
    let mut made = wire::orders(conn, vec![order], with_details)?;
    made.pop().ok_or_else(|| ApiError::no("Order"))
}

#[derive(Debug, Serialize)]
struct PlacedJson {
    #[serde(flatten)]
    order: OrderJson,
    /// Knowing it is the right to see the order.
    token: String,
    /// The order's page for its customer.
    page: String,
}

/// `POST /api/store/carts/{cart_id}/order/`: places the cart with what was entered at its checkout, for a
/// guest or for the sender's account.
pub async fn order_cart(call: Call) -> ApiResult {
    let cart_id = call.text("cart_id").to_owned();
    call.write(move |conn, asked| {
        let found = find_cart(conn, asked, &cart_id)?.ok_or_else(|| ApiError::no("Cart"))?;
        let mut input = asked.input()?;
        let method = method(asked, &mut input);
        input.finish()?;
        let account = match &asked.caller {
            Caller::Member(member) if member.scopes.is_none() => Some(account(conn, member)?),
            _ => None,
        };
        let placed = order(conn, asked, found, method, account.as_ref(), None)?;
        let made = PlacedJson {
            order: represent(conn, placed.order_id, true)?,
            page: asked.request().absolute(&urls::order(&placed.token)),
            token: placed.token,
        };
        let address = urls::api::guest_order(&made.token);
        Ok(Reply::created(&made)?.at(address))
    })
    .await
}

/// `POST /api/store/guest-orders/{token}/payment/`: the address of the provider's page on which the order
/// is paid. Sending it again gives the same page as long as that is open.
pub async fn pay_order(call: Call) -> ApiResult {
    let (app, token) = (call.app.clone(), call.text("token").to_owned());
    let opened = web::block(move || opening::open(&app, &token)).await.map_err(AppError::internal)?;
    match opened {
        Ok(Next::Page(page)) => call.answer(Reply::ok(&json!({ "page": page }))?),
        Ok(Next::NothingToPay) => Err(ApiError::conflict("There is nothing to pay.")),
        Ok(Next::Over) => Err(ApiError::conflict("This order was cancelled.")),
        Err(OpeningError::NotThisWay) => Err(ApiError::no("Order")),
        Err(OpeningError::Provider(ProviderError::Refused { .. })) => {
            Err(ApiError::conflict("The payment provider refused this order."))
        }
        Err(OpeningError::Provider(_)) => Err(ApiError::Detail(
            StatusCode::SERVICE_UNAVAILABLE,
            "The payment provider does not answer. Try again in a moment.".to_owned(),
        )),
        Err(OpeningError::Database(error)) => Err(error.into()),
        Err(OpeningError::Pool(error)) => Err(error.into()),
    }
}
