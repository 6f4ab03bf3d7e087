//! What all requests share, made once when the program starts.

use diesel::QueryResult;

use super::caller::{Caller, Presented};
use super::error::ApiError;
use super::idempotency::Running;
use super::limits::Limits;
use super::tokens::Tokens;
use crate::config::Config;
use crate::platform::clock::Time;
use crate::platform::db::Conn;

/// Finds out who asks.
pub type Identify = fn(&mut Conn, &Presented, Time) -> Result<Caller, ApiError>;
/// Whether a user has a permission.
pub type HasPermission = fn(&mut Conn, i64, &str) -> QueryResult<bool>;

/// Notes that a key was used.
pub type NoteKey = fn(&mut Conn, i64, Time) -> QueryResult<()>;

/// What all requests share.
pub struct Site {
    /// Makes and reads tokens.
    pub tokens: Tokens,
    /// How often somebody may ask.
    pub limits: Limits,
    /// What is being done at this moment under a key.
    pub running: Running,
    /// Who asks.
    pub identify: Identify,
    /// What they may do.
    pub has_permission: HasPermission,
    /// That a key was used.
    pub note_key: NoteKey,
}

impl Site {
    /// With the shop's secret and limits.
    pub fn new(
        config: &Config,
        identify: Identify,
        has_permission: HasPermission,
        note_key: NoteKey,
    ) -> Site {
        Site {
            tokens: Tokens::new(config),
            limits: Limits::new(config.rate_limit_api),
            running: Running::default(),
            identify,
            has_permission,
            note_key,
        }
    }
}
