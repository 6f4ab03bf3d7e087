//! What staff do to jobs: trying given-up ones again, taking waiting ones back.

use diesel::prelude::*;

use super::outcome;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::schema::jobs;

/// Tries given-up jobs again at once; none of them when one is not given up.
pub fn retry_chosen(conn: &mut Conn, edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    for id in ids {
        if !outcome::retry(conn, *id, edit.now)? {
            return Err(refused(conn, *id, "has not failed")?);
        }
    }
    Ok(ids.len())
}

/// Takes waiting jobs back; none of them when one is running or over.
pub fn cancel_chosen(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    for id in ids {
        let waiting = jobs::table.find(id).filter(jobs::state.eq("queued"));
        if diesel::delete(waiting).execute(conn)? == 0 {
            return Err(refused(conn, *id, "does not wait")?);
        }
    }
    Ok(ids.len())
}

fn refused(conn: &mut Conn, id: i64, problem: &str) -> QueryResult<Refused> {
    let found: Option<(String, String)> =
        jobs::table.find(id).select((jobs::kind, jobs::state)).first(conn).optional()?;
    Ok(match found {
        Some((kind, state)) => Refused::whole(format!("Job {id} ({kind}) {problem}: it is {state}.")),
        None => Refused::gone("job"),
    })
}
