//! A workbook of everything that was found: written by a job, kept for a day for who asked.

use std::fs;
use std::io;

use diesel::prelude::*;

use super::keeping::{KEPT, folder};
use super::rows::{Rows, Wanted};
use super::{Book, XLSX};
use crate::admin::desk::Desk;
use crate::admin::list::asked::Asked;
use crate::admin::model::Model;
use crate::admin::reply::Undone;
use crate::admin::staff::Right;
use crate::admin::tasks::{Task, TaskError, open};
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::text::grouped;
use crate::platform::web::error::AppError;
use crate::schema::admin_tasks as tasks;

/// Parts between two notes of how far it is: each takes the lock of writers.
const PARTS_A_NOTE: usize = 10;

/// Stores the task for what the address finds now, and queues its job; returns its key.
pub fn start(conn: &mut Conn, desk: &Desk<'_>, model: &Model, asked: &Asked) -> Result<i64, Undone> {
    super::columns_of(conn, desk, model)?;
    open(conn, desk, model, XLSX.action, asked, "[]".to_owned())
}

/// Writes the file, with at most `most` rows on a sheet, and ends the task.
///
/// A workbook cannot be gone on with: a job that is taken again begins anew, and what the first
/// attempt left is swept away with the files that are too old.
pub fn write(app: &App, task: &Task, most: u32) -> Result<(), TaskError> {
    let wanted = Wanted::Found { query: task.query.clone(), upto: task.upto };
    let mut rows = app.db.read_blocking(|conn| {
        let gone = || TaskError::Refused("Whoever started this is no longer staff.".to_owned());
        let desk = Desk::of_user(conn, app, task.user_id)?.ok_or_else(gone)?;
        let gone = || TaskError::Refused("There is no such model any more.".to_owned());
        let model = desk.site.find(&task.model).ok_or_else(gone)?;
        desk.require(model, Right::View).map_err(told)?;
        Rows::of(app, conn, &desk, model, XLSX.shape, wanted).map_err(told)
    })?;
    let folder = folder(app);
    fs::create_dir_all(&folder).map_err(unwritten)?;
    let mut book = Book::new(rows.columns(), most, Some(&folder)).map_err(unwritten)?;
    let (mut done, mut parts) = (0_i64, 0_usize);
    while let Some(lines) = app.db.read_blocking(|conn| rows.next(conn).map_err(told))? {
        book.write(&lines).map_err(unwritten)?;
        done += i64::try_from(lines.len()).unwrap_or_default();
        parts += 1;
        if parts.is_multiple_of(PARTS_A_NOTE) {
            app.db.write_blocking(|conn| note(conn, task.id, done))?;
        }
    }
    let name = format!("{}.{}", uuid::Uuid::new_v4().simple(), XLSX.extension);
    book.save(&folder.join(&name)).map_err(unwritten)?;
    app.db.write_blocking(|conn| finish(app, conn, task, &name, done))
}

fn note(conn: &mut Conn, id: i64, done: i64) -> Result<(), TaskError> {
    diesel::update(tasks::table.find(id)).set(tasks::done.eq(done)).execute(conn)?;
    Ok(())
}

/// Two attempts may come here: the file of the later one is not needed, and swept away.
fn finish(app: &App, conn: &mut Conn, task: &Task, file: &str, done: i64) -> Result<(), TaskError> {
    let now = app.now();
    let noun = match (done, app.admin.find(&task.model)) {
        (1, Some(model)) => model.noun,
        (_, Some(model)) => model.plural,
        (_, None) => "rows",
    };
    let message = format!("The file with {} {noun} is ready. It is kept for a day.", grouped(done));
    diesel::update(tasks::table.find(task.id).filter(tasks::state.eq("running")))
        .set((
            tasks::state.eq("done"),
            tasks::done.eq(done),
            tasks::message.eq(message),
            tasks::finished_at.eq(now),
            tasks::file.eq(file),
            tasks::expires_at.eq(now + KEPT),
        ))
        .execute(conn)?;
    Ok(())
}

/// What no further attempt mends ends the task; a database that does not answer is asked again.
fn told(error: AppError) -> TaskError {
    match error {
        AppError::Forbidden => {
            TaskError::Refused("The permission for this was taken away meanwhile.".to_owned())
        }
        AppError::BadRequest(text) | AppError::Conflict(text) => TaskError::Refused(text),
        other => TaskError::File(io::Error::other(other.to_string())),
    }
}

fn unwritten(error: impl std::error::Error + Send + Sync + 'static) -> TaskError {
    TaskError::File(io::Error::other(error))
}
