//! Which state the database is in now, asked anew for every request.
//!
//! On SQLite each thread that answers requests looks at the file itself: one row of one page, 3 µs,
//! and a reader never waits for a writer there. On PostgreSQL one thread asks for all: whoever comes
//! while a question is under way waits for the next one, so nobody is told of a state that was read
//! before the request arrived.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use crate::platform::db::{Conn, ConnectError, DatabaseUrl, Recorder, read_transaction};
use crate::platform::versions::{self, Versions};
use crate::platform::web::error::AppError;

/// The connection of a thread that answers requests never writes and waits for nobody.
const SQLITE_READER: &str = "PRAGMA query_only=ON; PRAGMA busy_timeout=50; PRAGMA cache_size=-1000;";

/// How the state of the database is found out; one for each thread that answers requests.
pub enum Watch {
    /// By looking at the file.
    Sqlite(ThreadConnection),
    /// By asking together with all other requests.
    Postgres(Arc<Asker>),
}

impl Watch {
    /// The state now; `None` when it cannot be told.
    pub async fn versions(&self) -> Option<Versions> {
        match self {
            Watch::Sqlite(own) => own.with(|conn| Ok(versions::read(conn)?)).ok(),
            Watch::Postgres(asker) => asker.ask().await,
        }
    }
}

/// A connection to SQLite that belongs to one thread.
pub struct ThreadConnection {
    url: DatabaseUrl,
    conn: RefCell<Option<Conn>>,
}

impl ThreadConnection {
    /// Opened when it is first used.
    pub fn new(url: DatabaseUrl) -> ThreadConnection {
        ThreadConnection { url, conn: RefCell::new(None) }
    }

    /// Runs `work`; after an error or a panic the connection is made anew, so that no transaction
    /// stays open in which nothing new would be seen.
    pub fn with<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, AppError>) -> Result<T, AppError> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => open(&self.url).map_err(AppError::internal)?,
        };
        let done = work(&mut conn)?;
        self.conn.replace(Some(conn));
        Ok(done)
    }

    /// [`ThreadConnection::with`] in one transaction: everything is of one state.
    pub fn in_one_state<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let _recording = Recorder::current().map(Recorder::install);
        self.with(|conn| read_transaction(conn, work))
    }
}

fn open(url: &DatabaseUrl) -> Result<Conn, ConnectError> {
    let mut conn = url.connect()?;
    conn.batch_execute(SQLITE_READER).map_err(|error| ConnectError::Unreachable(error.to_string()))?;
    Ok(conn)
}

/// Asks PostgreSQL for all who wait.
pub struct Asker(Arc<Shared>);

struct Shared {
    url: DatabaseUrl,
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Default)]
struct Waiting {
    requests: Vec<oneshot::Sender<Versions>>,
    is_running: bool,
    is_closed: bool,
}

impl Asker {
    /// Asks the database at `url`; the thread starts with the first question.
    pub fn new(url: DatabaseUrl) -> Asker {
        Asker(Arc::new(Shared { url, waiting: Mutex::default(), wake: Condvar::new() }))
    }

    async fn ask(&self) -> Option<Versions> {
        let (answer, wanted) = oneshot::channel();
        {
            let mut waiting = self.0.lock();
            waiting.requests.push(answer);
            if !waiting.is_running {
                waiting.is_running = true;
                let shared = Arc::clone(&self.0);
                thread::Builder::new().name("versions".to_owned()).spawn(move || shared.run()).ok()?;
            }
        }
        self.0.wake.notify_one();
        wanted.await.ok()
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.wake.notify_one();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut conn: Option<Conn> = None;
        while let Some(requests) = self.next() {
            match self.read(&mut conn) {
                Ok(versions) => {
                    for request in requests {
                        // Whoever has gone away meanwhile needs no answer.
                        let _gone = request.send(versions);
                    }
                }
                // Whoever waits is told nothing and reads the page itself.
                Err(error) => {
                    tracing::warn!(%error, "the versions of pages could not be read");
                    conn = None;
                }
            }
        }
    }

    /// Everybody who waits; `None` at the end.
    fn next(&self) -> Option<Vec<oneshot::Sender<Versions>>> {
        let is_idle = |waiting: &mut Waiting| waiting.requests.is_empty() && !waiting.is_closed;
        let mut waiting = self.wake.wait_while(self.lock(), is_idle).unwrap_or_else(PoisonError::into_inner);
        match waiting.requests.is_empty() {
            true => None,
            false => Some(std::mem::take(&mut waiting.requests)),
        }
    }

    fn read(&self, conn: &mut Option<Conn>) -> Result<Versions, AppError> {
        let mut open = match conn.take() {
            Some(open) => open,
            None => self.url.connect().map_err(AppError::internal)?,
        };
        let versions = versions::read(&mut open)?;
        *conn = Some(open);
        Ok(versions)
    }
}
