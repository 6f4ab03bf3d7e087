//! Who listens to what: whatever a later domain derives from an earlier domain's row, or deletes
//! with it, is called here, in the same transaction.

use diesel::QueryResult;

use crate::catalog::{self, COLLECTION, PRODUCT};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::{promotions, search, shopfront, tags};

/// Products, their variants, options or pictures were created or changed.
pub fn products_changed(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    catalog::derive::settle(conn, ids)?;
    promotions::queries::reprice(conn, ids, now)?;
    catalog::derive::record_prices(conn, ids, now)?;
    shopfront::documents::index_products(conn, ids)
}

/// A promotion, its dates or its products changed, or time passed one of its dates.
pub fn prices_changed(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    promotions::queries::reprice(conn, ids, now)?;
    catalog::derive::record_prices(conn, ids, now)
}

/// Products are about to be deleted.
pub fn products_deleted(conn: &mut Conn, ids: &[i64], _now: Time) -> QueryResult<()> {
    tags::queries::delete_of(conn, PRODUCT, ids)?;
    search::queries::delete_documents(conn, PRODUCT, ids)
}

/// A collection has a new title.
pub fn collection_renamed(conn: &mut Conn, id: i64, _now: Time) -> QueryResult<()> {
    let products = catalog::queries::list_ids_in_collection(conn, id)?;
    shopfront::documents::index_products(conn, &products)
}

/// A collection is about to be deleted.
pub fn collection_deleted(conn: &mut Conn, id: i64) -> QueryResult<()> {
    tags::queries::delete_of(conn, COLLECTION, &[id])
}

/// A user was made, with the customer record that goes with it, in whatever way.
pub fn user_created(_conn: &mut Conn, _user_id: i64, _now: Time) -> QueryResult<()> {
    Ok(())
}

/// Somebody made an account of their own and has shown that the e-mail address is theirs.
pub fn user_registered(_conn: &mut Conn, _user_id: i64, _now: Time) -> QueryResult<()> {
    Ok(())
}

/// A customer signed in with a browser that had the cart of a guest.
pub fn signed_in(
    _conn: &mut Conn,
    _customer_id: i64,
    _guest_cart_id: Option<&str>,
    _now: Time,
) -> QueryResult<()> {
    Ok(())
}

/// Objects got or lost tags, or one of their tags has a new label.
pub fn tags_changed(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    match content_type {
        PRODUCT => shopfront::documents::index_products(conn, ids),
        _ => Ok(()),
    }
}
