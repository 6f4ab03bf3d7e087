//! Mail as files, for a shop without a mail server: one `.eml` each, the newest are kept.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use mail_parser::{MessageParser, MimeHeaders};

/// So many files are kept.
pub const KEEP: usize = 1_000;
/// So many more may be there before the old ones are removed: not every message reads the folder's
/// times.
const SLACK: usize = 100;

/// A folder of messages; cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbox {
    folder: Arc<PathBuf>,
}

/// One line of the list of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name of its file, without `.eml`.
    pub name: String,
    /// Who it is for.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written, UTC.
    pub sent: String,
}

/// A message read back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Who sent it.
    pub from: String,
    /// Who it is for.
    pub to: String,
    /// Who gets it without being named.
    pub bcc: String,
    /// Where answers go.
    pub reply_to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written, UTC.
    pub sent: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML; may be empty.
    pub html: String,
    /// Names of attached files.
    pub files: Vec<String>,
}

impl Outbox {
    /// Messages in `folder`, which is made for the first one.
    pub fn new(folder: PathBuf) -> Outbox {
        Outbox { folder: Arc::new(folder) }
    }

    /// Stores a message under the number of its job; a second attempt replaces the first.
    pub(super) fn put(&self, job: Option<&str>, mail: &[u8]) -> io::Result<()> {
        fs::create_dir_all(self.folder.as_path())?;
        let name = match job.filter(|id| is_name(id)) {
            Some(id) => id.to_owned(),
            None => uuid::Uuid::now_v7().simple().to_string(),
        };
        let draft = self.folder.join(format!("{name}.{:08x}.part", rand::random::<u32>()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // Links in mails open accounts.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&draft)?.write_all(mail)?;
        fs::rename(&draft, self.folder.join(format!("{name}.eml")))?;
        self.remove_old()
    }

    /// The newest messages first.
    pub fn list(&self, limit: usize) -> Vec<Listed> {
        let mut files = self.files().unwrap_or_default();
        files.sort_unstable_by(|a, b| b.cmp(a));
        let names = files.into_iter().take(limit).map(|(_, name)| name);
        names
            .filter_map(|name| {
                let Received { to, subject, sent, .. } = self.read(&name)?;
                Some(Listed { name, to, subject, sent })
            })
            .collect()
    }

    /// The message in the file of this name, if there is one.
    pub fn read(&self, name: &str) -> Option<Received> {
        if !is_name(name) {
            return None;
        }
        let bytes = fs::read(self.folder.join(format!("{name}.eml"))).ok()?;
        let mail = MessageParser::default().parse(&bytes)?;
        let html = mail.html_bodies().find(|part| part.is_text_html());
        Some(Received {
            from: readers(mail.from()),
            to: readers(mail.to()),
            bcc: readers(mail.bcc()),
            reply_to: readers(mail.reply_to()),
            subject: mail.subject().unwrap_or_default().to_owned(),
            sent: mail.date().map_or_else(String::new, ToString::to_string),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: html.and_then(|part| part.text_contents()).unwrap_or_default().to_owned(),
            files: mail.attachments().filter_map(|part| part.attachment_name()).map(str::to_owned).collect(),
        })
    }

    /// When each file was written, and its name.
    fn files(&self) -> io::Result<Vec<(SystemTime, String)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.folder.as_path())? {
            let entry = entry?;
            let Some(name) =
                entry.file_name().to_str().and_then(|name| name.strip_suffix(".eml")).map(str::to_owned)
            else {
                continue;
            };
            // Removed meanwhile by another process.
            let Ok(written) = entry.metadata().and_then(|metadata| metadata.modified()) else { continue };
            files.push((written, name));
        }
        Ok(files)
    }

    fn remove_old(&self) -> io::Result<()> {
        if fs::read_dir(self.folder.as_path())?.count() <= KEEP + SLACK {
            return Ok(());
        }
        let mut files = self.files()?;
        files.sort_unstable_by(|a, b| b.cmp(a));
        for (_, name) in files.iter().skip(KEEP) {
            match fs::remove_file(self.folder.join(format!("{name}.eml"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether `name` is a plain name, which cannot lead out of the folder.
fn is_name(name: &str) -> bool {
    (1..=80).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn readers(address: Option<&mail_parser::Address<'_>>) -> String {
    let each = address.into_iter().flat_map(|address| address.iter());
    let shown = each.filter_map(|reader| match (reader.name(), reader.address()) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (None, Some(address)) => Some(address.to_owned()),
        _ => None,
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        for name in ["", "../secret", "a/b", "..", "a.b", "ä", "x\0"] {
            assert!(!is_name(name), "{name:?}");
        }
        assert!(is_name("123") && is_name("0198c0de-1"));
    }

    #[test]
    fn old_files_are_removed_and_the_newest_are_kept() {
        let folder = std::env::temp_dir().join(format!("storefront-mail-{}", uuid::Uuid::new_v4().simple()));
        let outbox = Outbox::new(folder.clone());
        fs::create_dir_all(&folder).unwrap();
        for number in 0..1_100 {
            let file = fs::File::create(folder.join(format!("old-{number}.eml"))).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number)).unwrap();
        }
        outbox.put(Some("new"), b"Subject: x\r\n\r\ny").unwrap();
        let left = outbox.files().unwrap();
        assert_eq!(left.len(), KEEP);
        let has = |wanted: &str| left.iter().any(|(_, name)| name == wanted);
        assert!(has("new") && has("old-1099") && !has("old-0"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
