//! The names of a product's options as rows of its form.

use std::collections::HashSet;

use diesel::prelude::*;

use super::product_editing::LONGEST;
use crate::events;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused, Rows};
use crate::platform::web::form::FieldErrors;
use crate::schema::{product_options, product_variants};

/// What may be set on an option of a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_options)]
pub struct OptionChange {
    /// 1, 2 or 3: which value of the variants it names.
    pub position: i32,
    /// Such as "Colour".
    pub name: String,
}

impl Default for OptionChange {
    fn default() -> Self {
        OptionChange { position: 1, name: String::new() }
    }
}

/// The options of a product in their order, with their keys.
pub fn list_options(conn: &mut Conn, product: i64) -> QueryResult<Vec<(i64, OptionChange)>> {
    product_options::table
        .filter(product_options::product_id.eq(product))
        .order(product_options::position)
        .select((product_options::id, OptionChange::as_select()))
        .load(conn)
}

/// Adds, changes and removes options of a product. One that variants have values of cannot lose its
/// name: it gets a general one.
pub fn change_options(
    conn: &mut Conn,
    edit: &Edit,
    product: i64,
    rows: &Rows<OptionChange>,
) -> Result<(), Refused> {
    let is_gone = |id: &i64| rows.removed.contains(id) || rows.changed.iter().any(|(key, _)| key == id);
    let present = list_options(conn, product)?;
    let mut taken: HashSet<i32> =
        present.iter().filter(|(id, _)| !is_gone(id)).map(|(_, row)| row.position).collect();
    let entered = rows.changed.iter().map(|(_, row)| row).chain(&rows.added);
    for row in entered {
        check(row)?;
        if !taken.insert(row.position) {
            return Err(Refused::field("position", "Two options cannot have the same place."));
        }
    }
    let gone: Vec<i64> = present.iter().map(|(id, _)| *id).filter(is_gone).collect();
    diesel::delete(product_options::table.filter(among(product_options::id, &gone))).execute(conn)?;
    // With the key it had: two options may swap their places.
    for (id, row) in rows.changed.iter().filter(|(id, _)| gone.contains(id)) {
        diesel::insert_into(product_options::table)
            .values((product_options::id.eq(id), product_options::product_id.eq(product), row))
            .execute(conn)?;
    }
    for row in &rows.added {
        insert(conn, product, row)?;
    }
    name_options_in_use(conn, product)?;
    Ok(events::products_changed(conn, &[product], edit.now)?)
}

/// Names options "Option 1" to "Option 3" that variants have values of and nobody has named.
pub(super) fn name_options_in_use(conn: &mut Conn, product: i64) -> QueryResult<()> {
    let named: Vec<i32> =
        list_options(conn, product)?.into_iter().map(|(_, option)| option.position).collect();
    let values: Vec<(String, String, String)> = product_variants::table
        .filter(product_variants::product_id.eq(product))
        .select((product_variants::option1, product_variants::option2, product_variants::option3))
        .load(conn)?;
    let used = [
        values.iter().any(|(value, _, _)| !value.is_empty()),
        values.iter().any(|(_, value, _)| !value.is_empty()),
        values.iter().any(|(_, _, value)| !value.is_empty()),
    ];
    for (position, is_used) in (1..).zip(used) {
        if is_used && !named.contains(&position) {
            insert(conn, product, &OptionChange { position, name: format!("Option {position}") })?;
        }
    }
    Ok(())
}

fn insert(conn: &mut Conn, product: i64, row: &OptionChange) -> QueryResult<usize> {
    diesel::insert_into(product_options::table)
        .values((product_options::product_id.eq(product), row))
        .execute(conn)
}

fn check(row: &OptionChange) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.line("name", &row.name, LONGEST);
    errors.range("position", row.position, 1, 3);
    errors.or(())
}
