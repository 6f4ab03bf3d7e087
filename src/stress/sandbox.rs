//! Where a run happens: a folder of its own, and on PostgreSQL a database of its own.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use url::Url;
use uuid::Uuid;

use super::StressError;
use crate::platform::db::{self, Conn, DatabaseUrl};

/// A place that goes away with the run, unless it is kept.
#[derive(Debug)]
pub struct Sandbox {
    folder: PathBuf,
    database: DatabaseUrl,
    /// The server and the name of the database that was made there.
    made: Option<(DatabaseUrl, String)>,
    is_kept: bool,
}

impl Sandbox {
    /// A folder with a migrated SQLite file, or with a new database on the server at `postgres`.
    pub fn make(postgres: Option<&str>) -> Result<Sandbox, StressError> {
        let name = format!("storefront_stress_{}", Uuid::new_v4().simple());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir(&folder)?;
        let mut sandbox = Sandbox {
            database: DatabaseUrl::Sqlite(folder.join("shop.db")),
            folder,
            made: None,
            is_kept: false,
        };
        if let Some(address) = postgres {
            let server = DatabaseUrl::Postgres(address.to_owned());
            server.connect()?.batch_execute(&format!("CREATE DATABASE {name}"))?;
            let mut own = Url::parse(address)?;
            own.set_path(&name);
            sandbox.database = DatabaseUrl::Postgres(own.to_string());
            sandbox.made = Some((server, name));
        }
        db::migrate(&mut sandbox.connect()?)?;
        Ok(sandbox)
    }

    /// The folder in which the server runs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its mail goes.
    pub fn mail(&self) -> PathBuf {
        self.folder.join("var/mail")
    }

    /// Its data.
    pub fn database(&self) -> &DatabaseUrl {
        &self.database
    }

    /// What the server takes for `DATABASE_URL`.
    pub fn database_address(&self) -> String {
        match &self.database {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(address) => address.clone(),
        }
    }

    /// A connection of the caller's own.
    pub fn connect(&self) -> Result<Conn, StressError> {
        Ok(self.database.connect()?)
    }

    /// Leaves everything where it is, to look at, and says where that is.
    pub fn keep(&mut self) -> String {
        self.is_kept = true;
        format!("{} and {}", self.folder.display(), self.database)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        if let Some((server, name)) = &self.made {
            let dropped = server
                .connect()
                .map_err(StressError::from)
                .and_then(|mut conn| Ok(conn.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))?));
            if let Err(error) = dropped {
                eprintln!("The database {name} could not be dropped: {error}");
            }
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("The folder {} could not be removed: {error}", self.folder.display());
        }
    }
}
