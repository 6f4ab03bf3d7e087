//! Another system on the loopback interface that notes what it is sent and answers as it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use storefront::platform::outgoing::addresses::Reach;

/// One message.
#[derive(Debug, Clone)]
pub struct Received {
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// "order.placed orders.order:1"
    pub fn what(&self) -> String {
        let json = self.json();
        format!("{} {}", json["topic"].as_str().unwrap(), json["object"].as_str().unwrap())
    }
}

type Answer = dyn FnMut(&Received) -> Vec<u8> + Send;

/// A running receiver; its thread ends with the test.
pub struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    answer: Arc<Mutex<Box<Answer>>>,
}

impl Receiver {
    /// One that answers with this status.
    pub fn start(status: &'static str) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let answer: Arc<Mutex<Box<Answer>>> = Arc::new(Mutex::new(Box::new(move |_| answer(status, "", ""))));
        let (noted, says) = (received.clone(), answer.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                serve(&mut stream.unwrap(), &noted, &says);
            }
        });
        Receiver { address, received, answer }
    }

    /// From now on it answers with this status.
    pub fn says(&self, status: &'static str) {
        self.answers(move |_| answer(status, "", ""));
    }

    /// From now on it answers so.
    pub fn answers(&self, so: impl FnMut(&Received) -> Vec<u8> + Send + 'static) {
        *self.answer.lock().unwrap() = Box::new(so);
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn reach(&self) -> Reach {
        Reach::PublicAnd(self.address)
    }

    /// What it was sent since this was asked last.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// Topic and object of what it was sent since this was asked last.
    pub fn heard(&self) -> Vec<String> {
        self.take().iter().map(Received::what).collect()
    }
}

/// An answer with a header line (may be empty) and a body.
pub fn answer(status: &str, header: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{header}\r\n{body}")
        .into_bytes()
}

fn serve(stream: &mut TcpStream, received: &Mutex<Vec<Received>>, says: &Mutex<Box<Answer>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        // A client that says nothing has only looked.
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut message = Received { headers, body: String::new() };
    let mut body = vec![0; message.header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    message.body = String::from_utf8(body).unwrap();
    let answer = says.lock().unwrap()(&message);
    received.lock().unwrap().push(message);
    // The client may have gone when it heard enough.
    let _gone = stream.write_all(&answer);
}
