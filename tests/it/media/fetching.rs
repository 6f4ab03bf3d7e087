//! Pictures that are fetched from somewhere else.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::ImageFormat;
use storefront::media::fetch::{self, FetchError};
use storefront::media::intake::IntakeError;
use storefront::media::models::{MediaFile, MediaState};
use storefront::media::{files, queries};
use storefront::platform::outgoing::addresses::Reach;

use super::{encoded, picture, run_jobs};
use crate::support::{TestApp, noon};

/// A server of this machine that answers by path until the test ends.
struct Server {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 4096];
                let length = stream.read(&mut head).unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                counter.fetch_add(1, Ordering::SeqCst);
                // The client may have gone when it heard enough.
                let _gone = stream.write_all(&answer(head.split(' ').nth(1).unwrap_or("/")));
            }
        });
        Server { address, requests }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn reach(&self) -> Reach {
        Reach::PublicAnd(self.address)
    }
}

fn ok(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn status(line: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .into_bytes()
}

/// A waiting file whose job is not left behind.
fn waiting(t: &TestApp, url: &str) -> i64 {
    use diesel::prelude::*;
    use storefront::schema::jobs;
    t.seed(|conn| {
        let id = files::insert_remote(conn, url, "A mug", noon())?;
        diesel::delete(jobs::table).execute(conn)?;
        Ok(id)
    })
}

fn file(t: &TestApp, id: i64) -> MediaFile {
    t.look(|conn| Ok(queries::find(conn, id)?)).unwrap()
}

#[test]
fn a_picture_is_fetched_stored_and_sized() {
    let t = TestApp::start();
    let jpeg = encoded(&picture(400, 200), ImageFormat::Jpeg);
    let server = Server::start(move |path| match path {
        "/mug.jpg" => redirect("/real.jpg"),
        _ => ok(&jpeg),
    });
    let id = waiting(&t, &server.url("/mug.jpg"));
    fetch::run(&t.app, id, server.reach(), false).unwrap();
    let stored = file(&t, id);
    assert_eq!((stored.state, stored.width, stored.alt.as_str()), (MediaState::Ready, 400, "A mug"));
    assert_eq!(run_jobs(&t), Vec::<String>::new());
    assert_eq!(t.look(|conn| Ok(queries::list_sizes(conn, &[id])?)).len(), 2);

    fetch::run(&t.app, id, server.reach(), false).unwrap();
    assert_eq!(server.requests.load(Ordering::SeqCst), 2, "a file that arrived is not fetched again");
}

#[test]
fn an_address_inside_is_refused_by_the_job() {
    let t = TestApp::start();
    for url in [
        "http://127.0.0.1:1/a.jpg",
        "http://[::1]/a.jpg",
        "http://169.254.169.254/meta",
        "http://localhost/a",
    ] {
        let id = t.seed(|conn| Ok(files::insert_remote(conn, url, "", noon())?));
        assert_eq!(run_jobs(&t), Vec::<String>::new(), "{url}: a final failure is not tried again");
        let failed = file(&t, id);
        assert_eq!(failed.state, MediaState::Failed);
        assert!(failed.error.unwrap().contains("not a public address"), "{url}");
    }
}

#[test]
fn an_address_inside_is_refused_after_a_redirect_too() {
    let t = TestApp::start();
    let inside = Server::start(|_| ok(b"secret"));
    let by_number = inside.url("/secret");
    let by_name = format!("http://localhost:{}/secret", inside.address.port());
    let server = Server::start(move |path| match path {
        "/number" => redirect(&by_number),
        "/name" => redirect(&by_name),
        _ => redirect("file:///etc/passwd"),
    });
    for path in ["/number", "/name", "/file"] {
        let outcome = fetch::fetch(&server.url(path), server.reach());
        assert!(matches!(outcome, Err(FetchError::Refused(_))), "{path}: {outcome:?}");
        let id = waiting(&t, &server.url(path));
        fetch::run(&t.app, id, server.reach(), false).unwrap();
        assert_eq!(file(&t, id).state, MediaState::Failed);
    }
    assert_eq!(inside.requests.load(Ordering::SeqCst), 0);
}

#[test]
fn redirects_end_after_three() {
    let server = Server::start(|path| match path {
        "/3" => ok(b"here"),
        "/round" => redirect("/round"),
        step => redirect(&format!("/{}", step.trim_start_matches('/').parse::<u8>().unwrap() + 1)),
    });
    assert_eq!(fetch::fetch(&server.url("/0"), server.reach()).unwrap(), b"here");
    let outcome = fetch::fetch(&server.url("/round"), server.reach());
    assert!(matches!(outcome, Err(FetchError::Redirects)), "{outcome:?}");
}

#[test]
fn a_missing_picture_fails_at_once_with_the_reason() {
    let t = TestApp::start();
    let server = Server::start(|path| if path == "/page" { ok(b"<html>") } else { status("404 Not Found") });
    for (path, reason) in [("/gone.jpg", "404"), ("/page", "not a JPEG")] {
        let id = waiting(&t, &server.url(path));
        fetch::run(&t.app, id, server.reach(), false).unwrap();
        let failed = file(&t, id);
        assert_eq!(failed.state, MediaState::Failed);
        assert!(failed.error.as_deref().unwrap().contains(reason), "{:?}", failed.error);
    }
}

#[test]
fn a_passing_failure_is_tried_again_and_counts_at_last() {
    let t = TestApp::start();
    let server = Server::start(|_| status("503 Service Unavailable"));
    let id = waiting(&t, &server.url("/a.jpg"));
    assert!(fetch::run(&t.app, id, server.reach(), false).unwrap_err().is_passing());
    assert_eq!(file(&t, id).state, MediaState::Waiting);
    assert!(fetch::run(&t.app, id, server.reach(), true).is_err());
    let failed = file(&t, id);
    assert_eq!(failed.state, MediaState::Failed);
    assert!(failed.error.unwrap().contains("503"));
}

#[test]
fn a_body_without_end_is_cut_off() {
    let server = Server::start(|path| match path {
        // Announced, and not announced.
        "/announced" => b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec(),
        _ => {
            [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_slice(), &vec![7; 21 * 1024 * 1024]].concat()
        }
    });
    for path in ["/announced", "/unannounced"] {
        let outcome = fetch::fetch(&server.url(path), server.reach());
        assert!(matches!(outcome, Err(FetchError::Intake(IntakeError::TooLarge))), "{path}");
    }
}

#[test]
fn a_server_that_is_not_there_is_a_passing_failure() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outcome = fetch::fetch(&format!("http://{address}/a.jpg"), Reach::PublicAnd(address));
    assert!(outcome.unwrap_err().is_passing());
}
