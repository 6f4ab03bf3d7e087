//! A mail server on this machine that takes or refuses what it is told to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was said to the server.
#[derive(Debug, Default, Clone)]
pub struct Dialogue {
    /// Every command, passwords and all.
    pub commands: Vec<String>,
    /// The messages that it took.
    pub messages: Vec<String>,
    /// Connections.
    pub connections: usize,
}

/// The server; its thread ends with the test.
pub struct MailServer {
    pub url: String,
    dialogue: Arc<Mutex<Dialogue>>,
    refusal: Arc<Mutex<Option<String>>>,
}

impl MailServer {
    /// Listens on a port of its own.
    pub fn start() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let server = MailServer { url, dialogue: Arc::default(), refusal: Arc::default() };
        let (dialogue, refusal) = (Arc::clone(&server.dialogue), Arc::clone(&server.refusal));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                dialogue.lock().unwrap().connections += 1;
                let (dialogue, refusal) = (Arc::clone(&dialogue), Arc::clone(&refusal));
                thread::spawn(move || talk(stream, &dialogue, &refusal));
            }
        });
        server
    }

    /// Answers every reader with this line from now on, such as `550 no such user`.
    pub fn refuse(&self, answer: Option<&str>) {
        *self.refusal.lock().unwrap() = answer.map(str::to_owned);
    }

    /// What was said so far.
    pub fn dialogue(&self) -> Dialogue {
        self.dialogue.lock().unwrap().clone()
    }
}

fn talk(stream: TcpStream, dialogue: &Mutex<Dialogue>, refusal: &Mutex<Option<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let mut out = stream;
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
    say("220 test server");
    while let Some(line) = lines.next() {
        dialogue.lock().unwrap().commands.push(line.clone());
        let refused = refusal.lock().unwrap().clone();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let goes_on = match (word.as_str(), refused) {
            ("EHLO", _) => say("250-test server") && say("250 AUTH PLAIN"),
            ("AUTH", _) => say("235 welcome"),
            ("RCPT", Some(answer)) => say(&answer),
            ("DATA", _) => {
                say("354 go ahead");
                let text: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                dialogue.lock().unwrap().messages.push(text.join("\r\n"));
                say("250 taken")
            }
            ("QUIT", _) => {
                say("221 bye");
                false
            }
            _ => say("250 fine"),
        };
        if !goes_on {
            return;
        }
    }
}
