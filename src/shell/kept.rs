//! Pages that everybody gets from memory, with what is only one visitor's put into their places.
//!
//! The handler builds the page as a visitor without a session sees it and says what other visitors see
//! in its places; [`answer`] keeps it ([`crate::platform::live`]) and puts the visitor's own words in.

use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::{Frame, Visitor, VisitorPart, take_state};
use crate::accounts::models::SignedIn;
use crate::app::App;
use crate::cart::queries::count_units;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::live::address::is_worth_keeping;
use crate::platform::live::door::{HOW, PageKey};
use crate::platform::live::kept::{Content, Facts, Fill, Kept, Own};
use crate::platform::live::pieces::{Pieces, mark};
use crate::platform::live::store::Found;
use crate::platform::sessions::State;
use crate::platform::versions::{self, Topic, Versions};
use crate::platform::web::error::AppError;

/// Who looks at a page, as far as its places need to know.
pub struct Person<'a> {
    /// The session as it is.
    pub state: &'a State,
    /// The account, if signed in.
    pub account: Option<&'a SignedIn>,
}

/// Reads what a person sees in the places that only this page has, in their order.
pub type Parts = Box<dyn Fn(&mut Conn, &Person<'_>) -> Result<Own, AppError> + Send + Sync>;

/// A page as everybody sees it.
pub struct LivePage<T> {
    /// Built on a frame without a visitor.
    pub template: T,
    /// What persons see in the places besides those of the frame.
    pub parts: Option<Parts>,
    /// From this moment on it says something else; UTC.
    pub until: Option<Time>,
}

/// What a handler has built.
pub enum Built<T> {
    /// A page.
    Page(LivePage<T>),
    /// The address that stands for the one asked for.
    Instead(String),
}

impl<T> From<T> for Built<T> {
    /// A page without places of its own, true for as long as nothing changes.
    fn from(template: T) -> Built<T> {
        Built::Page(LivePage { template, parts: None, until: None })
    }
}

/// What was answered.
pub struct Answered {
    /// To be sent.
    pub response: HttpResponse,
    /// What the visitor sees in it; `None` for a visitor without a session.
    pub own: Option<Own>,
}

/// Answers with the kept page or builds it, in one hop and from one state of the database.
pub async fn answer<T, F>(
    app: &App,
    req: &HttpRequest,
    topics: &'static [Topic],
    build: F,
) -> Result<Answered, AppError>
where
    T: Template + 'static,
    F: FnOnce(&mut Conn, Frame) -> Result<Built<T>, AppError> + Send + 'static,
{
    let key = req.extensions().get::<PageKey>().map(|key| Arc::clone(&key.0));
    let (pages, config, now) = (app.pages.clone(), Arc::clone(&app.config), app.now());
    let state = take_state(req);
    let work = move |conn: &mut Conn| {
        // First of all: a page that shows more than its versions say would be old one commit later.
        let versions = current(conn)?;
        let found = key.as_deref().map_or(Found::Nothing, |key| pages.find(key, &versions, now));
        let how = how(&found);
        let kept = match found {
            Found::Current(kept) => kept,
            _ => {
                let mut frame = Frame::load(conn, &config, &Visitor::default())?;
                frame.shell.mark = mark();
                let page = match build(conn, frame)? {
                    Built::Page(page) => page,
                    Built::Instead(href) => return Ok(Done::Instead(href)),
                };
                let facts = Facts { versions, topics, until: page.until };
                let pieces = Pieces::cut(&page.template.render()?)?;
                let kept = Arc::new(Kept::new(facts, Content::Page { pieces, fill: Some(fill(page.parts)) }));
                if let Some(key) = key.as_deref().filter(|key| is_worth_keeping(key)) {
                    pages.keep(key, Arc::clone(&kept));
                }
                kept
            }
        };
        let own = (!state.is_empty()).then(|| kept.own(conn, &state)).transpose()?;
        Ok(Done::Page { kept, own, how })
    };
    match app.db.read(work).await? {
        Done::Instead(href) => {
            let response = HttpResponse::SeeOther().insert_header(("Location", href)).finish();
            Ok(Answered { response, own: None })
        }
        Done::Page { kept, own, how } => {
            let mut response = kept.answer(req, own.as_ref());
            if app.config.debug_toolbar {
                response.headers_mut().insert(HOW, how.try_into().map_err(AppError::internal)?);
            }
            Ok(Answered { response, own })
        }
    }
}

/// Answers with the kept file or makes it; it is the same for everybody.
pub async fn answer_file<F>(
    app: &App,
    req: &HttpRequest,
    topics: &'static [Topic],
    content_type: &'static str,
    build: F,
) -> Result<HttpResponse, AppError>
where
    F: FnOnce(&mut Conn) -> Result<String, AppError> + Send + 'static,
{
    let key = req.extensions().get::<PageKey>().map(|key| Arc::clone(&key.0));
    let pages = app.pages.clone();
    let work = move |conn: &mut Conn| {
        let facts = Facts { versions: current(conn)?, topics, until: None };
        let content = Content::Plain {
            pieces: Pieces::plain(build(conn)?.into()),
            content_type: HeaderValue::from_static(content_type),
            varies: None,
            tag: None,
        };
        let kept = Arc::new(Kept::new(facts, content));
        if let Some(key) = &key {
            pages.keep(key, Arc::clone(&kept));
        }
        Ok(kept)
    };
    Ok(app.db.read(work).await?.answer(req, None))
}

/// The versions now; without them nothing can be said to be current.
fn current(conn: &mut Conn) -> Result<Versions, AppError> {
    versions::read(conn).map_err(AppError::unavailable)
}

enum Done {
    Page { kept: Arc<Kept>, own: Option<Own>, how: String },
    Instead(String),
}

/// Why a page was made or not, in words.
fn how(found: &Found) -> String {
    match found {
        Found::Current(_) => "reused: only what is the visitor's own was read".to_owned(),
        Found::Changed(topic) => format!("rendered: {topic:?} has changed").to_lowercase(),
        Found::Over => "rendered: its time was over".to_owned(),
        Found::Nothing => "rendered: it was not kept".to_owned(),
    }
}

/// The visitor's part of the header.
#[derive(Template)]
#[template(path = "layouts/_visitor.html")]
struct HeaderPlace<'a> {
    shell: OwnShell<'a>,
}

/// What the page says about what was just done.
#[derive(Template)]
#[template(path = "layouts/_flash.html")]
struct FlashPlace<'a> {
    shell: OwnShell<'a>,
}

/// As much of a [`super::Shell`] as the places of a frame print.
#[derive(Clone, Copy)]
struct OwnShell<'a> {
    visitor: Option<&'a VisitorPart>,
}

/// The places of the frame, then those of the page.
fn fill(parts: Option<Parts>) -> Fill {
    Box::new(move |conn, state| {
        let visitor = Visitor::of_state(state);
        let account = visitor.signed_in(conn)?;
        let part = visitor_part(conn, &visitor, account.as_ref())?;
        let shell = OwnShell { visitor: Some(&part) };
        let mut words = vec![HeaderPlace { shell }.render()?, FlashPlace { shell }.render()?];
        let mut is_to_be_noted = false;
        if let Some(parts) = &parts {
            let own = parts(conn, &Person { state, account: account.as_ref() })?;
            words.extend(own.words);
            is_to_be_noted = own.is_to_be_noted;
        }
        Ok(Own { words, says_flash: part.flash.is_some(), is_to_be_noted })
    })
}

/// What the header says to this visitor; one statement at most.
pub(super) fn visitor_part(
    conn: &mut Conn,
    visitor: &Visitor,
    account: Option<&SignedIn>,
) -> diesel::QueryResult<VisitorPart> {
    let cart_count = match visitor.cart(account) {
        Some(owner) => count_units(conn, &owner)?,
        None => 0,
    };
    Ok(VisitorPart { name: account.map(SignedIn::name), cart_count, flash: visitor.flash.clone() })
}
