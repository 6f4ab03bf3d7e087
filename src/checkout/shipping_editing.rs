//! Ways of shipping as staff edit them.

use diesel::prelude::*;

use crate::platform::countries;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused};
use crate::platform::money::Money;
use crate::platform::web::form::FieldErrors;
use crate::schema::shipping_methods;

const LONGEST: usize = 255;

/// What may be set on a way of shipping.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shipping_methods, treat_none_as_null = true)]
pub struct ShippingMethodChange {
    /// Shown name.
    pub name: String,
    /// One line for shoppers; may be empty.
    pub description: String,
    /// Codes of ISO 3166-1 with spaces between them; empty for all countries.
    pub countries: String,
    /// What it costs.
    pub price: Money,
    /// Free from this value of the goods on.
    pub free_from: Option<Money>,
    /// Place in the list.
    pub position: i32,
    /// Whether it is offered.
    pub is_active: bool,
}

impl Default for ShippingMethodChange {
    fn default() -> Self {
        ShippingMethodChange {
            name: String::new(),
            description: String::new(),
            countries: String::new(),
            price: Money(0),
            free_from: None,
            position: 0,
            is_active: true,
        }
    }
}

/// What a form about the way of shipping shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<ShippingMethodChange>> {
    shipping_methods::table.find(id).select(ShippingMethodChange::as_select()).first(conn).optional()
}

/// Creates or changes a way of shipping; orders keep what they were placed with.
pub fn save(
    conn: &mut Conn,
    _edit: &Edit,
    id: Option<i64>,
    change: &ShippingMethodChange,
) -> Result<i64, Refused> {
    let method = checked(change)?;
    let Some(id) = id else {
        let new = diesel::insert_into(shipping_methods::table).values(&method);
        return Ok(new.returning(shipping_methods::id).get_result(conn)?);
    };
    match diesel::update(shipping_methods::table.find(id)).set(&method).execute(conn)? {
        0 => Err(Refused::gone("shipping method")),
        _ => Ok(id),
    }
}

/// Deletes ways of shipping; who has chosen one at checkout gets another.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let going = shipping_methods::table.filter(among(shipping_methods::id, ids));
    Ok(diesel::delete(going).execute(conn)?)
}

fn checked(change: &ShippingMethodChange) -> Result<ShippingMethodChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    let method = ShippingMethodChange {
        name: errors.line("name", &change.name, LONGEST),
        description: errors.optional_line("description", &change.description, LONGEST),
        countries: country_codes(&mut errors, &change.countries),
        ..change.clone()
    };
    errors.price("price", method.price);
    if let Some(value) = method.free_from {
        errors.price("free_from", value);
    }
    errors.or(method)
}

/// The codes in capitals, each once, in the order given.
fn country_codes(errors: &mut FieldErrors, raw: &str) -> String {
    let mut codes: Vec<String> = Vec::new();
    for word in raw.split([' ', ',', ';', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
        let code = word.to_ascii_uppercase();
        if countries::name(&code).is_none() {
            errors.add("countries", format!("“{word}” is no country code of two letters, such as DE."));
        }
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.join(" ")
}
