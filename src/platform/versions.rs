//! How often what pages show has changed, by topic: what was made under the same numbers is still true.
//!
//! Triggers raise the numbers in the transaction of the change, whoever makes it; a change that is taken
//! back raises nothing. Which column belongs to which topic is in the migrations, and a test knows every
//! column of the database. The numbers only grow, so they are read before the rows that a page shows, best
//! in the same snapshot: a page that is newer than its numbers is only made once too often.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

use super::clock::Time;
use super::db::{Conn, MultiBackend};
use crate::schema::versions;

/// What changes together, as far as pages can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Products with their prices, pictures, tags and places, collections, promotions, former addresses,
    /// what searches find, and the words about stock: of the units only the last few.
    Catalog,
    /// Reviews that shoppers see, and how many like a product; not the mean rating, which lists show.
    Feedback,
    /// Text pages, whose titles stand in every footer.
    Content,
    /// The shop's settings.
    Settings,
    /// How many units there are of everything, exactly, and whether they are counted.
    Stock,
}

impl Topic {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// Every one, in the order of the table's columns.
    pub const ALL: [Topic; Topic::COUNT] =
        [Topic::Catalog, Topic::Feedback, Topic::Content, Topic::Settings, Topic::Stock];
}

/// The number of every topic at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Versions([i64; Topic::COUNT]);

impl Versions {
    /// The number of one topic.
    pub fn of(self, topic: Topic) -> i64 {
        let [catalog, feedback, content, settings, stock] = self.0;
        match topic {
            Topic::Catalog => catalog,
            Topic::Feedback => feedback,
            Topic::Content => content,
            Topic::Settings => settings,
            Topic::Stock => stock,
        }
    }
}

/// Reads the numbers; one statement.
///
/// On PostgreSQL each is the sum of what was added in several rows. Without any row nothing would ever be
/// raised, so that is an error, not zero.
pub fn read(conn: &mut Conn) -> QueryResult<Versions> {
    let rows: Vec<(i64, i64, i64, i64, i64)> = ReadVersions.load(conn)?;
    if rows.is_empty() {
        return Err(diesel::result::Error::NotFound);
    }
    Ok(Versions(rows.into_iter().fold([0; Topic::COUNT], |[a, b, c, d, e], row| {
        [a + row.0, b + row.1, c + row.2, d + row.3, e + row.4]
    })))
}

/// The statement of [`read`]: its text is ready, where Diesel's own would be put together for every request.
struct ReadVersions;

impl QueryFragment<MultiBackend> for ReadVersions {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT catalog, feedback, content, settings, stock FROM versions");
        Ok(())
    }
}

impl QueryId for ReadVersions {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for ReadVersions {
    type SqlType = (BigInt, BigInt, BigInt, BigInt, BigInt);
}

impl RunQueryDsl<Conn> for ReadVersions {}

/// Raises every number, to the microseconds from 1970 to `now` at least: after rows were put in place of
/// others without triggers.
///
/// Numbers grow by less than one in a microsecond, so none of these was ever known to a process that still
/// runs, whatever numbers came with the rows.
pub fn raise(conn: &mut Conn, now: Time) -> QueryResult<()> {
    let known = read(conn)?;
    let wanted = now.and_utc().timestamp_micros();
    let missing = |topic| (wanted - known.of(topic)).max(1);
    let raised = diesel::update(versions::table.find(0))
        .set((
            versions::catalog.eq(versions::catalog + missing(Topic::Catalog)),
            versions::feedback.eq(versions::feedback + missing(Topic::Feedback)),
            versions::content.eq(versions::content + missing(Topic::Content)),
            versions::settings.eq(versions::settings + missing(Topic::Settings)),
            versions::stock.eq(versions::stock + missing(Topic::Stock)),
        ))
        .execute(conn)?;
    match raised {
        0 => Err(diesel::result::Error::NotFound),
        _ => Ok(()),
    }
}
