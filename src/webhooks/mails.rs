//! The mail to the operators about a webhook that is told nothing more.

use askama::Template;
use diesel::QueryResult;

use super::queries;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::web::error::AppError;

/// Tells the operators; takes [`OneWebhook`](super::delivering::OneWebhook).
pub const TELL_DISABLED: &str = "webhooks.tell_disabled";

struct Letter {
    name: String,
    address: String,
    at: String,
    reason: String,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/webhook_disabled/subject.txt")]
struct Subject<'a> {
    frame: &'a MailFrame,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/webhook_disabled/body.txt")]
struct TextBody<'a> {
    frame: &'a MailFrame,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/webhook_disabled/body.html")]
struct HtmlBody<'a> {
    frame: &'a MailFrame,
    letter: &'a Letter,
}

/// The mail of [`TELL_DISABLED`] to `admins`; none when there are none, or when the webhook is gone or
/// was switched on again.
pub fn compose(
    conn: &mut Conn,
    frame: &MailFrame,
    admins: &[String],
    webhook: i64,
) -> Result<Option<Message>, AppError> {
    let Some((first, others)) = admins.split_first() else { return Ok(None) };
    let Some(letter) = find_letter(conn, frame, webhook)? else { return Ok(None) };
    let (letter, subject) = (&letter, Subject { frame, letter: &letter }.render()?);
    Ok(Some(Message {
        to: first.clone(),
        bcc: others.to_vec(),
        // A name may have odd spaces in it.
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: TextBody { frame, letter }.render()?,
        html: HtmlBody { frame, letter }.render()?,
        ..Message::default()
    }))
}

fn find_letter(conn: &mut Conn, frame: &MailFrame, webhook: i64) -> QueryResult<Option<Letter>> {
    let found = queries::find_disabled(conn, webhook)?;
    Ok(found.map(|(name, address, at, reason): (String, String, Time, String)| Letter {
        name,
        address,
        at: at.format("%Y-%m-%d %H:%M").to_string(),
        reason,
        href: frame.absolute(&format!("/admin/webhooks/webhook/{webhook}/change/")),
    }))
}
