//! What staff pages do: a change by somebody at noon, all of it or nothing.

use storefront::platform::actor::Actor;
use storefront::platform::db::{Conn, PoolError};
use storefront::platform::editing::{Edit, Refused};
use storefront::platform::web::error::AppError;

use super::people::Person;
use super::{TestApp, noon};

/// A change by nobody in particular.
pub fn edit() -> Edit {
    Edit { by: Actor::system(), now: noon() }
}

/// A change by this person.
pub fn edit_by(person: Person) -> Edit {
    Edit { by: Actor::user(person.user_id, "Somebody"), now: noon() }
}

/// Why something was refused: the field, or nothing for the whole, and the sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Said(pub String, pub String);

#[derive(Debug)]
struct Failure(Refused);

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Failure(refused)
    }
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Failure(error.into())
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        panic!("{error}")
    }
}

impl TestApp {
    /// Runs a change as staff pages do: in a transaction that a refusal rolls back.
    pub fn attempt<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Refused>) -> Result<T, Said> {
        let outcome = self.app.db.write_blocking(|conn| work(conn).map_err(Failure));
        outcome.map_err(|Failure(refused)| match refused {
            Refused::Field(field, sentence) => Said(field.to_owned(), sentence),
            Refused::Whole(sentence) => Said(String::new(), sentence),
            Refused::Database(error) => panic!("refused by the database: {error}"),
        })
    }

    /// A change that must work.
    pub fn change<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Refused>) -> T {
        self.attempt(work).unwrap()
    }

    /// The field and the sentence of a change that must be refused.
    pub fn refusal<T: std::fmt::Debug>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, Refused>,
    ) -> (String, String) {
        let Said(field, sentence) = self.attempt(work).unwrap_err();
        (field, sentence)
    }

    /// Reads with a function that only the database can fail.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> diesel::QueryResult<T>) -> T {
        self.look(|conn| Ok::<_, AppError>(work(conn)?))
    }
}
