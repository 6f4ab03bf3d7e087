//! A request of a member of staff: who it is, what they may see, and the frame of their pages.
//!
//! Whoever is not staff is led to the sign-in form, whatever address they asked for: nobody learns
//! from here what exists.

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use diesel::QueryResult;

use super::errors::Errors;

use super::model::{Model, capitalised};
use super::reply::{MESSAGES, Reply, Undone};
use super::site::{Site, SitePage};
use super::staff::{Right, Staff};
use super::templates::ProblemPage;
use super::value::Context;
use super::views::{AdminShell, AppView, ConflictView, Crumb, Message, ModelView};
use crate::app::App;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::Edit;
use crate::platform::sessions;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::{AppError, PageResult};

/// What a request says about its sender.
#[derive(Clone)]
pub struct Caller {
    user: Option<(i64, i32)>,
    messages: Vec<Message>,
    session: Session,
    address: String,
    is_popup: bool,
}

impl FromRequest for Caller {
    type Error = AppError;
    type Future = Ready<Result<Caller, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let session = req.get_session();
        let user = value::<i64>(&session, sessions::USER).zip(value::<i32>(&session, sessions::VERSION));
        let messages = if req.method().is_safe() { take_messages(&session) } else { Vec::new() };
        let address = req.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        let is_popup = req.query_string().split('&').any(|part| part == "_popup=1");
        ready(Ok(Caller { user, messages, session, address, is_popup }))
    }
}

fn value<T: serde::de::DeserializeOwned>(session: &Session, name: &str) -> Option<T> {
    session.get(name).ok().flatten()
}

fn take_messages(session: &Session) -> Vec<Message> {
    let messages: Vec<Message> = value(session, MESSAGES).unwrap_or_default();
    if !messages.is_empty() {
        session.remove(MESSAGES);
    }
    messages
}

/// What of a request the work on the database needs.
#[derive(Clone)]
struct Asking {
    user: Option<(i64, i32)>,
    messages: Vec<Message>,
    address: String,
    is_popup: bool,
}

/// A member of staff at work.
pub struct Desk<'a> {
    /// Every model.
    pub site: &'a Site,
    /// Who it is.
    pub staff: Staff,
    /// What reading and showing values depend on.
    pub context: Context,
    accent: String,
    messages: Vec<Message>,
    is_popup: bool,
}

impl<'a> Desk<'a> {
    fn new(
        conn: &mut Conn,
        app: &'a App,
        staff: Staff,
        messages: Vec<Message>,
        is_popup: bool,
    ) -> QueryResult<Desk<'a>> {
        let settings = ShopSettings::load(conn, &app.config)?;
        let context = Context {
            currency: settings.currency,
            min_unit_price: app.config.min_unit_price,
            now: app.now(),
        };
        Ok(Desk { site: &app.admin, staff, context, accent: settings.accent, messages, is_popup })
    }

    /// The desk of somebody for whom work goes on in the background; `None` when they are no longer
    /// staff.
    pub fn of_user(conn: &mut Conn, app: &'a App, user_id: i64) -> QueryResult<Option<Desk<'a>>> {
        let staff = (app.admin.find_staff)(conn, user_id, None)?;
        staff.map(|staff| Desk::new(conn, app, staff, Vec::new(), false)).transpose()
    }
}

impl Desk<'_> {
    /// Who changes something, and when.
    pub fn edit(&self) -> Edit {
        Edit { by: self.staff.actor(), now: self.context.now }
    }

    /// Now, UTC.
    pub fn now(&self) -> Time {
        self.context.now
    }

    /// The model at an address, if this person may do anything with it; otherwise it is as if it
    /// were not there for those who may not see it, and forbidden for staff in general.
    pub fn model(&self, domain: &str, name: &str) -> Result<&Model, AppError> {
        let found =
            self.site.models().iter().find(|model| model.domain() == domain && model.table_name() == name);
        found.ok_or(AppError::NotFound("page"))
    }

    /// Refuses with 403 unless this person may do this with the model.
    pub fn require(&self, model: &Model, right: Right) -> Result<(), AppError> {
        if model.may(&self.staff, right) { Ok(()) } else { Err(AppError::Forbidden) }
    }

    /// The address, if it leads to something that this person may see.
    pub fn door(&self, href: &str) -> Option<String> {
        let rest = href.strip_prefix("/admin/")?;
        let mut parts = rest.split('/');
        let (domain, name) = (parts.next()?, parts.next()?);
        let model = self.model(domain, name).ok()?;
        model.may(&self.staff, Right::View).then(|| href.to_owned())
    }

    /// The frame of a page about a model, or of another one.
    pub fn shell(&self, title: &str, crumbs: Vec<Crumb>, current: Option<&Model>) -> AdminShell {
        let name = current.map(Model::name);
        AdminShell {
            header: self.site.header.to_owned(),
            title: title.to_owned(),
            accent_href: (self.site.doors.accent)(&self.accent),
            staff_name: self.staff.name.clone(),
            crumbs,
            apps: self.apps(name),
            messages: self.messages.clone(),
            is_popup: self.is_popup,
        }
    }

    /// Every application with what this person may see of it.
    pub fn apps(&self, current: Option<&str>) -> Vec<AppView> {
        let mut apps = Vec::new();
        for (app, models) in self.site.apps() {
            let mut models: Vec<ModelView> = models
                .into_iter()
                .filter(|model| model.may(&self.staff, Right::View) || model.may(&self.staff, Right::Add))
                .map(|model| ModelView {
                    label: model.title(),
                    href: model.href(),
                    add_href: model.may(&self.staff, Right::Add).then(|| model.add_href()),
                    can_change: model.may(&self.staff, Right::Change),
                    is_current: current == Some(model.name()),
                    letter: model.letter.unwrap_or_default(),
                })
                .collect();
            models.extend(self.pages_of(app.name));
            if !models.is_empty() {
                apps.push(AppView {
                    label: app.label.to_owned(),
                    href: format!("/admin/{}/", app.name),
                    is_current: models.iter().any(|model| model.is_current),
                    models,
                });
            }
        }
        apps
    }

    fn pages_of(&self, app: &str) -> impl Iterator<Item = ModelView> {
        let pages = self.site.pages.iter().filter(move |page| page.app == app);
        pages.filter(|page| self.staff.may_do(Right::View, page.model)).map(|page| ModelView {
            label: page.label.to_owned(),
            href: page.href.to_owned(),
            add_href: None,
            can_change: false,
            is_current: false,
            letter: "",
        })
    }

    /// From the index over the application to the list of a model; `last` stands at the end.
    pub fn crumbs(&self, model: &Model, last: &[(&str, Option<String>)]) -> Vec<Crumb> {
        let app =
            self.site.apps().find(|(app, _)| app.name == model.domain()).map_or("", |(app, _)| app.label);
        let mut crumbs = vec![
            Crumb { label: "Home".to_owned(), href: Some("/admin/".to_owned()) },
            Crumb { label: app.to_owned(), href: Some(format!("/admin/{}/", model.domain())) },
        ];
        // The only object of its kind has no list to go back to.
        if !model.is_single || last.is_empty() {
            let href = (!last.is_empty() && model.may(&self.staff, Right::View)).then(|| model.href());
            crumbs.push(Crumb { label: capitalised(model.plural), href });
        }
        crumbs.extend(
            last.iter().map(|(label, href)| Crumb { label: (*label).to_owned(), href: href.clone() }),
        );
        crumbs
    }

    /// From the index over the application to a page that is no model.
    pub fn page_crumbs(&self, page: &SitePage) -> Vec<Crumb> {
        let app = self.site.apps().find(|(app, _)| app.name == page.app).map_or("", |(app, _)| app.label);
        vec![
            Crumb { label: "Home".to_owned(), href: Some("/admin/".to_owned()) },
            Crumb { label: app.to_owned(), href: Some(format!("/admin/{}/", page.app)) },
            Crumb { label: page.label.to_owned(), href: None },
        ]
    }

    fn problem(&self, error: &AppError) -> Option<Result<Reply, AppError>> {
        let (status, title, text) = match error {
            AppError::NotFound(_) => (
                StatusCode::NOT_FOUND,
                "Page not found",
                "There is nothing here, or not any more.".to_owned(),
            ),
            AppError::Forbidden => (
                StatusCode::FORBIDDEN,
                "Not allowed",
                "Your account does not have the permission for this. Ask somebody who manages the staff accounts."
                    .to_owned(),
            ),
            AppError::BadRequest(text) => (StatusCode::BAD_REQUEST, "That did not work", text.clone()),
            AppError::Conflict(text) => (StatusCode::CONFLICT, "That did not work", text.clone()),
            _ => return None,
        };
        let crumbs = vec![
            Crumb { label: "Home".to_owned(), href: Some("/admin/".to_owned()) },
            Crumb { label: title.to_owned(), href: None },
        ];
        Some(Reply::status(status, &ProblemPage { shell: self.shell(title, crumbs, None), text }))
    }
}

impl Caller {
    /// The way to the sign-in form for whoever has not signed in at all: nothing of what they sent is
    /// read.
    pub fn turned_away(&self, app: &App) -> Option<PageResult> {
        let next = if self.address.starts_with("/admin/") { &self.address } else { "/admin/" };
        let reply = || Reply::see_other((app.admin.doors.log_in)(next));
        self.user.is_none().then(|| reply().send(&self.session))
    }

    fn asking(&self) -> Asking {
        Asking {
            user: self.user,
            messages: self.messages.clone(),
            address: self.address.clone(),
            is_popup: self.is_popup,
        }
    }
}

impl Asking {
    /// Opens the desk of whoever asks; nobody else than staff has one.
    fn open<'a>(self, conn: &mut Conn, app: &'a App) -> Result<Result<Desk<'a>, Reply>, AppError> {
        let site = &*app.admin;
        let staff = match self.user {
            Some((id, version)) => (site.find_staff)(conn, id, Some(version))?,
            None => None,
        };
        let Some(staff) = staff else {
            let next = if self.address.starts_with("/admin/") { self.address } else { "/admin/".to_owned() };
            return Ok(Err(Reply::see_other((site.doors.log_in)(&next))));
        };
        Ok(Ok(Desk::new(conn, app, staff, self.messages, self.is_popup)?))
    }
}

/// Answers from one state of the database.
pub async fn read<F>(app: &App, caller: &Caller, work: F) -> PageResult
where
    F: FnOnce(&mut Conn, &Desk<'_>) -> Result<Reply, AppError> + Send + 'static,
{
    let (shared, asking) = (app.clone(), caller.asking());
    let reply = app
        .db
        .read(move |conn| match asking.open(conn, &shared)? {
            Err(elsewhere) => Ok(elsewhere),
            Ok(desk) => match work(conn, &desk) {
                Err(error) => desk.problem(&error).unwrap_or(Err(error)),
                reply => reply,
            },
        })
        .await?;
    reply.send(&caller.session)
}

/// What work before a transaction needs of the database; nothing for whoever has no desk, or whom
/// `work` refuses.
pub async fn glance<T, F>(app: &App, caller: &Caller, work: F) -> Result<Option<T>, AppError>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn, &Desk<'_>) -> Result<Option<T>, AppError> + Send + 'static,
{
    let (shared, asking) = (app.clone(), caller.asking());
    let seen = move |conn: &mut Conn| match asking.open(conn, &shared)? {
        Ok(desk) => work(conn, &desk),
        Err(_) => Ok(None),
    };
    match app.db.read(seen).await {
        Err(error @ (AppError::Internal(_) | AppError::Unavailable(_))) => Err(error),
        seen => Ok(seen.unwrap_or_default()),
    }
}

/// What came of a change that was asked for.
pub enum Done {
    /// It was answered.
    Answered(HttpResponse),
    /// Nothing is stored; the form is to be shown once more.
    Again(Errors, Vec<ConflictView>),
}

/// Answers after a change: all of it is stored, or nothing.
pub async fn write<F>(app: &App, caller: &Caller, work: F) -> Result<Done, AppError>
where
    F: FnOnce(&mut Conn, &Desk<'_>) -> Result<Reply, Undone> + Clone + Send + 'static,
{
    let (shared, asking) = (app.clone(), caller.asking());
    let done: Result<Reply, Undone> = app
        .db
        .attempt(move |conn| match asking.open(conn, &shared)? {
            Err(elsewhere) => Err(Undone::Reply(elsewhere)),
            Ok(desk) => match work(conn, &desk) {
                Err(Undone::Error(error)) => match desk.problem(&error) {
                    Some(reply) => Err(Undone::Reply(reply?)),
                    None => Err(Undone::Error(error)),
                },
                done => done,
            },
        })
        .await;
    match done {
        Ok(reply) | Err(Undone::Reply(reply)) => Ok(Done::Answered(reply.send(&caller.session)?)),
        Err(Undone::Error(error)) => Err(error),
        Err(Undone::Again(errors, conflicts)) => Ok(Done::Again(errors, conflicts)),
    }
}
