//! The form of an object: opening it, and storing what it sends.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};

use super::super::desk::{self, Caller, Desk, Done};
use super::super::errors::Errors;
use super::super::field::FieldMeta;
use super::super::form_view::{self, Sent, back};
use super::super::list::asked::Asked;
use super::super::model::Model;
use super::super::posted::Posted;
use super::super::preparation::Prepared;
use super::super::reply::{Reply, Undone};
use super::super::staff::Right;
use super::super::submit::{Outcome, submit};
use super::super::templates::{FormPage, PickedPage};
use super::super::value::Widget;
use super::super::views::{ConflictView, Level, Message};
use super::preparation::{Work, filled, prepare};
use super::{ModelPath, ObjectPath, body, key};
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// Which form an address names.
#[derive(Clone)]
struct Target {
    domain: String,
    name: String,
    /// `None` for a new object.
    id: Option<String>,
    asked: Asked,
}

impl Target {
    fn new(domain: String, name: String, id: Option<String>, req: &HttpRequest) -> Target {
        Target { domain, name, id, asked: Asked::parse(req.query_string()) }
    }

    fn id(&self) -> Result<Option<i64>, AppError> {
        self.id.as_deref().map(|id| key(id).or_not_found("object")).transpose()
    }
}

/// `GET /admin/{domain}/{model}/add/`
pub async fn add(app: Data<App>, req: HttpRequest, caller: Caller, path: ModelPath) -> PageResult {
    let (domain, name) = path.into_inner();
    open(&app, &caller, Target::new(domain, name, None, &req)).await
}

/// `GET /admin/{domain}/{model}/{id}/change/`
pub async fn change(app: Data<App>, req: HttpRequest, caller: Caller, path: ObjectPath) -> PageResult {
    let (domain, name, id) = path.into_inner();
    open(&app, &caller, Target::new(domain, name, Some(id), &req)).await
}

/// `GET /admin/{domain}/{model}/{id}/`: an old address of Django's.
pub async fn redirect_to_change(app: Data<App>, caller: Caller, path: ObjectPath) -> PageResult {
    let (domain, name, id) = path.into_inner();
    desk::read(&app, &caller, move |_, desk| {
        let model = desk.model(&domain, &name)?;
        Ok(Reply::see_other(model.change_href(key(&id).or_not_found("object")?)))
    })
    .await
}

/// `POST /admin/{domain}/{model}/add/`
pub async fn create(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ModelPath,
    payload: Payload,
) -> PageResult {
    let (domain, name) = path.into_inner();
    store(&app, &req, &caller, Target::new(domain, name, None, &req), payload).await
}

/// `POST /admin/{domain}/{model}/{id}/change/`
pub async fn update(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ObjectPath,
    payload: Payload,
) -> PageResult {
    let (domain, name, id) = path.into_inner();
    store(&app, &req, &caller, Target::new(domain, name, Some(id), &req), payload).await
}

async fn open(app: &App, caller: &Caller, target: Target) -> PageResult {
    desk::read(app, caller, move |conn, desk| show(conn, desk, &target, StatusCode::OK, None)).await
}

async fn store(
    app: &App,
    req: &HttpRequest,
    caller: &Caller,
    mut target: Target,
    payload: Payload,
) -> PageResult {
    if let Some(answer) = caller.turned_away(app) {
        return answer;
    }
    let mut body = body::read(req, payload).await?;
    // A new object of what the form of another one holds.
    if body.posted.has("_saveasnew") {
        target.id = None;
    }
    if let Some(model) = app.admin.find(&format!("{}.{}", target.domain, target.name)) {
        body.keep_pictures(|input| takes_picture(model, input));
    }
    let pictures = match body.has_files() {
        true => {
            // Nobody's picture is decoded before it is known that they may.
            let asking = target.clone();
            let may = app_may(app, caller, asking).await?;
            if let Some(refusal) = may {
                return Ok(refusal);
            }
            body.store_pictures(app).await
        }
        false => Errors::default(),
    };
    let mut posted = body.posted;
    if posted.has("_saveasnew") {
        forget_keys(&mut posted);
    }
    if posted.has("_addrow") {
        let prefix = posted.get("_addrow").to_owned();
        let total = format!("{prefix}-TOTAL_FORMS");
        let next = posted.number(&total).unwrap_or(0).saturating_add(1);
        posted.set(&total, next.to_string());
        return again(app, caller, target, posted, pictures, Vec::new(), StatusCode::OK).await;
    }
    if !pictures.is_empty() {
        return again(app, caller, target, posted, pictures, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    let made = prepared(app, caller, &target, &posted).await?;
    let (sent, asking) = (posted.clone(), target.clone());
    let done = desk::write(app, caller, move |conn, desk| save(conn, desk, &asking, &sent, made)).await?;
    match done {
        Done::Answered(response) => Ok(response),
        Done::Again(errors, conflicts) => {
            let status =
                if errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            again(app, caller, target, posted, errors, conflicts, status).await
        }
    }
}

/// Whether a picture is uploaded with this input: `picture`, or `images-0-media_id` within an inline.
fn takes_picture(model: &Model, input: &str) -> bool {
    let is_picture = |metas: &[FieldMeta], name: &str| {
        metas.iter().any(|meta| meta.name == name && !meta.read_only && meta.widget == Widget::Picture)
    };
    let in_form = [&model.form, &model.add_form].into_iter().flatten();
    let mut forms = in_form.map(|form| form.metas());
    let mut rows = model.inlines.iter().filter_map(|inline| {
        let rest = input.strip_prefix(inline.meta().prefix)?.strip_prefix('-')?;
        rest.split_once('-').map(|(_, name)| (inline.fields(), name))
    });
    forms.any(|metas| is_picture(metas, input)) || rows.any(|(metas, name)| is_picture(metas, name))
}

/// The answer to somebody who may not store this; `None` for those who may.
async fn app_may(
    app: &App,
    caller: &Caller,
    target: Target,
) -> Result<Option<actix_web::HttpResponse>, AppError> {
    let response = desk::read(app, caller, move |conn, desk| {
        let (model, id) = (desk.model(&target.domain, &target.name)?, target.id()?);
        permit(conn, desk, model, id)?;
        Ok(Reply::json(&serde_json::Value::Null))
    })
    .await?;
    Ok((response.status() != StatusCode::OK).then_some(response))
}

/// What the form makes of the entry before the transaction; most make nothing.
async fn prepared(
    app: &App,
    caller: &Caller,
    target: &Target,
    posted: &Posted,
) -> Result<Option<Prepared>, AppError> {
    let Ok(id) = target.id() else { return Ok(None) };
    let model = app.admin.find(&format!("{}.{}", target.domain, target.name));
    let form = model.and_then(|model| model.form_for(id)).filter(|form| form.prepares()).cloned();
    let Some(form) = form else { return Ok(None) };
    let (sent, target) = (posted.clone(), target.clone());
    prepare(app, caller, move |conn, desk| {
        permit(conn, desk, desk.model(&target.domain, &target.name)?, id)?;
        let draft = match id {
            Some(id) => form.load(conn, id)?,
            None => Some(form.blank()),
        };
        let draft = draft.and_then(|draft| filled(draft, &sent, desk));
        Ok(draft.map(|draft| Work { draft, make: Arc::new(move |draft| form.prepare(draft)) }))
    })
    .await
}

fn permit(conn: &mut Conn, desk: &Desk<'_>, model: &Model, id: Option<i64>) -> Result<(), AppError> {
    match id {
        None => desk.require(model, Right::Add),
        Some(id) if model.may_with(conn, &desk.staff, Right::Change, id)? => Ok(()),
        Some(_) => Err(AppError::Forbidden),
    }
}

/// What belongs to the object that was copied is made anew for the copy.
fn forget_keys(posted: &mut Posted) {
    posted.forget(|name| name.ends_with("-id") || name.ends_with("_base") || name.ends_with("-base"));
}

fn save(
    conn: &mut Conn,
    desk: &Desk<'_>,
    target: &Target,
    posted: &Posted,
    made: Option<Prepared>,
) -> Result<Reply, Undone> {
    let (model, id) = (desk.model(&target.domain, &target.name)?, target.id()?);
    permit(conn, desk, model, id)?;
    match submit(conn, desk, model, id, posted, made.as_ref())? {
        Outcome::Saved(stored, changed) => {
            let reply = onward(conn, desk, model, target, posted, stored.id, changed)?;
            // Waits in the session until the next page shows it, and is nowhere afterwards.
            Ok(stored.note.into_iter().fold(reply, |reply, note| reply.saying(Level::Warning, note)))
        }
        Outcome::Gone => Err(Undone::Reply(Reply::see_other(model.href()).saying(
            Level::Error,
            format!(
                "The {} was deleted while you edited it; what you entered could not be saved.",
                model.noun
            ),
        ))),
        Outcome::Again(errors, conflicts) => Err(Undone::Again(errors, conflicts)),
    }
}

/// Where the person goes after saving, and what they are told.
fn onward(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    target: &Target,
    posted: &Posted,
    key: i64,
    changed: bool,
) -> Result<Reply, AppError> {
    let label = form_view::label(conn, desk, model, key).unwrap_or_else(|_| format!("#{key}"));
    if target.asked.has("_popup") || posted.has("_popup") {
        let what = if target.id.is_some() { "change" } else { "add" };
        let shell = desk.shell("Done", Vec::new(), None);
        return Reply::page(&PickedPage { shell, what, key: key.to_string(), label });
    }
    let is_new = target.id.is_none();
    let kept = target.asked.query();
    let kept = kept.trim_end_matches('?');
    let here = format!("{}{kept}", model.change_href(key));
    let (next, more) = match () {
        () if posted.has("_continue") || (is_new && model.add_form.is_some()) || posted.has("_saveasnew") => {
            (here, " You may edit it again below.")
        }
        () if posted.has("_addanother") => {
            (format!("{}{kept}", model.add_href()), " You may add another one below.")
        }
        () if model.is_single => (model.change_href(key), ""),
        () if model.may(&desk.staff, Right::View) => (back(model, &target.asked), ""),
        () => ("/admin/".to_owned(), ""),
    };
    let text = match (is_new, changed) {
        (true, _) => format!("The {} “{label}” was added successfully.{more}", model.noun),
        (false, true) => format!("The {} “{label}” was changed successfully.{more}", model.noun),
        (false, false) => format!("Nothing was changed in the {} “{label}”.{more}", model.noun),
    };
    let level = if is_new || changed { Level::Success } else { Level::Info };
    let link = Some((label, model.change_href(key)));
    Ok(Reply::see_other(next).with(Message { level, text, link }))
}

async fn again(
    app: &App,
    caller: &Caller,
    target: Target,
    posted: Posted,
    errors: Errors,
    conflicts: Vec<ConflictView>,
    status: StatusCode,
) -> PageResult {
    desk::read(app, caller, move |conn, desk| {
        let sent = Sent { posted: &posted, errors: &errors, conflicts: &conflicts };
        show(conn, desk, &target, status, Some(sent))
    })
    .await
}

fn show(
    conn: &mut Conn,
    desk: &Desk<'_>,
    target: &Target,
    status: StatusCode,
    sent: Option<Sent<'_>>,
) -> Result<Reply, AppError> {
    let (model, id) = (desk.model(&target.domain, &target.name)?, target.id()?);
    desk.require(model, if id.is_some() { Right::View } else { Right::Add })?;
    let form = form_view::view(conn, desk, model, id, &target.asked, sent)?;
    let title = match (id, form.can_save) {
        (None, _) => format!("Add {}", model.noun),
        (Some(_), true) => format!("Change {}", model.noun),
        (Some(_), false) => format!("View {}", model.noun),
    };
    let last = if form.label.is_empty() { title.clone() } else { form.label.clone() };
    let crumbs = desk.crumbs(model, &[(&last, None)]);
    Reply::status(status, &FormPage { shell: desk.shell(&title, crumbs, Some(model)), form })
}
