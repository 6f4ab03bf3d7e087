//! Who works with the toys.

use storefront::platform::db::Conn;

use crate::accounts::grants::give;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::{Person, staff};

/// Somebody who may do everything.
pub fn root(t: &TestApp) -> Browser<'_> {
    let person = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    signed_in(t, person)
}

/// A member of the staff who may do only this.
pub fn staff_with<'a>(t: &'a TestApp, name: &str, permissions: &[&str]) -> Browser<'a> {
    let person = t.seed(|conn| Ok(with_permissions(conn, name, permissions)?));
    signed_in(t, person)
}

/// [`staff_with`], without signing in.
pub fn with_permissions(conn: &mut Conn, name: &str, permissions: &[&str]) -> diesel::QueryResult<Person> {
    let person = staff(name).insert(conn)?;
    for codename in permissions {
        give(conn, person.user_id, codename)?;
    }
    Ok(person)
}

/// A browser of this person.
pub fn signed_in(t: &TestApp, person: Person) -> Browser<'_> {
    let browser = t.browser();
    browser.sign_in(person);
    browser
}
