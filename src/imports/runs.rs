//! Every SQL statement about runs and what they did.

use diesel::prelude::*;

use super::report::Rows;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::schema::{import_changes, import_runs};
use crate::text_enum;

text_enum! {
    /// How far a run got.
    pub enum RunState {
        /// It is under way, or was killed.
        Running = "running",
        /// It read the whole file.
        Finished = "finished",
        /// It was taken back.
        Undone = "undone",
    }
}

/// A run.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = import_runs)]
pub struct Run {
    /// Key.
    pub id: i64,
    /// The file without its folder.
    pub file_name: String,
    /// How far it got.
    pub state: RunState,
    /// UTC.
    pub started_at: Time,
}

/// What a run did to one object.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = import_changes)]
pub struct Change {
    /// Key.
    pub id: i64,
    /// Such as `catalog.product`.
    pub content_type: String,
    /// The object.
    pub object_id: i64,
    /// JSON; empty when the run made the object.
    pub before_state: Option<String>,
    /// JSON.
    pub after_state: String,
}

/// A change to be written down.
#[derive(Debug, Insertable)]
#[diesel(table_name = import_changes, treat_none_as_default_value = false)]
pub struct NewChange {
    pub run_id: i64,
    pub content_type: &'static str,
    pub object_id: i64,
    pub before_state: Option<String>,
    pub after_state: String,
}

/// Starts a run and returns its key.
pub fn insert(conn: &mut Conn, file_name: &str, format: &str, now: Time) -> QueryResult<i64> {
    diesel::insert_into(import_runs::table)
        .values((
            import_runs::file_name.eq(file_name),
            import_runs::format.eq(format),
            import_runs::state.eq(RunState::Running),
            import_runs::started_at.eq(now),
        ))
        .returning(import_runs::id)
        .get_result(conn)
}

/// Adds to the counts of a run.
pub fn add_rows(conn: &mut Conn, run: i64, rows: Rows) -> QueryResult<()> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    diesel::update(import_runs::table.find(run))
        .set((
            import_runs::created_rows.eq(import_runs::created_rows + number(rows.created)),
            import_runs::changed_rows.eq(import_runs::changed_rows + number(rows.changed)),
            import_runs::unchanged_rows.eq(import_runs::unchanged_rows + number(rows.unchanged)),
            import_runs::refused_rows.eq(import_runs::refused_rows + number(rows.refused)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Says how far a run got.
pub fn set_state(conn: &mut Conn, run: i64, state: RunState, now: Time) -> QueryResult<()> {
    diesel::update(import_runs::table.find(run))
        .set((import_runs::state.eq(state), import_runs::finished_at.eq(Some(now))))
        .execute(conn)?;
    Ok(())
}

/// The run with this key.
pub fn find(conn: &mut Conn, run: i64) -> QueryResult<Option<Run>> {
    import_runs::table.find(run).select(Run::as_select()).first(conn).optional()
}

/// The last run that was not undone.
pub fn find_last(conn: &mut Conn) -> QueryResult<Option<Run>> {
    import_runs::table
        .filter(import_runs::state.ne(RunState::Undone))
        .order(import_runs::id.desc())
        .select(Run::as_select())
        .first(conn)
        .optional()
}

/// Tells PostgreSQL how large the tables have become.
///
/// It plans by the size it last counted: without this a large import into an empty shop reads
/// whole tables for every chunk until the server happens to count them itself.
pub fn refresh_statistics(conn: &mut Conn) -> QueryResult<()> {
    if let Conn::Pg(_) = conn {
        diesel::sql_query(
            "ANALYZE products, product_options, product_variants, product_images, price_changes, \
             media_files, tags, tagged_items, slug_history, search_documents",
        )
        .execute(conn)?;
    }
    Ok(())
}

/// Writes changes down.
pub fn insert_changes(conn: &mut Conn, changes: &[NewChange]) -> QueryResult<()> {
    for chunk in changes.chunks(500) {
        on_backend!(conn, |c| diesel::insert_into(import_changes::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// The changes of a run to one kind of object before the one with key `below`, last first.
pub fn list_changes(
    conn: &mut Conn,
    run: i64,
    content_type: &str,
    below: i64,
    limit: i64,
) -> QueryResult<Vec<Change>> {
    import_changes::table
        .filter(import_changes::run_id.eq(run))
        .filter(import_changes::content_type.eq(content_type))
        .filter(import_changes::id.lt(below))
        .order(import_changes::id.desc())
        .limit(limit)
        .select(Change::as_select())
        .load(conn)
}
