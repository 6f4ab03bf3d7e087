//! Sessions in Redis: one value per session that goes by itself, and per user the set of theirs.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::anyhow;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{ErrorKind, ExistenceCheck, SetExpiry, SetOptions, cmd, pipe};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::{LIFETIME, Listed, NOTED_EVERY, State, agent_of, id_of, new_key, user_of};
use crate::platform::clock::{Clock, Time};
use crate::platform::web::error::AppError;

/// A server that does not answer by then is taken for dead.
const PATIENCE: StdDuration = StdDuration::from_secs(3);

/// The server cannot be used; a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("Redis cannot be used: {0}. Check REDIS_URL and that the server runs.")]
pub struct RedisError(String);

/// Sessions in a Redis server. The connection is made when it is first needed, and made again
/// when it breaks.
#[derive(Clone)]
pub struct Sessions {
    url: Arc<str>,
    connection: Arc<OnceCell<ConnectionManager>>,
    clock: Clock,
}

/// What is stored of a session.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    state: State,
    created_at: Time,
    last_seen_at: Time,
}

/// Whether the server at `url` answers.
pub fn check(url: &str) -> Result<(), RedisError> {
    let told = |error: redis::RedisError| RedisError(reason(&error));
    let client = redis::Client::open(url).map_err(told)?;
    let mut connection = client.get_connection_with_timeout(PATIENCE).map_err(told)?;
    connection.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    cmd("PING").exec(&mut connection).map_err(told)
}

/// What went wrong, without the address: it may carry a password.
fn reason(error: &redis::RedisError) -> String {
    match error.kind() {
        ErrorKind::InvalidClientConfig => "the address cannot be read".to_owned(),
        ErrorKind::AuthenticationFailed => "the password is not accepted".to_owned(),
        _ => error.to_string().trim_end_matches('.').to_owned(),
    }
}

fn value_key(id: &str) -> String {
    format!("session:{id}")
}

fn set_key(user: i64) -> String {
    format!("sessions-of:{user}")
}

fn seconds(ttl: &Duration) -> u64 {
    u64::try_from(ttl.whole_seconds()).unwrap_or(1).max(1)
}

impl Sessions {
    /// The sessions in the server at `url`.
    pub fn new(url: &str, clock: Clock) -> Sessions {
        Sessions { url: url.into(), connection: Arc::default(), clock }
    }

    async fn connection(&self) -> Result<ConnectionManager, redis::RedisError> {
        let made = self
            .connection
            .get_or_try_init(|| async {
                let client = redis::Client::open(&*self.url)?;
                let config = ConnectionManagerConfig::new()
                    .set_connection_timeout(Some(PATIENCE))
                    .set_response_timeout(Some(PATIENCE))
                    .set_number_of_retries(2);
                ConnectionManager::new_with_config(client, config).await
            })
            .await?;
        Ok(made.clone())
    }

    async fn find(&self, id: &str) -> Result<Option<Stored>, anyhow::Error> {
        let mut connection = self.connection().await?;
        let text: Option<String> = cmd("GET").arg(value_key(id)).query_async(&mut connection).await?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Stores a session anew under `key`.
    async fn put(&self, key: &SessionKey, state: State, ttl: &Duration) -> Result<(), anyhow::Error> {
        let (id, now, user) = (id_of(key.as_ref()), self.clock.now(), user_of(&state));
        let stored = Stored { state, created_at: now, last_seen_at: now };
        let mut connection = self.connection().await?;
        let mut steps = pipe();
        steps.atomic();
        steps.set_ex(value_key(&id), serde_json::to_string(&stored)?, seconds(ttl)).ignore();
        if let Some(user) = user {
            steps.sadd(set_key(user), &id).ignore();
            steps.expire(set_key(user), LIFETIME.whole_seconds()).ignore();
        }
        steps.exec_async(&mut connection).await?;
        Ok(())
    }

    /// Replaces a session that is still there; one that was ended meanwhile stays ended.
    async fn replace(&self, id: &str, stored: &Stored, expiry: SetExpiry) -> Result<(), anyhow::Error> {
        let options = SetOptions::default().conditional_set(ExistenceCheck::XX).with_expiration(expiry);
        let mut connection = self.connection().await?;
        cmd("SET")
            .arg(value_key(id))
            .arg(serde_json::to_string(stored)?)
            .arg(options)
            .exec_async(&mut connection)
            .await?;
        Ok(())
    }

    async fn remove(&self, ids: &[String], user: Option<i64>) -> Result<(), redis::RedisError> {
        if ids.is_empty() {
            return Ok(());
        }
        let keys: Vec<String> = ids.iter().map(|id| value_key(id)).collect();
        let mut connection = self.connection().await?;
        let mut steps = pipe();
        steps.atomic();
        steps.del(keys).ignore();
        if let Some(user) = user {
            steps.srem(set_key(user), ids).ignore();
        }
        steps.exec_async(&mut connection).await
    }

    async fn ids(&self, user: i64) -> Result<Vec<String>, redis::RedisError> {
        let mut connection = self.connection().await?;
        cmd("SMEMBERS").arg(set_key(user)).query_async(&mut connection).await
    }

    pub(super) async fn list(&self, user: i64) -> Result<Vec<Listed>, AppError> {
        let (mut found, mut gone) = (Vec::new(), Vec::new());
        for id in self.ids(user).await.map_err(AppError::internal)? {
            match self.find(&id).await.map_err(AppError::internal)? {
                None => gone.push(id),
                Some(stored) => found.push(Listed {
                    id,
                    agent: agent_of(&stored.state),
                    created_at: stored.created_at,
                    last_seen_at: stored.last_seen_at,
                }),
            }
        }
        self.remove(&gone, Some(user)).await.map_err(AppError::internal)?;
        found.sort_by(|a, b| {
            (b.last_seen_at, b.created_at, &b.id).cmp(&(a.last_seen_at, a.created_at, &a.id))
        });
        Ok(found)
    }

    pub(super) async fn end(&self, user: i64, id: &str) -> Result<bool, AppError> {
        let ids = self.ids(user).await.map_err(AppError::internal)?;
        if !ids.iter().any(|own| own == id) {
            return Ok(false);
        }
        self.remove(&[id.to_owned()], Some(user)).await.map_err(AppError::internal)?;
        Ok(true)
    }

    pub(super) async fn end_all(&self, user: i64) -> Result<(), AppError> {
        let ids = self.ids(user).await.map_err(AppError::internal)?;
        self.remove(&ids, Some(user)).await.map_err(AppError::internal)
    }
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (id, now) = (id_of(key.as_ref()), self.clock.now());
        let Some(mut stored) = self.find(&id).await.map_err(LoadError::Other)? else { return Ok(None) };
        if now - stored.last_seen_at >= NOTED_EVERY {
            stored.last_seen_at = now;
            self.replace(&id, &stored, SetExpiry::KEEPTTL).await.map_err(LoadError::Other)?;
        }
        Ok(Some(stored.state))
    }

    async fn save(&self, state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = new_key().map_err(SaveError::Other)?;
        self.put(&key, state, ttl).await.map_err(SaveError::Other)?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, ttl: &Duration) -> Result<SessionKey, UpdateError> {
        let id = id_of(key.as_ref());
        if let Some(old) = self.find(&id).await.map_err(UpdateError::Other)? {
            let stored = Stored { state, last_seen_at: self.clock.now(), ..old };
            self.replace(&id, &stored, SetExpiry::EX(seconds(ttl))).await.map_err(UpdateError::Other)?;
        }
        Ok(key)
    }

    async fn update_ttl(&self, key: &SessionKey, ttl: &Duration) -> Result<(), anyhow::Error> {
        let mut connection = self.connection().await?;
        let value = value_key(&id_of(key.as_ref()));
        cmd("EXPIRE").arg(value).arg(seconds(ttl)).exec_async(&mut connection).await?;
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let id = id_of(key.as_ref());
        let user = self.find(&id).await?.and_then(|stored| user_of(&stored.state));
        self.remove(&[id], user).await.map_err(|error| anyhow!(error))
    }
}
