//! Customers as staff edit them.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::models::Membership;
use super::profile::{LONGEST_PHONE, check_birth_date};
use super::queries;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::customers;

const SAME_USER: &str = "Customer with this User already exists.";
const ANOTHER_USER: &str = "A customer stays with their user.";

/// What may be set on a customer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customers, treat_none_as_null = true)]
pub struct CustomerChange {
    /// The account; set once.
    pub user_id: i64,
    /// May be empty.
    pub phone: String,
    /// In the past.
    pub birth_date: Option<NaiveDate>,
    /// What they are to the shop.
    pub membership: Membership,
}

impl Default for CustomerChange {
    fn default() -> Self {
        CustomerChange { user_id: 0, phone: String::new(), birth_date: None, membership: Membership::Bronze }
    }
}

/// What a form about the customer shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<CustomerChange>> {
    customers::table.find(id).select(CustomerChange::as_select()).first(conn).optional()
}

/// Creates the customer record of a user who has none, or changes one.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, change: &CustomerChange) -> Result<i64, Refused> {
    let mut errors = FieldErrors::default();
    let customer = CustomerChange {
        phone: errors.optional_line("phone", &change.phone, LONGEST_PHONE),
        ..change.clone()
    };
    if let Some(day) = customer.birth_date {
        check_birth_date(&mut errors, day, edit.now.date());
    }
    let customer = errors.or(customer)?;
    let Some(id) = id else { return create(conn, &customer) };
    let old = queries::find_customer(conn, id)?.ok_or_else(|| Refused::gone("customer"))?;
    if old.user_id != customer.user_id {
        return Err(Refused::field("user_id", ANOTHER_USER));
    }
    diesel::update(customers::table.find(id)).set(&customer).execute(conn)?;
    Ok(id)
}

fn create(conn: &mut Conn, customer: &CustomerChange) -> Result<i64, Refused> {
    let same = customers::table.filter(customers::user_id.eq(customer.user_id)).select(customers::id);
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Err(Refused::field("user_id", SAME_USER));
    }
    diesel::insert_into(customers::table)
        .values(customer)
        .returning(customers::id)
        .get_result(conn)
        .map_err(Refused::key_of("user_id"))
}

/// Deletes customers with their addresses and carts; none of them when one has orders. The user
/// stays, and has an empty customer record again after signing in the next time.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let mut deleted = 0;
    for id in ids {
        let Some(customer) = queries::find_customer(conn, *id)? else { continue };
        let name = queries::find_user(conn, customer.user_id)?.map(|user| user.name()).unwrap_or_default();
        deleted += diesel::delete(customers::table.find(id)).execute(conn).map_err(Refused::while_used(
            format!("Customer “{name}” cannot be deleted because of their orders."),
        ))?;
    }
    Ok(deleted)
}
