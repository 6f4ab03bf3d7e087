//! `backup` and `restore`: everything comes back, and nothing that is not whole is put in place.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diesel::prelude::*;
use serde_json::json;
use storefront::app::App;
use storefront::cli::restore::HOLD_DATA;
use storefront::config::Config;
use storefront::models;
use storefront::platform::backup::{self, BackupError, Options};
use storefront::platform::db::{Conn, DatabaseUrl};
use storefront::platform::dumps::write;
use storefront::platform::queue;
use storefront::platform::versions::{self, Topic};
use storefront::platform::web::error::AppError;
use storefront::schema::{jobs, search_documents, sessions};

use super::work::program;
use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::{TestApp, noon};

const FORCE: Options = Options { force: true, with_key: false };

/// A shop with something in every corner.
fn shop() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        for number in 0..30 {
            product(&format!("Mug “{number}” \\ 杯子")).insert(conn)?;
        }
        customer("Ann").insert(conn)?;
        queue::enqueue(conn, "test.work", &json!({ "text": "a\nb" }), noon())?;
        diesel::insert_into(sessions::table)
            .values((
                sessions::id.eq("abc"),
                sessions::state.eq("{}"),
                sessions::created_at.eq(noon()),
                sessions::last_seen_at.eq(noon()),
                sessions::expires_at.eq(noon()),
            ))
            .execute(conn)?;
        Ok(())
    });
    t.app.media.put("ab/abcdef.jpg", b"a picture").unwrap();
    fs::write(t.app.config.var.join("secret.key"), "the key").unwrap();
    t
}

fn file(t: &TestApp) -> PathBuf {
    t.app.config.var.join("shop.tar.gz")
}

fn back_up(t: &TestApp) -> PathBuf {
    backup::create(&t.app.config, &file(t), Options::default(), noon()).unwrap();
    file(t)
}

/// Where nobody has begun: on SQLite a file that is not there, on PostgreSQL an empty schema.
fn empty_place(t: &TestApp) -> Config {
    let mut config = Config::clone(&t.app.config);
    config.var = t.app.config.var.join("elsewhere");
    fs::create_dir_all(&config.var).unwrap();
    if let DatabaseUrl::Sqlite(path) = &mut config.database {
        *path = config.var.join("restored.db");
    }
    config
}

fn restore(config: &Config, file: &Path) -> Result<backup::Summary, BackupError> {
    backup::restore(config, file, Options::default(), HOLD_DATA, noon())
}

/// All data as JSON, and what dumps leave out.
fn everything(app: &App) -> String {
    let all = models::all();
    let chosen: Vec<_> = all.iter().collect();
    let mut out = Vec::new();
    let rest = app
        .db
        .read_blocking(|conn| {
            write::dump(conn, &chosen, &app.config.currency, None, &mut out).unwrap();
            let jobs: Vec<(i64, String, String)> =
                jobs::table.order(jobs::id).select((jobs::id, jobs::kind, jobs::arguments)).load(conn)?;
            let found: Vec<(i64, String)> = search_documents::table
                .order(search_documents::id)
                .select((search_documents::id, search_documents::title))
                .load(conn)?;
            let sessions: Vec<String> = sessions::table.select(sessions::id).load(conn)?;
            Ok::<_, AppError>(format!("{jobs:?} {found:?} {sessions:?}"))
        })
        .unwrap();
    format!("{} {rest}", String::from_utf8(out).unwrap())
}

fn next_job_number(app: &App) -> i64 {
    app.db
        .write_blocking(|conn| {
            queue::enqueue(conn, "test.next", &json!({}), noon())?;
            Ok::<i64, AppError>(
                jobs::table.select(diesel::dsl::max(jobs::id)).first::<Option<i64>>(conn)?.unwrap(),
            )
        })
        .unwrap()
}

#[test]
fn a_restored_shop_has_everything() {
    let t = shop();
    // A number that was used is not used again, even when its row is gone.
    let used = next_job_number(&t.app);
    t.seed(|conn| Ok(diesel::delete(jobs::table.find(used)).execute(conn)?));
    let file = back_up(&t);
    let other = TestApp::start();
    let place = empty_place(&other);
    let restored = restore(&place, &file).unwrap();
    assert_eq!(restored.media_files, 1);
    let app = App::open(place).unwrap();
    assert_eq!(everything(&app), everything(&t.app));
    assert_eq!(app.media.get("ab/abcdef.jpg").unwrap(), b"a picture");
    assert!(!app.config.var.join("secret.key").exists(), "the key stays where it is");
    assert_eq!(next_job_number(&app), used + 1);
    // It is a shop that works: triggers, indexes and all.
    app.db
        .write_blocking(|conn| {
            product("New").insert(conn)?;
            Ok::<_, AppError>(())
        })
        .unwrap();
}

#[test]
fn the_key_goes_along_when_asked() {
    let t = shop();
    backup::create(&t.app.config, &file(&t), Options { with_key: true, force: false }, noon()).unwrap();
    let other = TestApp::start();
    let place = empty_place(&other);
    restore(&place, &file(&t)).unwrap();
    assert_eq!(fs::read_to_string(place.var.join("secret.key")).unwrap(), "the key");
}

#[test]
fn a_backup_of_a_busy_shop_is_one_moment() {
    let t = shop();
    let stop = AtomicBool::new(false);
    let files: Vec<PathBuf> = thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                t.seed(|conn| {
                    queue::enqueue(conn, "test.left", &json!({}), noon())?;
                    queue::enqueue(conn, "test.right", &json!({}), noon())?;
                    Ok(())
                });
            }
        });
        let files = (0..3).map(|number| {
            let file = t.app.config.var.join(format!("{number}.tar.gz"));
            backup::create(&t.app.config, &file, Options::default(), noon()).unwrap();
            file
        });
        let files = files.collect();
        stop.store(true, Ordering::Relaxed);
        files
    });
    for file in files {
        let other = TestApp::start();
        let place = empty_place(&other);
        restore(&place, &file).unwrap();
        let mut conn = place.database.connect().unwrap();
        let count = |conn: &mut Conn, kind: &str| -> i64 {
            jobs::table.filter(jobs::kind.eq(kind)).count().get_result(conn).unwrap()
        };
        assert_eq!(count(&mut conn, "test.left"), count(&mut conn, "test.right"));
    }
}

#[test]
fn a_file_that_was_cut_off_or_altered_is_refused_and_nothing_is_touched() {
    let t = shop();
    let whole = fs::read(back_up(&t)).unwrap();
    let other = TestApp::start();
    let place = empty_place(&other);
    let broken = place.var.join("broken.tar.gz");
    let mut variants: Vec<Vec<u8>> =
        [0, 1, whole.len() / 3, whole.len() / 2, whole.len() - 1].map(|end| whole[..end].to_vec()).into();
    for at in [20, whole.len() / 4, whole.len() / 2, whole.len() - 5] {
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        variants.push(altered);
    }
    variants.push(b"not an archive at all".to_vec());
    for bytes in variants {
        fs::write(&broken, &bytes).unwrap();
        let error = restore(&place, &broken).unwrap_err();
        assert!(matches!(error, BackupError::Damaged(..)), "{} bytes: {error}", bytes.len());
        let left: Vec<_> =
            fs::read_dir(&place.var).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["broken.tar.gz"], "no draft, no database, no media");
    }
}

#[test]
fn a_shop_with_data_is_replaced_only_by_force() {
    let t = shop();
    let file = back_up(&t);
    let other = TestApp::start();
    let place = empty_place(&other);
    restore(&place, &file).unwrap();
    let before = everything(&App::open(place.clone()).unwrap());
    let error = restore(&place, &file).unwrap_err();
    assert!(matches!(error, BackupError::Refused(_)) && error.to_string().contains("--force"), "{error}");

    let app = App::open(place.clone()).unwrap();
    app.db.write_blocking(|conn| Ok::<_, AppError>(diesel::delete(jobs::table).execute(conn)?)).unwrap();
    drop(app);
    let restored = backup::restore(&place, &file, FORCE, HOLD_DATA, noon()).unwrap();
    assert_eq!(everything(&App::open(place.clone()).unwrap()), before);
    if let DatabaseUrl::Sqlite(path) = &place.database {
        let kept = restored.kept.unwrap();
        assert_eq!(kept.file_name().unwrap(), "restored.db.before-restore");
        assert!(kept.exists() && path.exists());
    }
}

/// Whoever still runs has pages that were made under numbers which the backup may have again.
#[test]
fn a_restored_shop_makes_every_stored_page_old() {
    let t = shop();
    let file = back_up(&t);
    let other = TestApp::start();
    let place = empty_place(&other);
    restore(&place, &file).unwrap();
    let read = || versions::read(&mut place.database.connect().unwrap()).unwrap();
    let mut known = read();
    for hours in 1..=2 {
        let mut conn = place.database.connect().unwrap();
        product(&format!("Bowl {hours}")).insert(&mut conn).unwrap();
        assert!(versions::read(&mut conn).unwrap().of(Topic::Catalog) > known.of(Topic::Catalog));
        known = versions::read(&mut conn).unwrap();
        drop(conn);
        let later = noon() + chrono::TimeDelta::hours(hours);
        backup::restore(&place, &file, FORCE, HOLD_DATA, later).unwrap();
        for topic in Topic::ALL {
            assert!(read().of(topic) > known.of(topic), "{topic:?}");
        }
        known = read();
    }
}

#[test]
fn a_shop_that_runs_on_the_file_is_not_replaced() {
    let t = shop();
    let file = back_up(&t);
    if let DatabaseUrl::Sqlite(_) = t.app.config.database {
        let error = backup::restore(&t.app.config, &file, FORCE, HOLD_DATA, noon()).unwrap_err();
        assert!(error.to_string().contains("is in use"), "{error}");
        t.seed(|conn| {
            product("Still here").insert(conn)?;
            Ok(())
        });
    }
}

#[test]
fn a_backup_of_the_other_database_is_refused_with_the_way() {
    let t = shop();
    let file = back_up(&t);
    let mut place = empty_place(&t);
    place.database = match &t.app.config.database {
        DatabaseUrl::Sqlite(_) => DatabaseUrl::Postgres("postgres://nobody@127.0.0.1:1/none".into()),
        DatabaseUrl::Postgres(_) => DatabaseUrl::Sqlite(place.var.join("x.db")),
    };
    let error = restore(&place, &file).unwrap_err().to_string();
    assert!(error.contains("dumpdata") && error.contains("loaddata"), "{error}");
}

#[test]
fn a_file_that_is_there_is_not_overwritten_unless_forced() {
    let t = shop();
    let file = back_up(&t);
    let error = backup::create(&t.app.config, &file, Options::default(), noon()).unwrap_err();
    assert!(matches!(error, BackupError::Exists(_)), "{error}");
    backup::create(&t.app.config, &file, FORCE, noon()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_backup_that_is_killed_leaves_no_half_file() {
    let t = shop();
    let file = file(&t);
    let is_draft = |entry: fs::DirEntry| entry.file_name().to_string_lossy().ends_with(".part");
    for _ in 0..5 {
        let mut process = program(&t, &["backup", "shop.tar.gz", "--force"]).spawn().unwrap();
        // Until it has begun to write, or is through.
        while process.try_wait().unwrap().is_none()
            && !fs::read_dir(&t.app.config.var).unwrap().any(|entry| is_draft(entry.unwrap()))
        {
            thread::yield_now();
        }
        process.kill().unwrap();
        process.wait().unwrap();
        for entry in fs::read_dir(&t.app.config.var).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().ends_with(".part") {
                fs::remove_dir_all(entry.path()).unwrap();
            }
        }
        if file.exists() {
            let other = TestApp::start();
            restore(&empty_place(&other), &file).unwrap();
        }
    }
}
