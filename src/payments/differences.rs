//! Differences between shop and provider, as staff deal with them.

use super::queries::resolve_differences;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};

/// Marks differences as dealt with; those that are already stay as they are.
pub fn resolve(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(resolve_differences(conn, ids, &edit.by.name, edit.now)?)
}
