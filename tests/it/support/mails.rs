//! The mails that a shop has sent, as their readers see them.

use std::path::PathBuf;

use diesel::prelude::*;
use storefront::schema::jobs;
use storefront::worker::run_next;

use super::TestApp;

/// A mail as its reader sees it.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Mail {
    /// The path of the first link below `folder`.
    pub fn link(&self, folder: &str) -> String {
        let start = format!("http://127.0.0.1:8000{folder}");
        let found = self.text.split_whitespace().find(|word| word.starts_with(&start));
        let link = found.unwrap_or_else(|| panic!("no link to {folder} in {}", self.text));
        link.trim_start_matches("http://127.0.0.1:8000").to_owned()
    }
}

/// Runs every waiting job and returns the mails that were sent since this was asked last.
pub fn delivered(t: &TestApp) -> Vec<Mail> {
    while run_next(&t.app).unwrap() {}
    let open: Vec<(String, Option<String>)> = t.look(|conn| {
        Ok(jobs::table.filter(jobs::state.ne("done")).select((jobs::kind, jobs::error)).load(conn)?)
    });
    assert!(open.is_empty(), "{open:?}");
    let mut files: Vec<(u64, PathBuf)> = std::fs::read_dir(t.app.config.var.join("mail"))
        .map(|folder| folder.map(|entry| entry.unwrap().path()).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().parse().unwrap(), path))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|(_, path)| {
            let mail = parse(&std::fs::read_to_string(&path).unwrap());
            std::fs::remove_file(path).unwrap();
            mail
        })
        .collect()
}

/// Enough of a mail's format for what the shop writes.
fn parse(raw: &str) -> Mail {
    let unfolded = raw.replace("\r\n ", " ");
    let header = |name: &str| {
        let line = unfolded.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.trim_start_matches(name).trim().to_owned()
    };
    let text = raw.split("text/plain").nth(1).unwrap_or_default().split("text/html").next().unwrap();
    let text = text.replace("=\r\n", "").replace("=3D", "=");
    Mail { to: header("To:"), subject: header("Subject:"), text }
}
