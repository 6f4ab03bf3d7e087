//! Running an import: the file in chunks, each in a transaction of its own.

use std::path::PathBuf;

use super::ImportError;
use super::apply::{self, Applied, Context};
use super::draft::{ProductDraft, Refused, Rules};
use super::formats::{Format, detect};
use super::matching::Seen;
use super::report::Report;
use super::runs::{self, RunState};
use super::source::Source;
use crate::app::App;
use crate::platform::db::PoolError;
use crate::platform::settings::ShopSettings;

/// Products per transaction, and rows after which a chunk ends early: on the slowest disk a
/// writer waits a few tenths of a second for one.
const CHUNK_PRODUCTS: usize = 250;
const CHUNK_ROWS: usize = 500;

/// What to import and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The file.
    pub file: PathBuf,
    /// Says what would happen and writes nothing.
    pub dry_run: bool,
    /// Column of the file and our field.
    pub mapping: Vec<(String, String)>,
}

/// Imports a file; `progress` hears how many rows of how many are done.
pub fn import(
    app: &App,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, ImportError> {
    let mut source = Source::open(&options.file)?;
    let format = detect::detect(&source.header, &options.mapping)?;
    let rules = rules(app)?;
    let index = format.index(&mut source)?;
    let mut report = Report {
        format: format.name(),
        ignored: format.ignored(&source.header).into_iter().map(str::to_owned).collect(),
        refused: index.refused,
        ..Report::default()
    };
    report.rows.refused = u64::try_from(report.refused.len()).unwrap_or(u64::MAX);
    if !options.dry_run {
        report.run = Some(start(app, options, &format)?);
    }
    let mut importing = Importing { app, rules, seen: Seen::default(), report, count_at: 500 };
    let (mut drafts, mut rows, mut done) = (Vec::new(), 0, 0);
    for group in &index.groups {
        let mut read = Vec::new();
        for place in &group.rows {
            read.push(source.at(*place)?);
        }
        let mut drafted = format.draft(&read, &importing.rules);
        importing.report.rows.refused += u64::try_from(drafted.refused.len()).unwrap_or(u64::MAX);
        importing.report.refused.append(&mut drafted.refused);
        importing.report.notes.append(&mut drafted.notes);
        importing.report.products.refused += u64::from(drafted.product.is_none());
        drafts.extend(drafted.product);
        rows += read.len();
        if drafts.len() >= CHUNK_PRODUCTS || rows >= CHUNK_ROWS {
            importing.chunk(&drafts)?;
            drafts.clear();
            done += u64::try_from(rows).unwrap_or(u64::MAX);
            rows = 0;
            progress(done, index.rows);
        }
    }
    importing.chunk(&drafts)?;
    progress(index.rows, index.rows);
    let mut report = importing.report;
    report.refused.sort_by_key(|refused| refused.line);
    report.notes.sort_by_key(|note| note.line);
    if let Some(run) = report.run {
        let now = app.now();
        app.db.write_blocking(|conn| {
            Ok::<_, ImportError>(runs::set_state(conn, run, RunState::Finished, now)?)
        })?;
    }
    Ok(report)
}

fn rules(app: &App) -> Result<Rules, ImportError> {
    let settings =
        app.db.read_blocking(|conn| Ok::<_, ImportError>(ShopSettings::load(conn, &app.config)?))?;
    Ok(Rules {
        currency: settings.currency,
        min_price: app.config.min_unit_price,
        media_url: format!("{}/media/", app.config.base_url),
    })
}

fn start(app: &App, options: &Options, format: &Format) -> Result<i64, ImportError> {
    let name = options.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    app.db.write_blocking(|conn| Ok(runs::insert(conn, &name, format.name(), app.now())?))
}

struct Importing<'a> {
    app: &'a App,
    rules: Rules,
    seen: Seen,
    report: Report,
    /// Rows made after which the database counts its tables again.
    count_at: u64,
}

/// Why a chunk's transaction is not committed.
enum Ended {
    /// It was a dry run; this is what would have been.
    Dry(Applied),
    Failed(ImportError),
}

impl From<diesel::result::Error> for Ended {
    fn from(error: diesel::result::Error) -> Ended {
        Ended::Failed(error.into())
    }
}

impl From<PoolError> for Ended {
    fn from(error: PoolError) -> Ended {
        Ended::Failed(error.into())
    }
}

impl Importing<'_> {
    fn chunk(&mut self, drafts: &[ProductDraft]) -> Result<(), ImportError> {
        if drafts.is_empty() {
            return Ok(());
        }
        match self.transaction(drafts) {
            Err(ImportError::Database(diesel::result::Error::DatabaseError(kind, _)))
                if is_about_rows(&kind) =>
            {
                // One product that the database refuses must not take its neighbours with it.
                for draft in drafts {
                    self.single(draft)?;
                }
                Ok(())
            }
            other => other,
        }?;
        self.count()
    }

    /// Each time the run has doubled what it made.
    fn count(&mut self) -> Result<(), ImportError> {
        let made = self.report.rows.created;
        if self.report.run.is_none() || made < self.count_at {
            return Ok(());
        }
        self.count_at = made.saturating_mul(2);
        self.app.db.write_blocking(|conn| Ok::<_, ImportError>(runs::refresh_statistics(conn)?))
    }

    fn single(&mut self, draft: &ProductDraft) -> Result<(), ImportError> {
        match self.transaction(std::slice::from_ref(draft)) {
            Err(ImportError::Database(diesel::result::Error::DatabaseError(kind, info)))
                if is_about_rows(&kind) =>
            {
                self.report.products.refused += 1;
                for line in &draft.lines {
                    let reason = format!("the database refused it: {}", info.message());
                    self.report.refused.push(Refused { line: *line, reason });
                    self.report.rows.refused += 1;
                }
                Ok(())
            }
            other => other,
        }
    }

    fn transaction(&mut self, drafts: &[ProductDraft]) -> Result<(), ImportError> {
        let context = Context { rules: &self.rules, run: self.report.run, now: self.app.now() };
        let seen = &mut self.seen;
        let outcome = self.app.db.write_blocking(|conn| {
            let applied = apply::apply(conn, &context, drafts, seen).map_err(Ended::Failed)?;
            match context.run {
                Some(_) => Ok(applied),
                None => Err(Ended::Dry(applied)),
            }
        });
        match outcome {
            Ok(applied) | Err(Ended::Dry(applied)) => {
                self.seen.keep();
                self.report.rows.add(applied.rows);
                self.report.products.add(applied.products);
                self.report.refused.extend(applied.refused);
                self.report.steps.extend(applied.steps);
                Ok(())
            }
            Err(Ended::Failed(error)) => {
                self.seen.forget();
                Err(error)
            }
        }
    }
}

fn is_about_rows(kind: &diesel::result::DatabaseErrorKind) -> bool {
    use diesel::result::DatabaseErrorKind as Kind;
    matches!(
        kind,
        Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::NotNullViolation | Kind::CheckViolation
    )
}
