//! What runs periodically, once for all processes.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;

use super::enqueue_at;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::schedules;

/// One periodic job: which kind, how often.
#[derive(Debug, Clone, Copy)]
pub struct Periodic {
    /// The kind of the job that is queued.
    pub kind: &'static str,
    /// Time from one run to the next.
    pub every: Duration,
}

/// Queues every periodic job that is due; each run is queued once, however many processes ask.
pub fn run_schedule(conn: &mut Conn, schedule: &[Periodic], now: Time) -> QueryResult<()> {
    let known: Vec<(String, Time)> = schedules::table.load(conn)?;
    for periodic in schedule {
        let next = now + TimeDelta::from_std(periodic.every).unwrap_or(TimeDelta::hours(1));
        let claimed = match known.iter().find(|(name, _)| name == periodic.kind) {
            Some((_, due)) if *due > now => 0,
            Some((name, due)) => diesel::update(schedules::table.find(name))
                .filter(schedules::next_run_at.eq(due))
                .set(schedules::next_run_at.eq(next))
                .execute(conn)?,
            None => {
                let row = (schedules::name.eq(periodic.kind), schedules::next_run_at.eq(next));
                on_backend!(conn, |c| diesel::insert_into(schedules::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(c))?
            }
        };
        if claimed == 1 {
            enqueue_at(conn, periodic.kind, &serde_json::json!({}), Some(periodic.kind), now, now)?;
        }
    }
    Ok(())
}
