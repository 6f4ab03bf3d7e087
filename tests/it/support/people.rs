//! People: each builder sets only what its test is about.

use diesel::prelude::*;
use storefront::platform::db::Conn;
use storefront::schema::{customers, users};

use super::noon;

/// A user with a customer record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    pub user_id: i64,
    pub customer_id: i64,
}

/// A customer: Ann is `ann`, ann@example.com, and cannot sign in by password.
pub fn customer(name: &str) -> PersonBuilder {
    PersonBuilder { name: name.into(), is_staff: false, is_superuser: false, password_hash: "!".into() }
}

/// A member of the staff without any permission.
pub fn staff(name: &str) -> PersonBuilder {
    PersonBuilder { is_staff: true, ..customer(name) }
}

pub struct PersonBuilder {
    name: String,
    is_staff: bool,
    is_superuser: bool,
    password_hash: String,
}

impl PersonBuilder {
    pub fn superuser(mut self) -> Self {
        self.is_staff = true;
        self.is_superuser = true;
        self
    }

    pub fn password_hash(mut self, hash: &str) -> Self {
        self.password_hash = hash.into();
        self
    }

    pub fn insert(self, conn: &mut Conn) -> QueryResult<Person> {
        let (username, email) =
            (self.name.to_lowercase(), format!("{}@example.com", self.name.to_lowercase()));
        let user_id = diesel::insert_into(users::table)
            .values((
                users::username.eq(&username),
                users::email.eq(&email),
                users::email_key.eq(&email),
                users::password_hash.eq(&self.password_hash),
                users::first_name.eq(&self.name),
                users::is_staff.eq(self.is_staff),
                users::is_superuser.eq(self.is_superuser),
                users::date_joined.eq(noon()),
                users::password_changed_at.eq(noon()),
            ))
            .returning(users::id)
            .get_result(conn)?;
        let customer_id = diesel::insert_into(customers::table)
            .values(customers::user_id.eq(user_id))
            .returning(customers::id)
            .get_result(conn)?;
        Ok(Person { user_id, customer_id })
    }
}
