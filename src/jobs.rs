//! Which function runs a job of each kind, and what runs periodically.

use std::error::Error;
use std::time::Duration;

use crate::app::App;
use crate::cart;
use crate::checkout::idempotency;
use crate::demo;
use crate::media;
use crate::media::addresses::Reach;
use crate::media::files::OneFile;
use crate::orders::mails::{self, AboutOrder};
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::queue::{self, Job, Periodic};
use crate::platform::web::error::AppError;
use crate::promotions::promotions::{self, Refresh};
use crate::reviews;
use crate::shopfront::counts;

/// Removes finished jobs.
const CLEAN_JOBS: &str = "platform.delete_old_jobs";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What runs periodically, once for all processes.
pub const SCHEDULE: &[Periodic] = &[
    Periodic { kind: CLEAN_JOBS, every: DAY },
    Periodic { kind: cart::carts::DELETE_OLD, every: DAY },
    Periodic { kind: idempotency::DELETE_OLD, every: DAY },
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
        reviews::jobs::NOTIFY => {
            let reviews::jobs::OneReview { review } = job.parse()?;
            Ok(reviews::jobs::notify(app, review, job.id)?)
        }
        media::files::FETCH => {
            let OneFile { media } = job.parse()?;
            Ok(media::fetch::run(app, media, Reach::Public, job.attempts >= queue::MAX_ATTEMPTS)?)
        }
        media::files::MAKE_SIZES => {
            let OneFile { media } = job.parse()?;
            Ok(media::sizes::make(app, media)?)
        }
        cart::carts::DELETE_OLD => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(cart::carts::delete_old(conn, now)?))?;
            Ok(())
        }
        idempotency::DELETE_OLD => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(idempotency::delete_old(conn, now)?))?;
            Ok(())
        }
        mails::PLACED | mails::CANCELLED | mails::SHIPPED | mails::WITHDRAWN => {
            let AboutOrder { order } = job.parse()?;
            mail(app, job, |conn| mails::compose(conn, &app.config, &job.kind, order))
        }
        demo::drawing::DRAW => {
            let batch: demo::drawing::Batch = job.parse()?;
            Ok(demo::drawing::run(app, &batch)?)
        }
        other => Err(format!("no function runs jobs of kind {other:?}").into()),
    }
}

/// Makes a mail and sends it, if there still is one to send.
fn mail(
    app: &App,
    job: &Job,
    compose: impl FnOnce(&mut Conn) -> Result<Option<Message>, AppError>,
) -> Result<(), JobError> {
    let Some(message) = app.db.read_blocking(compose)? else { return Ok(()) };
    Ok(app.mail.send(&Message { id: Some(format!("job-{}", job.id)), ..message })?)
}
