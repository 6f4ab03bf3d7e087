//! What a shopper has entered at checkout, kept with the cart.

use diesel::QueryResult;

use super::models::Details;
use super::queries;
use crate::accounts::models::SignedIn;
use crate::accounts::queries::addresses::find_latest;
use crate::cart::models::Cart;
use crate::orders::models::PostalAddress;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// What was entered for a cart, and the chosen way of shipping.
pub fn find(conn: &mut Conn, cart: &Cart) -> QueryResult<Option<(Details, Option<i64>)>> {
    Ok(queries::find_checkout(conn, &cart.id)?.map(|(row, method)| (Details::from(row), method)))
}

/// What the form starts with: what was entered before, else what is known of the account.
pub fn prefill(conn: &mut Conn, cart: &Cart, account: Option<&SignedIn>) -> QueryResult<Details> {
    if let Some((details, _)) = find(conn, cart)? {
        return Ok(details);
    }
    let Some(account) = account else { return Ok(Details::default()) };
    let address = find_latest(conn, account.customer_id)?;
    let shipping = match address {
        Some(known) => PostalAddress {
            name: if known.name.is_empty() { account.name() } else { known.name },
            street: known.street,
            line2: known.line2,
            city: known.city,
            zip: known.zip,
            region: known.region,
            country: known.country,
        },
        None => PostalAddress { name: full_name(account), ..PostalAddress::default() },
    };
    Ok(Details { email: account.email.clone(), shipping, billing: None })
}

/// Empty for an account without a name: a user name is nobody to send a parcel to.
fn full_name(account: &SignedIn) -> String {
    format!("{} {}", account.first_name, account.last_name).trim().to_owned()
}

/// Keeps what was entered.
pub fn save(conn: &mut Conn, cart: &Cart, details: &Details, now: Time) -> QueryResult<()> {
    queries::save_checkout(conn, &details.to_row(&cart.id, now))
}
