//! A shop for one test: own database, own folder, a clock that stands still.

pub mod at_once;
pub mod browser;
pub mod builders;
pub mod editing;
pub mod mails;
pub mod people;
pub mod program;
pub mod shopping;
pub mod smtp;
pub mod web;

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use storefront::app::App;
use storefront::config::Config;
use storefront::models;
use storefront::platform::clock::{Clock, Time};
use storefront::platform::db::{Conn, DatabaseUrl};
use storefront::platform::web::error::AppError;

/// Noon of the day on which every test happens.
pub fn noon() -> Time {
    NaiveDate::from_ymd_opt(2026, 3, 15).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

/// A shop with an empty, migrated database of its own.
pub struct TestApp {
    pub app: App,
    pub metrics: actix_web::web::Data<storefront::platform::telemetry::Metrics>,
    folder: PathBuf,
    database: Option<(String, String)>,
}

impl TestApp {
    /// SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.
    pub fn start() -> TestApp {
        TestApp::on(std::env::var("TEST_DATABASE_URL").ok())
    }

    /// SQLite in any case: for comparing the two databases.
    pub fn on_sqlite() -> TestApp {
        TestApp::on(None)
    }

    fn on(server: Option<String>) -> TestApp {
        let folder = std::env::temp_dir().join(format!("storefront-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = Config::parse(|_| None).unwrap();
        config.var = folder.clone();
        config.debug_toolbar = false;
        config.secret_key = Some("a key that only tests use, 4711 0815".to_owned());
        let mut database = None;
        match server {
            None => {
                let path = folder.join("test.db");
                std::fs::copy(sqlite_template(), &path).unwrap();
                config.database = DatabaseUrl::Sqlite(path);
            }
            Some(server) => {
                let name = format!("t{}", uuid::Uuid::new_v4().simple());
                let mut admin = server.parse::<DatabaseUrl>().unwrap().connect().unwrap();
                postgres_template(&server);
                admin
                    .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {}", template_name("postgres")))
                    .unwrap();
                config.database = with_name(&server, &name).parse().unwrap();
                database = Some((server, name));
            }
        }
        let mut app = App::open(config).unwrap();
        app.clock = Clock::Fixed(noon());
        TestApp { app, metrics: Default::default(), folder, database }
    }

    /// As any other program would change the database.
    pub fn sql(&self, text: &str) {
        self.seed(|conn| Ok(conn.batch_execute(text)?));
    }

    /// Writes what a test starts from.
    pub fn seed<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, AppError>) -> T {
        self.app.db.write_blocking(work).unwrap()
    }

    /// Reads what a test asserts.
    pub fn look<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, AppError>) -> T {
        self.app.db.read_blocking(work).unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.folder);
        if let Some((server, name)) = &self.database {
            let mut admin = server.parse::<DatabaseUrl>().unwrap().connect().unwrap();
            let _dropped = admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// A migrated file that every test copies; made once for these migrations.
fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("storefront-{}.db", template_name("sqlite")));
        if !path.is_file() {
            // nextest runs each test in a process of its own: whoever is last puts the same in place.
            let making = path.with_extension(std::process::id().to_string());
            let mut conn = DatabaseUrl::Sqlite(making.clone()).connect().unwrap();
            models::migrate(&mut conn).unwrap();
            conn.batch_execute("PRAGMA journal_mode=DELETE").unwrap();
            drop(conn);
            std::fs::rename(making, &path).unwrap();
        }
        path
    })
}

/// A migrated database that every test clones; made once per test run.
fn postgres_template(server: &str) {
    static MADE: OnceLock<()> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut admin = server.parse::<DatabaseUrl>().unwrap().connect().unwrap();
        // nextest runs each test in a process of its own: the first one makes the template.
        admin.batch_execute("SELECT pg_advisory_lock(4711)").unwrap();
        let name = template_name("postgres");
        if admin.batch_execute(&format!("CREATE DATABASE {name}")).is_ok() {
            let mut conn = with_name(server, &name).parse::<DatabaseUrl>().unwrap().connect().unwrap();
            models::migrate(&mut conn).unwrap();
        }
        admin.batch_execute("SELECT pg_advisory_unlock(4711)").unwrap();
    });
}

/// Changes with the migrations and permissions, so that an old template is never used.
fn template_name(database: &str) -> String {
    let mut folders: Vec<String> =
        std::fs::read_dir(format!("{}/migrations/{database}", env!("CARGO_MANIFEST_DIR")))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path().join("up.sql")).unwrap())
            .collect();
    folders.sort();
    folders.extend(models::permissions().into_iter().map(|known| known.codename + &known.name));
    let id = uuid::Uuid::from_u128(
        folders
            .iter()
            .flat_map(|text| text.bytes())
            .fold(7_u128, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3).wrapping_add(u128::from(byte))),
    );
    format!("template_{}", id.simple())
}

fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(&format!("/{name}"));
    url.to_string()
}
