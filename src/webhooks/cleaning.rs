//! Forgetting what was sent long ago: the job [`DELETE_OLD`].

use chrono::TimeDelta;

use super::delivering::DeliverError;
use super::queries;
use crate::app::App;

/// Removes events that happened long ago, with their deliveries.
pub const DELETE_OLD: &str = "webhooks.delete_old";

/// Events are kept this long, to be sent again.
const KEEP: TimeDelta = TimeDelta::days(30);

/// Removes old events in parts, each in a transaction of its own: there may be very many. What an active
/// webhook still waits for stays.
pub fn delete_old(app: &App) -> Result<(), DeliverError> {
    let before = app.now() - KEEP;
    while app.db.write_blocking(|conn| Ok::<_, DeliverError>(queries::delete_old_events(conn, before)?))? {}
    app.db.write_blocking(|conn| Ok::<_, DeliverError>(queries::delete_orphaned_stock(conn)?))?;
    Ok(())
}
