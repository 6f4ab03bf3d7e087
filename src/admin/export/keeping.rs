//! Files that tasks left: in a folder that no address leads to, each for who asked for it, for a day.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use actix_web::web::{self, Bytes};
use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::stream::{self, Stream};

use super::XLSX;
use crate::admin::model::Model;
use crate::admin::tasks::Task;
use crate::app::App;
use crate::platform::clock::Time;
use crate::platform::db::PoolError;
use crate::schema::admin_tasks as tasks;

/// The job that deletes files whose day is over.
pub const DELETE_OLD: &str = "admin.delete_old_files";
/// How long a file is kept.
pub const KEPT: TimeDelta = TimeDelta::days(1);
/// What belongs to no task is the work of a process, unless it is older.
const AT_WORK: Duration = Duration::from_secs(24 * 60 * 60);
/// Bytes that are read at once.
const PART: usize = 64 * 1024;

/// Where the files are.
pub fn folder(app: &App) -> PathBuf {
    app.config.var.join("exports")
}

/// A file that a task left, opened.
#[derive(Debug)]
pub struct StoredFile {
    /// What it is called.
    pub name: String,
    /// For browsers.
    pub content_type: &'static str,
    /// How many bytes it has.
    pub size: u64,
    file: File,
}

impl StoredFile {
    /// The file of a task, if it is still there.
    pub fn of(app: &App, task: &Task, model: &Model) -> io::Result<Option<StoredFile>> {
        let Some(name) = task.file.as_ref().filter(|_| is_kept(task, app.now())) else { return Ok(None) };
        match File::open(folder(app).join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(file) => Ok(Some(StoredFile {
                name: XLSX.file_name(model),
                content_type: XLSX.content_type,
                size: file.metadata()?.len(),
                file,
            })),
        }
    }

    /// Its bytes, read as they are taken.
    pub fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::unfold(Some(self.file), |file| async move {
            let file = file?;
            let read = web::block(move || {
                let mut part = Vec::with_capacity(PART);
                let limit = u64::try_from(PART).unwrap_or(u64::MAX);
                (&file).take(limit).read_to_end(&mut part).map(|_| (part, file))
            });
            match read.await.map_err(io::Error::other).and_then(|read| read) {
                Err(error) => Some((Err(error), None)),
                Ok((part, _)) if part.is_empty() => None,
                Ok((part, file)) => Some((Ok(Bytes::from(part)), Some(file))),
            }
        })
    }
}

/// Whether the file of a task can still be had.
pub fn is_kept(task: &Task, now: Time) -> bool {
    task.file.is_some() && task.expires_at.is_some_and(|end| end > now)
}

/// Why files were not deleted; tried again.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The folder did not let it.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection was free.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Deletes the files whose day is over, and what was left of tasks that were killed: the job
/// [`DELETE_OLD`].
pub fn delete_old(app: &App) -> Result<(), KeepingError> {
    let folder = folder(app);
    let old: Vec<(i64, Option<String>)> = app.db.read_blocking(|conn| {
        let over = tasks::table.filter(tasks::file.is_not_null()).filter(tasks::expires_at.le(app.now()));
        over.select((tasks::id, tasks::file)).load(conn).map_err(KeepingError::from)
    })?;
    for name in old.iter().filter_map(|(_, name)| name.as_ref()) {
        remove(folder.join(name))?;
    }
    let ids: Vec<i64> = old.iter().map(|(id, _)| *id).collect();
    let kept: Vec<Option<String>> = app.db.write_blocking(|conn| {
        diesel::update(tasks::table.filter(tasks::id.eq_any(ids)))
            .set(tasks::file.eq(None::<String>))
            .execute(conn)?;
        let kept = tasks::table.filter(tasks::file.is_not_null()).select(tasks::file).load(conn)?;
        Ok::<_, KeepingError>(kept)
    })?;
    sweep(app, &kept.into_iter().flatten().collect())
}

fn sweep(app: &App, kept: &HashSet<String>) -> Result<(), KeepingError> {
    let entries = match fs::read_dir(folder(app)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // The time of the file system is the machine's, whatever the clock of the shop says.
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default();
        if !kept.contains(&name) && age > AT_WORK {
            remove(entry.path())?;
        }
    }
    Ok(())
}

fn remove(path: PathBuf) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
