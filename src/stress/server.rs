//! The server: a process of its own that can be killed and started again.

use std::fs::{File, OpenOptions};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::StressError;
use super::browser::Browser;
use super::sandbox::Sandbox;

/// A server that does not answer by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// `storefront serve` in the sandbox, always at the same address.
#[derive(Debug)]
pub struct Server {
    program: PathBuf,
    folder: PathBuf,
    database: String,
    /// Where it listens.
    pub address: SocketAddr,
    child: Option<Child>,
}

impl Server {
    /// The server of a sandbox, at a free port; it does not run yet.
    pub fn new(sandbox: &Sandbox) -> Result<Server, StressError> {
        // The listener goes away again: the server binds the port by itself at each start.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        Ok(Server {
            program: std::env::current_exe()?,
            folder: sandbox.folder().to_owned(),
            database: sandbox.database_address(),
            address,
            child: None,
        })
    }

    /// Starts it and waits for its first answer; how long that took.
    pub fn start(&mut self) -> Result<Duration, StressError> {
        let began = Instant::now();
        let child = Command::new(&self.program)
            .arg("serve")
            .current_dir(&self.folder)
            .env("DATABASE_URL", &self.database)
            .env("BIND", self.address.to_string())
            .env("BASE_URL", format!("http://{}", self.address))
            .env("DEBUG_TOOLBAR", "0")
            .env("ACCESS_LOG", "0")
            .env("LOG_LEVEL", "warn")
            .env_remove("LOG_FILE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.log()?)
            .spawn()?;
        self.child = Some(child);
        // Nobody ever sends: waiting for it lets a little time pass.
        let (_silent, wait) = mpsc::channel::<()>();
        while began.elapsed() < PATIENCE {
            if Browser::new(self.address).get("/healthz").is_ok_and(|answer| answer.status == 200) {
                return Ok(began.elapsed());
            }
            if let Some(status) = self.child.as_mut().map(Child::try_wait).transpose()?.flatten() {
                return Err(
                    format!("the server ended with {status} at its start: {}", self.last_words()).into()
                );
            }
            let _nothing = wait.recv_timeout(Duration::from_millis(2));
        }
        Err(format!("the server did not answer within {} s: {}", PATIENCE.as_secs(), self.last_words())
            .into())
    }

    /// Kills it at once, whatever it is doing, and waits until it is gone.
    pub fn kill(&mut self) -> Result<(), StressError> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// The last lines of its log.
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    fn log(&self) -> std::io::Result<File> {
        OpenOptions::new().create(true).append(true).open(self.folder.join("server.log"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("The server could not be ended: {error}");
        }
    }
}
