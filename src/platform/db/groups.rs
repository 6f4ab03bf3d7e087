//! Writes that arrive together share a commit: one transaction, each piece of work in a savepoint.
//!
//! - A piece that refuses or panics takes back its own changes only; the others go on.
//! - Nobody hears anything before the commit: what was told is on the disk.
//! - When the transaction ends badly, all of its pieces fail and nothing of them is stored. Only when
//!   a constraint that is checked at the end was broken (SQLite cannot say by which piece) are they
//!   done again, each in a transaction of its own: then only whoever broke it fails. That is why
//!   work has to be `Clone`.
//! - A group takes what waits and never waits for more. It begins no further piece after a while
//!   ([`Pace`]), so that the first does not wait for many slow ones.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::QueryResult;
use diesel::connection::TransactionManager;
use diesel::result::{DatabaseErrorKind, Error};
use tokio::sync::oneshot;

use super::statements::Recorder;
use super::writer::Queue;
use super::{Conn, PoolError, Transactions, begin};
use crate::platform::telemetry::panics;
use crate::platform::web::error::AppError;

/// Most pieces of a group.
pub(super) const LARGEST: usize = 64;
/// After how long a group begins no further piece: on a disk that is slow to sync later, so that at most
/// a fifth of the time goes into that.
pub(super) struct Pace(Duration);

const SHORTEST: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_millis(60);
/// Of how long the commit took.
const TIMES: u32 = 4;

impl Default for Pace {
    fn default() -> Pace {
        Pace(SHORTEST)
    }
}

impl Pace {
    fn commit(&mut self, conn: &mut Conn) -> QueryResult<()> {
        let began = Instant::now();
        Transactions::commit_transaction(conn)?;
        self.0 = began.elapsed().saturating_mul(TIMES).clamp(SHORTEST, LONGEST);
        Ok(())
    }
}

/// Work that waits for its turn, whatever comes of it.
pub(super) trait Piece: Send {
    /// Whether anybody still waits for what comes of it.
    fn is_awaited(&self) -> bool;
    /// Who writes down its statements.
    fn recorder(&self) -> Option<Recorder>;
    /// Does the work and keeps what came of it; `false` when its changes must be taken back.
    fn work(&mut self, conn: &mut Conn) -> bool;
    /// Tells what came of it, or that nothing is stored.
    fn answer(self: Box<Self>, failed: Option<GroupError>);
}

/// Why nothing of a group is stored.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum GroupError {
    /// There is no connection.
    #[error(transparent)]
    NoConnection(Arc<PoolError>),
    /// The transaction did not begin, broke, or could not be committed.
    #[error("the transaction failed, which several changes may have shared: {0}")]
    Transaction(Arc<Error>),
}

/// A piece and the way back to whoever waits for it.
pub(super) struct Waiting<F, T, E> {
    work: F,
    recorder: Option<Recorder>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Waiting<F, T, E> {
    /// The work and what will be told.
    pub fn new(work: F) -> (Waiting<F, T, E>, oneshot::Receiver<Result<T, E>>) {
        let (reply, told) = oneshot::channel();
        (Waiting { work, recorder: Recorder::current(), outcome: None, reply }, told)
    }
}

impl<F, T, E> Piece for Waiting<F, T, E>
where
    T: Send,
    E: From<AppError> + Send,
    F: FnOnce(&mut Conn) -> Result<T, E> + Clone + Send,
{
    fn is_awaited(&self) -> bool {
        !self.reply.is_closed()
    }

    fn recorder(&self) -> Option<Recorder> {
        self.recorder.clone()
    }

    fn work(&mut self, conn: &mut Conn) -> bool {
        let work = self.work.clone();
        let outcome = panics::catch(|| work(conn));
        let outcome = outcome.unwrap_or_else(|panicked| Err(AppError::internal(panicked).into()));
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, failed: Option<GroupError>) {
        let told = match (failed, self.outcome) {
            (Some(error), _) => Err(AppError::internal(error).into()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(AppError::internal("a change was answered before it was made").into()),
        };
        // Whoever asked may have gone away meanwhile; what was stored stays.
        let _gone = self.reply.send(told);
    }
}

/// Does `first` and what waits behind it in one transaction and answers everybody; how many pieces
/// shared it.
pub(super) fn run(conn: &mut Conn, first: Box<dyn Piece>, queue: &mut Queue, pace: &mut Pace) -> usize {
    queue.take_what_waits();
    let mut done = Vec::new();
    let ended = match begin(conn, "BEGIN IMMEDIATE") {
        Ok(()) => fill(conn, first, queue, pace.0, &mut done).and_then(|()| pace.commit(conn)),
        Err(error) => {
            // Whoever came while another process held the lock has not waited yet, and tries again.
            done.push(first);
            done.extend(std::iter::from_fn(|| queue.taken_piece()));
            Err(error)
        }
    };
    let count = done.len();
    match ended {
        Ok(()) => done.into_iter().for_each(|piece| piece.answer(None)),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) if count > 1 => {
            for piece in done {
                run(conn, piece, &mut Queue::default(), pace);
            }
        }
        Err(error) => fail(done, &GroupError::Transaction(Arc::new(error))),
    }
    count
}

/// Tells everybody why nothing of it is stored.
pub(super) fn fail(pieces: impl IntoIterator<Item = Box<dyn Piece>>, error: &GroupError) {
    pieces.into_iter().for_each(|piece| piece.answer(Some(error.clone())));
}

/// Adds pieces to the open transaction, which is gone after an error.
fn fill(
    conn: &mut Conn,
    first: Box<dyn Piece>,
    queue: &mut Queue,
    longest: Duration,
    done: &mut Vec<Box<dyn Piece>>,
) -> QueryResult<()> {
    let (began, mut next) = (Instant::now(), Some(first));
    while let Some(piece) = next {
        if let Err(error) = add(conn, piece, done) {
            roll_back(conn);
            return Err(error);
        }
        let has_room = done.len() < LARGEST && began.elapsed() < longest;
        next = has_room.then(|| queue.next_piece()).flatten();
    }
    Ok(())
}

/// Does one piece in a savepoint. An error means that the whole transaction is lost: a full disk,
/// for one, ends it whatever savepoints there are.
fn add(conn: &mut Conn, mut piece: Box<dyn Piece>, done: &mut Vec<Box<dyn Piece>>) -> QueryResult<()> {
    let recording = piece.recorder().map(Recorder::install);
    let mut is_kept = true;
    let ended = Transactions::begin_transaction(conn).and_then(|()| {
        is_kept = piece.work(conn);
        end_savepoint(conn, is_kept)
    });
    drop(recording);
    match (&ended, is_kept) {
        // Its own error says best what has ended the transaction.
        (Err(_), false) => piece.answer(None),
        _ => done.push(piece),
    }
    ended
}

fn end_savepoint(conn: &mut Conn, is_kept: bool) -> QueryResult<()> {
    if is_kept {
        return Transactions::commit_transaction(conn);
    }
    // A panic leaves the savepoints open that it was in.
    while depth(conn)? > 2 {
        Transactions::rollback_transaction(conn)?;
    }
    Transactions::rollback_transaction(conn)
}

/// Ends what is left of a transaction. A connection in which that fails is replaced.
fn roll_back(conn: &mut Conn) {
    while depth(conn).is_ok_and(|depth| depth > 0) {
        if let Err(error) = Transactions::rollback_transaction(conn) {
            tracing::error!(%error, "rolling back failed");
        }
    }
}

fn depth(conn: &mut Conn) -> QueryResult<u32> {
    let depth = Transactions::transaction_manager_status_mut(conn).transaction_depth()?;
    Ok(depth.map_or(0, NonZeroU32::get))
}
