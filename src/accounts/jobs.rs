//! Work in the background: mails about accounts, and removing what is over.
//!
//! Secrets of links are made here, so that none stands in the table of jobs.

use serde::{Deserialize, Serialize};

use super::mails::{
    AccountExists, ConfirmEmail, ConfirmRegistration, EmailChanged, EmailTaken, PasswordChanged,
    PasswordReset, Welcome,
};
use super::models::User;
use super::queries::tokens::{NewToken, Purpose};
use super::queries::{registrations, throttles, tokens as links};
use super::{email_change, password_change, queries, tokens};
use crate::app::App;
use crate::jobs::JobError;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;
use crate::platform::queue::Job;
use crate::platform::sessions;
use crate::platform::web::error::AppError;
use crate::urls;

/// Answers who asked for an account: with a link, or with the news that they have one.
pub const ANSWER_REGISTRATION: &str = "accounts.answer_registration";
/// Greets a new customer.
pub const WELCOME: &str = "accounts.welcome";
/// Mails a link for a new password, if the address has an account.
pub const ANSWER_RESET: &str = "accounts.answer_password_reset";
/// Tells somebody that their password was changed.
pub const TELL_PASSWORD_CHANGED: &str = "accounts.tell_password_changed";
/// Mails a link to a new address, or the news that it is taken.
pub const ANSWER_EMAIL_CHANGE: &str = "accounts.answer_email_change";
/// Tells the old address that it was replaced.
pub const TELL_EMAIL_CHANGED: &str = "accounts.tell_email_changed";
/// Removes what is over: sessions, links, reservations, counters.
pub const CLEAN_UP: &str = "accounts.clean_up";

/// Arguments of [`ANSWER_REGISTRATION`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneRegistration {
    /// Key of the registration.
    pub registration: i64,
}

/// Arguments of [`WELCOME`] and [`TELL_PASSWORD_CHANGED`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneUser {
    /// Key of the user.
    pub user: i64,
}

/// Arguments of [`ANSWER_RESET`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OneEmail {
    /// As typed.
    pub email: String,
}

/// Arguments of [`ANSWER_EMAIL_CHANGE`].
#[derive(Debug, Serialize, Deserialize)]
pub struct NewEmail {
    /// Key of the user.
    pub user: i64,
    /// The address they want.
    pub email: String,
}

/// Arguments of [`TELL_EMAIL_CHANGED`].
#[derive(Debug, Serialize, Deserialize)]
pub struct OldEmail {
    /// Key of the user.
    pub user: i64,
    /// The address they had.
    pub email: String,
}

/// Runs a job of this domain.
pub fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let now = app.now();
    if job.kind == CLEAN_UP {
        return Ok(app.db.write_blocking(|conn| clean_up(conn, now))?);
    }
    // What the mail needs is stored before it leaves: a link must work when it arrives.
    let (shop_name, message) = app.db.write_blocking(|conn| {
        let frame = MailFrame::load(conn, &app.config)?;
        Ok::<_, JobError>((frame.shop_name.clone(), message(conn, app, job, frame, now)?))
    })?;
    match message {
        Some(message) => Ok(app.mail.send_as(&shop_name, &message)?),
        None => Ok(()),
    }
}

/// The mail that a job is about; `None` when there is nothing to be said any more.
fn message(
    conn: &mut Conn,
    app: &App,
    job: &Job,
    frame: MailFrame,
    now: Time,
) -> Result<Option<Message>, JobError> {
    let letter = Letter { app, job, frame, now };
    match job.kind.as_str() {
        ANSWER_REGISTRATION => letter.answer_registration(conn, &job.parse()?),
        WELCOME => letter.welcome(conn, &job.parse()?),
        ANSWER_RESET => letter.answer_reset(conn, &job.parse()?),
        TELL_PASSWORD_CHANGED => letter.tell_password_changed(conn, &job.parse()?),
        ANSWER_EMAIL_CHANGE => letter.answer_email_change(conn, &job.parse()?),
        TELL_EMAIL_CHANGED => letter.tell_email_changed(conn, &job.parse()?),
        other => Err(format!("no mail of accounts is called {other:?}").into()),
    }
}

struct Letter<'a> {
    app: &'a App,
    job: &'a Job,
    frame: MailFrame,
    now: Time,
}

type Written = Result<Option<Message>, JobError>;

impl Letter<'_> {
    fn answer_registration(&self, conn: &mut Conn, about: &OneRegistration) -> Written {
        let Some(found) = registrations::find(conn, about.registration, self.now)? else { return Ok(None) };
        if let Some(user) = queries::find_by_email(conn, &found.email)? {
            return self.account_exists(&user).map(Some);
        }
        let token = tokens::of_job(&self.app.config, self.job);
        registrations::update_token(conn, found.id, &tokens::stored(&token))?;
        let mail = ConfirmRegistration {
            username: &found.username,
            link: &self.absolute(&urls::registration_confirmation(&token)),
        };
        Ok(Some(mail.message(&self.frame, &found.email, self.job.id)?))
    }

    fn account_exists(&self, user: &User) -> Result<Message, JobError> {
        let mail = AccountExists {
            username: &user.username,
            login: &self.absolute(urls::log_in()),
            reset: &self.absolute(urls::password_reset()),
        };
        Ok(mail.message(&self.frame, &user.email, self.job.id)?)
    }

    fn welcome(&self, conn: &mut Conn, about: &OneUser) -> Written {
        let Some(user) = queries::find_user(conn, about.user)? else { return Ok(None) };
        let mail = Welcome {
            name: &user.name(),
            username: &user.username,
            account: &self.absolute(urls::account()),
        };
        Ok(Some(mail.message(&self.frame, &user.email, self.job.id)?))
    }

    fn answer_reset(&self, conn: &mut Conn, about: &OneEmail) -> Written {
        let user = queries::find_by_email(conn, &about.email)?.filter(|user| user.is_active);
        let Some(user) = user else { return Ok(None) };
        let token = self.store_link(conn, user.id, Purpose::PasswordReset, "")?;
        let mail = PasswordReset {
            username: &user.username,
            email: &user.email,
            link: &self.absolute(&urls::password_reset_link(&token)),
        };
        Ok(Some(mail.message(&self.frame, &user.email, self.job.id)?))
    }

    fn tell_password_changed(&self, conn: &mut Conn, about: &OneUser) -> Written {
        let Some(user) = queries::find_user(conn, about.user)? else { return Ok(None) };
        let mail =
            PasswordChanged { username: &user.username, reset: &self.absolute(urls::password_reset()) };
        Ok(Some(mail.message(&self.frame, &user.email, self.job.id)?))
    }

    fn answer_email_change(&self, conn: &mut Conn, about: &NewEmail) -> Written {
        let user = queries::find_user(conn, about.user)?.filter(|user| user.is_active);
        let Some(user) = user else { return Ok(None) };
        let other = queries::find_by_email(conn, &about.email)?.filter(|other| other.id != user.id);
        if let Some(other) = other {
            let mail = EmailTaken { username: &other.username, login: &self.absolute(urls::log_in()) };
            return Ok(Some(mail.message(&self.frame, &other.email, self.job.id)?));
        }
        let token = self.store_link(conn, user.id, Purpose::EmailChange, &about.email)?;
        let mail = ConfirmEmail {
            username: &user.username,
            link: &self.absolute(&urls::email_confirmation(&token)),
        };
        Ok(Some(mail.message(&self.frame, &about.email, self.job.id)?))
    }

    fn tell_email_changed(&self, conn: &mut Conn, about: &OldEmail) -> Written {
        let Some(user) = queries::find_user(conn, about.user)? else { return Ok(None) };
        let mail = EmailChanged { username: &user.username, contact: &self.frame.contact };
        Ok(Some(mail.message(&self.frame, &about.email, self.job.id)?))
    }

    fn store_link(
        &self,
        conn: &mut Conn,
        user_id: i64,
        purpose: Purpose,
        email: &str,
    ) -> Result<String, JobError> {
        let token = tokens::of_job(&self.app.config, self.job);
        let lasts = match purpose {
            Purpose::PasswordReset => password_change::RESET_LASTS,
            Purpose::EmailChange => email_change::LASTS,
        };
        let link = NewToken {
            user_id,
            purpose,
            token_hash: &tokens::stored(&token),
            email,
            created_at: self.now,
            expires_at: self.now + lasts,
        };
        links::insert(conn, &link)?;
        Ok(token)
    }

    fn absolute(&self, path: &str) -> String {
        self.frame.absolute(path)
    }
}

fn clean_up(conn: &mut Conn, now: Time) -> Result<(), AppError> {
    sessions::delete_expired(conn, now)?;
    links::delete_expired(conn, now)?;
    registrations::delete_expired(conn, now)?;
    throttles::delete_over(conn, now)?;
    Ok(())
}
