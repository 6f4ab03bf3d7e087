//! What stands before the handler of a page that is kept: it answers with the kept page when that is
//! exactly as the database is now, and lets the request through when not.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{CookieJar, Key};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};
use actix_web::middleware::Next;

use super::address::Address;
use super::kept::{Kept, Own};
use super::store::{Found, Pages};
use super::watch::{Asker, ThreadConnection, Watch};
use crate::config::Config;
use crate::platform::clock::{Clock, Time};
use crate::platform::db::{Conn, DatabaseUrl};
use crate::platform::sessions;
use crate::platform::versions::{self, Versions};
use crate::platform::web::error::AppError;

/// In development: how the page came about.
pub const HOW: HeaderName = HeaderName::from_static("x-page");
const REUSED: HeaderValue = HeaderValue::from_static("reused: nothing that it shows has changed");

/// Under what a page is kept; the handler finds it in the extensions of the request.
#[derive(Debug, Clone)]
pub struct PageKey(pub Arc<str>);

/// Whether a request may be answered with a kept answer without its handler: takes what it costs.
pub type Toll = Rc<dyn Fn(&ServiceRequest) -> bool>;

/// The door of one thread that answers requests.
pub struct Door {
    pages: Pages,
    watch: Watch,
    clock: Clock,
    cookie: &'static str,
    key: Key,
    /// Whether the database knows the sessions.
    has_sessions: bool,
    tells: bool,
}

/// Who sends a request, seen from outside.
enum Sender {
    /// Without a session: gets what everybody gets.
    Anybody,
    /// With a session that the database knows under this name.
    Known(String),
    /// The handler finds it out.
    Unclear,
}

/// What there is for a visitor with a session.
enum Looked {
    /// All of it.
    Whole(Arc<Kept>, Own),
    /// The page; the handler has something to read or to store.
    Kept,
    /// Nothing that is current.
    NotKept,
}

impl Door {
    /// The door to `pages`; `asker` is shared by the threads of a process.
    pub fn new(config: &Config, pages: Pages, asker: &Arc<Asker>, clock: Clock) -> Door {
        let watch = match &config.database {
            url @ DatabaseUrl::Sqlite(_) => Watch::Sqlite(ThreadConnection::new(url.clone())),
            DatabaseUrl::Postgres(_) => Watch::Postgres(Arc::clone(asker)),
        };
        Door {
            pages,
            watch,
            clock,
            cookie: sessions::cookie_name(config),
            key: sessions::cookie_key(config),
            has_sessions: config.redis_url.is_none(),
            tells: config.debug_toolbar,
        }
    }

    /// Answers with a page for people.
    pub async fn page(
        self: Rc<Door>,
        address: Address,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        if !req.method().is_safe() {
            return through(req, next).await;
        }
        match self.sender(&req) {
            Sender::Anybody => self.shared(address, req, next).await,
            Sender::Known(session) => self.own(address, &session, req, next).await,
            Sender::Unclear => {
                req.extensions_mut().insert(PageKey(address.key(&req).into()));
                through(req, next).await
            }
        }
    }

    /// Answers with what is the same for everybody, whoever they are.
    pub async fn plain(
        self: Rc<Door>,
        address: Address,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        match req.method().is_safe() {
            true => self.shared(address, req, next).await,
            false => through(req, next).await,
        }
    }

    /// Answers a program that does not say who it is.
    pub async fn program(
        self: Rc<Door>,
        address: Address,
        toll: Toll,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        if !req.method().is_safe() || req.headers().contains_key(AUTHORIZATION) {
            return through(req, next).await;
        }
        let key = address.key_for_programs(&req);
        let Some(wanted) = self.watch.versions().await else { return through(req, next).await };
        match self.pages.find(&key, &wanted, self.now()) {
            Found::Current(kept) if toll(&req) => Ok(self.answer(req, &kept, None)),
            Found::Current(_) => through(req, next).await,
            _ => self.make(&key, &wanted, req, next, |req| toll(req)).await,
        }
    }

    /// The page as everybody gets it.
    async fn shared(
        &self,
        address: Address,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let Some(wanted) = self.watch.versions().await else { return through(req, next).await };
        let key = address.key(&req);
        match self.pages.find(&key, &wanted, self.now()) {
            Found::Current(kept) => Ok(self.answer(req, &kept, None)),
            _ => {
                let key = key.into_owned();
                self.make(&key, &wanted, req, next, |_| true).await
            }
        }
    }

    /// Lets the handler make the page, or takes what another request has made meanwhile.
    async fn make(
        &self,
        key: &str,
        wanted: &Versions,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
        may_reuse: impl Fn(&ServiceRequest) -> bool,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let _turn = self.pages.begin(key).await;
        match self.pages.find_made(key, wanted, self.now()).filter(|_| may_reuse(&req)) {
            Some(kept) => Ok(self.answer(req, &kept, None)),
            None => {
                req.extensions_mut().insert(PageKey(key.into()));
                through(req, next).await
            }
        }
    }

    /// The page with the visitor's own words, exact as of this request.
    async fn own(
        &self,
        address: Address,
        session: &str,
        req: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let key = address.key(&req).into_owned();
        let looked = match &self.watch {
            Watch::Sqlite(conn) => conn.in_one_state(|conn| self.look(conn, &key, session)),
            Watch::Postgres(_) => Ok(self.is_kept(&key).await),
        };
        let is_kept = match looked {
            Ok(Looked::Whole(kept, own)) => return Ok(self.answer(req, &kept, Some(&own))),
            Ok(Looked::Kept) => true,
            Ok(Looked::NotKept) => false,
            Err(error) => {
                tracing::warn!(%error, "a page was made anew");
                true
            }
        };
        // Who comes while somebody makes the page waits; the handler then finds it.
        let _turn = match is_kept {
            true => None,
            false => Some(self.pages.begin(&key).await),
        };
        req.extensions_mut().insert(PageKey(key.into()));
        through(req, next).await
    }

    /// The kept page and what this visitor sees in it.
    fn look(&self, conn: &mut Conn, key: &str, session: &str) -> Result<Looked, AppError> {
        let now = self.now();
        let Found::Current(kept) = self.pages.find(key, &versions::read(conn)?, now) else {
            return Ok(Looked::NotKept);
        };
        let Some(state) = sessions::find_fresh(conn, session, now)? else { return Ok(Looked::Kept) };
        if state.is_empty() {
            return Ok(Looked::Whole(kept, Own::default()));
        }
        let own = kept.own(conn, &state)?;
        Ok(if own.needs_handler() { Looked::Kept } else { Looked::Whole(kept, own) })
    }

    /// Whether only what is the visitor's own has to be read.
    async fn is_kept(&self, key: &str) -> Looked {
        match self.watch.versions().await {
            Some(wanted) if !matches!(self.pages.find(key, &wanted, self.now()), Found::Current(_)) => {
                Looked::NotKept
            }
            _ => Looked::Kept,
        }
    }

    fn sender(&self, req: &ServiceRequest) -> Sender {
        if !req.headers().contains_key(COOKIE) {
            return Sender::Anybody;
        }
        let Some(cookie) = req.cookie(self.cookie) else { return Sender::Anybody };
        if !self.has_sessions {
            return Sender::Unclear;
        }
        let mut jar = CookieJar::new();
        jar.add_original(cookie);
        match jar.signed(&self.key).get(self.cookie) {
            Some(cookie) => Sender::Known(sessions::id_of(cookie.value())),
            None => Sender::Unclear,
        }
    }

    fn answer(&self, req: ServiceRequest, kept: &Kept, own: Option<&Own>) -> ServiceResponse<BoxBody> {
        let mut response = kept.answer(req.request(), own);
        if self.tells {
            response.headers_mut().insert(HOW, REUSED);
        }
        req.into_response(response)
    }

    fn now(&self) -> Time {
        self.clock.now()
    }
}

async fn through(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    Ok(next.call(req).await?.map_into_boxed_body())
}
