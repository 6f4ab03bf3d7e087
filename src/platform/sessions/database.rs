//! Sessions in the database.

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use chrono::TimeDelta;
use diesel::prelude::*;

use super::{Listed, NOTED_EVERY, State, agent_of, failed, id_of, new_key, user_of};
use crate::on_backend;
use crate::platform::clock::{Clock, Time};
use crate::platform::db::{Conn, Db, prepared_update};
use crate::platform::web::error::AppError;
use crate::schema::sessions;

/// The table `sessions`.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    clock: Clock,
}

impl Sessions {
    /// The sessions in `db`.
    pub fn new(db: Db, clock: Clock) -> Sessions {
        Sessions { db, clock }
    }

    pub(super) async fn list(&self, user: i64) -> Result<Vec<Listed>, AppError> {
        let now = self.clock.now();
        self.db.read(move |conn| Ok(list(conn, user, now)?)).await
    }

    pub(super) async fn end(&self, user: i64, id: &str) -> Result<bool, AppError> {
        let id = id.to_owned();
        self.db
            .write(move |conn| {
                let own = sessions::table.find(id).filter(sessions::user_id.eq(user));
                Ok(diesel::delete(own).execute(conn)? > 0)
            })
            .await
    }

    pub(super) async fn end_all(&self, user: i64) -> Result<(), AppError> {
        self.db
            .write(move |conn| {
                diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(conn)?;
                Ok(())
            })
            .await
    }

    /// Notes that a session is in use, without a page having to wait for it on most requests.
    async fn note_seen(&self, id: String, now: Time) -> Result<(), AppError> {
        self.db
            .write(move |conn| {
                diesel::update(sessions::table.find(id)).set(sessions::last_seen_at.eq(now)).execute(conn)?;
                Ok(())
            })
            .await
    }
}

#[derive(Clone, Insertable, AsChangeset)]
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
        Ok(Row {
            id: id_of(key.as_ref()),
            user_id: user_of(state),
            agent: agent_of(state),
            state: serde_json::to_string(state)?,
            last_seen_at: now,
            expires_at: now + TimeDelta::seconds(ttl.whole_seconds()),
        })
    }
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (id, now) = (id_of(key.as_ref()), self.clock.now());
        let wanted = id.clone();
        let found = self
            .db
            .read(move |conn| Ok(find(conn, &wanted, now)?))
            .await
            .map_err(|error| LoadError::Other(failed(error)))?;
        let Some((text, seen)) = found else { return Ok(None) };
        if now - seen >= NOTED_EVERY {
            self.note_seen(id, now).await.map_err(|error| LoadError::Other(failed(error)))?;
        }
        serde_json::from_str(&text).map(Some).map_err(|error| LoadError::Deserialization(error.into()))
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

    async fn update(&self, key: SessionKey, state: State, ttl: &Duration) -> Result<SessionKey, UpdateError> {
        let row = Row::new(&key, &state, ttl, self.clock.now()).map_err(UpdateError::Serialization)?;
        self.db
            .write(move |conn| {
                let own = sessions::id.eq(row.id.clone());
                prepared_update(sessions::table, &row, own).execute(conn)?;
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

/// The state of a session as stored, and when it was last seen.
fn find(conn: &mut Conn, id: &str, now: Time) -> QueryResult<Option<(String, Time)>> {
    on_backend!(conn, |c| sessions::table
        .find(id)
        .filter(sessions::expires_at.gt(now))
        .select((sessions::state, sessions::last_seen_at))
        .first(c))
    .optional()
}

/// The state of the session stored under `id`, if it is valid at `now` (UTC) and need not be noted as
/// seen; one statement.
pub fn find_fresh(conn: &mut Conn, id: &str, now: Time) -> QueryResult<Option<State>> {
    let found = find(conn, id, now)?.filter(|(_, seen)| now - *seen < NOTED_EVERY);
    Ok(found.and_then(|(state, _)| serde_json::from_str(&state).ok()))
}

fn list(conn: &mut Conn, user: i64, now: Time) -> QueryResult<Vec<Listed>> {
    type Row = (String, String, Time, Time);
    let rows: Vec<Row> = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_seen_at.desc(), sessions::created_at.desc(), sessions::id))
        .select((sessions::id, sessions::agent, sessions::created_at, sessions::last_seen_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, agent, created_at, last_seen_at)| Listed { id, agent, created_at, last_seen_at })
        .collect())
}

/// Removes sessions that have ended.
pub fn delete_expired(conn: &mut Conn, now: Time) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn)
}
