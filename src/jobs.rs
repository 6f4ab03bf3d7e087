//! Which function runs a job of each kind, and what runs periodically.

use std::error::Error;
use std::time::Duration;

use crate::accounts;
use crate::app::App;
use crate::demo;
use crate::media;
use crate::media::addresses::Reach;
use crate::media::files::OneFile;
use crate::platform::queue::{self, Job, Periodic};
use crate::promotions::promotions::{self, Refresh};
use crate::shopfront::counts;

/// Removes finished jobs.
const CLEAN_JOBS: &str = "platform.delete_old_jobs";

/// What runs periodically, once for all processes.
pub const SCHEDULE: &[Periodic] = &[
    Periodic { kind: CLEAN_JOBS, every: Duration::from_secs(24 * 60 * 60) },
    Periodic { kind: accounts::jobs::CLEAN_UP, every: Duration::from_secs(60 * 60) },
    Periodic { kind: counts::FOLD, every: Duration::from_secs(5 * 60) },
];

/// Why a job failed; it is tried again.
pub type JobError = Box<dyn Error + Send + Sync>;

/// Runs a job. Running one twice does no harm.
pub fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let now = app.now();
    match job.kind.as_str() {
        CLEAN_JOBS => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(queue::delete_old(conn, now)?))?;
            Ok(())
        }
        counts::FOLD => app.db.write_blocking(|conn| Ok(counts::fold(conn)?)),
        promotions::REFRESH => {
            let Refresh { promotion } = job.parse()?;
            app.db.write_blocking(|conn| Ok(promotions::refresh(conn, promotion, now)?))
        }
        accounts::jobs::ANSWER_REGISTRATION
        | accounts::jobs::WELCOME
        | accounts::jobs::ANSWER_RESET
        | accounts::jobs::TELL_PASSWORD_CHANGED
        | accounts::jobs::ANSWER_EMAIL_CHANGE
        | accounts::jobs::TELL_EMAIL_CHANGED
        | accounts::jobs::CLEAN_UP => accounts::jobs::run(app, job),
        media::files::FETCH => {
            let OneFile { media } = job.parse()?;
            Ok(media::fetch::run(app, media, Reach::Public, job.attempts >= queue::MAX_ATTEMPTS)?)
        }
        media::files::MAKE_SIZES => {
            let OneFile { media } = job.parse()?;
            Ok(media::sizes::make(app, media)?)
        }
        demo::drawing::DRAW => {
            let batch: demo::drawing::Batch = job.parse()?;
            Ok(demo::drawing::run(app, &batch)?)
        }
        other => Err(format!("no function runs jobs of kind {other:?}").into()),
    }
}
