//! Whether the shop can ship, for `doctor`.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::schema::shipping_methods;

/// Whether shoppers are offered any shipping method.
pub fn any_active_shipping_method(conn: &mut Conn) -> QueryResult<bool> {
    let active = shipping_methods::table.filter(shipping_methods::is_active).select(shipping_methods::id);
    diesel::select(diesel::dsl::exists(active)).get_result(conn)
}
