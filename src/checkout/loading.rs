//! What loading shipping methods does to the one that every shop begins with.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::schema::shipping_methods;

/// The key that the migration's own shipping method has.
const FIRST: i64 = 1;

/// Takes away the shipping method that the migration made, unless it was loaded or somebody has
/// changed it: a file with shipping methods brings all that its shop has.
pub fn drop_first_method(conn: &mut Conn, loaded: &[i64]) -> QueryResult<()> {
    if loaded.is_empty() || loaded.contains(&FIRST) {
        return Ok(());
    }
    let untouched = shipping_methods::table
        .find(FIRST)
        .filter(shipping_methods::name.eq("Standard"))
        .filter(shipping_methods::description.eq(""))
        .filter(shipping_methods::countries.eq(""))
        .filter(shipping_methods::price.eq(0))
        .filter(shipping_methods::free_from.is_null());
    diesel::delete(untouched).execute(conn)?;
    Ok(())
}
