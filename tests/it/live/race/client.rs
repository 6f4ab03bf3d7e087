//! A client that keeps its connection and asks for one page again and again: fast enough to race.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// One connection.
pub struct Client {
    host: String,
    stream: BufReader<TcpStream>,
    cookie: Option<String>,
}

impl Client {
    pub fn connect(host: &str) -> Client {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_nodelay(true).unwrap();
        Client { host: host.to_owned(), stream: BufReader::new(stream), cookie: None }
    }

    /// Puts the product into a cart, so that the visitor has a session from now on.
    pub fn with_cart(mut self, product: i64) -> Client {
        let form = format!("product={product}&quantity=1");
        let head = format!(
            "POST /cart/items/ HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            self.host,
            form.len()
        );
        let (head, _) = self.exchange(&head);
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a session");
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        self
    }

    /// The body of the page at `path`.
    pub fn get(&mut self, path: &str) -> String {
        let cookie = self.cookie.as_ref().map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
        let (head, body) =
            self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{cookie}\r\n", self.host));
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        body
    }

    fn exchange(&mut self, request: &str) -> (String, String) {
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.stream.read_line(&mut head).unwrap() > 0, "the server hung up after {head:?}");
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.stream.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }
}
