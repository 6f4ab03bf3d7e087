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
pub const MOST_ROWS: usize = 5_000;

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
    if posted.number(&format!("{}-TOTAL_FORMS", meta.prefix)).is_some_and(|sent| sent > most_rows()) {
        let message = format!("Please submit at most {MOST_ROWS} forms.");
        errors.add_labelled(meta.prefix, &meta.title, message);
        return Ok(rows);
    }
    for number in 0..total {
        let prefix = format!("{}-{number}-", meta.prefix);
        let id = posted.number(&format!("{prefix}id"));
        let removes = posted.is_ticked(&format!("{prefix}DELETE"));
        match id {
            None if removes => {}
            None => {
                let draft = inline.blank();
                if may(Right::Add) && is_filled(draft.as_ref(), meta.position, posted, &prefix, desk) {
                    let entry = RowEntry { prefix: &prefix, is_stored: false, base: None };
                    rows.added.push(read_row(conn, desk, draft, &entry, posted, errors, conflicts)?.0);
                    kept += 1;
                }
            }
            Some(id) => {
                let Some(place) = stored.iter().position(|(known, _)| *known == id) else {
                    let row = Gone { inline, prefix: &prefix, number, removes, posted };
                    if row.is_wanted() && may(Right::Add) {
                        let entry = RowEntry { prefix: &prefix, is_stored: false, base: None };
                        let blank = inline.blank();
                        rows.added.push(read_row(conn, desk, blank, &entry, posted, errors, conflicts)?.0);
                        kept += 1;
                    } else {
                        conflicts.extend(row.conflict(desk));
                    }
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
                let entry = RowEntry { prefix: &prefix, is_stored: true, base: base.as_ref() };
                let (draft, changed) = read_row(conn, desk, draft, &entry, posted, errors, conflicts)?;
                if changed {
                    rows.changed.push((id, draft));
                }
            }
        }
    }
    if kept < meta.min && may(Right::Add) {
        errors.add_labelled(meta.prefix, &meta.title, least(meta));
    }
    if meta.max.is_some_and(|most| kept > most.max(had)) {
        errors.add_labelled(meta.prefix, &meta.title, most(meta));
    }
    Ok(rows)
}

fn most_rows() -> i64 {
    i64::try_from(MOST_ROWS).unwrap_or(i64::MAX)
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

/// A row that somebody else removed meanwhile.
struct Gone<'a> {
    inline: &'a dyn AnyInline,
    prefix: &'a str,
    number: usize,
    removes: bool,
    posted: &'a Posted,
}

impl Gone<'_> {
    fn input(&self) -> String {
        format!("{}id", self.prefix)
    }

    /// Whether it shall be made once more.
    fn is_wanted(&self) -> bool {
        !self.removes && self.posted.get(&format!("{}-resolve", self.input())) == "mine"
    }

    /// Leaving it alone or removing it is no conflict.
    fn conflict(&self, desk: &Desk<'_>) -> Option<ConflictView> {
        if self.removes || self.posted.get(&format!("{}-resolve", self.input())) == "theirs" {
            return None;
        }
        let base = Base::read(self.posted, &format!("{}_base", self.prefix));
        let mut blank = self.inline.blank();
        let metas = blank.metas().to_vec();
        let (mut mine, mut touched) = (Vec::new(), base.is_none());
        for (field, meta) in metas.iter().enumerate().filter(|(_, meta)| !meta.read_only && !meta.only_new) {
            let input = format!("{}{}", self.prefix, meta.name);
            let sent = self.posted.all(&input);
            let entered = match blank.put(field, sent, &desk.context) {
                Ok(()) => blank.show(field, &desk.context),
                Err(_) => sent.to_vec(),
            };
            touched = touched || base.as_ref().is_some_and(|base| !base.shows(meta.name, &entered));
            mine.extend(entered.into_iter().filter(|text| !text.is_empty()));
        }
        touched.then(|| ConflictView {
            input: self.input(),
            label: format!("{} {}", self.inline.meta().noun, self.number + 1),
            base: base.map(|_| "this row".to_owned()),
            mine: mine.join(", "),
            theirs: "(deleted)".to_owned(),
            who: String::new(),
        })
    }
}

/// Where a row comes from.
struct RowEntry<'a> {
    /// Names of its inputs begin with this.
    prefix: &'a str,
    /// Whether there is such a row already.
    is_stored: bool,
    /// What it showed.
    base: Option<&'a Base>,
}

/// Reads one row onto what is stored; whether that changed anything.
fn read_row(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut draft: Box<dyn Draft>,
    entry: &RowEntry<'_>,
    posted: &Posted,
    errors: &mut Errors,
    conflicts: &mut Vec<ConflictView>,
) -> QueryResult<(Box<dyn Draft>, bool)> {
    let prefix = entry.prefix;
    let mut own = Errors::of(prefix);
    let locked = |meta: &FieldMeta| entry.is_stored && meta.only_new;
    let how = Merge { posted, prefix, base: entry.base, locked: &locked, partial: false };
    let merged = merge(draft.as_mut(), &how, &desk.context, &mut own);
    if own.is_empty() {
        draft.check(&mut own);
        check_relations(conn, desk, draft.as_ref(), &merged.changed, &mut own)?;
    }
    errors.extend(own);
    conflicts.extend(merged.conflicts);
    Ok((draft, !merged.changed.is_empty()))
}

/// Whether anything was entered into an empty row.
fn is_filled(
    blank: &dyn Draft,
    position: Option<&str>,
    posted: &Posted,
    prefix: &str,
    desk: &Desk<'_>,
) -> bool {
    blank.metas().iter().enumerate().filter(|(_, meta)| !meta.read_only).any(|(field, meta)| {
        let sent: Vec<&str> =
            posted.all(&format!("{prefix}{}", meta.name)).iter().map(|text| text.trim()).collect();
        let shown = blank.show(field, &desk.context);
        let shown: Vec<&str> = shown.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let sent: Vec<&str> = sent.into_iter().filter(|text| !text.is_empty()).collect();
        // A place by itself is no row: the script of the page numbers empty rows as well.
        sent != shown && Some(meta.name) != position
    })
}
