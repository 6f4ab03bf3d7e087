//! The address book. Whose entry it is, is part of every query.

use diesel::prelude::*;

use crate::accounts::models::Address;
use crate::platform::db::Conn;
use crate::schema::addresses;

/// An address as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = addresses)]
pub struct NewAddress {
    /// Who receives.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Apartment, floor, company; may be empty.
    pub line2: String,
    /// Town.
    pub city: String,
    /// Postal code; empty where there are none.
    pub zip: String,
    /// State or province; may be empty.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A customer's addresses, the first one made first.
pub fn list(conn: &mut Conn, customer_id: i64) -> QueryResult<Vec<Address>> {
    addresses::table
        .filter(addresses::customer_id.eq(customer_id))
        .order(addresses::id)
        .select(Address::as_select())
        .load(conn)
}

/// One of the customer's addresses.
pub fn find(conn: &mut Conn, customer_id: i64, id: i64) -> QueryResult<Option<Address>> {
    addresses::table
        .find(id)
        .filter(addresses::customer_id.eq(customer_id))
        .select(Address::as_select())
        .first(conn)
        .optional()
}

/// Adds an address and returns its key.
pub fn insert(conn: &mut Conn, customer_id: i64, address: &NewAddress) -> QueryResult<i64> {
    diesel::insert_into(addresses::table)
        .values((addresses::customer_id.eq(customer_id), address))
        .returning(addresses::id)
        .get_result(conn)
}

/// Changes one of the customer's addresses; `false` when it is none of theirs.
pub fn update(conn: &mut Conn, customer_id: i64, id: i64, address: &NewAddress) -> QueryResult<bool> {
    let own = addresses::table.find(id).filter(addresses::customer_id.eq(customer_id));
    Ok(diesel::update(own).set(address).execute(conn)? == 1)
}

/// Removes one of the customer's addresses; `false` when it is none of theirs.
pub fn delete(conn: &mut Conn, customer_id: i64, id: i64) -> QueryResult<bool> {
    let own = addresses::table.find(id).filter(addresses::customer_id.eq(customer_id));
    Ok(diesel::delete(own).execute(conn)? == 1)
}

/// The address that a customer added last.
pub fn find_latest(conn: &mut Conn, customer_id: i64) -> QueryResult<Option<Address>> {
    addresses::table
        .filter(addresses::customer_id.eq(customer_id))
        .order(addresses::id.desc())
        .select(Address::as_select())
        .first(conn)
        .optional()
}
