//! Pages about one object that a domain brings itself.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Payload};

use super::super::desk::{self, Caller, Desk, Done};
use super::super::form_view::label;
use super::super::object_page::ObjectPage;
use super::super::staff::Right;
use super::{body, key};
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// Domain, model, key and name of an address.
type PagePath = Path<(String, String, String, String)>;

/// `GET /admin/{domain}/{model}/{id}/{page}/`
pub async fn show_object_page(app: Data<App>, caller: Caller, path: PagePath) -> PageResult {
    let path = path.into_inner();
    desk::read(&app, &caller, move |conn, desk| {
        let (page, id) = find(conn, desk, &path)?;
        (page.show)(conn, desk, id)
    })
    .await
}

/// `POST /admin/{domain}/{model}/{id}/{page}/`
pub async fn take_object_page(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: PagePath,
    payload: Payload,
) -> PageResult {
    let path = path.into_inner();
    if let Some(answer) = caller.turned_away(&app) {
        return answer;
    }
    let sent = body::read(&req, payload).await?.posted;
    let done = desk::write(&app, &caller, move |conn, desk| {
        let (page, id) = find(conn, desk, &path)?;
        (page.take)(conn, desk, id, &sent)
    })
    .await?;
    match done {
        Done::Answered(response) => Ok(response),
        Done::Again(errors, _) => Err(AppError::Conflict(
            errors.list().first().map(|error| error.message.clone()).unwrap_or_default(),
        )),
    }
}

/// The page, if this person may see it and the object.
fn find(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (domain, name, id, page): &(String, String, String, String),
) -> Result<(ObjectPage, i64), AppError> {
    let model = desk.model(domain, name)?;
    let page = *model.pages.iter().find(|known| known.name == page).or_not_found("page")?;
    // Before anything is looked up: nobody else learns which keys there are.
    desk.require(model, Right::View)?;
    if !desk.staff.may(page.permission) {
        return Err(AppError::Forbidden);
    }
    let id = key(id).or_not_found("object")?;
    label(conn, desk, model, id)?;
    Ok((page, id))
}
