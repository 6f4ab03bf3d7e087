//! The executable serving the demo shop in a temporary folder.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::UNIX_EPOCH;

use diesel::{Connection, RunQueryDsl, SqliteConnection};

use super::tools::until;

const PROGRAM: &str = env!("CARGO_BIN_EXE_storefront");

/// A running shop; ended when dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    pub base: String,
}

impl Server {
    /// A shop of its own with these environment variables, copied from one that loaded its demo content once per build.
    pub fn start(settings: &[(&str, &str)]) -> Server {
        let folder = std::env::temp_dir().join(format!("storefront-{}", uuid::Uuid::new_v4().simple()));
        copy(&loaded_shop(), &folder);
        Server::start_in(folder, settings)
    }

    fn start_in(folder: PathBuf, settings: &[(&str, &str)]) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(PROGRAM)
            .arg("serve")
            .current_dir(&folder)
            .env("BIND", &address)
            .env("DEBUG_TOOLBAR", "0")
            .envs(settings.iter().copied())
            .env_remove("DATABASE_URL")
            .env_remove("BASE_URL")
            .stdin(Stdio::null())
            .stdout(File::create(folder.join("output")).unwrap())
            .stderr(File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        // From here on it is ended whatever happens.
        let mut server = Server { child, folder, base: format!("http://{address}") };
        until("the shop answers", || {
            if let Some(status) = server.child.try_wait().unwrap() {
                let log = fs::read_to_string(server.folder.join("log")).unwrap_or_default();
                panic!("the shop ended with {status}: {log}");
            }
            is_alive(&address).then_some(())
        });
        server
    }

    /// Runs another command of the executable beside it; it must succeed.
    pub fn command(&self, arguments: &[&str], password: &str) {
        let done = Command::new(PROGRAM)
            .args(arguments)
            .current_dir(&self.folder)
            .env("STOREFRONT_PASSWORD", password)
            .env_remove("DATABASE_URL")
            .output()
            .unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// A file in its folder, to be chosen in a form.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Ends it as an operator would, so that the database is closed.
    fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _gone = self.child.kill();
        }
        let _status = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

fn is_alive(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// The folder of a shop with demo content, made by the first test of a build that needs it.
fn loaded_shop() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let built = fs::metadata(PROGRAM).unwrap().modified().unwrap();
    let stamp = built.duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let shop = tmp.join(format!("demo-shop-{stamp}"));
    let lock = File::create(tmp.join("demo-shop.lock")).unwrap();
    lock.lock().unwrap();
    if !shop.is_dir() {
        for old in fs::read_dir(tmp).unwrap().map(|entry| entry.unwrap().path()) {
            if old.is_dir()
                && old.file_name().is_some_and(|name| name.to_string_lossy().starts_with("demo-shop-"))
            {
                fs::remove_dir_all(old).unwrap();
            }
        }
        let making = tmp.join("making-demo-shop");
        let _left_over = fs::remove_dir_all(&making);
        fs::create_dir_all(&making).unwrap();
        let mut server = Server::start_in(making.clone(), &[]);
        server.stop();
        forget_pictures(&making);
        fs::rename(&making, &shop).unwrap();
    }
    shop
}

/// Takes the drawing of the demo shop's pictures out of the queue: minutes of work that every test
/// would begin again, beside itself.
fn forget_pictures(shop: &Path) {
    let database = shop.join("var/storefront.db");
    let mut conn = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    diesel::sql_query("DELETE FROM jobs WHERE kind = 'demo.draw'").execute(&mut conn).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
