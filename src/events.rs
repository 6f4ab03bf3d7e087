//! Who listens to what: whatever a later domain derives from an earlier domain's row, or deletes
//! with it, is called here, in the same transaction.

use actix_session::Session;
use diesel::QueryResult;

use crate::catalog::{self, COLLECTION, PRODUCT};
use crate::engagement::guests::GuestLists;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::webhooks::models::Topic;
use crate::webhooks::telling;
use crate::{accounts, cart, engagement, orders, payments, promotions, search, shopfront, tags};

/// Products, their variants, options or pictures were created or changed.
pub fn products_changed(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    // An order that takes stock meanwhile must not be overwritten with an older sum.
    catalog::stock::lock(conn, ids)?;
    catalog::derive::settle(conn, ids)?;
    promotions::queries::reprice(conn, ids, now)?;
    catalog::derive::record_prices(conn, ids, now)?;
    shopfront::documents::index_products(conn, ids)?;
    telling::stock(conn, ids, now)
}

/// Orders took units of these products out of stock, or gave some back.
pub fn stock_moved(conn: &mut Conn, products: &[i64], now: Time) -> QueryResult<()> {
    telling::stock(conn, products, now)
}

/// A promotion, its dates or its products changed, or time passed one of its dates.
pub fn prices_changed(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    promotions::queries::reprice(conn, ids, now)?;
    catalog::derive::record_prices(conn, ids, now)
}

/// Products are about to be deleted.
pub fn products_deleted(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    cart::queries::note_deleted_products(conn, ids, now)?;
    tags::queries::delete_of(conn, PRODUCT, ids)?;
    engagement::likes::forget_objects(conn, PRODUCT, ids)?;
    search::queries::delete_documents(conn, PRODUCT, ids)
}

/// Variants are about to be deleted.
pub fn variants_deleted(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    cart::queries::note_deleted_variants(conn, ids, now)
}

/// A collection has a new title.
pub fn collection_renamed(conn: &mut Conn, id: i64, _now: Time) -> QueryResult<()> {
    let products = catalog::queries::list_ids_in_collection(conn, id)?;
    shopfront::documents::index_products(conn, &products)
}

/// A collection is about to be deleted.
pub fn collection_deleted(conn: &mut Conn, id: i64) -> QueryResult<()> {
    tags::queries::delete_of(conn, COLLECTION, &[id])?;
    engagement::likes::forget_objects(conn, COLLECTION, &[id])
}

/// A user is about to be deleted.
pub fn user_deleted(conn: &mut Conn, user_id: i64, _now: Time) -> QueryResult<()> {
    engagement::likes::forget_user(conn, user_id)
}

/// A user was made, with the customer record that goes with it, in whatever way. Nobody listens yet.
pub fn user_created(_conn: &mut Conn, _user_id: i64, _now: Time) -> QueryResult<()> {
    Ok(())
}

/// Somebody made an account of their own and has shown that the e-mail address is theirs: what they
/// ordered with it as a guest is theirs as well.
pub fn user_registered(conn: &mut Conn, user_id: i64, _now: Time) -> QueryResult<()> {
    if let Some((customer_id, email_key)) = accounts::queries::find_email_key(conn, user_id)? {
        orders::queries::claim_guest_orders(conn, &email_key, customer_id)?;
    }
    Ok(())
}

/// What somebody had in the session before signing in.
#[derive(Debug, Clone, Default)]
pub struct GuestThings {
    /// The UUID of the cart.
    pub cart: Option<String>,
    /// Wish list, and what was looked at.
    pub lists: GuestLists,
}

impl GuestThings {
    /// Reads the session.
    pub fn of(session: &Session, cart: Option<String>) -> GuestThings {
        GuestThings { cart, lists: GuestLists::of(&session.entries()) }
    }
}

/// A customer signed in with a browser in which a guest had left things.
pub fn signed_in(
    conn: &mut Conn,
    user_id: i64,
    customer_id: i64,
    things: &GuestThings,
    now: Time,
) -> QueryResult<()> {
    if let Some(cart) = &things.cart {
        cart::carts::join(conn, cart, customer_id, now)?;
    }
    engagement::wishes::join(conn, user_id, &things.lists.wishes, now)?;
    engagement::viewed::join(conn, user_id, &things.lists.viewed, now)
}

/// Objects got or lost tags, or one of their tags has a new label.
pub fn tags_changed(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    match content_type {
        PRODUCT => shopfront::documents::index_products(conn, ids),
        _ => Ok(()),
    }
}

/// An order was placed that waits for no provider. One that staff enter has no lines yet: see
/// [`order_entered`].
pub fn order_placed(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    orders::mails::queue(conn, orders::mails::PLACED, order_id, now)?;
    telling::order(conn, Topic::OrderPlaced, order_id, now)
}

/// An order that staff entered got its lines, the last of it to be stored.
pub fn order_entered(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    telling::entered_order(conn, order_id, now)
}

/// The customer has done everything on the provider's page: only now is an order taken that is paid
/// there.
pub fn order_taken(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    orders::mails::queue(conn, orders::mails::PLACED, order_id, now)?;
    telling::order(conn, Topic::OrderPlaced, order_id, now)
}

/// The money for an order came in through a provider: it gets its invoice, which goes to the customer.
pub fn order_paid(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    payments::paper::issuing::issue_and_send(conn, order_id, now)?;
    telling::order(conn, Topic::OrderPaid, order_id, now)
}

/// The money for an order by invoice was booked, or there was nothing to pay.
pub fn order_booked(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    telling::order(conn, Topic::OrderPaid, order_id, now)
}

/// All of an order was shipped.
pub fn order_shipped(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    telling::order(conn, Topic::OrderFulfilled, order_id, now)
}

/// Money for an order goes back, so much in words: its invoice is taken back in part.
pub fn order_refunded(
    conn: &mut Conn,
    order_id: i64,
    refund_id: i64,
    amount: &str,
    now: Time,
) -> QueryResult<()> {
    payments::paper::issuing::issue_credit_note(conn, order_id, Some(refund_id), now)?;
    orders::mails::queue_about(conn, orders::mails::REFUNDED, order_id, amount, now)?;
    telling::refund(conn, order_id, refund_id, now)
}

/// An order was cancelled.
pub fn order_cancelled(conn: &mut Conn, order_id: i64, now: Time) -> QueryResult<()> {
    orders::mails::queue(conn, orders::mails::CANCELLED, order_id, now)?;
    telling::order(conn, Topic::OrderCancelled, order_id, now)
}
