//! Actions on more objects than somebody waits for: a task that a job does in parts.
//!
//! Each part is one transaction with its history and with how far the task is, so that a process that
//! is killed goes on where it was, and no object is done twice. The objects are those of the filter
//! as it was: its address, up to the last key there was when the task was started. What the person
//! may is looked up for every part.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::desk::Desk;
use super::errors::Errors;
use super::export;
use super::field::FieldMeta;
use super::list::asked::Asked;
use super::list::query::{Selection, filtered_by, keys_after};
use super::list::search::Path;
use super::merge::{Merge, merge};
use super::model::Model;
use super::posted::Posted;
use super::reply::Undone;
use super::staff::Right;
use crate::app::App;
use crate::platform::audit::{self, Source};
use crate::platform::clock::Time;
use crate::platform::db::sql::Sql;
use crate::platform::db::{Conn, PoolError};
use crate::platform::editing::Refused;
use crate::platform::queue;
use crate::platform::web::error::AppError;
use crate::schema::admin_tasks as tasks;

/// The job that does a task.
pub const RUN: &str = "admin.run_task";
/// Objects of one part.
const PART: i64 = 500;

/// Arguments of [`RUN`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneTask {
    /// Its key.
    pub task: i64,
}

/// A task as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct Task {
    /// Key.
    pub id: i64,
    /// Who started it.
    pub user_id: i64,
    /// Such as `catalog.product`.
    pub model: String,
    /// Name of the action.
    pub action: String,
    pub(super) query: String,
    inputs: String,
    last_key: i64,
    pub(super) upto: i64,
    /// Objects there were when it was started.
    pub total: i64,
    /// Objects that were looked at so far.
    pub done: i64,
    /// `running`, `done` or `failed`.
    pub state: String,
    /// Why it failed, or what was done.
    pub message: String,
    /// UTC.
    pub created_at: Time,
    /// UTC.
    pub finished_at: Option<Time>,
    /// The name of the file that it left.
    pub file: Option<String>,
    /// When that is deleted, UTC.
    pub expires_at: Option<Time>,
}

/// The page with its progress.
pub fn href(task: i64) -> String {
    format!("/admin/tasks/{task}/")
}

/// Stores a task for everything that the address finds now, and queues its job; returns its key.
pub fn start(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    action: &Action,
    asked: &Asked,
    posted: &Posted,
) -> Result<i64, Undone> {
    let inputs: Vec<(&str, &str)> = action
        .fields()
        .iter()
        .filter(|meta| !meta.is_secret)
        .flat_map(|meta| posted.all(meta.name).iter().map(|value| (meta.name, value.as_str())))
        .collect();
    let inputs = serde_json::to_string(&inputs).map_err(AppError::internal)?;
    open(conn, desk, model, action.meta.name, asked, inputs)
}

/// [`start`] for an action by its name, with what was entered as JSON.
pub(super) fn open(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    action: &str,
    asked: &Asked,
    inputs: String,
) -> Result<i64, Undone> {
    let list = &model.list;
    let selection = Selection::read(list, &desk.staff, asked, desk.context.currency)
        .map_err(|_| AppError::BadRequest("The list has no such filter.".to_owned()))?;
    let conditions = selection.conditions(list, Path::Index);
    let of = |what: &'static str| {
        Sql::of("SELECT ")
            .text(what)
            .frag(&list.key)
            .text(") FROM ")
            .frag(&list.table)
            .then(&filtered_by(&conditions))
    };
    let (total, upto) = (of("count(").number(conn)?, of("max(").number(conn)?);
    let id = diesel::insert_into(tasks::table)
        .values((
            tasks::user_id.eq(desk.staff.user_id),
            tasks::model.eq(model.name()),
            tasks::action.eq(action),
            tasks::query.eq(asked.query().trim_start_matches('?').to_owned()),
            tasks::inputs.eq(inputs),
            tasks::last_key.eq(-1),
            tasks::upto.eq(upto),
            tasks::total.eq(total),
            tasks::state.eq("running"),
            tasks::created_at.eq(desk.now()),
        ))
        .returning(tasks::id)
        .get_result(conn)?;
    queue::enqueue(conn, RUN, &OneTask { task: id }, desk.now())?;
    Ok(id)
}

/// A task of somebody; nobody sees another one's.
pub fn find(conn: &mut Conn, id: i64, user_id: i64) -> QueryResult<Option<Task>> {
    tasks::table.find(id).filter(tasks::user_id.eq(user_id)).select(Task::as_select()).first(conn).optional()
}

/// A task that is not over.
pub(super) fn running(conn: &mut Conn, id: i64) -> QueryResult<Option<Task>> {
    tasks::table.find(id).filter(tasks::state.eq("running")).select(Task::as_select()).first(conn).optional()
}

/// Why a part of a task was not done.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The database did not answer: tried again.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection was free: tried again.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A file could not be written: tried again.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// Something that no further attempt mends.
    #[error("{0}")]
    Refused(String),
}

impl From<Refused> for TaskError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Database(error) => TaskError::Database(error),
            Refused::Field(_, text) | Refused::Whole(text) => TaskError::Refused(text),
        }
    }
}

/// Does a task to its end, part by part: the job [`RUN`]. A file is written in one go.
pub fn run(app: &App, id: i64) -> Result<(), TaskError> {
    let task = app.db.read_blocking(|conn| Ok::<_, TaskError>(running(conn, id)?))?;
    if let Some(task) = task.filter(|task| task.action == export::XLSX.action) {
        return match export::task::write(app, &task, export::MOST_ROWS) {
            Err(TaskError::Refused(reason)) => {
                app.db.write_blocking(|conn| Ok(end(conn, id, "failed", &reason, app.now())?))
            }
            written => written,
        };
    }
    while run_part(app, id)? {}
    Ok(())
}

/// Does one part of a task in a transaction of its own; whether there is more.
pub fn run_part(app: &App, id: i64) -> Result<bool, TaskError> {
    match app.db.write_blocking(|conn| part(app, conn, id)) {
        Err(TaskError::Refused(reason)) => app.db.write_blocking(|conn| {
            end(conn, id, "failed", &reason, app.now())?;
            Ok(false)
        }),
        done => done,
    }
}

/// Does one part; whether there is more.
fn part(app: &App, conn: &mut Conn, id: i64) -> Result<bool, TaskError> {
    let Some(task) = running(conn, id)? else { return Ok(false) };
    let refuse = |text: &str| TaskError::Refused(text.to_owned());
    let gone = || refuse("Whoever started this is no longer staff.");
    let desk = Desk::of_user(conn, app, task.user_id)?.ok_or_else(gone)?;
    let model = desk.site.find(&task.model).ok_or_else(|| refuse("There is no such model any more."))?;
    let action = model.actions.iter().find(|action| action.meta.name == task.action);
    let action = action.ok_or_else(|| refuse("There is no such action any more."))?;
    if !desk.staff.may(action.meta.permission) || !model.may(&desk.staff, Right::View) {
        return Err(refuse("The permission for this was taken away meanwhile."));
    }
    let asked = Asked::parse(&task.query);
    let selection = Selection::read(&model.list, &desk.staff, &asked, desk.context.currency)
        .map_err(|_| refuse("The list has no such filter any more."))?;
    let conditions = selection.conditions(&model.list, Path::Index);
    let mut keys = keys_after(conn, &model.list, &conditions, task.last_key, PART)?;
    keys.retain(|key| *key <= task.upto);
    let Some(last) = keys.last().copied() else {
        end(
            conn,
            id,
            "done",
            &action.said(usize::try_from(task.done).unwrap_or(0), model.noun, model.plural),
            app.now(),
        )?;
        return Ok(false);
    };
    let input = input(action, &task, &desk)?;
    let edit = desk.edit();
    audit::tracked_many(conn, &edit, Source::Action, &model.tracked, &keys, |conn| {
        action.run(conn, &edit, &keys, input.as_deref(), None)
    })?;
    let done = i64::try_from(keys.len()).unwrap_or(0);
    diesel::update(tasks::table.find(id))
        .set((tasks::last_key.eq(last), tasks::done.eq(tasks::done + done)))
        .execute(conn)?;
    Ok(true)
}

fn input(
    action: &Action,
    task: &Task,
    desk: &Desk<'_>,
) -> Result<Option<Box<dyn super::form::Draft>>, TaskError> {
    let Some(mut draft) = action.blank() else { return Ok(None) };
    let pairs: Vec<(String, String)> = serde_json::from_str(&task.inputs).unwrap_or_default();
    let mut posted = Posted::default();
    pairs.into_iter().for_each(|(name, value)| posted.push(name, value));
    let mut errors = Errors::default();
    let nothing_locked = |_: &FieldMeta| false;
    let how = Merge { posted: &posted, prefix: "", base: None, locked: &nothing_locked, partial: false };
    merge(draft.as_mut(), &how, &desk.context, &mut errors);
    match errors.list().first() {
        Some(error) => Err(TaskError::Refused(format!("{}: {}", error.label, error.message))),
        None => Ok(Some(draft)),
    }
}

fn end(conn: &mut Conn, id: i64, state: &str, message: &str, now: Time) -> QueryResult<()> {
    diesel::update(tasks::table.find(id))
        .set((tasks::state.eq(state), tasks::message.eq(message), tasks::finished_at.eq(now)))
        .execute(conn)?;
    Ok(())
}
