//! Outgoing mail: what a message is, and how it leaves.
//!
//! A message is made and sent by a job, never by a handler, so that it is queued in the
//! transaction that causes it, sent at least once and tried again. With `SMTP_URL` it goes to that
//! server, otherwise it becomes a file under `var/mail/`, which `/dev/mail/` shows.

mod compose;
pub mod frame;
mod outbox;
pub mod pages;
mod smtp;

use std::sync::Arc;

use lettre::message::Mailbox;
use lettre::transport::smtp::SmtpTransport;

use crate::config::Config;
use compose::Sender;

pub use outbox::{KEEP, Listed, Outbox, Received};
pub use smtp::SmtpUrl;

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Shown to the reader.
    pub name: String,
    /// Such as `application/pdf`.
    pub content_type: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A message to one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Address of the reader, or what [`named`] makes of a name and an address.
    pub to: String,
    /// One line; line breaks become spaces.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML; may be empty.
    pub html: String,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// Readers that the others do not see.
    pub bcc: Vec<String>,
    /// Files that go along.
    pub files: Vec<AttachedFile>,
    /// Tells two deliveries of one message from two messages; the number of its job.
    pub id: Option<String>,
}

/// Why a message could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address or header cannot be written.
    #[error("the message cannot be written: {0}")]
    Message(String),
    /// The server will never take it.
    #[error("the mail server refuses the message for good: {0}")]
    Refused(String),
    /// The server does not answer, or not now.
    #[error("the mail server did not take the message this time: {0}")]
    Server(String),
    /// The file could not be written.
    #[error("the mail file could not be written: {0}")]
    File(#[from] std::io::Error),
}

/// Hands messages over; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    sender: Arc<Sender>,
}

#[derive(Clone)]
enum Way {
    Smtp(SmtpTransport),
    Files(Outbox),
}

impl Mailer {
    /// As the configuration says.
    pub fn open(config: &Config) -> Mailer {
        let way = match &config.smtp_url {
            Some(url) => Way::Smtp(url.transport(&compose::host(config))),
            None => Way::Files(Outbox::new(config.var.join("mail"))),
        };
        Mailer { way, sender: Arc::new(Sender::of(config)) }
    }

    /// Hands one message over.
    pub fn send(&self, message: &Message) -> Result<(), MailError> {
        self.send_as("", message)
    }

    /// Hands one message over; `shop_name` stands before the sender's address unless `MAIL_FROM`
    /// has a name of its own.
    pub fn send_as(&self, shop_name: &str, message: &Message) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(transport) => {
                smtp::deliver(transport, &self.sender.compose(message, shop_name, false)?)
            }
            Way::Files(outbox) => {
                let mail = self.sender.compose(message, shop_name, true)?;
                Ok(outbox.put(message.id.as_deref(), &mail.formatted())?)
            }
        }
    }

    /// The files that stand for sent messages; `None` when they go to a server.
    pub fn outbox(&self) -> Option<&Outbox> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Files(outbox) => Some(outbox),
        }
    }

    /// Whether the mail server answers; `Ok` without one.
    pub fn test(&self) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(transport) => smtp::test(transport),
            Way::Files(_) => Ok(()),
        }
    }
}

/// A reader's name and address as [`Message::to`] takes them, whatever letters the name has.
pub fn named(name: &str, address: &str) -> String {
    let name = compose::one_line(name);
    match address.parse() {
        Ok(email) if !name.is_empty() => Mailbox::new(Some(name), email).to_string(),
        _ => address.to_owned(),
    }
}

/// Whether mail can go to `address`, a bare address without a name.
pub fn is_address(address: &str) -> bool {
    address.parse::<lettre::Address>().is_ok()
}
