//! The one writing connection of a process on SQLite, and the thread that owns it.
//!
//! Whoever writes waits here, first come, first served, instead of in SQLite's busy handler. Work that
//! is waited for asynchronously is short: it is done on this thread, in [`groups`] that share a commit.
//! Work with a thread of its own may take long: it borrows the connection in its turn. Work never
//! waits for other work while it holds the connection; who asks for it a second time is told so after
//! [`PATIENCE`].

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

use diesel::r2d2::R2D2Connection;
use tokio::sync::oneshot;

use super::groups::{self, GroupError, LARGEST, Pace, Piece, Waiting};
use super::{Conn, ConnectError, DatabaseUrl, PoolError};
use crate::platform::telemetry::panics;
use crate::platform::web::error::AppError;

/// So long a thread waits for the connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// A handle on the thread, which ends with it.
pub(super) struct Writer {
    queue: Option<Sender<Turn>>,
    thread: Option<JoinHandle<()>>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_busy: AtomicBool,
    groups: AtomicU64,
    pieces: AtomicU64,
}

/// What waits for the connection.
enum Turn {
    Grouped(Box<dyn Piece>),
    Borrowed(Sender<Result<Loan, PoolError>>),
}

/// The connection on its way to a borrower. One that does not come back is replaced.
struct Loan {
    conn: Conn,
    back: Sender<Conn>,
}

impl Writer {
    /// Starts the thread, which takes the connection.
    pub fn start(url: &DatabaseUrl, conn: Conn) -> Result<Writer, ConnectError> {
        let (queue, arriving) = mpsc::channel();
        let state = Arc::new(State::default());
        let keeper =
            Keeper { url: url.clone(), conn: Some(conn), pace: Pace::default(), state: state.clone() };
        let thread = thread::Builder::new()
            .name("database-writer".to_owned())
            .spawn(move || keeper.serve(Queue { arriving: Some(arriving), ..Queue::default() }))
            .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread), state })
    }

    /// Queues work for a group; what comes of it is told there.
    pub fn enqueue<T, E, F>(&self, work: F) -> oneshot::Receiver<Result<T, E>>
    where
        T: Send + 'static,
        E: From<AppError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Clone + Send + 'static,
    {
        let (piece, told) = Waiting::new(work);
        // Without the thread nobody takes it: whoever waits hears that it is gone.
        let _gone = self.send(Turn::Grouped(Box::new(piece)));
        told
    }

    /// Runs `work` here when it is its turn; everybody else waits meanwhile.
    pub fn borrow<T>(&self, work: impl FnOnce(&mut Conn) -> T) -> Result<T, PoolError> {
        let (to, lent) = mpsc::channel();
        self.send(Turn::Borrowed(to))?;
        let mut loan = lent.recv_timeout(PATIENCE).map_err(PoolError::new)??;
        let outcome = work(&mut loan.conn);
        let _gone = loan.back.send(loan.conn);
        Ok(outcome)
    }

    fn send(&self, turn: Turn) -> Result<(), PoolError> {
        let queue = self.queue.as_ref().ok_or_else(|| PoolError::new("the writer has ended"))?;
        queue.send(turn).map_err(|_| PoolError::new("the writer has ended"))
    }

    /// Whether the connection is in use now.
    pub fn is_busy(&self) -> bool {
        self.state.is_busy.load(Ordering::Relaxed)
    }

    /// Groups so far, and the pieces in them.
    pub fn groups(&self) -> (u64, u64) {
        (self.state.groups.load(Ordering::Relaxed), self.state.pieces.load(Ordering::Relaxed))
    }
}

impl Drop for Writer {
    /// Waits until everything that was queued is done and the file is closed.
    fn drop(&mut self) {
        drop(self.queue.take());
        // The last handle may have been within a piece of work.
        let thread = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id());
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes to the database has panicked");
        }
    }
}

/// Everything that waits, in its order.
#[derive(Default)]
pub(super) struct Queue {
    taken: VecDeque<Turn>,
    arriving: Option<Receiver<Turn>>,
}

impl Queue {
    /// Looks who has arrived.
    pub fn take_what_waits(&mut self) {
        let Some(arriving) = &self.arriving else { return };
        let room = LARGEST.saturating_sub(self.taken.len());
        self.taken.extend(arriving.try_iter().take(room));
    }

    /// The next in the queue, if it is a piece for a group.
    pub fn next_piece(&mut self) -> Option<Box<dyn Piece>> {
        self.take_what_waits();
        self.taken_piece()
    }

    /// [`Queue::next_piece`] among those who have been seen already.
    pub fn taken_piece(&mut self) -> Option<Box<dyn Piece>> {
        loop {
            match self.taken.pop_front()? {
                // Whoever asked has gone away: nothing of it has begun, so nothing is done.
                Turn::Grouped(piece) if !piece.is_awaited() => {}
                Turn::Grouped(piece) => return Some(piece),
                borrowed => {
                    self.taken.push_front(borrowed);
                    return None;
                }
            }
        }
    }

    /// Waits for the next; `None` when nobody can come any more.
    fn wait(&mut self) -> Option<Turn> {
        self.taken.pop_front().or_else(|| self.arriving.as_ref()?.recv().ok())
    }
}

/// Owns the connection on its thread.
struct Keeper {
    url: DatabaseUrl,
    conn: Option<Conn>,
    pace: Pace,
    state: Arc<State>,
}

impl Keeper {
    fn serve(mut self, mut queue: Queue) {
        while let Some(turn) = queue.wait() {
            self.state.is_busy.store(true, Ordering::Relaxed);
            if let Err(panicked) = panics::catch(|| self.take_turn(turn, &mut queue)) {
                tracing::error!(%panicked, "the thread that writes to the database goes on");
            }
            self.state.is_busy.store(false, Ordering::Relaxed);
        }
    }

    /// Meanwhile the connection is not kept: after a panic, or in a transaction that cannot be ended,
    /// it is replaced.
    fn take_turn(&mut self, turn: Turn, queue: &mut Queue) {
        let conn = self.conn.take().map_or_else(|| self.url.connect().map_err(PoolError::new), Ok);
        let conn = match (turn, conn) {
            (Turn::Grouped(first), Ok(mut conn)) => {
                let pieces = groups::run(&mut conn, first, queue, &mut self.pace);
                self.state.groups.fetch_add(1, Ordering::Relaxed);
                self.state.pieces.fetch_add(u64::try_from(pieces).unwrap_or_default(), Ordering::Relaxed);
                Some(conn)
            }
            (Turn::Grouped(first), Err(error)) => {
                groups::fail([first], &GroupError::NoConnection(Arc::new(error)));
                None
            }
            (Turn::Borrowed(to), Ok(conn)) => lend(&to, conn),
            (Turn::Borrowed(to), Err(error)) => {
                let _gone = to.send(Err(error));
                None
            }
        };
        self.conn = conn.and_then(|mut conn| (!conn.is_broken()).then_some(conn));
    }
}

/// Waits on a thread of its own, also on one that runs futures: tests do jobs there.
pub(super) fn wait_for<F: Future>(told: F) -> F::Output {
    struct Sleeper(Thread);
    impl Wake for Sleeper {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let (mut told, waker) = (pin!(told), Waker::from(Arc::new(Sleeper(thread::current()))));
    loop {
        match told.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Waits until the connection comes back; `None` when it does not.
fn lend(to: &Sender<Result<Loan, PoolError>>, conn: Conn) -> Option<Conn> {
    let (back, returned) = mpsc::channel();
    match to.send(Ok(Loan { conn, back })) {
        Ok(()) => returned.recv().ok(),
        // Whoever waited has given up.
        Err(mpsc::SendError(loan)) => loan.ok().map(|loan| loan.conn),
    }
}
