//! Writes that arrive together share a commit on SQLite, and each is still all or nothing.

use std::future::{Future, poll_fn};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::future::{join, join_all};
use storefront::platform::db::{Conn, DatabaseUrl, Db, pragma};
use storefront::platform::web::error::AppError;

use crate::support::TestApp;

diesel::table! {
    notes (id) {
        id -> BigInt,
        number -> BigInt,
    }
}

type Told = Result<(), AppError>;

fn shop() -> TestApp {
    let t = TestApp::on_sqlite();
    on_writer(
        &t,
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, number BIGINT NOT NULL); \
         CREATE TABLE answers (id INTEGER PRIMARY KEY, \
         note BIGINT NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    t
}

/// Runs SQL on the writing connection.
fn on_writer(t: &TestApp, sql: &str) {
    t.app.db.outside_transaction(|conn| Ok::<_, AppError>(conn.batch_execute(sql)?)).unwrap();
}

fn insert(conn: &mut Conn, number: i64) -> QueryResult<()> {
    diesel::insert_into(notes::table).values(notes::number.eq(number)).execute(conn)?;
    Ok(())
}

fn stored(t: &TestApp) -> Vec<i64> {
    t.look(|conn| Ok(notes::table.order(notes::id).select(notes::number).load(conn)?))
}

/// Holds the writing connection until all of these wait for it; what each was told.
async fn together<F: Future<Output = T>, T>(t: &TestApp, writes: impl IntoIterator<Item = F>) -> Vec<T> {
    let (db, (held, begun), (release, waiting)) = (t.app.db.clone(), mpsc::channel(), mpsc::channel());
    let holder = thread::spawn(move || {
        db.outside_transaction(|_| {
            held.send(()).unwrap();
            waiting.recv().unwrap();
            Ok::<_, AppError>(())
        })
    });
    begun.recv().unwrap();
    // The writes are asked for before the second future is looked at.
    let (told, ()) = join(join_all(writes), async { release.send(()).unwrap() }).await;
    holder.join().unwrap().unwrap();
    told
}

fn write(db: &Db, number: i64) -> impl Future<Output = Told> {
    write_with(db, number, |_| Ok(()))
}

/// Stores a number and goes on with `rest` in the same piece of work.
fn write_with(
    db: &Db,
    number: i64,
    rest: impl FnOnce(&mut Conn) -> Told + Clone + Send + 'static,
) -> impl Future<Output = Told> {
    let db = db.clone();
    async move {
        db.write(move |conn| {
            insert(conn, number)?;
            rest(conn)
        })
        .await
    }
}

/// What stands at `place` among these numbers is done differently.
async fn one_among(
    t: &TestApp,
    count: i64,
    place: i64,
    rest: impl FnOnce(&mut Conn) -> Told + Clone + Send + 'static,
) -> Vec<bool> {
    let db = &t.app.db;
    let writes = (0..count).map(|number| {
        let rest = rest.clone();
        write_with(db, number, move |conn| if number == place { rest(conn) } else { Ok(()) })
    });
    together(t, writes).await.iter().map(Result::is_ok).collect()
}

fn all_but(count: i64, place: i64) -> Vec<i64> {
    (0..count).filter(|number| *number != place).collect()
}

#[actix_web::test]
async fn sixty_four_writers_share_a_few_commits_in_the_order_in_which_they_came() {
    let t = shop();
    let (groups, pieces) = t.app.db.groups();
    let told = together(&t, (0..64).map(|number| write(&t.app.db, number))).await;
    assert!(told.iter().all(Result::is_ok), "{told:?}");
    assert_eq!(stored(&t), (0..64).collect::<Vec<_>>());
    let (groups, pieces) = (t.app.db.groups().0 - groups, t.app.db.groups().1 - pieces);
    assert_eq!(pieces, 64);
    assert!(groups < 64, "{groups} commits");
}

#[actix_web::test]
async fn what_was_told_is_committed() {
    let t = shop();
    let database = t.app.config.database.clone();
    let seen = together(
        &t,
        (0..64).map(|number| {
            let (write, database) = (write(&t.app.db, number), &database);
            async move {
                write.await.unwrap();
                let mut foreign = database.connect().unwrap();
                let found = notes::table.filter(notes::number.eq(number)).count();
                found.get_result::<i64>(&mut foreign).unwrap()
            }
        }),
    )
    .await;
    assert_eq!(seen, [1; 64]);
    let synchronous = t.app.db.outside_transaction(|conn| Ok::<_, AppError>(pragma(conn, "synchronous")?));
    assert_eq!(synchronous.unwrap(), "2", "a commit waits for the disk");
}

#[actix_web::test]
async fn a_refusal_takes_back_its_own_changes_only() {
    let t = shop();
    let told = one_among(&t, 20, 7, |_| Err(AppError::Conflict("sold out".into()))).await;
    assert_eq!(told.iter().filter(|ok| !**ok).count(), 1);
    assert!(!told[7]);
    assert_eq!(stored(&t), all_but(20, 7));
}

#[actix_web::test]
async fn a_panic_takes_back_its_own_changes_only() {
    let t = shop();
    let told = one_among(&t, 20, 7, |conn| {
        conn.transaction(|conn| {
            insert(conn, 700)?;
            panic!("in a savepoint within a savepoint")
        })
    })
    .await;
    assert!(!told[7]);
    assert_eq!(stored(&t), all_but(20, 7));
    write(&t.app.db, 20).await.unwrap();
}

#[actix_web::test]
async fn only_who_breaks_a_constraint_that_is_checked_at_the_commit_fails() {
    let t = shop();
    let told =
        one_among(&t, 20, 3, |conn| Ok(conn.batch_execute("INSERT INTO answers (note) VALUES (4711)")?))
            .await;
    assert_eq!(told.iter().filter(|ok| !**ok).count(), 1);
    assert!(!told[3]);
    assert_eq!(stored(&t), all_but(20, 3));
}

#[actix_web::test]
async fn nobody_is_told_of_success_when_the_transaction_was_lost() {
    let t = shop();
    // What a full disk does, whatever savepoints there are.
    let told = one_among(&t, 20, 1, |conn| Ok(conn.batch_execute("ROLLBACK")?)).await;
    let acknowledged: Vec<i64> = (0..20).zip(&told).filter(|(_, ok)| **ok).map(|(n, _)| n).collect();
    assert_eq!(&told[..2], [false, false]);
    assert_eq!(stored(&t), acknowledged);
    write(&t.app.db, 20).await.unwrap();
}

#[actix_web::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let t = shop();
    let pages = t.app.db.outside_transaction(|conn| Ok::<_, AppError>(pragma(conn, "page_count")?)).unwrap();
    on_writer(&t, &format!("PRAGMA max_page_count = {pages}"));
    let fill = |conn: &mut Conn| {
        Ok(conn.batch_execute(
            "INSERT INTO answers (id, note) VALUES (1, 1); \
             CREATE TABLE large (words TEXT); INSERT INTO large VALUES (hex(randomblob(100000)))",
        )?)
    };
    let told = one_among(&t, 20, 1, fill).await;
    let acknowledged: Vec<i64> = (0..20).zip(&told).filter(|(_, ok)| **ok).map(|(n, _)| n).collect();
    assert!(!told[1]);
    assert_eq!(stored(&t), acknowledged);
    on_writer(&t, "PRAGMA max_page_count = 1000000");
    write(&t.app.db, 20).await.unwrap();
}

#[actix_web::test]
async fn a_lock_that_another_process_holds_fails_the_group_and_no_later_one() {
    let t = shop();
    on_writer(&t, "PRAGMA busy_timeout = 0");
    let mut other = t.app.config.database.connect().unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let told = together(&t, (0..20).map(|number| write(&t.app.db, number))).await;
    assert!(told.iter().all(Result::is_err));
    other.batch_execute("COMMIT").unwrap();
    write(&t.app.db, 20).await.unwrap();
    assert_eq!(stored(&t), [20]);
}

#[actix_web::test]
async fn who_goes_away_while_waiting_leaves_nothing_behind() {
    let t = shop();
    let writes = (0..20).map(|number| {
        let write = write(&t.app.db, number);
        async move {
            if number == 7 {
                // Asks, and hangs up.
                let mut write = Box::pin(write);
                let asked = poll_fn(|context| Poll::Ready(write.as_mut().poll(context))).await;
                return assert!(asked.is_pending());
            }
            write.await.unwrap();
        }
    });
    together(&t, writes).await;
    assert_eq!(stored(&t), all_but(20, 7));
}

#[actix_web::test]
async fn blocking_work_has_its_turn_among_the_groups() {
    let t = shop();
    let db = t.app.db.clone();
    let (began, begun) = mpsc::channel();
    let worker = thread::spawn(move || {
        (100..110).for_each(|number| {
            db.write_blocking(|conn| Ok::<_, AppError>(insert(conn, number)?)).unwrap();
            began.send(()).unwrap();
        });
    });
    begun.recv().unwrap();
    let told = join_all((0..100).map(|number| write(&t.app.db, number))).await;
    worker.join().unwrap();
    assert!(told.iter().all(Result::is_ok));
    assert_eq!(stored(&t).len(), 110);
    // A panic in borrowed work costs the connection, which is replaced.
    let db = t.app.db.clone();
    let panicking = thread::spawn(move || {
        db.write_blocking(|conn| -> Told {
            insert(conn, 110)?;
            panic!("while the connection is borrowed")
        })
    });
    assert!(panicking.join().is_err());
    write(&t.app.db, 111).await.unwrap();
    assert!(!stored(&t).contains(&110));
}

#[actix_web::test]
async fn the_file_is_closed_when_the_last_handle_goes_away() {
    let t = TestApp::on_sqlite();
    let DatabaseUrl::Sqlite(path) = &t.app.config.database else { unreachable!() };
    let (path, log) = (path.with_file_name("other.db"), path.with_file_name("other.db-wal"));
    let db = Db::open(&DatabaseUrl::Sqlite(path)).unwrap();
    let made = db.write(|conn| Ok(conn.batch_execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)")?));
    made.await.unwrap();
    assert!(log.exists());
    drop(db);
    assert!(!log.exists(), "the thread that writes has ended, and the log is folded into the file");
}
