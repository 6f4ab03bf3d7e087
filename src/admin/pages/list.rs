//! The list of a model: showing it, saving its cells, and starting actions.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};

use super::super::desk::{self, Caller, Desk, Done};
use super::super::errors::Errors;
use super::super::list::asked::Asked;
use super::super::list::page::{self, Entered, Turned};
use super::super::list_edit;
use super::super::model::Model;
use super::super::posted::Posted;
use super::super::reply::{Reply, Undone};
use super::super::staff::Right;
use super::super::templates::ListPage;
use super::super::views::{ConflictView, Level};
use super::{ModelPath, actions, body};
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::text::counted;
use crate::platform::web::error::{AppError, PageResult};

/// `GET /admin/{domain}/{model}/`
pub async fn list(app: Data<App>, req: HttpRequest, caller: Caller, path: ModelPath) -> PageResult {
    let (domain, name) = path.into_inner();
    let asked = Asked::parse(req.query_string());
    desk::read(&app, &caller, move |conn, desk| {
        let model = desk.model(&domain, &name)?;
        desk.require(model, Right::View)?;
        if model.is_single {
            return Ok(Reply::see_other(model.change_href(1)));
        }
        show(conn, desk, model, &asked, StatusCode::OK, None)
    })
    .await
}

/// `POST /admin/{domain}/{model}/`: saves cells with `_save`, otherwise runs `action`.
pub async fn submit_list(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ModelPath,
    payload: Payload,
) -> PageResult {
    let (domain, name) = path.into_inner();
    let asked = Asked::parse(req.query_string());
    if let Some(answer) = caller.turned_away(&app) {
        return answer;
    }
    let posted = body::read(&req, payload).await?.posted;
    if !posted.has("_save") {
        return actions::submit(&app, &caller, domain, name, asked, posted).await;
    }
    let (sent, here) = (posted.clone(), asked.clone());
    let (in_domain, of_name) = (domain.clone(), name.clone());
    let done = desk::write(&app, &caller, move |conn, desk| {
        let model = desk.model(&in_domain, &of_name)?;
        desk.require(model, Right::View)?;
        desk.require(model, Right::Change)?;
        let changed = list_edit::save(conn, desk, model, &sent)?;
        let back = Reply::see_other(format!("{}{}", model.href(), here.without(&["e"]).query()));
        Ok(match changed {
            0 => back.saying(Level::Info, "Nothing was changed."),
            many => {
                let many = i64::try_from(many).unwrap_or(i64::MAX);
                let was = if many == 1 { "was" } else { "were" };
                back.saying(
                    Level::Success,
                    format!("{} {was} changed successfully.", counted(many, model.noun, model.plural)),
                )
            }
        })
    })
    .await?;
    match done {
        Done::Answered(response) => Ok(response),
        Done::Again(errors, conflicts) => {
            again(&app, &caller, (domain, name), asked, posted, errors, conflicts).await
        }
    }
}

/// The list once more, with what was typed and what is wrong with it.
async fn again(
    app: &App,
    caller: &Caller,
    path: (String, String),
    asked: Asked,
    mut posted: Posted,
    mut errors: Errors,
    conflicts: Vec<ConflictView>,
) -> PageResult {
    desk::read(app, caller, move |conn, desk| {
        let model = desk.model(&path.0, &path.1)?;
        let problem = match errors.is_empty() {
            true => "Somebody else changed some of these cells meanwhile. Save again to keep what you entered, or change it.",
            false => "Please correct the errors below. Nothing was saved.",
        };
        let status = if errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        list_edit::explain(&mut errors, &mut posted, &conflicts);
        let entered = Entered { posted: &posted, errors: &errors, problem: problem.to_owned() };
        show(conn, desk, model, &asked, status, Some(&entered))
    })
    .await
}

/// The list as a page.
pub(super) fn show(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    asked: &Asked,
    status: StatusCode,
    entered: Option<&Entered<'_>>,
) -> Result<Reply, AppError> {
    match page::view(conn, desk, model, asked, entered) {
        Ok(list) => {
            let title = match desk_may_change(desk, model) {
                true => format!("Select {} to change", article(model.noun)),
                false => format!("Select {} to view", article(model.noun)),
            };
            let shell = desk.shell(&title, desk.crumbs(model, &[]), Some(model));
            Reply::status(status, &ListPage { shell, list })
        }
        Err(Turned::BadLookup) if asked.has("e") => {
            Err(AppError::BadRequest("The list cannot be shown.".to_owned()))
        }
        Err(Turned::BadLookup) => Ok(Reply::see_other(format!("{}?e=1", model.href()))),
        Err(Turned::Database(error)) => Err(error.into()),
    }
}

fn desk_may_change(desk: &Desk<'_>, model: &Model) -> bool {
    model.may(&desk.staff, Right::Change)
}

/// "a product", "an order"
pub(super) fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {noun}", if an { "an" } else { "a" })
}

impl From<Turned> for Undone {
    fn from(turned: Turned) -> Self {
        match turned {
            Turned::BadLookup => Undone::Error(AppError::BadRequest(
                "The address asks for a filter that this list does not have.".to_owned(),
            )),
            Turned::Database(error) => Undone::from(error),
        }
    }
}
