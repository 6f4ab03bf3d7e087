//! The least of a browser: one connection that is kept, one cookie, forms.
//!
//! An HTTP library would hide when a request was sent a second time, and takes more of the
//! processor than the shop does.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use url::form_urlencoded;

/// Whoever hears nothing for so long gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A visitor of the shop.
#[derive(Debug)]
pub struct Browser {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
    cookie: Option<String>,
}

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 200, 303 …
    pub status: u16,
    /// Where it leads to.
    pub location: Option<String>,
    /// The page.
    pub body: String,
    cookie: Option<String>,
}

impl Browser {
    /// Somebody who was never here before.
    pub fn new(address: SocketAddr) -> Browser {
        Browser { address, connection: None, cookie: None }
    }

    /// The same visitor in another tab, on a connection of its own.
    pub fn tab(&self) -> Browser {
        Browser { address: self.address, connection: None, cookie: self.cookie.clone() }
    }

    /// Becomes somebody who was never here, on the same connection; who it was until now.
    pub fn take_visitor(&mut self) -> Option<String> {
        self.cookie.take()
    }

    /// Becomes somebody who was here before, on the same connection.
    pub fn become_visitor(&mut self, visitor: Option<String>) {
        self.cookie = visitor;
    }

    /// Opens the connection, so that the next request need not.
    pub fn connect(&mut self) -> io::Result<()> {
        if self.connection.is_none() {
            let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            self.connection = Some(BufReader::new(stream));
        }
        Ok(())
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, "")
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", path, &body)
    }

    /// One request and its answer; after an error the next request makes a new connection.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> io::Result<Answer> {
        let request = self.request(method, path, body);
        self.connect()?;
        let Some(mut connection) = self.connection.take() else { return Err(ended()) };
        connection.get_mut().write_all(request.as_bytes())?;
        let answer = read_answer(&mut connection)?;
        self.connection = Some(connection);
        if answer.cookie.is_some() {
            self.cookie.clone_from(&answer.cookie);
        }
        Ok(answer)
    }

    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let cookie = self.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let content = match method {
            "POST" => format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            ),
            _ => String::new(),
        };
        format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{cookie}{content}\r\n{body}", self.address)
    }
}

fn read_answer(connection: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let first = read_line(connection)?;
    let status = first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(unreadable)?;
    let mut answer = Answer { status, location: None, body: String::new(), cookie: None };
    let mut length = None;
    loop {
        let line = read_line(connection)?;
        let Some((name, value)) = line.split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse::<usize>().ok(),
            "location" => answer.location = Some(value.to_owned()),
            "set-cookie" => answer.cookie = value.split(';').next().map(str::to_owned),
            _ => {}
        }
    }
    let mut body = vec![0; length.ok_or_else(unreadable)?];
    connection.read_exact(&mut body)?;
    answer.body = String::from_utf8(body).map_err(|_| unreadable())?;
    Ok(answer)
}

fn read_line(connection: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(ended());
    }
    Ok(line.trim_end().to_owned())
}

fn ended() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

fn unreadable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer cannot be read")
}

impl Answer {
    /// What a hidden field of the page holds.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\""))?;
        let (value, _) = rest.split_once('"')?;
        Some(unescape(value))
    }

    /// The first thing that a list of the page says.
    pub fn first_item(&self) -> Option<String> {
        let (_, rest) = self.body.split_once("<li dir=\"auto\">")?;
        let (item, _) = rest.split_once("</li>")?;
        Some(unescape(item))
    }

    /// The token of the order that the answer leads to.
    pub fn order(&self) -> Option<&str> {
        let token = self.location.as_deref()?.strip_prefix("/orders/")?.strip_suffix('/')?;
        (self.status == 303 && !token.contains('/')).then_some(token)
    }
}

/// The characters that Askama escapes.
fn unescape(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}
