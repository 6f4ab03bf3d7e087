//! Where sessions are kept: the store behind actix-session, in the database.
//!
//! The cookie carries a random key; the table knows only its SHA-256, so whoever reads the table
//! cannot take a session over. A visitor without a cookie costs nothing; a session is stored when
//! something is first put into it.

use std::collections::HashMap;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Key, SameSite};
use anyhow::anyhow;
use chrono::TimeDelta;
use diesel::prelude::*;
use sha2::{Digest, Sha512};

use crate::config::Config;
use crate::on_backend;
use crate::platform::clock::{Clock, Time};
use crate::platform::db::{Conn, Db};
use crate::platform::web::error::AppError;
use crate::schema::sessions;

/// The state of a session: names and values, each value as JSON.
pub type State = HashMap<String, String>;

/// The name in the state under which the account stands.
pub const USER: &str = "user";
/// The name in the state under which the browser is described.
pub const AGENT: &str = "agent";

/// How long a session lives after its last change.
const LIFETIME: Duration = Duration::days(14);

/// Sessions in the database.
#[derive(Clone)]
pub struct Store {
    db: Db,
    clock: Clock,
}

impl Store {
    /// The store in `db`.
    pub fn new(db: Db, clock: Clock) -> Store {
        Store { db, clock }
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

/// The name under which the session with this key is stored.
pub fn id_of(key: &str) -> String {
    hex(&sha2::Sha256::digest(key.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn new_key() -> Result<SessionKey, anyhow::Error> {
    SessionKey::try_from(hex(&rand::random::<[u8; 32]>())).map_err(|_| anyhow!("a session key was too long"))
}

fn failed(error: AppError) -> anyhow::Error {
    anyhow!(error)
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = sessions, treat_none_as_null = true)]
struct Row {
    id: String,
    user_id: Option<i64>,
    state: String,
    agent: String,
    last_seen_at: Time,
    expires_at: Time,
}

impl Row {
    fn new(key: &SessionKey, state: &State, ttl: &Duration, now: Time) -> Result<Row, anyhow::Error> {
        let value = |name: &str| state.get(name);
        Ok(Row {
            id: id_of(key.as_ref()),
            user_id: value(USER).and_then(|id| serde_json::from_str(id).ok()),
            agent: value(AGENT).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
            state: serde_json::to_string(state)?,
            last_seen_at: now,
            expires_at: now + TimeDelta::seconds(ttl.whole_seconds()),
        })
    }
}

impl SessionStore for Store {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (id, now) = (id_of(key.as_ref()), self.clock.now());
        let state: Option<String> = self
            .db
            .read(move |conn| {
                Ok(sessions::table
                    .find(id)
                    .filter(sessions::expires_at.gt(now))
                    .select(sessions::state)
                    .first(conn)
                    .optional()?)
            })
            .await
            .map_err(|error| LoadError::Other(failed(error)))?;
        match state {
            None => Ok(None),
            Some(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| LoadError::Deserialization(error.into())),
        }
    }

    async fn save(&self, state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = new_key().map_err(SaveError::Other)?;
        let now = self.clock.now();
        let row = Row::new(&key, &state, ttl, now).map_err(SaveError::Serialization)?;
        self.db
            .write(move |conn| Ok(insert(conn, &row, now)?))
            .await
            .map_err(|error| SaveError::Other(failed(error)))?;
        Ok(key)
    }

    /// A session that was ended meanwhile, by "log out everywhere", stays ended.
    async fn update(&self, key: SessionKey, state: State, ttl: &Duration) -> Result<SessionKey, UpdateError> {
        let row = Row::new(&key, &state, ttl, self.clock.now()).map_err(UpdateError::Serialization)?;
        self.db
            .write(move |conn| {
                diesel::update(sessions::table.find(row.id.clone())).set(&row).execute(conn)?;
                Ok(())
            })
            .await
            .map_err(|error| UpdateError::Other(failed(error)))?;
        Ok(key)
    }

    async fn update_ttl(&self, key: &SessionKey, ttl: &Duration) -> Result<(), anyhow::Error> {
        let (id, now) = (id_of(key.as_ref()), self.clock.now());
        let expires_at = now + TimeDelta::seconds(ttl.whole_seconds());
        self.db
            .write(move |conn| {
                diesel::update(sessions::table.find(id))
                    .set((sessions::expires_at.eq(expires_at), sessions::last_seen_at.eq(now)))
                    .execute(conn)?;
                Ok(())
            })
            .await
            .map_err(failed)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let id = id_of(key.as_ref());
        self.db
            .write(move |conn| {
                diesel::delete(sessions::table.find(id)).execute(conn)?;
                Ok(())
            })
            .await
            .map_err(failed)
    }
}

fn insert(conn: &mut Conn, row: &Row, now: Time) -> QueryResult<usize> {
    on_backend!(conn, |c| diesel::insert_into(sessions::table)
        .values((row, sessions::created_at.eq(now)))
        .execute(c))
}

/// Removes sessions that have ended.
pub fn delete_expired(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn)
}
