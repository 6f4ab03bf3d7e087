//! The database: connections to SQLite or PostgreSQL behind one type, and transactions.
//!
//! Every request makes one hop: [`Db::read`] or [`Db::write`] jumps to another thread once and runs
//! one transaction there. On SQLite all writes of a process go through one connection, so that they
//! wait in a fair queue here instead of in SQLite's busy handler, and those that arrive together share
//! a commit, see `groups`; on PostgreSQL reads and writes share the pool, and the server groups
//! commits by itself.
//!
//! Types, the same on both databases (the migrations follow this table):
//!
//! | Meaning | Column type | Rust |
//! |---|---|---|
//! | key | `INTEGER PRIMARY KEY AUTOINCREMENT` / `BIGINT … IDENTITY` | `i64` |
//! | money | `BIGINT`, minor units | [`Money`](super::money::Money) |
//! | time | `TIMESTAMP`, UTC, microseconds | `NaiveDateTime` |
//! | date | `DATE` | `NaiveDate` |
//! | choice | `TEXT` with `CHECK` | an enum, see [`text_enum!`](crate::text_enum) |
//! | sorted or compared text | a folded column, `COLLATE "C"` on PostgreSQL | `String` |

mod among;
pub mod catalogue;
mod connection;
mod groups;
mod literal;
mod migrations;
mod prepared_update;
pub mod row_counts;
pub mod sql;
mod statements;
mod text_enum;
pub mod value;
mod writer;

use std::sync::Arc;

use actix_web::web;
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::r2d2::Pool;
use tokio::sync::Semaphore;

pub use among::{Among, among};
pub use connection::{Conn, ConnectError, DatabaseUrl, MultiBackend};
pub use literal::{Literal, OneOf, literal, one_of};
pub use migrations::{
    MigrationError, applied, find_unknown, is_current, migrate, migrate_first, pending, revert_all,
};
pub use prepared_update::{PreparedUpdate, prepared_update};
pub use statements::{Recorder, Statement, record};

use super::telemetry::panics;
use super::web::error::AppError;
use connection::Manager;
use writer::{Writer, wait_for};

/// Connections for reading; also the limit of blocking threads the database takes up.
const POOL_SIZE: u32 = 8;

type Transactions = <Conn as Connection>::TransactionManager;

/// A handle on the shop's database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    /// First come, first served: r2d2 itself hands connections out unfairly.
    turns: Arc<Semaphore>,
    /// On SQLite the one writing connection of this process.
    writer: Option<Arc<Writer>>,
}

impl Db {
    /// Opens the database; the file or server must exist and be reachable.
    pub fn open(url: &DatabaseUrl) -> Result<Db, ConnectError> {
        // One plain attempt first: the pool would retry for seconds and hide the reason.
        let first = url.connect()?;
        let pool = Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .build(Manager(url.clone()))
            .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
        let writer = match first {
            Conn::Sqlite(_) => Some(Arc::new(Writer::start(url, first)?)),
            Conn::Pg(_) => None,
        };
        let permits = usize::try_from(POOL_SIZE).unwrap_or(1);
        Ok(Db { pool, turns: Arc::new(Semaphore::new(permits)), writer })
    }

    /// Runs `work` in one read-only transaction: it sees one state of the database throughout.
    pub async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.in_pool(|db| db.read_blocking(work)).await
    }

    /// Runs `work` on a blocking thread when one of the pool's connections is free.
    async fn in_pool<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<AppError> + Send + 'static,
        F: FnOnce(&Db) -> Result<T, E> + Send + 'static,
    {
        let permit = self.turns.clone().acquire_owned().await.map_err(AppError::internal)?;
        let (db, recorder) = (self.clone(), Recorder::current());
        web::block(move || {
            let _permit = permit;
            let _recording = recorder.map(Recorder::install);
            panics::catch(|| work(&db)).map_err(AppError::internal)?
        })
        .await
        .map_err(AppError::internal)?
    }

    /// Runs `work` in one transaction that may write; all of it is stored or nothing.
    ///
    /// On SQLite it may share a commit with other work, and in one rare case it is done twice, with
    /// nothing stored the first time. So it does nothing outside of the database that must not happen
    /// twice, and is short: others wait for it.
    pub async fn write<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Clone + Send + 'static,
    {
        self.attempt(work).await
    }

    /// [`Db::write`] for work that can refuse: its refusal is returned, and nothing is stored.
    pub async fn attempt<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<AppError> + From<diesel::result::Error> + From<PoolError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Clone + Send + 'static,
    {
        let Some(writer) = &self.writer else {
            return self.in_pool(|db| db.write_blocking(work)).await;
        };
        writer.enqueue(work).await.map_err(AppError::internal)?
    }

    /// [`Db::read`] for commands and jobs, which have a thread of their own.
    pub fn read_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        let mut conn = self.pool.get().map_err(PoolError::new)?;
        read_transaction(&mut conn, work)
    }

    /// [`Db::write`] for commands and jobs, which have a thread of their own.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        self.outside_transaction(|conn| write_transaction(conn, work))
    }

    /// [`Db::write_blocking`] for work as short as that of [`Db::write`], with which it shares commits.
    pub fn write_briefly<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<AppError> + From<diesel::result::Error> + From<PoolError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Clone + Send + 'static,
    {
        match &self.writer {
            Some(writer) => wait_for(writer.enqueue(work)).map_err(AppError::internal)?,
            None => self.write_blocking(work),
        }
    }

    /// Runs `work` on a connection without a transaction, for `VACUUM` and the like.
    pub fn outside_transaction<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        match &self.writer {
            Some(writer) => writer.borrow(work)?,
            None => work(&mut *self.pool.get().map_err(PoolError::new)?),
        }
    }

    /// How many connections are open, for the figures of the process.
    pub fn connections(&self) -> Connections {
        let (pool, writer) = (self.pool.state(), self.writer.as_ref());
        Connections {
            open: pool.connections + u32::from(writer.is_some()),
            idle: pool.idle_connections + u32::from(writer.is_some_and(|writer| !writer.is_busy())),
        }
    }

    /// How many groups of writes were begun on SQLite, and how many pieces of work were in them.
    pub fn groups(&self) -> (u64, u64) {
        self.writer.as_ref().map_or((0, 0), |writer| writer.groups())
    }
}

/// Connections of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Of these, unused now.
    pub idle: u32,
}

/// No connection was free in time.
#[derive(Debug, thiserror::Error)]
#[error("no database connection: {0}")]
pub struct PoolError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl PoolError {
    fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PoolError {
        PoolError(reason.into())
    }
}

/// Runs `work` in one transaction on `conn` that sees one state of the database and writes nothing.
pub fn read_transaction<T, E>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    let begin = match conn {
        Conn::Pg(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        Conn::Sqlite(_) => "BEGIN",
    };
    in_transaction(conn, begin, work)
}

/// Runs `work` in one writing transaction on `conn`.
///
/// SQLite takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that reads first and
/// writes later could not be retried when somebody else wrote in between.
pub fn write_transaction<T, E>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    let sql = match conn {
        Conn::Pg(_) => "BEGIN",
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
    };
    in_transaction(conn, sql, work)
}

fn begin(conn: &mut Conn, sql: &str) -> diesel::QueryResult<()> {
    match conn {
        Conn::Pg(pg) => AnsiTransactionManager::begin_transaction_sql(pg, sql),
        Conn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, sql),
    }
}

fn in_transaction<T, E>(
    conn: &mut Conn,
    sql: &str,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    begin(conn, sql)?;
    match work(conn) {
        Ok(value) => {
            Transactions::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = Transactions::rollback_transaction(conn) {
                tracing::error!(%rollback, "rolling back failed");
            }
            Err(error)
        }
    }
}

/// What SQLite answers to a pragma, its first line as text.
pub fn pragma(conn: &mut Conn, name: &'static str) -> diesel::QueryResult<String> {
    use diesel::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Answer {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let sql = format!("SELECT CAST({name} AS TEXT) AS value FROM pragma_{name} LIMIT 1");
    diesel::sql_query(sql).get_result::<Answer>(conn).map(|answer| answer.value)
}

/// Runs `$body` with `$x` as the real connection: for upserts, batch inserts and `UNION`, which
/// Diesel cannot write once for both databases; and for what every order, cart and session asks, since
/// Diesel puts the text of a statement for both together twice before it finds that it is prepared.
#[macro_export]
macro_rules! on_backend {
    ($conn:expr, |$x:ident| $body:expr) => {
        match $conn {
            $crate::platform::db::Conn::Pg($x) => $body,
            $crate::platform::db::Conn::Sqlite($x) => $body,
        }
    };
}
