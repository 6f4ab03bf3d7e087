//! Bringing the schema up to date, on either database.

use std::error::Error;

use diesel::RunQueryDsl;
use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// PostgreSQL's advisory lock under which only one process migrates at a time.
const MIGRATION_LOCK: i64 = 0x5354_4f52;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A newer version of the program has migrated this database.
    #[error(
        "This database was migrated by a newer version of Storefront (it has the migration {0}). Start that version, or restore a backup."
    )]
    NewerSchema(String),
    /// A migration failed.
    #[error("The database could not be migrated: {0}")]
    Failed(String),
}

impl MigrationError {
    fn failed(error: impl std::fmt::Display) -> Self {
        MigrationError::Failed(error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Runs every migration that is missing and returns how many that were.
pub fn migrate(conn: &mut Conn) -> Result<usize, MigrationError> {
    refuse_newer_schema(conn)?;
    // Two processes that start together must not both create the tables: SQLite's second one
    // fails on the write lock inside its own transaction, PostgreSQL's waits here.
    lock(conn, "SELECT pg_advisory_lock")?;
    let outcome = match conn {
        Conn::Pg(pg) => run(pg, POSTGRES),
        Conn::Sqlite(sqlite) => run(sqlite, SQLITE),
    };
    lock(conn, "SELECT pg_advisory_unlock")?;
    outcome
}

/// How many migrations are missing.
pub fn pending(conn: &mut Conn) -> Result<usize, MigrationError> {
    refuse_newer_schema(conn)?;
    let count = match conn {
        Conn::Pg(pg) => pg.pending_migrations(POSTGRES).map(|list| list.len()),
        Conn::Sqlite(sqlite) => sqlite.pending_migrations(SQLITE).map(|list| list.len()),
    };
    count.map_err(MigrationError::failed)
}

/// Whether the schema is exactly that of this version; only reads, so any connection will do.
pub fn is_current(conn: &mut Conn) -> diesel::QueryResult<bool> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    let applied: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    let known = match conn {
        Conn::Pg(_) => names::<diesel::pg::Pg>(POSTGRES),
        Conn::Sqlite(_) => names::<diesel::sqlite::Sqlite>(SQLITE),
    };
    let known = known.map_err(diesel::result::Error::QueryBuilderError)?;
    Ok(applied.len() == known.len() && applied.iter().all(|row| known.contains(&row.version)))
}

/// The migrations that this database has, in order.
pub fn applied(conn: &mut Conn) -> Result<Vec<String>, MigrationError> {
    let versions = match conn {
        Conn::Pg(pg) => pg.applied_migrations(),
        Conn::Sqlite(sqlite) => sqlite.applied_migrations(),
    };
    let mut names: Vec<String> =
        versions.map_err(MigrationError::failed)?.iter().map(ToString::to_string).collect();
    names.sort_unstable();
    Ok(names)
}

/// The first of `versions` that this program does not have.
pub fn find_unknown<'a>(conn: &Conn, versions: &'a [String]) -> Result<Option<&'a String>, MigrationError> {
    let known = match conn {
        Conn::Pg(_) => names::<diesel::pg::Pg>(POSTGRES),
        Conn::Sqlite(_) => names::<diesel::sqlite::Sqlite>(SQLITE),
    };
    let known = known.map_err(MigrationError::failed)?;
    Ok(versions.iter().find(|version| !known.contains(version)))
}

/// Runs the first `count` migrations on an empty database: the schema of an older version.
pub fn migrate_first(conn: &mut Conn, count: usize) -> Result<(), MigrationError> {
    for _ in 0..count {
        match conn {
            Conn::Pg(pg) => pg.run_next_migration(POSTGRES).map(|_| ()),
            Conn::Sqlite(sqlite) => sqlite.run_next_migration(SQLITE).map(|_| ()),
        }
        .map_err(MigrationError::failed)?;
    }
    Ok(())
}

/// Takes every migration back: an empty database.
pub fn revert_all(conn: &mut Conn) -> Result<usize, MigrationError> {
    let count = match conn {
        Conn::Pg(pg) => pg.revert_all_migrations(POSTGRES).map(|list| list.len()),
        Conn::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(|list| list.len()),
    };
    count.map_err(MigrationError::failed)
}

fn run<DB, C>(conn: &mut C, migrations: EmbeddedMigrations) -> Result<usize, MigrationError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    conn.run_pending_migrations(migrations).map(|list| list.len()).map_err(MigrationError::failed)
}

fn refuse_newer_schema(conn: &mut Conn) -> Result<(), MigrationError> {
    let (applied, known) = match conn {
        Conn::Pg(pg) => (pg.applied_migrations(), names::<diesel::pg::Pg>(POSTGRES)),
        Conn::Sqlite(sqlite) => (sqlite.applied_migrations(), names::<diesel::sqlite::Sqlite>(SQLITE)),
    };
    let known = known.map_err(MigrationError::failed)?;
    let unknown = applied
        .map_err(MigrationError::failed)?
        .into_iter()
        .map(|version| version.to_string())
        .find(|version| !known.contains(version));
    match unknown {
        Some(version) => Err(MigrationError::NewerSchema(version)),
        None => Ok(()),
    }
}

fn names<DB: diesel::backend::Backend>(
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, Box<dyn Error + Send + Sync>>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let list = MigrationSource::<DB>::migrations(&migrations)?;
    Ok(list.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn lock(conn: &mut Conn, function: &str) -> Result<(), MigrationError> {
    use diesel::connection::SimpleConnection;
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Pg(pg) => {
            pg.batch_execute(&format!("{function}({MIGRATION_LOCK})")).map_err(MigrationError::failed)
        }
    }
}
