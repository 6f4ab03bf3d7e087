//! Work in the background: telling the shop about a review.

use askama::Template;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::models::Review;
use super::queries::find_review;
use crate::app::App;
use crate::catalog;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::queue;
use crate::platform::web::error::AppError;
use crate::urls;

/// Tells the shop about a review.
pub const NOTIFY: &str = "reviews.notify";

/// Arguments of [`NOTIFY`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneReview {
    /// Its key.
    pub review: i64,
}

#[derive(Template)]
#[template(path = "mail/review_received/subject.txt")]
struct Subject<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/review_received/body.txt")]
struct TextBody<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/review_received/body.html")]
struct HtmlBody<'a> {
    frame: &'a MailFrame,
    letter: &'a Letter,
}

/// What the message says.
struct Letter {
    title: String,
    address: String,
    review: Review,
}

/// Has the shop told about a review; once, however often it is changed before that.
pub(super) fn queue_notice(conn: &mut Conn, review: i64, now: Time) -> QueryResult<()> {
    let key = format!("{NOTIFY}:{review}");
    queue::enqueue_at(conn, NOTIFY, &OneReview { review }, Some(&key), now, now)
}

/// Runs [`NOTIFY`]: nobody is told when the shop has no contact or the review is gone.
pub fn notify(app: &App, review: i64, job: i64) -> Result<(), AppError> {
    let found = app.db.read_blocking(|conn| {
        let frame = MailFrame::load(conn, &app.config)?;
        Ok::<_, AppError>(find_letter(conn, &frame, review)?.map(|letter| (frame, letter)))
    })?;
    match found {
        Some((frame, letter)) if !frame.contact.is_empty() => {
            app.mail.send(&message(&frame, &letter, job)?).map_err(AppError::internal)
        }
        _ => Ok(()),
    }
}

fn find_letter(conn: &mut Conn, frame: &MailFrame, review: i64) -> QueryResult<Option<Letter>> {
    let Some(review) = find_review(conn, review)? else { return Ok(None) };
    let product = catalog::queries::find_product(conn, review.product_id)?;
    Ok(product.map(|product| Letter {
        address: format!("{}{}", frame.base_url, urls::product(&product.slug)),
        title: product.title,
        review,
    }))
}

fn message(frame: &MailFrame, letter: &Letter, job: i64) -> Result<Message, AppError> {
    let subject = Subject { letter }.render()?;
    Ok(Message {
        to: frame.contact.clone(),
        // A title may have line breaks in it, a subject may not.
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: TextBody { letter }.render()?,
        html: HtmlBody { frame, letter }.render()?,
        id: Some(job.to_string()),
        ..Message::default()
    })
}
