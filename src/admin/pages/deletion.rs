//! Deleting one object: the page that asks, and the answer.

use actix_web::HttpRequest;
use actix_web::web::{Data, Payload};

use super::super::deletion_view;
use super::super::desk::{self, Caller, Done};
use super::super::form_view::{back, label};
use super::super::list::asked::Asked;
use super::super::reply::{Reply, Undone};
use super::super::staff::Right;
use super::super::templates::DeletePage;
use super::super::views::Level;
use super::{ObjectPath, body, key};
use crate::app::App;
use crate::platform::audit::Source;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// `GET /admin/{domain}/{model}/{id}/delete/`
pub async fn confirm_deletion(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ObjectPath,
) -> PageResult {
    let (domain, name, id) = path.into_inner();
    let asked = Asked::parse(req.query_string());
    desk::read(&app, &caller, move |conn, desk| {
        let model = desk.model(&domain, &name)?;
        // Before anything is looked up: nobody else learns which keys there are.
        desk.require(model, Right::Delete)?;
        let id = key(&id).or_not_found("object")?;
        let label = label(conn, desk, model, id)?;
        if !model.may_with(conn, &desk.staff, Right::Delete, id)? {
            return Err(AppError::Forbidden);
        }
        let mut view = deletion_view::view(conn, desk, model, &[id])?;
        view.action = format!("{}{}", model.delete_href(id), asked.query().trim_end_matches('?'));
        view.back_href = model.change_href(id);
        let crumbs = desk.crumbs(model, &[(&label, Some(model.change_href(id))), ("Delete", None)]);
        Reply::page(&DeletePage { shell: desk.shell("Are you sure?", crumbs, Some(model)), view })
    })
    .await
}

/// `POST /admin/{domain}/{model}/{id}/delete/`
pub async fn delete(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ObjectPath,
    payload: Payload,
) -> PageResult {
    let (domain, name, id) = path.into_inner();
    let asked = Asked::parse(req.query_string());
    if let Some(answer) = caller.turned_away(&app) {
        return answer;
    }
    body::read(&req, payload).await?;
    let done = desk::write(&app, &caller, move |conn, desk| {
        let model = desk.model(&domain, &name)?;
        // Before anything is looked up: nobody else learns which keys there are.
        desk.require(model, Right::Delete)?;
        let id = key(&id).or_not_found("object")?;
        let label = label(conn, desk, model, id)?;
        if !model.may_with(conn, &desk.staff, Right::Delete, id)? {
            return Err(AppError::Forbidden.into());
        }
        deletion_view::run(conn, desk, model, &[id], Source::Form)?;
        let next =
            if model.may(&desk.staff, Right::View) { back(model, &asked) } else { "/admin/".to_owned() };
        Ok(Reply::see_other(next)
            .saying(Level::Success, format!("The {} “{label}” was deleted successfully.", model.noun)))
    })
    .await?;
    match done {
        Done::Answered(response) => Ok(response),
        // A deletion has no form of its own to show once more.
        Done::Again(errors, _) => Err(AppError::Conflict(
            errors.list().first().map(|error| error.message.clone()).unwrap_or_default(),
        )),
    }
}

impl From<deletion_view::Refusal> for Undone {
    fn from(refusal: deletion_view::Refusal) -> Self {
        match refusal {
            deletion_view::Refusal::Said(text) => Undone::Error(AppError::Conflict(text)),
            deletion_view::Refusal::Missing => Undone::Error(AppError::Forbidden),
            deletion_view::Refusal::Database(error) => Undone::from(error),
        }
    }
}
