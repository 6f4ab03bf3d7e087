//! Addresses as staff edit them: by themselves, or as rows of a customer.

use diesel::prelude::*;

use super::addresses::{AddressForm, NewAddress};
use super::models::Address;
use super::queries::addresses as rows_of;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused, Rows};
use crate::schema::addresses;

/// What may be set on an address that is edited by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = addresses)]
pub struct AddressChange {
    /// Whose it is.
    pub customer_id: i64,
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

/// What a form about the address shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<AddressChange>> {
    addresses::table.find(id).select(AddressChange::as_select()).first(conn).optional()
}

/// Creates or changes an address.
pub fn save(conn: &mut Conn, _edit: &Edit, id: Option<i64>, change: &AddressChange) -> Result<i64, Refused> {
    let given = change.clone();
    let form = AddressForm {
        name: given.name,
        street: given.street,
        line2: given.line2,
        city: given.city,
        zip: given.zip,
        region: given.region,
        country: given.country,
    };
    let address = form.check()?;
    let owner = addresses::customer_id.eq(change.customer_id);
    let Some(id) = id else {
        return rows_of::insert(conn, change.customer_id, &address).map_err(Refused::key_of("customer_id"));
    };
    let updated = diesel::update(addresses::table.find(id))
        .set((owner, &address))
        .execute(conn)
        .map_err(Refused::key_of("customer_id"))?;
    if updated == 1 { Ok(id) } else { Err(Refused::gone("address")) }
}

/// Deletes addresses; orders keep their own copies.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::delete(addresses::table.filter(among(addresses::id, ids))).execute(conn)?)
}

/// The address book of a customer, with keys.
pub fn list_addresses(conn: &mut Conn, customer: i64) -> QueryResult<Vec<(i64, NewAddress)>> {
    Ok(rows_of::list(conn, customer)?.into_iter().map(|row| (row.id, NewAddress::from(row))).collect())
}

/// Adds, changes and removes addresses of a customer.
pub fn change_addresses(
    conn: &mut Conn,
    _edit: &Edit,
    customer: i64,
    rows: &Rows<NewAddress>,
) -> Result<(), Refused> {
    for id in &rows.removed {
        rows_of::delete(conn, customer, *id)?;
    }
    for (id, row) in &rows.changed {
        if !rows_of::update(conn, customer, *id, &AddressForm::from(row).check()?)? {
            return Err(Refused::gone("address"));
        }
    }
    for row in &rows.added {
        rows_of::insert(conn, customer, &AddressForm::from(row).check()?)
            .map_err(Refused::key_of("customer_id"))?;
    }
    Ok(())
}

impl From<Address> for NewAddress {
    fn from(row: Address) -> Self {
        NewAddress {
            name: row.name,
            street: row.street,
            line2: row.line2,
            city: row.city,
            zip: row.zip,
            region: row.region,
            country: row.country,
        }
    }
}
