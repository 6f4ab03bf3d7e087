//! Outgoing mail: what a message is, and how it leaves.
//!
//! A message is made and sent by a job, never by a handler, so that it is queued in the
//! transaction that causes it, sent at least once and tried again.

pub mod frame;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use crate::config::Config;

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
    /// Address of the reader.
    pub to: String,
    /// One line.
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
    /// The server refuses or does not answer.
    #[error("the mail server did not take the message: {0}")]
    Server(String),
    /// The file could not be written.
    #[error("the mail file could not be written: {0}")]
    File(#[from] std::io::Error),
}

/// Hands messages over: to files under `var/mail/`.
#[derive(Debug, Clone)]
pub struct Mailer {
    folder: Arc<PathBuf>,
    from: Arc<str>,
}

impl Mailer {
    /// As the configuration says.
    pub fn open(config: &Config) -> Mailer {
        Mailer { folder: Arc::new(config.var.join("mail")), from: "shop@localhost.localdomain".into() }
    }

    /// Hands one message over.
    pub fn send(&self, message: &Message) -> Result<(), MailError> {
        let mail = self.build(message)?;
        fs::create_dir_all(self.folder.as_path())?;
        let name = message.id.clone().unwrap_or_else(|| uuid::Uuid::now_v7().simple().to_string());
        let draft = self.folder.join(format!("{name}.part"));
        fs::File::create(&draft)?.write_all(&mail.formatted())?;
        fs::rename(&draft, self.folder.join(format!("{name}.eml")))?;
        Ok(())
    }

    fn build(&self, message: &Message) -> Result<lettre::Message, MailError> {
        let refused = |error: &dyn std::fmt::Display| MailError::Message(error.to_string());
        let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|error| refused(&error));
        let mut builder = lettre::Message::builder()
            .from(mailbox(&self.from)?)
            .to(mailbox(&message.to)?)
            .subject(&message.subject);
        if let Some(address) = &message.reply_to {
            builder = builder.reply_to(mailbox(address)?);
        }
        for address in &message.bcc {
            builder = builder.bcc(mailbox(address)?);
        }
        let body = MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
        let mut parts = MultiPart::mixed().multipart(body);
        for file in &message.files {
            let kind = ContentType::parse(&file.content_type).map_err(|error| refused(&error))?;
            let part: SinglePart = Attachment::new(file.name.clone()).body(file.bytes.clone(), kind);
            parts = parts.singlepart(part);
        }
        builder.multipart(parts).map_err(|error| refused(&error))
    }
}
