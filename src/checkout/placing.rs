//! Placing an order: one transaction from the last check to the queued mail.

use uuid::Uuid;

use super::details;
use super::models::Details;
use super::queries;
use super::quote::{Destination, Quote};
use super::seen::{Seen, obstacles};
use super::totals::Taxed;
use crate::cart::contents::Line;
use crate::cart::models::{Cart, CartOwner};
use crate::cart::pricing::{Payer, Reason};
use crate::cart::queries::{delete_cart, find_cart, list_items as list_cart_items, lock_cart};
use crate::catalog::stock;
use crate::orders::history::{Happening, note};
use crate::orders::models::{AddressKind, NewOrder, OrderItem};
use crate::orders::numbers::new_number;
use crate::orders::queries::{find_token, insert_address, insert_items, insert_order};
use crate::payments::methods::Method;
use crate::payments::payments::book;
use crate::payments::queries::insert_open;
use crate::platform::actor::Actor;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, PoolError};
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;
use crate::platform::web::form::email_key;
use crate::promotions::queries::{CodeUse, use_code};
use crate::{events, payments};

/// Who sends the order form, and what is in it.
#[derive(Debug, Clone)]
pub struct Placing {
    /// How the cart is found.
    pub owner: Option<CartOwner>,
    /// The account, if there is one.
    pub customer_id: Option<i64>,
    /// For the history.
    pub actor: Actor,
    /// What the form was made with; the same in every tab of a cart.
    pub token: String,
    /// What the shopper saw; nothing is compared without it.
    pub seen: Option<Seen>,
    /// How it will be paid.
    pub method: Method,
    /// Who orders when nothing was entered at checkout; without an address the order has none, and ships
    /// in the cheapest way.
    pub known: Option<Details>,
}

/// An order that was placed, now or by an earlier sending of the same form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Key.
    pub order_id: i64,
    /// Leads to its page.
    pub token: String,
}

/// Why nothing was placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// There is nothing to order.
    #[error("the cart is empty")]
    Empty,
    /// Contact or address has not been entered.
    #[error("contact and address are missing")]
    DetailsMissing,
    /// Nothing ships to that country.
    #[error("nothing ships there")]
    NoShipping,
    /// Something is not as the shopper saw it; each a sentence.
    #[error("something has changed: {}", .0.join(" "))]
    Changed(Vec<String>),
    /// The database refused.
    #[error(transparent)]
    Failed(AppError),
}

impl From<AppError> for PlaceError {
    fn from(error: AppError) -> Self {
        PlaceError::Failed(error)
    }
}

impl From<diesel::result::Error> for PlaceError {
    fn from(error: diesel::result::Error) -> Self {
        PlaceError::Failed(error.into())
    }
}

impl From<PoolError> for PlaceError {
    fn from(error: PoolError) -> Self {
        PlaceError::Failed(error.into())
    }
}

/// Places the visitor's cart as an order.
///
/// A token that has placed an order before gives that order again. Whatever fails, nothing of it
/// is stored: the caller's transaction ends with the error.
pub fn place(
    conn: &mut Conn,
    placing: &Placing,
    settings: &ShopSettings,
    now: Time,
) -> Result<Placed, PlaceError> {
    if let Some(placed) = find_placed(conn, &placing.token)? {
        return Ok(placed);
    }
    let cart = match &placing.owner {
        Some(owner) => find_cart(conn, owner)?.ok_or(PlaceError::Empty)?,
        None => return Err(PlaceError::Empty),
    };
    if !lock_cart(conn, &cart.id)? {
        // Another tab was faster and has just committed.
        return find_placed(conn, &placing.token)?.ok_or(PlaceError::Empty);
    }
    if !placing.token.is_empty() && placing.token != cart.checkout_token {
        return Err(PlaceError::Changed(vec![
            "Your cart is another one than on the page you sent.".to_owned(),
        ]));
    }
    let entered = details::find(conn, &cart)?;
    let known = || placing.known.clone().map(|details| (details, None));
    let (details, method) = entered.or_else(known).ok_or(PlaceError::DetailsMissing)?;
    // SQLite has one writer at a time: there is nothing to lock, and nothing to read for that.
    if let Conn::Pg(_) = conn {
        let products: Vec<i64> =
            list_cart_items(conn, &cart.id)?.iter().map(|item| item.product_id).collect();
        stock::lock(conn, &products)?;
    }
    let quote = checked_quote(conn, &cart, placing, &details, method, settings, now)?;
    store(conn, &cart, placing, &details, &quote, settings, now)
}

fn find_placed(conn: &mut Conn, token: &str) -> Result<Option<Placed>, PlaceError> {
    let Some(order_id) = queries::find_placed(conn, token)? else { return Ok(None) };
    Ok(find_token(conn, order_id)?.map(|token| Placed { order_id, token }))
}

/// What the cart costs now, if it can be ordered and is what the shopper saw.
fn checked_quote(
    conn: &mut Conn,
    cart: &Cart,
    placing: &Placing,
    details: &Details,
    method: Option<i64>,
    settings: &ShopSettings,
    now: Time,
) -> Result<Quote, PlaceError> {
    let key = email_key(&details.email);
    let payer = Payer { key: Some(&key), customer_id: placing.customer_id };
    let country = Some(details.shipping.country.as_str()).filter(|country| !country.is_empty());
    let destination = Destination { country, method };
    let quote = Quote::load(conn, cart, payer, destination, settings, now)?;
    if quote.cart.lines.is_empty() {
        return Err(PlaceError::Empty);
    }
    let mut reasons = obstacles(&quote, settings);
    if reasons.is_empty() {
        reasons = placing.seen.as_ref().map(|seen| seen.changes(&quote, settings)).unwrap_or_default();
    }
    match (reasons.is_empty(), &quote.shipping) {
        (false, _) => Err(PlaceError::Changed(reasons)),
        (true, None) => Err(PlaceError::NoShipping),
        (true, Some(_)) => Ok(quote),
    }
}

fn store(
    conn: &mut Conn,
    cart: &Cart,
    placing: &Placing,
    details: &Details,
    quote: &Quote,
    settings: &ShopSettings,
    now: Time,
) -> Result<Placed, PlaceError> {
    let taken = take_stock(conn, quote)?;
    let order = new_order(placing, details, quote, settings, now)?;
    let token = order.token.clone();
    let order_id = insert_order(conn, &order)?;
    insert_items(conn, &items(order_id, quote, &taken)?)?;
    if !details.shipping.country.is_empty() {
        insert_address(conn, order_id, AddressKind::Shipping, &details.shipping)?;
    }
    if let Some(billing) = &details.billing {
        insert_address(conn, order_id, AddressKind::Billing, billing)?;
    }
    if let Some(code) = quote.cart.applied_code() {
        let used = CodeUse {
            promotion_id: code.id,
            order_id,
            customer_key: &order.email_key,
            customer_id: placing.customer_id,
        };
        if let Err(problem) = use_code(conn, used, now)? {
            return Err(PlaceError::Changed(vec![problem.sentence(&code.code, settings)]));
        }
    }
    if !queries::insert_placed(conn, &cart.checkout_token, order_id, now)? {
        return Err(PlaceError::Empty);
    }
    delete_cart(conn, &cart.id)?;
    note(conn, order_id, Happening::Placed, "", &placing.actor, now)?;
    // There is nothing to wait for when nothing is to be paid, and no provider takes that.
    let is_free = order.total == Money(0);
    let method = if is_free { Method::Invoice } else { placing.method };
    insert_open(conn, order_id, method.key(), order.total, &order.currency, now)?;
    if !method.has_page() {
        events::order_placed(conn, order_id, now)?;
    }
    if is_free {
        settle_free_order(conn, order_id, now)?;
    }
    let products: Vec<i64> = quote.cart.lines.iter().map(|line| line.what.product_id).collect();
    events::stock_moved(conn, &products, now)?;
    Ok(Placed { order_id, token })
}

fn settle_free_order(conn: &mut Conn, order_id: i64, now: Time) -> Result<(), PlaceError> {
    match book(conn, order_id, &Actor::system(), now) {
        Ok(()) => Ok(()),
        Err(payments::payments::PaymentError::Database(error)) => Err(error.into()),
        Err(other) => Err(AppError::internal(other).into()),
    }
}

/// Takes every line out of stock, in one order for all buyers; what came out of it, line by line.
fn take_stock(conn: &mut Conn, quote: &Quote) -> Result<Vec<i32>, PlaceError> {
    let mut lines: Vec<(usize, &Line)> = quote.cart.lines.iter().enumerate().collect();
    lines.sort_by_key(|(_, line)| line.what);
    let mut taken = vec![0; lines.len()];
    for (place, line) in lines {
        match stock::take(conn, line.what, line.quantity, &line.supply)? {
            Some(units) => {
                if let Some(slot) = taken.get_mut(place) {
                    *slot = units;
                }
            }
            None => {
                return Err(PlaceError::Changed(vec![format!("“{}” has just been sold.", line.title)]));
            }
        }
    }
    Ok(taken)
}

fn new_order(
    placing: &Placing,
    details: &Details,
    quote: &Quote,
    settings: &ShopSettings,
    now: Time,
) -> Result<NewOrder, PlaceError> {
    let totals = &quote.totals;
    let shipping_method = quote.shipping.as_ref().map(|offer| offer.method.name.clone()).unwrap_or_default();
    let code = quote.cart.applied_code().map(|code| code.code.clone());
    Ok(NewOrder {
        number: new_number(),
        token: Uuid::new_v4().to_string(),
        customer_id: placing.customer_id,
        email: details.email.clone(),
        email_key: email_key(&details.email),
        currency: settings.currency.code(),
        subtotal: totals.subtotal,
        discount: totals.discount,
        shipping_price: totals.shipping.amount,
        tax: totals.tax,
        total: totals.total,
        tax_rate: totals.rule.rate.normalize().to_string(),
        prices_include_tax: totals.rule.is_included,
        why: json(&totals.reasons(code.as_deref(), &shipping_method))?,
        shipping_method,
        payment_method: placing.method.key().to_owned(),
        code,
        placed_at: now,
    })
}

fn items(order_id: i64, quote: &Quote, taken: &[i32]) -> Result<Vec<OrderItem>, PlaceError> {
    let lines = quote.cart.lines_with_discounts().zip(&quote.totals.lines).zip(taken);
    lines
        .map(|(((line, discount), taxed), taken)| {
            let reasons = quote.cart.reasons(line, discount);
            item(order_id, line, discount, taxed, *taken, &reasons)
        })
        .collect()
}

fn item(
    order_id: i64,
    line: &Line,
    discount: Money,
    taxed: &Taxed,
    stock_taken: i32,
    reasons: &[Reason],
) -> Result<OrderItem, PlaceError> {
    Ok(OrderItem {
        order_id,
        product_id: line.what.product_id,
        variant_id: line.what.variant_id,
        title: line.title.clone(),
        variant_label: line.variant_label.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity,
        list_price: line.list_price,
        unit_price: line.unit_price,
        discount,
        tax: taxed.tax,
        total: taxed.total,
        stock_taken,
        why: json(reasons)?,
    })
}

fn json(reasons: &[Reason]) -> Result<String, PlaceError> {
    serde_json::to_string(reasons).map_err(|error| AppError::internal(error).into())
}
