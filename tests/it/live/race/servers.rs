//! Two servers on one database and a foreign program that writes to it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use storefront::platform::db::{Conn, DatabaseUrl};

use super::client::Client;
use super::{ENOUGH, Outcome, Published, Reader, race};
use crate::support::TestApp;
use crate::support::builders::{collection, product};

/// Minor units; high enough that no page shows the number for another reason.
const START: i64 = 100_000;

fn shop() -> (TestApp, i64) {
    let t = TestApp::start();
    let id = t.seed(|conn| {
        let mugs = collection(conn, "Mugs", None)?;
        product("Harbour Mug").price(START).inventory(50).within(mugs).insert(conn).map_err(Into::into)
    });
    (t, id)
}

/// A running server.
struct Server {
    child: Child,
    host: String,
}

impl Server {
    /// The program under test, or a faster build of it that `STALE_PROGRAM` names.
    fn start(t: &TestApp) -> Server {
        let program = std::env::var("STALE_PROGRAM");
        let program = program.as_deref().unwrap_or(env!("CARGO_BIN_EXE_storefront"));
        let variables = [("DEBUG_TOOLBAR", "0"), ("SECRET_KEY", "a key that only tests use, 4711 0815")];
        let (child, address) = t.serve(program, &variables, &["--no-work"]);
        Server { host: address.trim_start_matches("http://").to_owned(), child }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Whoever changes prices without the shop knowing: the database's own program, or where that is not
/// installed a connection of its own.
enum Writer {
    Program { child: Child, input: ChildStdin, output: BufReader<ChildStdout> },
    Connection(Box<Conn>),
}

impl Writer {
    fn new(t: &TestApp) -> Writer {
        let mut command = match &t.app.config.database {
            DatabaseUrl::Sqlite(path) => {
                let mut command = Command::new("sqlite3");
                command.args(["-batch", "-cmd", ".timeout 10000"]).arg(path);
                command
            }
            DatabaseUrl::Postgres(url) => {
                let mut command = Command::new("psql");
                command.args(["-qAtX", url]);
                command
            }
        };
        match command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
            Ok(mut child) => Writer::Program {
                input: child.stdin.take().unwrap(),
                output: BufReader::new(child.stdout.take().unwrap()),
                child,
            },
            Err(_) => Writer::Connection(Box::new(t.app.config.database.connect().unwrap())),
        }
    }

    /// Commits the price and returns when it is committed.
    fn set_price(&mut self, id: i64, price: i64) {
        let change =
            format!("UPDATE products SET unit_price = {price}, current_price = {price} WHERE id = {id};");
        match self {
            Writer::Connection(conn) => conn.batch_execute(&change).unwrap(),
            Writer::Program { input, output, .. } => {
                input.write_all(format!("{change} SELECT 'done {price}';\n").as_bytes()).unwrap();
                input.flush().unwrap();
                let mut line = String::new();
                output.read_line(&mut line).unwrap();
                assert_eq!(line.trim(), format!("done {price}"));
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Writer::Program { child, .. } = self {
            let _gone = child.kill();
            let _status = child.wait();
        }
    }
}

/// The number that a page shows as its price.
fn price(page: &str) -> i64 {
    let (_, rest) = page.split_once("\"price\":\"").or(page.split_once("\"unit_price\":")).expect("a price");
    let number: String =
        rest.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let (whole, cents) = number.split_once('.').unwrap_or((&number, "0"));
    whole.parse::<i64>().unwrap() * 100 + format!("{cents:0<2}").parse::<i64>().unwrap()
}

/// Two servers; visitors with and without a session, and programs.
fn run(t: &TestApp, id: i64) -> Outcome {
    let servers = [Server::start(t), Server::start(t)];
    let mut writer = Writer::new(t);
    writer.set_price(id, START);
    let published = Arc::new(Published(START.into()));
    let mut readers: Vec<Reader> = Vec::new();
    for server in &servers {
        let mut anybody = Client::connect(&server.host);
        readers.push(Box::new(move |_| price(&anybody.get("/products/harbour-mug/"))));
        let mut visitor = Client::connect(&server.host).with_cart(id);
        readers.push(Box::new(move |_| price(&visitor.get("/products/harbour-mug/"))));
        let mut program = Client::connect(&server.host);
        readers.push(Box::new(move |_| price(&program.get("/api/store/products/"))));
    }
    race(START, |number| writer.set_price(id, number), &published, readers)
}

#[test]
fn no_page_of_two_servers_shows_less_than_was_committed_before_it_was_asked_for() {
    let (t, id) = shop();
    let outcome = run(&t, id);
    assert!(outcome.commits > 10 && outcome.pages >= ENOUGH, "too little happened: {outcome:?}");
    assert_eq!(outcome.stale, 0, "{outcome:?}");
}

#[test]
fn a_trigger_that_does_not_know_the_price_gives_old_pages() {
    let (t, id) = shop();
    t.seed(|conn| {
        let forget = match conn {
            Conn::Sqlite(_) => "DROP TRIGGER products_version_update",
            Conn::Pg(_) => "ALTER TABLE products DISABLE TRIGGER products_version_update",
        };
        Ok(conn.batch_execute(forget)?)
    });
    let outcome = run(&t, id);
    assert!(outcome.stale > 0, "{outcome:?}");
}
