//! The database: connections to SQLite or PostgreSQL behind one type, and transactions.
//!
//! Every request makes one hop: [`Db::read`] or [`Db::write`] checks one connection out, jumps to a
//! blocking thread once and runs one transaction there. On SQLite all writes of a process go
//! through one connection, so that they wait in a fair queue here instead of in SQLite's
//! busy handler; on PostgreSQL reads and writes share the pool.
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
mod migrations;
pub mod row_counts;
pub mod sql;
mod statements;
mod text_enum;
pub mod value;

use std::sync::Arc;

use actix_web::web;
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::r2d2::Pool;
use tokio::sync::Semaphore;

pub use among::{Among, among};
pub use connection::{Conn, ConnectError, DatabaseUrl, MultiBackend};
pub use migrations::{
    MigrationError, applied, find_unknown, is_current, migrate, migrate_first, pending, revert_all,
};
pub use statements::{Recorder, Statement, record};

use super::telemetry::panics;
use super::web::error::AppError;
use connection::Manager;

/// Connections for reading; also the limit of blocking threads the database takes up.
const POOL_SIZE: u32 = 8;

/// A handle on the shop's database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: Pool<Manager>,
    /// On SQLite the one writing connection of this process.
    writer: Option<Pool<Manager>>,
    /// First come, first served: r2d2 itself hands connections out unfairly.
    reading: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Db {
    /// Opens the database; the file or server must exist and be reachable.
    pub fn open(url: &DatabaseUrl) -> Result<Db, ConnectError> {
        // One plain attempt first: the pool would retry for seconds and hide the reason.
        drop(url.connect()?);
        let pool = |size: u32| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(false)
                .build(Manager(url.clone()))
                .map_err(|error| ConnectError::Unreachable(error.to_string()))
        };
        let permits = usize::try_from(POOL_SIZE).unwrap_or(1);
        let reading = Arc::new(Semaphore::new(permits));
        match url {
            DatabaseUrl::Sqlite(_) => Ok(Db {
                readers: pool(POOL_SIZE)?,
                writer: Some(pool(1)?),
                reading,
                writing: Arc::new(Semaphore::new(1)),
            }),
            DatabaseUrl::Postgres(_) => {
                Ok(Db { readers: pool(POOL_SIZE)?, writer: None, writing: reading.clone(), reading })
            }
        }
    }

    /// Runs `work` in one read-only transaction: it sees one state of the database throughout.
    pub async fn read<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        let permit = self.reading.clone().acquire_owned().await.map_err(AppError::internal)?;
        let (db, recorder) = (self.clone(), Recorder::current());
        web::block(move || {
            let _permit = permit;
            let _recording = recorder.map(Recorder::install);
            panics::catch(|| db.read_blocking(work)).map_err(AppError::internal)?
        })
        .await
        .map_err(AppError::internal)?
    }

    /// Runs `work` in one transaction that may write; all of it is stored or nothing.
    pub async fn write<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        self.attempt(work).await
    }

    /// [`Db::write`] for work that can refuse: its refusal is returned, and nothing is stored.
    pub async fn attempt<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<AppError> + From<diesel::result::Error> + From<PoolError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let permit = self.writing.clone().acquire_owned().await.map_err(AppError::internal)?;
        let (db, recorder) = (self.clone(), Recorder::current());
        web::block(move || {
            let _permit = permit;
            let _recording = recorder.map(Recorder::install);
            panics::catch(|| db.write_blocking(work)).map_err(AppError::internal)?
        })
        .await
        .map_err(AppError::internal)?
    }

    /// [`Db::read`] for commands and jobs, which have a thread of their own.
    pub fn read_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        let mut conn = self.readers.get().map_err(PoolError)?;
        read_transaction(&mut conn, work)
    }

    /// [`Db::write`] for commands and jobs, which have a thread of their own.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        let mut conn = self.writer.as_ref().unwrap_or(&self.readers).get().map_err(PoolError)?;
        write_transaction(&mut conn, work)
    }

    /// Runs `work` on a connection without a transaction, for `VACUUM` and the like.
    pub fn outside_transaction<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error> + From<PoolError>,
    {
        let mut conn = self.writer.as_ref().unwrap_or(&self.readers).get().map_err(PoolError)?;
        work(&mut conn)
    }

    /// How many connections are open, for the figures of the process.
    pub fn connections(&self) -> Connections {
        let states = [Some(&self.readers), self.writer.as_ref()].into_iter().flatten().map(Pool::state);
        states.fold(Connections::default(), |sum, state| Connections {
            open: sum.open + state.connections,
            idle: sum.idle + state.idle_connections,
        })
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
pub struct PoolError(#[source] diesel::r2d2::PoolError);

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
    let begin = match conn {
        Conn::Pg(_) => "BEGIN",
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
    };
    in_transaction(conn, begin, work)
}

fn in_transaction<T, E>(
    conn: &mut Conn,
    begin: &str,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    type Transactions = <Conn as Connection>::TransactionManager;
    match conn {
        Conn::Pg(pg) => AnsiTransactionManager::begin_transaction_sql(pg, begin)?,
        Conn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, begin)?,
    }
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
/// Diesel cannot write once for both databases.
#[macro_export]
macro_rules! on_backend {
    ($conn:expr, |$x:ident| $body:expr) => {
        match $conn {
            $crate::platform::db::Conn::Pg($x) => $body,
            $crate::platform::db::Conn::Sqlite($x) => $body,
        }
    };
}
