//! What the steps of the checkout share: the cart they are about, and where to go without one.

use crate::accounts::models::SignedIn;
use crate::cart::models::{Cart, CartOwner};
use crate::cart::pricing::Payer;
use crate::cart::queries::find_cart;
use crate::checkout::details;
use crate::checkout::models::Details;
use crate::checkout::quote::{Destination, Quote};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;
use crate::platform::web::form::email_key;
use crate::shell::Frame;
use crate::shopfront::views::Head;

/// A step that can be shown, or the address of the one that comes before it.
pub(super) enum Step<T> {
    Show(Box<T>),
    Instead(&'static str),
}

/// The cart that is being ordered, with what was entered for it and what it costs.
pub(super) struct Ordering {
    pub cart: Cart,
    pub details: Option<Details>,
    pub quote: Quote,
}

/// Reads the visitor's cart for a step; `None` when there is nothing to order.
pub(super) fn ordering(conn: &mut Conn, frame: &Frame, now: Time) -> Result<Option<Ordering>, AppError> {
    let Some(cart) = cart_of(conn, frame.cart.as_ref())? else { return Ok(None) };
    let (details, method) = match details::find(conn, &cart)? {
        Some((details, method)) => (Some(details), method),
        None => (None, None),
    };
    let key = details.as_ref().map(|details| email_key(&details.email));
    let payer = Payer { key: key.as_deref(), customer_id: customer_id(frame.account.as_ref()) };
    let country = details.as_ref().map(|details| details.shipping.country.as_str());
    let quote = Quote::load(conn, &cart, payer, Destination { country, method }, &frame.settings, now)?;
    let is_empty = quote.cart.lines.is_empty();
    Ok((!is_empty).then_some(Ordering { cart, details, quote }))
}

pub(super) fn cart_of(conn: &mut Conn, owner: Option<&CartOwner>) -> Result<Option<Cart>, AppError> {
    match owner {
        Some(owner) => Ok(find_cart(conn, owner)?),
        None => Ok(None),
    }
}

pub(super) fn customer_id(account: Option<&SignedIn>) -> Option<i64> {
    account.map(|account| account.customer_id)
}

pub(super) fn head(frame: &Frame, title: &str) -> Head {
    Head { title: frame.title(title), no_index: true, kind: "website", ..Head::default() }
}
