//! Changing a cart: adding, setting, removing, joining at sign-in.

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};
use uuid::Uuid;

use super::contents::{LineProblem, Offer, Offers, list_lines};
use super::models::{Cart, CartOwner, MAX_LINES, MAX_QUANTITY};
use super::pricing::{CodeOutcome, Payer, PricedCart};
use super::queries;
use crate::catalog::models::Sellable;
use crate::config::Config;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;

/// Carts that nobody has touched for so many days are removed.
const KEEP_DAYS: i64 = 90;

/// The job that removes old carts.
pub const DELETE_OLD: &str = "cart.delete_old";

/// Why something cannot be put into a cart; each is a sentence for the shopper.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    /// There is no such product, or it is not offered.
    #[error("This product is not available.")]
    NotOffered,
    /// It has variants and none was chosen, or one of another product.
    #[error("Please choose one of the variants first.")]
    VariantMissing,
    /// None are left.
    #[error("“{title}” is sold out.")]
    SoldOut {
        /// The product.
        title: String,
    },
    /// Fewer are left than asked for.
    #[error("{}", only_left(title, *left, *in_cart))]
    OnlyLeft {
        /// The product.
        title: String,
        /// Units left.
        left: i32,
        /// Units that are in the cart already.
        in_cart: i32,
    },
    /// More than [`MAX_QUANTITY`].
    #[error("At most {MAX_QUANTITY} of one thing can be ordered at once.")]
    TooMany,
    /// More than [`MAX_LINES`].
    #[error("A cart holds at most {MAX_LINES} different things. Please order these first.")]
    Full,
    /// The code takes nothing off; the sentence says why.
    #[error("{0}")]
    CodeRefused(String),
    /// The line is no longer in the cart.
    #[error("This line is no longer in your cart.")]
    NoSuchLine,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

fn only_left(title: &str, left: i32, in_cart: i32) -> String {
    let are = if left == 1 { "is" } else { "are" };
    match in_cart {
        0 => format!("Only {left} of “{title}” {are} left."),
        _ => format!("Only {left} of “{title}” {are} left, and your cart has {in_cart} of them already."),
    }
}

/// The visitor's cart, made when there is none, and held until the transaction ends: carts that
/// nobody uses are removed at any time. A guest's cart that is gone is replaced by a new one.
pub fn find_or_create(conn: &mut Conn, owner: Option<&CartOwner>, now: Time) -> Result<Cart, CartError> {
    if let Some(owner) = owner
        && let Some(cart) = queries::find_cart(conn, owner)?
        && queries::lock_cart(conn, &cart.id)?
    {
        return Ok(cart);
    }
    let customer_id = match owner {
        Some(CartOwner::Customer(id)) => Some(*id),
        Some(CartOwner::Guest(_)) | None => None,
    };
    let cart = Cart {
        id: Uuid::new_v4().to_string(),
        customer_id,
        code: None,
        checkout_token: Uuid::new_v4().to_string(),
        created_at: now,
        updated_at: now,
    };
    match (queries::insert_cart(conn, &cart)?, owner) {
        // Another request of the same account was faster.
        (false, Some(owner)) => queries::find_cart(conn, owner)?.ok_or(CartError::NoSuchLine),
        _ => Ok(cart),
    }
}

/// Puts units of `what` into a cart that [`find_or_create`] gave, on top of those that are there.
pub fn add(conn: &mut Conn, cart: &Cart, what: Sellable, quantity: i32, now: Time) -> Result<(), CartError> {
    let items = queries::list_items(conn, &cart.id)?;
    let in_cart = items.iter().find(|item| item.what() == what).map_or(0, |item| item.quantity);
    let offers = Offers::load(conn, std::iter::once(what))?;
    let offer = offers.find(what).ok_or(CartError::NotOffered)?;
    let wanted = in_cart.saturating_add(quantity);
    refuse(&offer, wanted, in_cart)?;
    if in_cart == 0 && i64::try_from(items.len()).unwrap_or(MAX_LINES) >= MAX_LINES {
        return Err(CartError::Full);
    }
    let (price, _) = offer.price(now);
    match queries::add_units(conn, &cart.id, what, quantity, price, now) {
        // It was deleted since it was read.
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Err(CartError::NotOffered),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(queries::touch_cart(conn, &cart.id, now)?),
    }
}

/// Sets the units of a line; 0 removes it.
pub fn set(conn: &mut Conn, cart: &Cart, line: i64, quantity: i32, now: Time) -> Result<(), CartError> {
    if quantity == 0 {
        return remove(conn, cart, line, now);
    }
    if !queries::lock_cart(conn, &cart.id)? {
        return Err(CartError::NoSuchLine);
    }
    let item = queries::find_item(conn, &cart.id, line)?.ok_or(CartError::NoSuchLine)?;
    let offers = Offers::load(conn, std::iter::once(item.what()))?;
    let offer = offers.find(item.what()).ok_or(CartError::NotOffered)?;
    refuse(&offer, quantity, 0)?;
    let (price, _) = offer.price(now);
    queries::update_item(conn, line, quantity, price)?;
    Ok(queries::touch_cart(conn, &cart.id, now)?)
}

fn refuse(offer: &Offer<'_>, wanted: i32, in_cart: i32) -> Result<(), CartError> {
    let title = || offer.title().to_owned();
    match offer.problem(wanted) {
        Some(LineProblem::NotOffered) if offer.needs_variant() => Err(CartError::VariantMissing),
        Some(LineProblem::NotOffered) => Err(CartError::NotOffered),
        Some(LineProblem::SoldOut) => Err(CartError::SoldOut { title: title() }),
        Some(LineProblem::OnlyLeft(left)) => Err(CartError::OnlyLeft { title: title(), left, in_cart }),
        None if wanted > MAX_QUANTITY => Err(CartError::TooMany),
        None => Ok(()),
    }
}

/// Removes a line.
pub fn remove(conn: &mut Conn, cart: &Cart, line: i64, now: Time) -> Result<(), CartError> {
    if !queries::delete_item(conn, &cart.id, line)? {
        return Err(CartError::NoSuchLine);
    }
    Ok(queries::touch_cart(conn, &cart.id, now)?)
}

/// Removes every line and the code.
pub fn empty(conn: &mut Conn, cart: &Cart, now: Time) -> Result<(), CartError> {
    queries::delete_items(conn, &cart.id)?;
    queries::delete_notices(conn, &cart.id)?;
    Ok(queries::update_code(conn, &cart.id, None, now)?)
}

/// Sets the code of the cart; one that takes nothing off is refused and the old one stays.
pub fn apply_code(
    conn: &mut Conn,
    cart: &Cart,
    typed: &str,
    config: &Config,
    now: Time,
) -> Result<(), CartError> {
    let with_code = Cart { code: Some(typed.to_owned()), ..cart.clone() };
    let payer = Payer { key: None, customer_id: cart.customer_id };
    let priced = PricedCart::load(conn, &with_code, payer, now)?;
    if let Some(CodeOutcome::Refused(code, problem)) = &priced.code {
        let settings = ShopSettings::load(conn, config)?;
        return Err(CartError::CodeRefused(problem.sentence(code, &settings)));
    }
    Ok(queries::update_code(conn, &cart.id, Some(typed), now)?)
}

/// Takes the code away.
pub fn remove_code(conn: &mut Conn, cart: &Cart, now: Time) -> Result<(), CartError> {
    Ok(queries::update_code(conn, &cart.id, None, now)?)
}

/// Notes that the shopper has read what changed: prices of now are the ones they have seen.
pub fn acknowledge(conn: &mut Conn, cart: &Cart, now: Time) -> Result<(), CartError> {
    queries::delete_notices(conn, &cart.id)?;
    for line in list_lines(conn, cart, now)?.iter().filter(|line| line.price_changed()) {
        queries::update_item(conn, line.id, line.quantity, line.unit_price)?;
    }
    Ok(())
}

/// Joins a guest's cart with that of the account they signed in to.
///
/// The guest's cart stays, with what was entered at checkout, and takes the account's lines in;
/// units of the same thing add up. What is more than there is in stock is said in the cart.
pub fn join(conn: &mut Conn, guest_cart: &str, customer_id: i64, now: Time) -> QueryResult<()> {
    // Of two sign-ins at once, the second waits here and finds that the cart is no guest's any more.
    queries::lock_cart(conn, guest_cart)?;
    let Some(guests) = queries::find_cart(conn, &CartOwner::Guest(guest_cart.to_owned()))? else {
        return Ok(());
    };
    if !queries::lock_cart(conn, &guests.id)? {
        return Ok(());
    }
    if let Some(own) = queries::find_cart(conn, &CartOwner::Customer(customer_id))?
        && queries::lock_cart(conn, &own.id)?
    {
        let there = queries::list_items(conn, &guests.id)?;
        for item in queries::list_items(conn, &own.id)? {
            let same = there.iter().find(|other| other.what() == item.what());
            let room = MAX_QUANTITY - same.map_or(0, |other| other.quantity);
            let units = item.quantity.min(room);
            if units > 0 {
                queries::add_units(conn, &guests.id, item.what(), units, item.seen_price, now)?;
            }
        }
        if guests.code.is_none() {
            queries::update_code(conn, &guests.id, own.code.as_deref(), now)?;
        }
        queries::delete_cart(conn, &own.id)?;
    }
    queries::update_customer(conn, &guests.id, customer_id)?;
    queries::touch_cart(conn, &guests.id, now)
}

/// Removes carts that nobody has touched for three months.
pub fn delete_old(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    queries::delete_older(conn, now - chrono::TimeDelta::days(KEEP_DAYS))
}
