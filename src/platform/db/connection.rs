//! One connection type for both databases, and where the database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server, as a libpq connection address.
    Postgres(String),
}

/// Why the database cannot be used; each is one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Not an address of a database.
    #[error("DATABASE_URL must start with sqlite:// or postgres://, not “{0}”.")]
    UnknownScheme(String),
    /// The folder of the SQLite file is missing or may not be written.
    #[error(
        "The database file {path} cannot be opened: {reason}. Check that the folder exists and may be written."
    )]
    File {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The server does not answer or refuses.
    #[error("The database server cannot be reached: {0}. Check DATABASE_URL and that the server runs.")]
    Unreachable(String),
}

impl FromStr for DatabaseUrl {
    type Err = ConnectError;

    fn from_str(url: &str) -> Result<Self, ConnectError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(DatabaseUrl::Sqlite(PathBuf::from(path))),
            _ => Err(ConnectError::UnknownScheme(without_password(url))),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    /// Never prints a password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(out, "SQLite file {}", path.display()),
            DatabaseUrl::Postgres(url) => write!(out, "PostgreSQL at {}", without_password(url)),
        }
    }
}

fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => match parsed.set_password(Some("…")) {
            Ok(()) => parsed.to_string(),
            Err(()) => parsed.scheme().to_owned(),
        },
        Ok(parsed) => parsed.to_string(),
        Err(_) => url.split("://").next().unwrap_or_default().chars().take(40).collect(),
    }
}

/// `synchronous=FULL`: an acknowledged order survives a power cut. `mmap_size` stays 0, since a
/// mapped file counts once per connection in the resident size (2.1 GB measured on 400 MB). What was
/// written is brought into the file every 16 MB (4,000 pages): each time takes two more syncs, and with
/// 4 MB a tenth of all syncs under a load of orders was for that.
const PRAGMAS: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
    PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=ON; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY;";

impl DatabaseUrl {
    /// Opens one connection. Creates a missing SQLite file, but no folder.
    pub fn connect(&self) -> Result<Conn, ConnectError> {
        let mut conn = match self {
            DatabaseUrl::Postgres(url) => diesel::PgConnection::establish(url)
                .map(Conn::Pg)
                .map_err(|error| ConnectError::Unreachable(one_line(&error.to_string())))?,
            DatabaseUrl::Sqlite(path) => open_sqlite(path)?,
        };
        conn.set_instrumentation(super::statements::Listener::default());
        Ok(conn)
    }
}

fn open_sqlite(path: &Path) -> Result<Conn, ConnectError> {
    let failed = |reason: String| ConnectError::File { path: path.display().to_string(), reason };
    let mut conn = diesel::SqliteConnection::establish(&path.to_string_lossy())
        .map_err(|error| failed(one_line(&error.to_string())))?;
    conn.batch_execute(PRAGMAS).map_err(|error| failed(one_line(&error.to_string())))?;
    Ok(Conn::Sqlite(conn))
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(['.', '?']).to_owned()
}

/// Makes connections for the pool.
#[derive(Debug, Clone)]
pub(super) struct Manager(pub DatabaseUrl);

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        self.0.connect().map_err(|error| {
            diesel::r2d2::Error::ConnectionError(diesel::ConnectionError::BadConnection(error.to_string()))
        })
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        R2D2Connection::is_broken(conn)
    }
}
