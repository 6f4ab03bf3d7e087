//! How far a task is, and the file that it left.

use actix_web::web::{Data, Path};

use super::super::desk::{self, Caller};
use super::super::export::XLSX;
use super::super::export::keeping::{StoredFile, is_kept};
use super::super::model::Model;
use super::super::reply::Reply;
use super::super::staff::Right;
use super::super::tasks::{self, Task};
use super::super::templates::TaskPage;
use super::super::views::{Crumb, TaskView};
use super::key;
use crate::app::App;
use crate::platform::text::grouped;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// `GET /admin/tasks/{id}/`
pub async fn task(app: Data<App>, caller: Caller, id: Path<String>) -> PageResult {
    desk::read(&app, &caller, move |conn, desk| {
        let id = key(&id).or_not_found("task")?;
        let task = tasks::find(conn, id, desk.staff.user_id)?.or_not_found("task")?;
        let model = desk.site.find(&task.model);
        let title = title(&task, model);
        let crumbs = match model {
            Some(model) => desk.crumbs(model, &[(&title, None)]),
            None => vec![Crumb { label: title.clone(), href: None }],
        };
        let view = TaskView {
            is_running: task.state == "running",
            has_failed: task.state == "failed",
            done: task.done,
            total: task.total,
            words: match task.state.as_str() {
                "running" => format!(
                    "{} of {} done. This goes on when you leave the page.",
                    grouped(task.done),
                    grouped(task.total)
                ),
                "failed" => format!(
                    "Stopped after {} of {}: {}",
                    grouped(task.done),
                    grouped(task.total),
                    task.message
                ),
                _ => task.message.clone(),
            },
            file_href: is_kept(&task, desk.now()).then(|| format!("{}file/", tasks::href(id))),
            back_href: model.map_or_else(|| "/admin/".to_owned(), |model| model.href()),
        };
        Reply::page(&TaskPage { shell: desk.shell(&title, crumbs, model), view })
    })
    .await
}

fn title(task: &Task, model: Option<&Model>) -> String {
    if task.action == XLSX.action {
        let of = model.map_or("", |model| model.plural);
        return format!("Export {of} as {}", XLSX.label);
    }
    let action = model.and_then(|model| model.actions.iter().find(|action| action.meta.name == task.action));
    action.map_or_else(|| task.action.clone(), |action| action.meta.label.to_owned())
}

/// `GET /admin/tasks/{id}/file/`: the file that a task left, for who asked for it and may still see
/// the rows.
pub async fn task_file(app: Data<App>, caller: Caller, id: Path<String>) -> PageResult {
    let shared = app.clone();
    desk::read(&app, &caller, move |conn, desk| {
        let id = key(&id).or_not_found("task")?;
        let task = tasks::find(conn, id, desk.staff.user_id)?.or_not_found("task")?;
        let model = desk.site.find(&task.model).or_not_found("model")?;
        desk.require(model, Right::View)?;
        let file = StoredFile::of(&shared, &task, model).map_err(AppError::internal)?;
        Ok(Reply::stored(file.or_not_found("file")?))
    })
    .await
}
