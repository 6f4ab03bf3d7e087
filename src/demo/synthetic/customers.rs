//! Synthetic customers: `customer000001`, `customer000002` and so on, each with an address.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;

use super::dice::Dice;
use super::{ROWS, STEP, SyntheticError, item};
use crate::accounts::models::Membership;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, Db};
use crate::schema::{addresses, customers, users};

/// What every synthetic customer signs in with.
pub const PASSWORD: &str = "synthetic customer";
/// The hash of [`PASSWORD`], one for all: hashing each would take a day per million.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3RvcmVmcm9udCBzZWVkIQ$Rp4GPvsliKYezv1w0bNvu+wZkeM56AkHRgQwb8FmaoA";

/// Mixed into every customer's seed.
const SEED: u64 = 0xc057_0ae5;
/// What user names begin with.
const NAME: &str = "customer";
/// The first customer came this many minutes before the last: three years.
const AGES: u64 = 3 * 365 * 24 * 60;

const FIRST_NAMES: &[&str] = &[
    "Ada", "Amir", "Ana", "Bo", "Chloé", "Dara", "Emil", "Femi", "Grace", "Hana", "Ines", "Jonas", "Kofi",
    "Lena", "Marek", "Noor", "Olga", "Pia", "Quentin", "Rosa", "Søren", "Tariq", "Uma", "Vera", "Wei",
    "Yuki",
];
const LAST_NAMES: &[&str] = &[
    "Adler",
    "Bakker",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "García",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "O’Brien",
    "Petrov",
    "Quist",
    "Rossi",
    "Silva",
    "Tanaka",
    "Usman",
    "Vogel",
    "Walsh",
    "Yılmaz",
    "Zhang",
];
const STREETS: &[&str] =
    &["Harbour Road", "Mill Lane", "Station Street", "Orchard Way", "Church Hill", "Quay"];
const CITIES: &[(&str, &str)] = &[
    ("Dunmore", "US"),
    ("Leeds", "GB"),
    ("Aarhus", "DK"),
    ("Graz", "AT"),
    ("Lisboa", "PT"),
    ("Torino", "IT"),
    ("Bielefeld", "DE"),
    ("Gent", "BE"),
];

struct Person {
    username: String,
    email: String,
    first_name: &'static str,
    last_name: &'static str,
    joined: Time,
    phone: String,
    birth_date: Option<NaiveDate>,
    membership: Membership,
    street: String,
    city: &'static str,
    zip: String,
    country: &'static str,
}

impl Person {
    /// Customer number `number`.
    fn new(number: i64) -> Person {
        let mut dice = Dice::of(SEED, number);
        let username = format!("{NAME}{number:06}");
        let (city, country) = CITIES.get(dice.index(CITIES.len())).copied().unwrap_or_default();
        Person {
            email: format!("{username}@example.com"),
            username,
            first_name: dice.pick(FIRST_NAMES),
            last_name: dice.pick(LAST_NAMES),
            joined: item::anchor() - TimeDelta::minutes(i64::from(dice.units(0, AGES))),
            phone: if dice.chance(60) { format!("555-{:04}", dice.below(10_000)) } else { String::new() },
            birth_date: dice
                .chance(40)
                .then(|| item::anchor().date() - TimeDelta::days(i64::from(dice.units(18 * 365, 80 * 365)))),
            membership: match dice.below(10) {
                0 => Membership::Gold,
                1 | 2 => Membership::Silver,
                _ => Membership::Bronze,
            },
            street: format!("{} {}", dice.units(1, 199), dice.pick(STREETS)),
            city,
            zip: format!("{:05}", dice.below(100_000)),
            country,
        }
    }
}

/// Adds `count` customers and tells `progress` after each step how many are stored.
///
/// Numbers continue after the highest user name of the kind. Each step is one transaction; when
/// one fails, those before it stay.
pub fn add_customers(db: &Db, count: i64, mut progress: impl FnMut(i64)) -> Result<(), SyntheticError> {
    if count <= 0 {
        return Ok(());
    }
    let first = db.read_blocking(|conn| Ok::<_, SyntheticError>(highest_number(conn)? + 1))?;
    let mut done = 0;
    while done < count {
        let step = STEP.min(count - done);
        let people: Vec<Person> = (first + done..first + done + step).map(Person::new).collect();
        db.write_blocking(|conn| {
            for chunk in people.chunks(ROWS) {
                store(conn, chunk)?;
            }
            Ok::<_, SyntheticError>(())
        })?;
        done += step;
        progress(done);
    }
    Ok(())
}

fn highest_number(conn: &mut Conn) -> QueryResult<i64> {
    let names: Vec<String> =
        users::table.filter(users::username.like(format!("{NAME}%"))).select(users::username).load(conn)?;
    let numbers = names.iter().filter_map(|name| name.strip_prefix(NAME)?.parse::<i64>().ok());
    Ok(numbers.fold(0, i64::max))
}

fn store(conn: &mut Conn, people: &[Person]) -> QueryResult<()> {
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            (
                users::username.eq(&person.username),
                users::email.eq(&person.email),
                users::email_key.eq(&person.email),
                users::password_hash.eq(PASSWORD_HASH),
                users::first_name.eq(person.first_name),
                users::last_name.eq(person.last_name),
                users::date_joined.eq(person.joined),
                users::password_changed_at.eq(person.joined),
            )
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(users::table).values(&rows).execute(c))?;
    let names: Vec<&str> = people.iter().map(|person| person.username.as_str()).collect();
    let keys: HashMap<String, i64> = users::table
        .filter(users::username.eq_any(&names))
        .select((users::username, users::id))
        .load(conn)?
        .into_iter()
        .collect();
    let people: Vec<(i64, &Person)> =
        people.iter().filter_map(|person| Some((*keys.get(&person.username)?, person))).collect();
    store_customers(conn, &people)
}

fn store_customers(conn: &mut Conn, people: &[(i64, &Person)]) -> QueryResult<()> {
    let rows: Vec<_> = people
        .iter()
        .map(|(user, person)| {
            (
                customers::user_id.eq(*user),
                customers::phone.eq(&person.phone),
                customers::birth_date.eq(person.birth_date),
                customers::membership.eq(person.membership),
            )
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(customers::table).values(&rows).execute(c))?;
    let users: Vec<i64> = people.iter().map(|(user, _)| *user).collect();
    let keys: HashMap<i64, i64> = customers::table
        .filter(customers::user_id.eq_any(&users))
        .select((customers::user_id, customers::id))
        .load(conn)?
        .into_iter()
        .collect();
    let rows: Vec<_> = people
        .iter()
        .filter_map(|(user, person)| {
            Some((
                addresses::customer_id.eq(*keys.get(user)?),
                addresses::name.eq(format!("{} {}", person.first_name, person.last_name)),
                addresses::street.eq(&person.street),
                addresses::city.eq(person.city),
                addresses::zip.eq(&person.zip),
                addresses::country.eq(person.country),
            ))
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(addresses::table).values(&rows).execute(c))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;
    use argon2::{Argon2, PasswordVerifier};

    use super::*;

    #[test]
    fn the_documented_password_is_the_one_of_the_hash() {
        let hash = PasswordHash::new(PASSWORD_HASH).unwrap();
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &hash).is_ok());
    }
}
