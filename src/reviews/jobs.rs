//! Work in the background: telling the shop about a review.

use askama::Template;
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::models::Review;
use super::queries::find_review;
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

/// The mail of [`NOTIFY`]; none when the shop has no contact or the review is gone.
pub fn compose(conn: &mut Conn, frame: &MailFrame, review: i64) -> Result<Option<Message>, AppError> {
    if frame.contact.is_empty() {
        return Ok(None);
    }
    match find_letter(conn, frame, review)? {
        Some(letter) => message(frame, &letter).map(Some),
        None => Ok(None),
    }
}

fn find_letter(conn: &mut Conn, frame: &MailFrame, review: i64) -> QueryResult<Option<Letter>> {
    let Some(review) = find_review(conn, review)? else { return Ok(None) };
    let product = catalog::queries::find_product(conn, review.product_id)?;
    Ok(product.map(|product| Letter {
        address: frame.absolute(&urls::product(&product.slug)),
        title: product.title,
        review,
    }))
}

fn message(frame: &MailFrame, letter: &Letter) -> Result<Message, AppError> {
    let subject = Subject { letter }.render()?;
    Ok(Message {
        to: frame.contact.clone(),
        // A title may have line breaks in it, a subject may not.
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: TextBody { letter }.render()?,
        html: HtmlBody { frame, letter }.render()?,
        ..Message::default()
    })
}
