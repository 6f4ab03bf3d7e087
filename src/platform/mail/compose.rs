//! From a message to what is sent: headers and parts, with nothing of a stranger's that could
//! become a header of its own.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::{AttachedFile, MailError, Message};
use crate::config::Config;

/// Tells mail programs that no person wrote it, so that none answers "I am on holiday".
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Who sends: the address, and what makes the names of messages this shop's own.
#[derive(Debug)]
pub(super) struct Sender {
    from: Option<Mailbox>,
    host: String,
    tag: String,
}

impl Sender {
    pub(super) fn of(config: &Config) -> Sender {
        let host = host(config);
        let from = config.mail_from.clone().or_else(|| default_from(&host));
        Sender { from, tag: tag(config), host }
    }

    /// The message as it is sent. `keep_bcc` writes the hidden readers down, for files only.
    pub(super) fn compose(
        &self,
        message: &Message,
        shop_name: &str,
        keep_bcc: bool,
    ) -> Result<lettre::Message, MailError> {
        let automatic = HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned());
        let mut builder = lettre::Message::builder()
            .from(self.from(shop_name)?)
            .to(mailbox(&message.to)?)
            .subject(one_line(&message.subject))
            .date_now()
            .message_id(Some(self.message_id(message.id.as_deref())))
            .raw_header(automatic);
        if let Some(address) = &message.reply_to {
            builder = builder.reply_to(mailbox(address)?);
        }
        for address in &message.bcc {
            builder = builder.bcc(mailbox(address)?);
        }
        if keep_bcc {
            builder = builder.keep_bcc();
        }
        match (message.html.is_empty(), message.files.is_empty()) {
            (true, true) => builder.singlepart(SinglePart::plain(message.text.clone())),
            (false, true) => builder.multipart(both(message)),
            (true, false) => {
                let body = MultiPart::mixed().singlepart(SinglePart::plain(message.text.clone()));
                builder.multipart(with_files(body, &message.files)?)
            }
            (false, false) => {
                builder.multipart(with_files(MultiPart::mixed().multipart(both(message)), &message.files)?)
            }
        }
        .map_err(refused)
    }

    fn from(&self, shop_name: &str) -> Result<Mailbox, MailError> {
        let from = self.from.clone().ok_or_else(|| {
            MailError::Message("MAIL_FROM is not set and BASE_URL has no host for an address".to_owned())
        })?;
        let name = from.name.or_else(|| Some(one_line(shop_name)).filter(|name| !name.is_empty()));
        Ok(Mailbox::new(name, from.email))
    }

    /// The same for every attempt of a job, so that a message which arrives twice is shown once.
    fn message_id(&self, job: Option<&str>) -> String {
        let plain = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match job.filter(plain) {
            Some(job) => format!("<job-{job}.{}@{}>", self.tag, self.host),
            None => format!("<{}.{}@{}>", uuid::Uuid::new_v4().simple(), self.tag, self.host),
        }
    }
}

fn both(message: &Message) -> MultiPart {
    MultiPart::alternative_plain_html(message.text.clone(), message.html.clone())
}

fn with_files(mut parts: MultiPart, files: &[AttachedFile]) -> Result<MultiPart, MailError> {
    for file in files {
        let kind = ContentType::parse(&file.content_type).map_err(refused)?;
        let part: SinglePart = Attachment::new(one_line(&file.name)).body(file.bytes.clone(), kind);
        parts = parts.singlepart(part);
    }
    Ok(parts)
}

fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    if text.chars().any(char::is_control) {
        return Err(MailError::Message(
            "an address has a line break or another control character".to_owned(),
        ));
    }
    text.parse().map_err(|_| MailError::Message("an address is not one that mail can go to".to_owned()))
}

fn refused(error: impl std::fmt::Display) -> MailError {
    MailError::Message(error.to_string())
}

/// `text` without line breaks and other control characters, which could begin a header.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The host of `BASE_URL`, as it may stand behind an `@`.
pub(super) fn host(config: &Config) -> String {
    let url = Url::parse(&config.base_url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => "localhost".to_owned(),
    }
}

fn default_from(host: &str) -> Option<Mailbox> {
    lettre::Address::new("shop", host).ok().map(|email| Mailbox::new(None, email))
}

/// Tells the job 7 of this shop from the job 7 of another one, or of this one begun afresh.
fn tag(config: &Config) -> String {
    let secret = config.secret_key.as_deref().unwrap_or_default();
    let digest = Sha256::digest(format!("message id:{secret}:{}", config.base_url));
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(pairs: &[(&'static str, &str)]) -> Sender {
        let get = |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Sender::of(&Config::parse(get).unwrap())
    }

    fn written(sender: &Sender, message: &Message) -> String {
        String::from_utf8(sender.compose(message, "Larkfold", false).unwrap().formatted()).unwrap()
    }

    fn to_ann() -> Message {
        Message { to: "ann@example.com".into(), text: "Hello".into(), ..Message::default() }
    }

    #[test]
    fn every_attempt_of_a_job_has_the_same_message_id() {
        let shop = sender(&[("BASE_URL", "https://shop.example")]);
        let message = Message { id: Some("123".into()), ..to_ann() };
        let line = |mail: &str| mail.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned();
        let first = line(&written(&shop, &message));
        assert!(first.starts_with("Message-ID: <job-123.") && first.ends_with("@shop.example>"), "{first}");
        assert_eq!(first, line(&written(&shop, &message)));
        assert_ne!(line(&written(&shop, &to_ann())), line(&written(&shop, &to_ann())));
    }

    #[test]
    fn the_sender_is_the_shop_unless_mail_from_says_otherwise() {
        for (from, expected) in [
            (None, "From: Larkfold <shop@shop.example>"),
            (Some("post@shop.example"), "From: Larkfold <post@shop.example>"),
            (Some("The Shop <post@shop.example>"), "From: \"The Shop\" <post@shop.example>"),
        ] {
            let mut pairs = vec![("BASE_URL", "https://shop.example")];
            pairs.extend(from.map(|from| ("MAIL_FROM", from)));
            let mail = written(&sender(&pairs), &to_ann());
            let line = mail.lines().find(|line| line.starts_with("From:")).unwrap();
            assert_eq!(line.replace('"', ""), expected.replace('"', ""));
        }
        assert!(written(&sender(&[]), &to_ann()).contains("<shop@localhost>"));
    }

    #[test]
    fn no_value_can_become_a_header_of_its_own() {
        let shop = sender(&[]);
        let evil = "x\r\nBcc: everyone@example.com\r\n\r\nbody";
        let message = Message {
            subject: evil.into(),
            to: super::super::named(evil, "ann@example.com"),
            files: vec![AttachedFile {
                name: evil.into(),
                content_type: "text/plain".into(),
                bytes: vec![1],
            }],
            id: Some(evil.into()),
            ..to_ann()
        };
        let mail = written(&shop, &message);
        assert!(!mail.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{mail}");
        for broken in [
            Message { to: format!("ann@example.com{evil}"), ..to_ann() },
            Message { reply_to: Some(format!("ann@example.com{evil}")), ..to_ann() },
            Message { bcc: vec![format!("Ann <ann@example.com>{evil}")], ..to_ann() },
            Message { to: String::new(), ..to_ann() },
        ] {
            assert!(shop.compose(&broken, evil, false).is_err());
        }
    }

    #[test]
    fn names_in_any_script_arrive_as_they_were_written() {
        let shop = sender(&[]);
        for name in ["Zoë Müller", "שרה כהן", "محمد", "Ann, \"the\" Buyer", "=?utf-8?q?x?="] {
            let message = Message { to: super::super::named(name, "ann@example.com"), ..to_ann() };
            let mail = written(&shop, &message);
            assert!(mail.is_ascii(), "{mail}");
            let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
            let reader = parsed.to().unwrap().first().unwrap();
            assert_eq!(reader.address(), Some("ann@example.com"));
            if !name.starts_with("=?") {
                assert_eq!(reader.name(), Some(name), "{mail}");
            }
        }
    }
}
