//! Which function runs a job of each kind, and what runs periodically.

use std::error::Error;
use std::time::Duration;

use crate::accounts;
use crate::admin::export::keeping;
use crate::admin::tasks;
use crate::api;
use crate::app::App;
use crate::cart;
use crate::checkout::idempotency;
use crate::checkout::paying::{closing, news, reconciliation};
use crate::checkout::refunds::sending;
use crate::demo;
use crate::media;
use crate::media::files::OneFile;
use crate::orders::mails::{self, AboutOrder};
use crate::payments::paper;
use crate::platform::db::{Conn, row_counts};
use crate::platform::failures;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::outgoing::addresses::Reach;
use crate::platform::queue::{self, Job, Periodic};
use crate::promotions::promotions::{self, Refresh};
use crate::reviews;
use crate::shopfront::counts;
use crate::webhooks::{self, cleaning, delivering};

/// Removes finished jobs.
const CLEAN_JOBS: &str = "platform.delete_old_jobs";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What runs periodically, once for all processes.
pub const SCHEDULE: &[Periodic] = &[
    Periodic { kind: CLEAN_JOBS, every: DAY },
    Periodic { kind: cart::carts::DELETE_OLD, every: DAY },
    Periodic { kind: idempotency::DELETE_OLD, every: DAY },
    Periodic { kind: api::idempotency::DELETE_OLD, every: Duration::from_secs(60 * 60) },
    Periodic { kind: keeping::DELETE_OLD, every: Duration::from_secs(60 * 60) },
    Periodic { kind: accounts::jobs::CLEAN_UP, every: Duration::from_secs(60 * 60) },
    Periodic { kind: reconciliation::RECONCILE, every: Duration::from_secs(5 * 60) },
    Periodic { kind: counts::FOLD, every: Duration::from_secs(5 * 60) },
    Periodic { kind: delivering::SWEEP, every: Duration::from_secs(5 * 60) },
    Periodic { kind: cleaning::DELETE_OLD, every: DAY },
];

/// Kinds that can wait: there may be thousands of them at once, and mail must not stand in their
/// line. A worker takes every other kind first.
pub const PATIENT: &[&str] = &[media::files::FETCH, media::files::MAKE_SIZES, demo::drawing::DRAW];

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
        queue::REPORT_FAILURES => {
            send_mail(app, job, |conn, frame| Ok(failures::report(conn, &frame, &app.config.admins, now)?))
        }
        counts::FOLD => app.db.write_blocking(|conn| {
            counts::fold(conn)?;
            Ok(row_counts::fold(conn)?)
        }),
        promotions::REFRESH => {
            let Refresh { promotion } = job.parse()?;
            app.db.write_blocking(|conn| Ok(promotions::refresh(conn, promotion, now)?))
        }
        reviews::jobs::NOTIFY => {
            let reviews::jobs::OneReview { review } = job.parse()?;
            send_mail(app, job, |conn, frame| Ok(reviews::jobs::compose(conn, &frame, review)?))
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
        cart::carts::DELETE_OLD => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(cart::carts::delete_old(conn, now)?))?;
            Ok(())
        }
        idempotency::DELETE_OLD => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(idempotency::delete_old(conn, now)?))?;
            Ok(())
        }
        api::idempotency::DELETE_OLD => {
            app.db.write_blocking(|conn| Ok::<_, JobError>(api::idempotency::delete_old(conn, now)?))?;
            Ok(())
        }
        mails::PLACED | mails::CANCELLED | mails::SHIPPED | mails::WITHDRAWN | mails::REFUNDED => {
            let about: AboutOrder = job.parse()?;
            send_mail(app, job, |conn, frame| {
                Ok(mails::compose(conn, &app.config, &frame, &job.kind, &about)?)
            })
        }
        paper::mails::SEND => {
            let paper::mails::OneInvoice { invoice } = job.parse()?;
            send_mail(app, job, |conn, frame| Ok(paper::mails::compose(conn, &frame, invoice)?))
        }
        news::HANDLE => {
            let news::OneEvent { event } = job.parse()?;
            Ok(news::handle(app, event, job.attempts >= queue::MAX_ATTEMPTS)?)
        }
        closing::CLOSE => {
            let closing::OnePayment { payment } = job.parse()?;
            Ok(closing::close(app, payment)?)
        }
        sending::SEND => {
            let sending::OneRefund { refund } = job.parse()?;
            Ok(sending::send(app, refund, job.attempts > 1, job.attempts >= queue::MAX_ATTEMPTS)?)
        }
        reconciliation::RECONCILE => {
            reconciliation::run(app)?;
            Ok(())
        }
        demo::drawing::DRAW => {
            let batch: demo::drawing::Batch = job.parse()?;
            Ok(demo::drawing::run(app, &batch)?)
        }
        tasks::RUN => {
            let tasks::OneTask { task } = job.parse()?;
            Ok(tasks::run(app, task)?)
        }
        keeping::DELETE_OLD => Ok(keeping::delete_old(app)?),
        delivering::DELIVER => {
            let delivering::OneWebhook { webhook } = job.parse()?;
            Ok(delivering::run(app, webhook, Reach::Public)?)
        }
        delivering::SWEEP => app.db.write_blocking(|conn| Ok(delivering::sweep(conn, now)?)),
        cleaning::DELETE_OLD => Ok(cleaning::delete_old(app)?),
        webhooks::mails::TELL_DISABLED => {
            let delivering::OneWebhook { webhook } = job.parse()?;
            let admins = &app.config.admins;
            send_mail(app, job, |conn, frame| Ok(webhooks::mails::compose(conn, &frame, admins, webhook)?))
        }
        other => Err(format!("no function runs jobs of kind {other:?}").into()),
    }
}

/// Sends the message that `write` makes; `None` means that there is nothing to tell any more.
///
/// All that it tells is read in one transaction; the message has the number of its job, so that a
/// second attempt is not a second message.
pub fn send_mail(
    app: &App,
    job: &Job,
    write: impl FnOnce(&mut Conn, MailFrame) -> Result<Option<Message>, JobError>,
) -> Result<(), JobError> {
    let (shop_name, message) = app.db.read_blocking(|conn| {
        let frame = MailFrame::load(conn, &app.config)?;
        Ok::<_, JobError>((frame.shop_name.clone(), write(conn, frame)?))
    })?;
    match message {
        Some(message) => {
            let message = Message { id: Some(job.id.to_string()), ..message };
            Ok(app.mail.send_as(&shop_name, &message)?)
        }
        None => Ok(()),
    }
}
