//! Running an action on selected rows, or on everything that was found.

use std::sync::Arc;

use actix_web::http::StatusCode;

use super::super::action::Action;
use super::super::action_view;
use super::super::deletion_view;
use super::super::desk::{self, Caller, Desk, Done};
use super::super::errors::Errors;
use super::super::export::rows::Wanted;
use super::super::export::{self, FORMATS, Format, Shape, XLSX};
use super::super::list::asked::Asked;
use super::super::list::page::Turned;
use super::super::list::query::Selection;
use super::super::list::query::{keys_after, visible};
use super::super::list::search::Path;
use super::super::merge::{Merge, merge};
use super::super::model::Model;
use super::super::posted::Posted;
use super::super::preparation::Prepared;
use super::super::reply::{Reply, Undone};
use super::super::staff::Right;
use super::super::submit::explain;
use super::super::tasks;
use super::super::templates::{ActionPage, DeletePage};
use super::super::views::Level;
use super::preparation::{Work, filled, prepare};
use crate::app::App;
use crate::platform::audit::{self, Source};
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, PageResult};

/// Objects that are changed while the person waits; more become a task.
pub const MOST_AT_ONCE: usize = 1_000;

/// `POST /admin/{domain}/{model}/` with `action` and `_selected_action`.
pub async fn submit(
    app: &App,
    caller: &Caller,
    domain: String,
    name: String,
    asked: Asked,
    posted: Posted,
) -> PageResult {
    let shared = app.clone();
    if only_reads(&posted) {
        return desk::read(app, caller, move |conn, desk| {
            let model = desk.model(&domain, &name)?;
            let asking = Asking { app: &shared, model, asked: &asked, posted: &posted, made: None };
            match asking.answer(conn, desk) {
                Ok(reply) | Err(Undone::Reply(reply)) => Ok(reply),
                Err(Undone::Error(error)) => Err(error),
                Err(Undone::Again(..)) => Err(AppError::BadRequest("That did not work.".to_owned())),
            }
        })
        .await;
    }
    let made = prepared(app, caller, &format!("{domain}.{name}"), &posted).await?;
    let (sent, here) = (posted.clone(), asked.clone());
    let (in_domain, of_name) = (domain.clone(), name.clone());
    let done = desk::write(app, caller, move |conn, desk| {
        let model = desk.model(&in_domain, &of_name)?;
        Asking { app: &shared, model, asked: &here, posted: &sent, made }.answer(conn, desk)
    })
    .await?;
    match done {
        Done::Answered(response) => Ok(response),
        Done::Again(errors, _) => {
            let shared = app.clone();
            desk::read(app, caller, move |conn, desk| {
                let model = desk.model(&domain, &name)?;
                Asking { app: &shared, model, asked: &asked, posted: &posted, made: None }
                    .ask_again(conn, desk, &errors)
            })
            .await
        }
    }
}

/// Whether nothing is stored: a page that asks, and a file that is sent at once. Nothing is held for
/// them.
fn only_reads(posted: &Posted) -> bool {
    match posted.get("action") {
        _ if posted.has("post") => false,
        "delete_selected" => true,
        name if name == XLSX.action => !posted.is_ticked("select_across"),
        name => FORMATS.iter().any(|format| format.action == name),
    }
}

/// What an action makes of its entry before the transaction; most make nothing.
async fn prepared(
    app: &App,
    caller: &Caller,
    model: &str,
    posted: &Posted,
) -> Result<Option<Prepared>, AppError> {
    let name = posted.get("action");
    let action = app.admin.find(model).and_then(|model| model.actions.iter().find(|it| it.meta.name == name));
    let action = action.filter(|action| action.prepares() && posted.has("post")).cloned();
    let Some(action) = action else { return Ok(None) };
    let sent = posted.clone();
    prepare(app, caller, move |_, desk| {
        let draft = action.blank().filter(|_| desk.staff.may(action.meta.permission));
        let draft = draft.and_then(|draft| filled(draft, &sent, desk));
        Ok(draft.map(|draft| Work { draft, make: Arc::new(move |draft| action.prepare(draft)) }))
    })
    .await
}

/// What is asked to be done.
struct Asking<'a> {
    app: &'a App,
    model: &'a Model,
    asked: &'a Asked,
    posted: &'a Posted,
    made: Option<Prepared>,
}

/// What an action is done with.
enum Chosen {
    /// These.
    Keys(Vec<i64>),
    /// More than is done at once.
    Many,
}

impl Asking<'_> {
    fn answer(&self, conn: &mut Conn, desk: &Desk<'_>) -> Result<Reply, Undone> {
        let (model, name) = (self.model, self.posted.get("action"));
        desk.require(model, Right::View)?;
        if name.is_empty() {
            return Ok(self.back().saying(Level::Warning, "No action selected."));
        }
        if let Some(format) = FORMATS.iter().find(|format| format.action == name) {
            return self.export(conn, desk, format);
        }
        if name == "delete_selected" {
            desk.require(model, Right::Delete)?;
            return self.delete(conn, desk);
        }
        let action = self.action(desk)?;
        match self.chosen(conn, desk, MOST_AT_ONCE)? {
            Chosen::Keys(keys) if keys.is_empty() => Ok(self.nothing()),
            Chosen::Keys(keys) => {
                if action.asks() && !self.posted.has("post") {
                    return self.ask(conn, desk, action, &keys, &Errors::default(), StatusCode::OK);
                }
                self.run(conn, desk, action, &keys)
            }
            Chosen::Many if action.asks() && !self.posted.has("post") => {
                self.ask(conn, desk, action, &[], &Errors::default(), StatusCode::OK)
            }
            Chosen::Many => self.start(conn, desk, action),
        }
    }

    /// Rows that were ticked are few and sent at once. CSV and JSON of everything found are sent while
    /// they are read; a workbook can only be sent when it is whole, and is made by a task.
    fn export(&self, conn: &mut Conn, desk: &Desk<'_>, format: &'static Format) -> Result<Reply, Undone> {
        let model = self.model;
        let wanted = if !self.posted.is_ticked("select_across") {
            match visible(conn, &model.list, &desk.staff, &self.posted.keys("_selected_action"))? {
                keys if keys.is_empty() => return Ok(self.nothing()),
                keys => Wanted::Keys(keys),
            }
        } else {
            // A filter that the list does not have is told before anything is sent.
            let (asked, currency) = (self.asked, desk.context.currency);
            Selection::read(&model.list, &desk.staff, asked, currency).map_err(Turned::from)?;
            export::found(conn, model, asked)?
        };
        if format.shape == Shape::Xlsx && matches!(wanted, Wanted::Found { .. }) {
            let task = export::task::start(conn, desk, model, self.asked)?;
            return Ok(Reply::see_other(tasks::href(task)));
        }
        Ok(export::answer(self.app, conn, desk, model, format, wanted)?)
    }

    fn action(&self, desk: &Desk<'_>) -> Result<&Action, Undone> {
        let name = self.posted.get("action");
        let action = self.model.actions.iter().find(|action| action.meta.name == name);
        let action = action.ok_or_else(|| AppError::BadRequest("There is no such action.".to_owned()))?;
        if desk.staff.may(action.meta.permission) { Ok(action) } else { Err(AppError::Forbidden.into()) }
    }

    /// The objects, reduced to those that this person may see: a forged key reaches nothing.
    fn chosen(&self, conn: &mut Conn, desk: &Desk<'_>, most: usize) -> Result<Chosen, Undone> {
        let list = &self.model.list;
        if !self.posted.is_ticked("select_across") {
            let keys = self.posted.keys("_selected_action");
            return Ok(Chosen::Keys(visible(conn, list, &desk.staff, &keys)?));
        }
        let selection =
            Selection::read(list, &desk.staff, self.asked, desk.context.currency).map_err(Turned::from)?;
        let conditions = selection.conditions(list, Path::Index);
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let keys = keys_after(conn, list, &conditions, -1, limit)?;
        Ok(if keys.len() > most { Chosen::Many } else { Chosen::Keys(keys) })
    }

    fn back(&self) -> Reply {
        let tool = self.posted.number("_tool").map(|key| self.model.change_href(key));
        Reply::see_other(
            tool.unwrap_or_else(|| format!("{}{}", self.model.href(), self.asked.without(&["e"]).query())),
        )
    }

    fn nothing(&self) -> Reply {
        let text = "Items must be selected in order to perform actions on them. No items have been changed.";
        self.back().saying(Level::Warning, text)
    }

    fn delete(&self, conn: &mut Conn, desk: &Desk<'_>) -> Result<Reply, Undone> {
        let keys = match self.chosen(conn, desk, MOST_AT_ONCE)? {
            Chosen::Keys(keys) => keys,
            Chosen::Many => {
                return Err(AppError::BadRequest(
                    "At most 1,000 objects are deleted at once. Please filter the list.".to_owned(),
                )
                .into());
            }
        };
        if keys.is_empty() {
            return Ok(self.nothing());
        }
        let model = self.model;
        if !self.posted.has("post") {
            let mut view = deletion_view::view(conn, desk, model, &keys)?;
            view.action = format!("{}{}", model.href(), self.asked.query());
            view.back_href.clone_from(&view.action);
            view.hidden = self.hidden(&keys);
            let crumbs = desk.crumbs(model, &[("Delete", None)]);
            return Ok(Reply::page(&DeletePage {
                shell: desk.shell("Are you sure?", crumbs, Some(model)),
                view,
            })?);
        }
        let deleted =
            i64::try_from(deletion_view::run(conn, desk, model, &keys, Source::Action)?).unwrap_or(i64::MAX);
        let noun = if deleted == 1 { model.noun } else { model.plural };
        let number = crate::platform::text::grouped(deleted);
        Ok(self.back().saying(Level::Success, format!("Successfully deleted {number} {noun}.")))
    }

    /// What the page in between sends along.
    fn hidden(&self, keys: &[i64]) -> Vec<(String, String)> {
        let mut hidden = vec![
            ("action".to_owned(), self.posted.get("action").to_owned()),
            ("post".to_owned(), "yes".to_owned()),
        ];
        match self.posted.is_ticked("select_across") {
            true => hidden.push(("select_across".to_owned(), "1".to_owned())),
            false => hidden.extend(keys.iter().map(|key| ("_selected_action".to_owned(), key.to_string()))),
        }
        hidden.extend(self.posted.number("_tool").map(|key| ("_tool".to_owned(), key.to_string())));
        hidden
    }

    fn ask(
        &self,
        conn: &mut Conn,
        desk: &Desk<'_>,
        action: &Action,
        keys: &[i64],
        errors: &Errors,
        status: StatusCode,
    ) -> Result<Reply, Undone> {
        let model = self.model;
        let sent = self.posted.has("post").then_some(self.posted);
        let mut view = action_view::view(conn, desk, model, action, keys, sent, errors)?;
        view.action = format!("{}{}", model.href(), self.asked.query());
        view.hidden = self.hidden(keys);
        view.back_href = match self.posted.number("_tool") {
            Some(key) => model.change_href(key),
            None => view.action.clone(),
        };
        let crumbs = desk.crumbs(model, &[(action.meta.label, None)]);
        Ok(Reply::status(
            status,
            &ActionPage { shell: desk.shell(action.meta.label, crumbs, Some(model)), view },
        )?)
    }

    /// The page in between once more, with what is wrong.
    fn ask_again(&self, conn: &mut Conn, desk: &Desk<'_>, errors: &Errors) -> Result<Reply, AppError> {
        let failed = |undone: Undone| match undone {
            Undone::Error(error) => error,
            _ => AppError::BadRequest("That did not work.".to_owned()),
        };
        let action = self.action(desk).map_err(failed)?;
        let whole = errors.list().iter().find(|error| error.input.is_empty());
        if let Some(error) = whole.filter(|_| action.fields().is_empty()) {
            return Ok(self.back().saying(Level::Error, error.message.clone()));
        }
        let keys = match self.chosen(conn, desk, MOST_AT_ONCE).map_err(failed)? {
            Chosen::Keys(keys) => keys,
            Chosen::Many => Vec::new(),
        };
        self.ask(conn, desk, action, &keys, errors, StatusCode::UNPROCESSABLE_ENTITY).map_err(failed)
    }

    fn run(&self, conn: &mut Conn, desk: &Desk<'_>, action: &Action, keys: &[i64]) -> Result<Reply, Undone> {
        let model = self.model;
        for key in keys.iter().filter(|_| model.rule.is_some()) {
            if !model.may_with(conn, &desk.staff, Right::Change, *key)? {
                return Err(AppError::Forbidden.into());
            }
        }
        let input = self.input(desk, action)?;
        let edit = desk.edit();
        let done = audit::tracked_many(conn, &edit, Source::Action, &model.tracked, keys, |conn| {
            action.run(conn, &edit, keys, input.as_deref(), self.made.as_ref())
        });
        match done {
            Ok(count) => Ok(self.back().saying(Level::Success, action.said(count, model.noun, model.plural))),
            Err(refused) => {
                let mut errors = Errors::default();
                for error in explain(refused, "", model)?.list() {
                    let is_field = action.fields().iter().any(|meta| meta.name == error.input);
                    errors.add(if is_field { &error.input } else { "" }, &error.message);
                }
                Err(Undone::Again(errors, Vec::new()))
            }
        }
    }

    /// What was entered on the page in between.
    fn input(
        &self,
        desk: &Desk<'_>,
        action: &Action,
    ) -> Result<Option<Box<dyn super::super::form::Draft>>, Undone> {
        let Some(mut draft) = action.blank() else { return Ok(None) };
        let mut errors = Errors::default();
        let nothing_locked = |_: &super::super::field::FieldMeta| false;
        let how =
            Merge { posted: self.posted, prefix: "", base: None, locked: &nothing_locked, partial: false };
        merge(draft.as_mut(), &how, &desk.context, &mut errors);
        draft.check(&mut errors);
        if errors.is_empty() { Ok(Some(draft)) } else { Err(Undone::Again(errors, Vec::new())) }
    }

    /// Has the action done in the background, on the filter as it is now.
    fn start(&self, conn: &mut Conn, desk: &Desk<'_>, action: &Action) -> Result<Reply, Undone> {
        self.input(desk, action)?;
        let task = tasks::start(conn, desk, self.model, action, self.asked, self.posted)?;
        Ok(Reply::see_other(tasks::href(task)))
    }
}
