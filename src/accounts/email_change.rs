//! Another e-mail address: it counts once a link that was mailed to it is followed.

use chrono::TimeDelta;
use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};

use super::jobs::{self, NewEmail, OldEmail};
use super::queries::tokens::{self as links, Purpose, Token};
use super::{queries, throttle, tokens};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::queue;
use crate::platform::web::error::AppError;

/// A link works this long.
pub const LASTS: TimeDelta = TimeDelta::days(3);

/// Queues the mail to the new address, whether or not somebody else has it: the job looks. After
/// too many mails to one address, or asked for by one user, in an hour nothing is queued.
pub fn request(
    conn: &mut Conn,
    user_id: i64,
    email: &str,
    mail_limit: u32,
    now: Time,
) -> Result<(), AppError> {
    let counters = [throttle::of_mails_by(user_id, mail_limit), throttle::of_mails_to(email, mail_limit)];
    if throttle::try_take_all(conn, &counters, now)? {
        let arguments = NewEmail { user: user_id, email: email.to_owned() };
        queue::enqueue(conn, jobs::ANSWER_EMAIL_CHANGE, &arguments, now)?;
    }
    Ok(())
}

/// What a mailed link confirms, while it works.
pub fn find(conn: &mut Conn, token: &str, now: Time) -> QueryResult<Option<Token>> {
    links::find(conn, Purpose::EmailChange, &tokens::stored(token), now)
}

/// Stores the address that a mailed link stands for and tells the old one; `false` when the link
/// works no more, or somebody else got the address meanwhile.
///
/// Other links of the user go as well: they were mailed to an address that is no longer theirs.
pub fn confirm(conn: &mut Conn, token: &str, now: Time) -> Result<bool, AppError> {
    let Some(link) = find(conn, token, now)? else { return Ok(false) };
    if !links::delete(conn, link.id)? {
        return Ok(false);
    }
    match queries::update_email(conn, link.user.id, &link.email) {
        Ok(true) => {}
        Ok(false) => return Ok(false),
        // Somebody else confirmed the same address at this very moment.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(AppError::Conflict("This address belongs to another account by now.".to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    links::delete_all_of(conn, link.user.id)?;
    let arguments = OldEmail { user: link.user.id, email: link.user.email };
    queue::enqueue(conn, jobs::TELL_EMAIL_CHANGED, &arguments, now)?;
    Ok(true)
}
