//! The program itself, started in a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use storefront::platform::db::DatabaseUrl;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("storefront-run-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn command(&self, settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storefront"));
        command.current_dir(&self.0).env_clear().env("BIND", "127.0.0.1:0").envs(settings.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn fails(&self, settings: &[(&str, &str)]) -> String {
        let output = self.command(settings).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.trim().lines().count(), 1, "one sentence: {told}");
        told
    }

    fn database(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.0.join("var/storefront.db"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// A running shop; ended with the test.
struct Shop {
    child: Child,
    address: String,
}

impl Shop {
    fn start(folder: &Folder, settings: &[(&str, &str)]) -> Shop {
        let mut child = folder.command(settings).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("Storefront is running at http://")
            .unwrap_or_else(|| panic!("{line}"))
            .trim_end_matches('/')
            .to_owned();
        Shop { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends `request` and returns the whole answer.
    fn ask(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.ask(
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).as_bytes(),
        )
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    fn stop(mut self) -> Output {
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        let mut stderr = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        Output { status, stdout: Vec::new(), stderr }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn one_command_in_an_empty_folder_starts_the_shop() {
    let folder = Folder::new();
    let shop = Shop::start(&folder, &[]);
    assert!(shop.get("/readyz").starts_with("HTTP/1.1 200"));
    let output = shop.stop();
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0));
    assert!(!log.contains("\"ERROR\"") && !log.contains("\"WARN\""), "{log}");
    assert_eq!(files(&folder.0), ["var"], "nothing is written elsewhere");

    let key = std::fs::read_to_string(folder.0.join("var/secret.key")).unwrap();
    let again = Shop::start(&folder, &[]);
    assert!(again.get("/readyz").starts_with("HTTP/1.1 200"));
    again.stop();
    assert_eq!(std::fs::read_to_string(folder.0.join("var/secret.key")).unwrap(), key);
}

/// Counting these rows takes the database a second: the figures of jobs become a slow page.
const SLOW_JOBS: &str = "DROP TABLE jobs; CREATE VIEW jobs AS
    WITH RECURSIVE rows (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM rows WHERE id < 2000000)
    SELECT id, 'slow' AS kind, '{}' AS arguments, CASE id % 3 WHEN 4 THEN 'queued' ELSE 'done' END AS state,
        0 AS attempts, '2099-01-01' AS run_at,
        '2099-01-01' AS leased_until FROM rows";

#[test]
fn a_request_in_hand_is_answered_before_the_shop_stops() {
    for signal in ["-TERM", "-INT"] {
        let folder = Folder::new();
        let mut shop = Shop::start(&folder, &[]);
        folder.database().connect().unwrap().batch_execute(SLOW_JOBS).unwrap();
        let mut slow = shop.connect();
        write!(slow, "GET /metrics HTTP/1.1\r\nHost: {}\r\n\r\n", shop.address).unwrap();
        let mut idle = shop.connect();
        write!(idle, "GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", shop.address).unwrap();
        idle.read_exact(&mut [0; 12]).unwrap();
        shop.get("/healthz");

        slow.set_nonblocking(true).unwrap();
        assert!(slow.peek(&mut [0]).is_err(), "it is still in hand");
        slow.set_nonblocking(false).unwrap();
        let asked = Instant::now();
        shop.signal(signal);
        let mut answer = String::new();
        slow.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("# EOF\n"), "{signal}: {answer}");
        assert_eq!(shop.child.wait().unwrap().code(), Some(0), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(28), "{signal}: {:?}", asked.elapsed());
    }
}

#[test]
fn a_taken_port_is_said_in_one_sentence() {
    let folder = Folder::new();
    let shop = Shop::start(&folder, &[]);
    let told = folder.fails(&[("BIND", &shop.address)]);
    assert!(told.contains(&shop.address) && told.contains("BIND"), "{told}");
}

#[test]
fn a_folder_that_cannot_be_made_is_said_in_one_sentence() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("var"), "a file").unwrap();
    assert!(folder.fails(&[]).contains("The folder var cannot be made"));
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let folder = Folder::new();
    for (name, value) in [
        ("TAX_RATE", "19"),
        ("DATABASE_URL", "sqlite:///no/such/folder/shop.db"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("LOG_LEVEL", "loud=much"),
        ("LOG_FILE", "/no/such/folder/log"),
        ("REDIS_URL", "nonsense"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
    ] {
        let told = folder.fails(&[(name, value)]);
        assert!(told.contains(name) || told.contains("/no/such/folder/shop.db"), "{name}: {told}");
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    Shop::start(&folder, &[]).stop();
    let mut conn = folder.database().connect().unwrap();
    conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").unwrap();
    drop(conn);
    let told = folder.fails(&[]);
    assert!(told.contains("newer version") && told.contains("99990101000000"), "{told}");
}

#[test]
fn nonsense_on_the_wire_is_refused_and_the_shop_goes_on() {
    let folder = Folder::new();
    let shop = Shop::start(&folder, &[]);
    let long = format!(
        "GET /{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        "x".repeat(60_000),
        shop.address
    );
    let headers = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    let no_host = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned();
    let binary = "\x01\x02\x03\r\n\r\n".to_owned();
    let body = format!(
        "POST /cart/items/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: 9\r\n\r\nproduct=%",
        shop.address
    );
    for request in [long, no_host, binary, body] {
        let answer = shop.ask(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{}", answer.lines().next().unwrap_or("nothing"));
    }
    let mut stream = shop.connect();
    let _refused_early = stream.write_all(headers.as_bytes());
    let mut start = [0; 10];
    if stream.read_exact(&mut start).is_ok() {
        assert_eq!(&start, b"HTTP/1.1 4");
    }
    assert!(shop.get("/healthz").starts_with("HTTP/1.1 200"));
}
