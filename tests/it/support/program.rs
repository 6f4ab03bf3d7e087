//! The program itself, as a process on the database of a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use storefront::platform::db::DatabaseUrl;

use super::TestApp;

impl TestApp {
    /// Starts `storefront serve` with these variables; the process and the address where it answers,
    /// without a slash at the end. Whoever starts it ends it.
    pub fn serve(&self, program: &str, variables: &[(&str, &str)], more: &[&str]) -> (Child, String) {
        let database = match &self.app.config.database {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(program)
            .arg("serve")
            .args(more)
            .current_dir(&self.app.config.var)
            .env_clear()
            .envs([("BIND", "127.0.0.1:0"), ("DATABASE_URL", &database)])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Storefront is running at ").unwrap();
        (child, address.trim_end_matches('/').to_owned())
    }
}
