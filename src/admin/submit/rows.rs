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
    if !posted.has(&format!("{}-TOTAL_FORMS", meta.prefix)) {
        return Ok(DraftRows::default());
    }
    if posted.number(&format!("{}-TOTAL_FORMS", meta.prefix)).is_some_and(|sent| sent > most_rows()) {
        let message = format!("Please submit at most {MOST_ROWS} forms.");
        errors.add_labelled(meta.prefix, &meta.title, message);
        return Ok(DraftRows::default());
    }
    let stored = match parent {
        Some(parent) => inline.load(conn, parent)?,
        None => Vec::new(),
    };
    let had = stored.len();
    let rows = DraftRows::default();
    let mut reading = Reading { desk, inline, posted, stored, rows, kept: had, errors, conflicts };
    for number in 0..posted.count(&format!("{}-TOTAL_FORMS", meta.prefix), MOST_ROWS) {
        reading.read(conn, number)?;
    }
    Ok(reading.finish(had))
}

/// The rows of one inline, read one after the other.
struct Reading<'a, 'd> {
    desk: &'a Desk<'d>,
    inline: &'a dyn AnyInline,
    posted: &'a Posted,
    /// What is stored and has not been read yet.
    stored: Vec<(i64, Box<dyn Draft>)>,
    rows: DraftRows,
    /// How many there will be.
    kept: usize,
    errors: &'a mut Errors,
    conflicts: &'a mut Vec<ConflictView>,
}

impl Reading<'_, '_> {
    fn may(&self, right: Right) -> bool {
        inline_may(self.desk, self.inline.meta(), right)
    }

    fn read(&mut self, conn: &mut Conn, number: usize) -> QueryResult<()> {
        let prefix = format!("{}-{number}-", self.inline.meta().prefix);
        let removes = self.posted.is_ticked(&format!("{prefix}DELETE"));
        match self.posted.number(&format!("{prefix}id")) {
            None if removes => Ok(()),
            None => self.read_new(conn, &prefix),
            Some(id) => match self.stored.iter().position(|(known, _)| *known == id) {
                Some(place) => {
                    let (id, draft) = self.stored.swap_remove(place);
                    self.read_stored(conn, &prefix, id, draft, removes)
                }
                None => self.read_gone(conn, &prefix, number, removes),
            },
        }
    }

    fn read_new(&mut self, conn: &mut Conn, prefix: &str) -> QueryResult<()> {
        let (blank, position) = (self.inline.blank(), self.inline.meta().position);
        match self.may(Right::Add) && is_filled(blank.as_ref(), position, self.posted, prefix, self.desk) {
            true => self.add(conn, prefix, blank),
            false => Ok(()),
        }
    }

    fn add(&mut self, conn: &mut Conn, prefix: &str, blank: Box<dyn Draft>) -> QueryResult<()> {
        let entry = RowEntry { prefix, is_stored: false, base: None };
        let (draft, _) = self.draft(conn, blank, &entry)?;
        self.rows.added.push(draft);
        self.kept += 1;
        Ok(())
    }

    fn read_stored(
        &mut self,
        conn: &mut Conn,
        prefix: &str,
        id: i64,
        draft: Box<dyn Draft>,
        removes: bool,
    ) -> QueryResult<()> {
        if removes {
            if self.may(Right::Delete) && self.inline.meta().can_delete {
                self.rows.removed.push(id);
                self.kept -= 1;
            }
            return Ok(());
        }
        if !self.may(Right::Change) {
            return Ok(());
        }
        let base = Base::read(self.posted, &format!("{prefix}_base"));
        let entry = RowEntry { prefix, is_stored: true, base: base.as_ref() };
        let (draft, changed) = self.draft(conn, draft, &entry)?;
        if changed {
            self.rows.changed.push((id, draft));
        }
        Ok(())
    }

    fn read_gone(&mut self, conn: &mut Conn, prefix: &str, number: usize, removes: bool) -> QueryResult<()> {
        let row = Gone { inline: self.inline, prefix, number, removes, posted: self.posted };
        if row.is_wanted() && self.may(Right::Add) {
            return self.add(conn, prefix, self.inline.blank());
        }
        self.conflicts.extend(row.conflict(self.desk));
        Ok(())
    }

    /// Reads one row onto `draft`; whether that changed anything.
    fn draft(
        &mut self,
        conn: &mut Conn,
        mut draft: Box<dyn Draft>,
        entry: &RowEntry<'_>,
    ) -> QueryResult<(Box<dyn Draft>, bool)> {
        let (posted, prefix) = (self.posted, entry.prefix);
        let mut own = Errors::of(prefix);
        let locked = |meta: &FieldMeta| entry.is_stored && meta.only_new;
        let how = Merge { posted, prefix, base: entry.base, locked: &locked, partial: false };
        let merged = merge(draft.as_mut(), &how, &self.desk.context, &mut own);
        if own.is_empty() {
            draft.check(&mut own);
            check_relations(conn, self.desk, draft.as_ref(), &merged.changed, &mut own)?;
        }
        self.errors.extend(own);
        self.conflicts.extend(merged.conflicts);
        Ok((draft, !merged.changed.is_empty()))
    }

    /// The rows, when there are neither too few nor too many; too many that were there may stay.
    fn finish(self, had: usize) -> DraftRows {
        let meta = self.inline.meta();
        if self.kept < meta.min && self.may(Right::Add) {
            self.errors.add_labelled(meta.prefix, &meta.title, least(meta));
        }
        if meta.max.is_some_and(|most| self.kept > most.max(had)) {
            self.errors.add_labelled(meta.prefix, &meta.title, most(meta));
        }
        self.rows
    }
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
