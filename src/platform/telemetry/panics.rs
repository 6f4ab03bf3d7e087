//! Panics become errors: caught where work begins, logged once.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

/// A panic that was caught: what it said and where.
#[derive(Debug, Clone)]
pub struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "panicked: {}", self.0)
    }
}

impl std::error::Error for Panicked {}

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic in it is returned, for the caller to log with what it knows.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let outer = CATCHING.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    outcome.map_err(|payload| {
        let told = LAST.with_borrow_mut(Option::take);
        Panicked(told.unwrap_or_else(|| text(&*payload).to_owned()))
    })
}

/// [`catch`] for a future.
pub async fn catch_async<F: Future>(work: F) -> Result<F::Output, Panicked> {
    let mut work = pin!(work);
    poll_fn(|context| match catch(|| work.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// Sends panics to the log instead of standard error; those that are caught are left to the catcher.
pub(super) fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let told = describe(info);
        match CATCHING.get() {
            true => LAST.with_borrow_mut(|last| *last = Some(told)),
            false => tracing::error!(panic = told, "a thread panicked"),
        }
    }));
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(String::new, |place| format!(" at {place}"));
    format!("{}{place}", text(info.payload()))
}

fn text(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "without a message",
    }
}
