//! SQLite's part of a backup: the file itself, copied by SQLite while others write.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;

use super::archive::{Unpacked, Writer};
use super::draft::{Draft, sync_folder};
use super::{About, BackupError, DATABASE, any_row};
use crate::platform::clock::Time;
use crate::platform::db::{self, Conn, DatabaseUrl};
use crate::platform::versions;

const FILE: &str = "storefront.db";

/// Adds a copy of the database to the archive.
pub(super) fn dump(
    conn: &mut SqliteConnection,
    draft: &Draft,
    writer: &mut Writer,
) -> Result<(), BackupError> {
    let copy = draft.path(FILE);
    let name = copy.to_string_lossy().replace('\'', "''");
    conn.batch_execute(&format!("VACUUM INTO '{name}'"))?;
    writer.add_file(&format!("{DATABASE}/{FILE}"), &copy)
}

/// Checks the database of an archive and brings it up to date; returns where it is.
pub(super) fn prepare(file: &Path, unpacked: &Unpacked, now: Time) -> Result<PathBuf, BackupError> {
    let damaged = |reason: &str| BackupError::Damaged(file.display().to_string(), reason.to_owned());
    let path = unpacked.path(&format!("{DATABASE}/{FILE}"));
    if !path.exists() {
        return Err(damaged("it has no database"));
    }
    let mut conn =
        DatabaseUrl::Sqlite(path.clone()).connect().map_err(|_| damaged("its database cannot be opened"))?;
    let check = db::pragma(&mut conn, "quick_check").unwrap_or_else(|error| error.to_string());
    if check != "ok" {
        return Err(damaged(&format!("its database is damaged ({check})")));
    }
    if db::applied(&mut conn)? != unpacked.manifest.migrations {
        return Err(damaged("its database does not have the schema that the manifest names"));
    }
    db::migrate(&mut conn)?;
    versions::raise(&mut conn, now)?;
    conn.batch_execute("PRAGMA journal_mode=DELETE")?;
    drop(conn);
    File::open(&path).and_then(|file| file.sync_all()).about(&path)?;
    Ok(path)
}

/// The place of the shop's database file, with nobody else in it.
pub(super) struct Place {
    path: PathBuf,
    /// Holds the lock until the new file is in place.
    old: Option<Conn>,
}

impl Place {
    pub(super) fn take(path: &Path, tables: &[&'static str], force: bool) -> Result<Place, BackupError> {
        if !path.exists() {
            return Ok(Place { path: path.to_owned(), old: None });
        }
        let mut conn = DatabaseUrl::Sqlite(path.to_owned()).connect()?;
        let is_used = !db::applied(&mut conn)?.is_empty() && any_row(&mut conn, tables)?;
        if is_used && !force {
            return Err(BackupError::Refused(format!(
                "The shop in {} has data. Add --force to replace it; the old file is kept beside it.",
                path.display()
            )));
        }
        // Leaving WAL needs the file for ourselves; afterwards one file holds everything.
        let alone = conn
            .batch_execute("PRAGMA busy_timeout=500; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE")
            .is_ok();
        if !alone {
            return Err(BackupError::Refused(format!(
                "{} is in use. Stop the shop (serve and work) first.",
                path.display()
            )));
        }
        Ok(Place { path: path.to_owned(), old: Some(conn) })
    }

    /// Puts the new file in place; returns the name under which the old one is kept.
    pub(super) fn replace_by(self, ready: &Path) -> Result<Option<PathBuf>, BackupError> {
        let kept = match &self.old {
            Some(_) => Some(keep(&self.path)?),
            None => None,
        };
        fs::rename(ready, &self.path).about(&self.path)?;
        sync_folder(&self.path)?;
        drop(self.old);
        Ok(kept)
    }
}

/// Gives the old file a second name, one that is free.
fn keep(path: &Path) -> Result<PathBuf, BackupError> {
    let mut number = 1;
    loop {
        let mut name: OsString = path.as_os_str().to_owned();
        name.push(if number == 1 {
            ".before-restore".to_owned()
        } else {
            format!(".before-restore-{number}")
        });
        let kept = PathBuf::from(name);
        match fs::hard_link(path, &kept) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            outcome => return outcome.about(&kept).map(|()| kept),
        }
    }
}
