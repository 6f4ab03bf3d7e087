//! One file with the whole shop, and the way back.
//!
//! A backup is a tar archive compressed with gzip: the database as it was at one moment, the media
//! files, and last a manifest with the size and SHA-256 of each part, so that a file which was cut
//! off or altered is never mistaken for a backup. It is written to a draft and renamed when it is
//! complete. Restoring unpacks into a draft as well and checks everything before the shop is
//! touched.

mod archive;
mod draft;
mod postgres;
mod sqlite;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::clock::Time;
use super::db::{self, Conn, ConnectError, DatabaseUrl, MigrationError};
use super::{secret, storage::Storage};
use crate::config::Config;
use archive::{Manifest, Unpacked, Writer};
use draft::Draft;

/// The folder of the database's parts in an archive.
const DATABASE: &str = "database";
/// The folder of the media files in an archive.
const MEDIA: &str = "media";
/// The name of the secret key in an archive.
const KEY: &str = "secret.key";

/// What may be done to files that are there, and what goes into a backup.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Replace what is there.
    pub force: bool,
    /// Put the secret key in as well.
    pub with_key: bool,
}

/// What was written or read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Media files.
    pub media_files: usize,
    /// Size of the archive.
    pub bytes: u64,
    /// When the backup was made, UTC.
    pub created: String,
    /// Where the old database file is now.
    pub kept: Option<PathBuf>,
}

/// Why there is no backup, or why it was not restored; one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there already.
    #[error("{0} exists. Choose another name, or add --force to replace it.")]
    Exists(String),
    /// A file cannot be read or written.
    #[error("{0} cannot be used: {1}.")]
    File(String, #[source] io::Error),
    /// The archive is not whole.
    #[error("{0} is not a whole backup: {1}. Nothing was changed.")]
    Damaged(String, String),
    /// It does not fit this shop.
    #[error("{0}")]
    Refused(String),
    /// The database cannot be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The database refused.
    #[error("The database refused: {0}. Nothing was changed.")]
    Database(#[from] diesel::result::Error),
}

/// Says which file a failure is about.
trait About<T> {
    fn about(self, path: &Path) -> Result<T, BackupError>;
}

impl<T> About<T> for io::Result<T> {
    fn about(self, path: &Path) -> Result<T, BackupError> {
        self.map_err(|error| BackupError::File(path.display().to_string(), error))
    }
}

fn kind(database: &DatabaseUrl) -> &'static str {
    match database {
        DatabaseUrl::Sqlite(_) => "sqlite",
        DatabaseUrl::Postgres(_) => "postgres",
    }
}

/// Writes the shop to `file`, also while it serves.
pub fn create(config: &Config, file: &Path, options: Options, now: Time) -> Result<Summary, BackupError> {
    if file.exists() && !options.force {
        return Err(BackupError::Exists(file.display().to_string()));
    }
    if let DatabaseUrl::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(BackupError::Refused(format!("There is no database at {}.", path.display())));
    }
    let mut conn = config.database.connect()?;
    let draft = Draft::beside(file)?;
    let mut manifest = Manifest::new(kind(&config.database), db::applied(&mut conn)?, now);
    let archive = draft.path("archive");
    let mut writer = Writer::create(&archive)?;
    match &mut conn {
        Conn::Sqlite(sqlite) => sqlite::dump(sqlite, &draft, &mut writer)?,
        Conn::Pg(pg) => manifest.sequences = postgres::dump(pg, &draft, &mut writer)?,
    }
    // After the database: a picture that its rows name is there, one that came later does no harm.
    let media_files = add_media(&config.var.join("media"), &mut writer)?;
    if options.with_key {
        let path = secret::path(&config.var);
        writer.add_file(KEY, &path)?;
    }
    writer.finish(manifest)?;
    let bytes = fs::metadata(&archive).about(&archive)?.len();
    draft.publish(&archive, file, options.force)?;
    Ok(Summary { media_files, bytes, ..Summary::default() })
}

fn add_media(root: &Path, writer: &mut Writer) -> Result<usize, BackupError> {
    let mut count = 0;
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.about(&folder)?,
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            paths.push(entry.about(&folder)?.path());
        }
        paths.sort_unstable();
        for path in paths {
            let is_draft = path.extension().is_some_and(|extension| extension == "part");
            let key = path.strip_prefix(root).ok().and_then(Path::to_str).map(str::to_owned);
            match key {
                _ if path.is_dir() => folders.push(path),
                Some(key) if !is_draft && writer.add_file_if_there(&format!("{MEDIA}/{key}"), &path)? => {
                    count += 1
                }
                _ => {}
            }
        }
    }
    Ok(count)
}

/// Puts the shop in `file` in place of the one that `config` names.
///
/// Refuses when one of `tables` has rows, unless forced. Every version is raised, so that no process that
/// still runs takes a page it has stored for one of the restored shop.
pub fn restore(
    config: &Config,
    file: &Path,
    options: Options,
    tables: &[&'static str],
    now: Time,
) -> Result<Summary, BackupError> {
    let beside = match &config.database {
        DatabaseUrl::Sqlite(path) => path.clone(),
        DatabaseUrl::Postgres(_) => {
            fs::create_dir_all(&config.var).about(&config.var)?;
            config.var.join("restore")
        }
    };
    let bytes = fs::metadata(file).about(file)?.len();
    let draft = Draft::beside(&beside)?;
    let unpacked = Unpacked::read(file, &draft)?;
    check_kind(config, &unpacked.manifest)?;
    let mut summary = Summary { bytes, created: unpacked.manifest.created.clone(), ..Summary::default() };
    match &config.database {
        DatabaseUrl::Sqlite(path) => {
            let ready = sqlite::prepare(file, &unpacked, now)?;
            let place = sqlite::Place::take(path, tables, options.force)?;
            summary.media_files = put_files(config, &unpacked, options.force)?;
            summary.kept = place.replace_by(&ready)?;
        }
        DatabaseUrl::Postgres(_) => {
            let mut conn = config.database.connect()?;
            postgres::check(&mut conn, file, &unpacked, tables, options.force)?;
            summary.media_files = put_files(config, &unpacked, options.force)?;
            postgres::load(&mut conn, file, &unpacked, now)?;
        }
    }
    Ok(summary)
}

fn check_kind(config: &Config, manifest: &Manifest) -> Result<(), BackupError> {
    let here = kind(&config.database);
    match manifest.database == here {
        true => Ok(()),
        false => Err(BackupError::Refused(format!(
            "This is a backup of a {} database, and DATABASE_URL names a {here} one. Restore it where it came from, then move the shop with: storefront dumpdata > shop.json, and storefront loaddata shop.json here.",
            manifest.database
        ))),
    }
}

/// Media files are named by their content: one that is there already is the same.
fn put_files(config: &Config, unpacked: &Unpacked, force: bool) -> Result<usize, BackupError> {
    let storage = Storage::new(config.var.join("media"));
    let mut count = 0;
    for (name, path) in unpacked.below(MEDIA) {
        let bytes = fs::read(&path).about(&path)?;
        storage.put(name, &bytes).about(&path)?;
        count += 1;
    }
    let (key, path) = (unpacked.path(KEY), secret::path(&config.var));
    if key.exists() && (force || !path.exists()) {
        fs::create_dir_all(&config.var).about(&config.var)?;
        // The draft may be on another file system.
        fs::copy(&key, &path).about(&path)?;
    }
    Ok(count)
}

/// Whether one of `tables` has a row.
fn any_row(conn: &mut Conn, tables: &[&'static str]) -> Result<bool, BackupError> {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        found: i32,
    }
    for table in tables {
        let sql = format!("SELECT CAST(1 AS INTEGER) AS found FROM {table} LIMIT 1");
        let answer: Option<Answer> = diesel::sql_query(sql).get_result(conn).optional()?;
        if answer.is_some_and(|answer| answer.found == 1) {
            return Ok(true);
        }
    }
    Ok(false)
}
