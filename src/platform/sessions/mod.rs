//! Where sessions are kept: the store behind actix-session, in the database or in Redis.
//!
//! The cookie carries a random key; the store knows only its SHA-256, so whoever reads the store
//! cannot take a session over. A visitor without a cookie costs nothing; a session is stored when
//! something is first put into it.

mod database;
mod redis;

use std::collections::HashMap;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{CookieJar, Key, SameSite};
use anyhow::anyhow;
use chrono::TimeDelta;
use sha2::{Digest, Sha512};

use crate::config::Config;
use crate::platform::clock::{Clock, Time};
use crate::platform::db::Db;
use crate::platform::signing::{fingerprint, hex};
use crate::platform::web::error::AppError;

pub use database::{delete_expired, find_fresh};
pub use redis::{RedisError, check as check_redis};

/// The state of a session: names and values, each value as JSON.
pub type State = HashMap<String, String>;

/// The name in the state under which the account stands.
pub const USER: &str = "user";
/// The name in the state under which the browser is described.
pub const AGENT: &str = "agent";
/// Name of the version of the account's sessions in a session: another number counts for nothing.
pub const VERSION: &str = "version";

/// How long a session lives after its last change.
const LIFETIME: Duration = Duration::days(14);
/// When a session was last seen is noted this often: noting it on every request would make every
/// page a write.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

/// Where sessions are kept.
#[derive(Clone)]
pub enum Store {
    /// In the database.
    Database(database::Sessions),
    /// In Redis, for several machines.
    Redis(redis::Sessions),
}

/// A session in the list of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Under which it is stored; worth nothing as a key.
    pub id: String,
    /// The browser in words.
    pub agent: String,
    /// Signed in, UTC.
    pub created_at: Time,
    /// Last seen, UTC, to the hour.
    pub last_seen_at: Time,
}

impl Store {
    /// The store that the configuration names. Each thread that answers requests has one of its own.
    pub fn open(config: &Config, db: Db, clock: Clock) -> Store {
        match &config.redis_url {
            None => Store::Database(database::Sessions::new(db, clock)),
            Some(url) => Store::Redis(redis::Sessions::new(url, clock)),
        }
    }

    /// The sessions in which `user` is signed in, the last one seen first.
    pub async fn list(&self, user: i64) -> Result<Vec<Listed>, AppError> {
        match self {
            Store::Database(sessions) => sessions.list(user).await,
            Store::Redis(sessions) => sessions.list(user).await,
        }
    }

    /// Ends one session of `user`; `false` when it is none of theirs.
    pub async fn end(&self, user: i64, id: &str) -> Result<bool, AppError> {
        match self {
            Store::Database(sessions) => sessions.end(user, id).await,
            Store::Redis(sessions) => sessions.end(user, id).await,
        }
    }

    /// Removes every session of `user`.
    ///
    /// That they count for nothing does not depend on it: whoever calls this has raised the
    /// user's `session_version`.
    pub async fn end_all(&self, user: i64) -> Result<(), AppError> {
        match self {
            Store::Database(sessions) => sessions.end_all(user).await,
            Store::Redis(sessions) => sessions.end_all(user).await,
        }
    }
}

impl SessionStore for Store {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        match self {
            Store::Database(sessions) => sessions.load(key).await,
            Store::Redis(sessions) => sessions.load(key).await,
        }
    }

    async fn save(&self, state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        match self {
            Store::Database(sessions) => sessions.save(state, ttl).await,
            Store::Redis(sessions) => sessions.save(state, ttl).await,
        }
    }

    /// A session that was ended meanwhile, by "log out everywhere", stays ended.
    async fn update(&self, key: SessionKey, state: State, ttl: &Duration) -> Result<SessionKey, UpdateError> {
        match self {
            Store::Database(sessions) => sessions.update(key, state, ttl).await,
            Store::Redis(sessions) => sessions.update(key, state, ttl).await,
        }
    }

    async fn update_ttl(&self, key: &SessionKey, ttl: &Duration) -> Result<(), anyhow::Error> {
        match self {
            Store::Database(sessions) => sessions.update_ttl(key, ttl).await,
            Store::Redis(sessions) => sessions.update_ttl(key, ttl).await,
        }
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        match self {
            Store::Database(sessions) => sessions.delete(key).await,
            Store::Redis(sessions) => sessions.delete(key).await,
        }
    }
}

/// The name of the cookie.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_local() { "session" } else { "__Host-session" }
}

/// The key that signs the cookie: derived, so that the same secret may sign other things as well.
pub fn cookie_key(config: &Config) -> Key {
    match &config.secret_key {
        Some(secret) => Key::from(&Sha512::digest(format!("session cookie:{secret}"))),
        None => Key::generate(),
    }
}

/// The middleware that loads and stores sessions around a request.
pub fn middleware(store: Store, config: &Config) -> SessionMiddleware<Store> {
    let secure = !config.is_local();
    SessionMiddleware::builder(store, cookie_key(config))
        .cookie_name(cookie_name(config).to_owned())
        .cookie_secure(secure)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(PersistentSession::default().session_ttl(LIFETIME))
        .build()
}

/// The name under which the session of a request is stored, if its cookie is one of ours.
pub fn current_id(req: &HttpRequest, config: &Config) -> Option<String> {
    let name = cookie_name(config);
    let mut jar = CookieJar::new();
    jar.add_original(req.cookie(name)?);
    let cookie = jar.signed(&cookie_key(config)).get(name)?;
    Some(id_of(cookie.value()))
}

/// The name under which the session with this key is stored.
pub fn id_of(key: &str) -> String {
    fingerprint(key)
}

fn new_key() -> Result<SessionKey, anyhow::Error> {
    SessionKey::try_from(hex(&rand::random::<[u8; 32]>())).map_err(|_| anyhow!("a session key was too long"))
}

fn user_of(state: &State) -> Option<i64> {
    state.get(USER).and_then(|id| serde_json::from_str(id).ok())
}

fn agent_of(state: &State) -> String {
    state.get(AGENT).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn failed(error: AppError) -> anyhow::Error {
    anyhow!(error)
}
