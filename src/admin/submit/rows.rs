//! Rows inside a form: which are new, changed or to be removed.

use diesel::QueryResult;

use super::check_relations;
use crate::admin::desk::Desk;
use crate::admin::errors::Errors;
use crate::admin::field::FieldMeta;
use crate::admin::form::Draft;
use crate::admin::inline::{AnyInline, DraftRows, InlineMeta};
use crate::admin::merge::{Base, Merge, merge};
use crate::admin::posted::Posted;
use crate::admin::staff::Right;
use crate::admin::views::ConflictView;
use crate::platform::db::Conn;

/// Most rows that one inline sends.
pub const MOST_ROWS: usize = 1_000;

/// What becomes of the rows of an inline.
pub(super) fn read_rows(
    conn: &mut Conn,
    desk: &Desk<'_>,
    inline: &dyn AnyInline,
    parent: Option<i64>,
    posted: &Posted,
    errors: &mut Errors,
    conflicts: &mut Vec<ConflictView>,
) -> QueryResult<DraftRows> {
    let meta = inline.meta();
    let mut rows = DraftRows::default();
    let may = |right: Right| inline_may(desk, meta, right);
    if !posted.has(&format!("{}-TOTAL_FORMS", meta.prefix)) {
        return Ok(rows);
    }
    let mut stored = match parent {
        Some(parent) => inline.load(conn, parent)?,
        None => Vec::new(),
    };
    let had = stored.len();
    let total = posted.count(&format!("{}-TOTAL_FORMS", meta.prefix), MOST_ROWS);
    let mut kept = had;
    for number in 0..total {
        let prefix = format!("{}-{number}-", meta.prefix);
        let id = posted.number(&format!("{prefix}id"));
        let removes = posted.is_ticked(&format!("{prefix}DELETE"));
        match id {
            None if removes => {}
            None => {
                let draft = inline.blank();
                if may(Right::Add) && is_filled(draft.as_ref(), posted, &prefix, desk) {
                    rows.added.push(read_row(conn, desk, draft, &prefix, posted, None, errors, conflicts)?.0);
                    kept += 1;
                }
            }
            Some(id) => {
                let Some(place) = stored.iter().position(|(known, _)| *known == id) else {
                    gone(meta, &prefix, number, removes, posted, conflicts);
                    continue;
                };
                let (_, draft) = stored.swap_remove(place);
                if removes {
                    if may(Right::Delete) && meta.can_delete {
                        rows.removed.push(id);
                        kept -= 1;
                    }
                    continue;
                }
                if !may(Right::Change) {
                    continue;
                }
                let base = Base::read(posted, &format!("{prefix}_base"));
                let (draft, changed) =
                    read_row(conn, desk, draft, &prefix, posted, base.as_ref(), errors, conflicts)?;
                if changed {
                    rows.changed.push((id, draft));
                }
            }
        }
    }
    if kept < meta.min {
        errors.add_labelled(meta.prefix, &meta.title, least(meta));
    }
    if meta.max.is_some_and(|most| kept > most.max(had)) {
        errors.add_labelled(meta.prefix, &meta.title, most(meta));
    }
    Ok(rows)
}

/// Whether a person may do this with the rows of an inline.
pub fn inline_may(desk: &Desk<'_>, meta: &InlineMeta, right: Right) -> bool {
    desk.staff.may_do(right, meta.model)
}

fn least(meta: &InlineMeta) -> String {
    format!("Please submit at least {} {}.", meta.min, if meta.min == 1 { "form" } else { "forms" })
}

fn most(meta: &InlineMeta) -> String {
    let most = meta.max.unwrap_or_default();
    format!("Please submit at most {most} {}.", if most == 1 { "form" } else { "forms" })
}

/// A row that somebody else removed meanwhile: leaving it alone or removing it is no conflict.
fn gone(
    meta: &InlineMeta,
    prefix: &str,
    number: usize,
    removes: bool,
    posted: &Posted,
    conflicts: &mut Vec<ConflictView>,
) {
    let input = format!("{prefix}id");
    if removes || posted.get(&format!("{input}-resolve")) == "theirs" {
        return;
    }
    let base = Base::read(posted, &format!("{prefix}_base"));
    let entered: Vec<String> = posted
        .iter()
        .filter(|(name, value)| {
            name.starts_with(prefix)
                && !name.ends_with("_base")
                && !name.ends_with("-id")
                && !value.is_empty()
        })
        .map(|(_, value)| value.to_owned())
        .collect();
    conflicts.push(ConflictView {
        input,
        label: format!("{} {}", meta.noun, number + 1),
        base: base.map(|_| "this row".to_owned()),
        mine: entered.join(", "),
        theirs: "(deleted)".to_owned(),
        who: String::new(),
    });
}

/// Reads one row onto what is stored; whether that changed anything.
#[expect(clippy::too_many_arguments, reason = "where a row comes from and where its problems go")]
fn read_row(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut draft: Box<dyn Draft>,
    prefix: &str,
    posted: &Posted,
    base: Option<&Base>,
    errors: &mut Errors,
    conflicts: &mut Vec<ConflictView>,
) -> QueryResult<(Box<dyn Draft>, bool)> {
    let mut own = Errors::of(prefix);
    let is_stored = base.is_some();
    let locked = move |meta: &FieldMeta| is_stored && meta.only_new;
    let how = Merge { posted, prefix, base, locked: &locked, partial: false, who: "" };
    let merged = merge(draft.as_mut(), &how, &desk.context, &mut own);
    if own.is_empty() {
        draft.check(&mut own);
        check_relations(conn, desk, draft.as_ref(), prefix, &mut own)?;
    }
    errors.extend(own);
    conflicts.extend(merged.conflicts);
    Ok((draft, !merged.changed.is_empty()))
}

/// Whether anything was entered into an empty row.
fn is_filled(blank: &dyn Draft, posted: &Posted, prefix: &str, desk: &Desk<'_>) -> bool {
    blank.metas().iter().enumerate().filter(|(_, meta)| !meta.read_only).any(|(field, meta)| {
        let sent: Vec<&str> =
            posted.all(&format!("{prefix}{}", meta.name)).iter().map(|text| text.trim()).collect();
        let shown = blank.show(field, &desk.context);
        let shown: Vec<&str> = shown.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let sent: Vec<&str> = sent.into_iter().filter(|text| !text.is_empty()).collect();
        // A place by itself is no row: the script of the page numbers empty rows as well.
        sent != shown && meta.name != "position"
    })
}
