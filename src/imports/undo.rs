//! Taking a run back: new objects go, old values return, and what somebody changed since stays.

use std::collections::HashMap;
use std::fmt;

use super::ImportError;
use super::apply::MEDIA;
use super::history;
use super::runs::{self, Change, RunState};
use super::snapshot::{self, Snapshot};
use crate::app::App;
use crate::catalog::collections::CollectionError;
use crate::catalog::{COLLECTION, PRODUCT, collections, products, queries};
use crate::platform::audit::{Source, tracked_many};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::promotions::{PROMOTION, promotions};
use crate::tags::{self, TAG};
use crate::{events, media};

/// Objects per transaction.
const CHUNK: i64 = 200;

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// The run.
    pub run: i64,
    /// Products that were taken away.
    pub removed: u64,
    /// Products that are as before.
    pub restored: u64,
    /// What stays as it is, with the reason.
    pub kept: Vec<String>,
}

impl fmt::Display for Undone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for kept in &self.kept {
            writeln!(out, "kept {kept}")?;
        }
        writeln!(out, "removed: {}", self.removed)?;
        writeln!(out, "restored: {}", self.restored)?;
        writeln!(out, "kept: {}", self.kept.len())?;
        writeln!(out, "run {} is undone", self.run)
    }
}

/// Takes back `run`, or the last run that was not taken back.
///
/// In chunks; killed half-way it is simply run again.
pub fn undo(app: &App, run: Option<i64>) -> Result<Undone, ImportError> {
    let found = app.db.read_blocking(|conn| {
        Ok::<_, ImportError>(match run {
            Some(id) => runs::find(conn, id)?,
            None => runs::find_last(conn)?,
        })
    })?;
    let missing = || match run {
        Some(id) => format!("There is no import run {id}."),
        None => "There is no import run to undo.".to_owned(),
    };
    let found = found.ok_or_else(|| ImportError::NoSuchRun(missing()))?;
    if found.state == RunState::Undone {
        return Err(ImportError::NoSuchRun(format!("Run {} was undone already.", found.id)));
    }
    let mut undone = Undone { run: found.id, ..Undone::default() };
    for content_type in [PROMOTION, PRODUCT, TAG, MEDIA, COLLECTION] {
        let mut below = i64::MAX;
        loop {
            let (last, files) = app.db.write_blocking(|conn| {
                let changes = runs::list_changes(conn, found.id, content_type, below, CHUNK)?;
                let last = changes.last().map(|change| change.id);
                let files = take_back(conn, content_type, &changes, app.now(), &mut undone)?;
                Ok::<_, ImportError>((last, files))
            })?;
            for key in files {
                app.media.delete(&key)?;
            }
            match last {
                Some(last) => below = last,
                None => break,
            }
        }
    }
    app.db.write_blocking(|conn| {
        Ok::<_, ImportError>(runs::set_state(conn, found.id, RunState::Undone, app.now())?)
    })?;
    Ok(undone)
}

/// Takes back some changes of one kind, which is in history too; returns the keys of stored files to
/// delete afterwards.
fn take_back(
    conn: &mut Conn,
    content_type: &str,
    changes: &[Change],
    now: Time,
    undone: &mut Undone,
) -> Result<Vec<String>, ImportError> {
    let ids: Vec<i64> = changes.iter().map(|change| change.object_id).collect();
    match history::model(content_type) {
        Some(model) => tracked_many(conn, &history::edit(now), Source::Import, model, &ids, |conn| {
            take_back_unrecorded(conn, content_type, changes, now, undone)
        }),
        None => take_back_unrecorded(conn, content_type, changes, now, undone),
    }
}

fn take_back_unrecorded(
    conn: &mut Conn,
    content_type: &str,
    changes: &[Change],
    now: Time,
    undone: &mut Undone,
) -> Result<Vec<String>, ImportError> {
    let ids: Vec<i64> = changes.iter().map(|change| change.object_id).collect();
    match content_type {
        PROMOTION => {
            for id in ids {
                promotions::delete(conn, id, now)?;
            }
        }
        PRODUCT => take_back_products(conn, changes, now, undone)?,
        TAG => tags::tagging::delete_unused(conn, &ids)?,
        MEDIA => {
            let unused = queries::list_unused_media(conn, &ids)?;
            return Ok(media::files::delete(conn, &unused)?);
        }
        _ => {
            for change in changes {
                let title: String = serde_json::from_str(&change.after_state)?;
                match collections::delete(conn, change.object_id) {
                    Ok(_) => {}
                    Err(error @ CollectionError::NotEmpty { .. }) => {
                        undone.kept.push(format!("collection “{title}”: {error}"));
                    }
                    Err(CollectionError::Database(error)) => return Err(error.into()),
                    Err(error) => undone.kept.push(format!("collection “{title}”: {error}")),
                }
            }
        }
    }
    Ok(Vec::new())
}

fn take_back_products(
    conn: &mut Conn,
    changes: &[Change],
    now: Time,
    undone: &mut Undone,
) -> Result<(), ImportError> {
    let ids: Vec<i64> = changes.iter().map(|change| change.object_id).collect();
    let current = snapshot::load(conn, &ids)?;
    let (mut removed, mut restored) = (Vec::new(), Vec::new());
    for change in changes {
        let after: Snapshot = serde_json::from_str(&change.after_state)?;
        let before: Option<Snapshot> =
            change.before_state.as_deref().map(serde_json::from_str).transpose()?;
        let Some(now_there) = current.get(&change.object_id).map(|stored| &stored.state) else {
            if before.is_some() {
                undone.kept.push(format!("“{}” ({}): it was deleted since", after.title, after.slug));
            }
            continue;
        };
        if before.as_ref().is_some_and(|before| before.differences(now_there).is_empty()) {
            continue;
        }
        let since = after.differences(now_there);
        if !since.is_empty() {
            undone.kept.push(format!(
                "“{}” ({}): changed since the import: {}",
                now_there.title,
                now_there.slug,
                since.join(", ")
            ));
            continue;
        }
        match before {
            None => removed.push((change.object_id, after)),
            Some(before) => {
                restore(conn, change.object_id, &before, now_there, now)?;
                restored.push((change.object_id, before.tags));
            }
        }
    }
    remove(conn, &removed, now, undone)?;
    let labels: Vec<(i64, &[String])> = restored.iter().map(|(id, tags)| (*id, tags.as_slice())).collect();
    tags::tagging::set_labels_many_raw(conn, PRODUCT, &labels)?;
    let ids: Vec<i64> = restored.iter().map(|(id, _)| *id).collect();
    undone.restored += u64::try_from(ids.len()).unwrap_or(u64::MAX);
    Ok(events::products_changed(conn, &ids, now)?)
}

fn restore(
    conn: &mut Conn,
    id: i64,
    before: &Snapshot,
    there: &Snapshot,
    now: Time,
) -> Result<(), ImportError> {
    products::update_raw(conn, id, &before.product(), before.last_update)?;
    if before.options != there.options {
        products::set_options(conn, id, &before.options)?;
    }
    let old: HashMap<i64, _> = before.variants.iter().map(|variant| (variant.id, variant)).collect();
    for variant in there.variants.iter().filter(|variant| !old.contains_key(&variant.id)) {
        products::delete_variant_raw(conn, variant.id, now)?;
    }
    for variant in before.variants.iter().filter(|variant| !there.variants.contains(variant)) {
        products::update_variant_raw(conn, variant.id, &variant.change())?;
    }
    let new: Vec<i64> =
        there.images.iter().filter(|image| !before.images.contains(image)).map(|image| image.id).collect();
    Ok(products::remove_images(conn, &new)?)
}

/// Deletes products, except those that something refers to, such as an order.
fn remove(
    conn: &mut Conn,
    unwanted: &[(i64, Snapshot)],
    now: Time,
    undone: &mut Undone,
) -> Result<(), ImportError> {
    use diesel::Connection;
    use diesel::result::{DatabaseErrorKind, Error};

    let ids: Vec<i64> = unwanted.iter().map(|(id, _)| *id).collect();
    match conn.transaction(|conn| products::delete(conn, &ids, now)) {
        Ok(_) => undone.removed += u64::try_from(ids.len()).unwrap_or(u64::MAX),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => match unwanted {
            [(_, state)] => undone
                .kept
                .push(format!("“{}” ({}): it is in use, such as in an order", state.title, state.slug)),
            // One product that is in use must not keep its neighbours: halves find it quickly.
            _ => {
                let (first, second) = unwanted.split_at(unwanted.len() / 2);
                remove(conn, first, now, undone)?;
                remove(conn, second, now, undone)?;
            }
        },
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
