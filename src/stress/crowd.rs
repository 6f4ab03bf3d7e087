//! What buyers, staff and the one who kills the server share.

use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::ledger::Ledger;
use super::shop::Shop;
use crate::platform::db::DatabaseUrl;

/// Everybody at work in one run.
#[derive(Debug)]
pub struct Crowd {
    /// Where the server listens, whenever it lives.
    pub address: SocketAddr,
    /// Where its data is.
    pub database: DatabaseUrl,
    /// What is sold.
    pub shop: Shop,
    ledger: Mutex<Ledger>,
    is_over: Mutex<bool>,
    ended: Condvar,
    forms_sent: Mutex<u64>,
    form_sent: Condvar,
}

impl Crowd {
    /// Everybody, before the doors open.
    pub fn new(address: SocketAddr, database: DatabaseUrl, shop: Shop, ledger: Ledger) -> Crowd {
        Crowd {
            address,
            database,
            shop,
            ledger: Mutex::new(ledger),
            is_over: Mutex::default(),
            ended: Condvar::new(),
            forms_sent: Mutex::default(),
            form_sent: Condvar::new(),
        }
    }

    /// The promises so far.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The promises, when nobody is at work any more.
    pub fn into_ledger(self) -> Ledger {
        self.ledger.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody to go home.
    pub fn end(&self) {
        *self.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ended.notify_all();
    }

    /// Whether it is time to go home.
    pub fn is_over(&self) -> bool {
        *self.is_over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass; `false` when it is time to go home.
    pub fn pause(&self, milliseconds: u64) -> bool {
        let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited =
            self.ended.wait_timeout_while(is_over, Duration::from_millis(milliseconds), |is_over| !*is_over);
        let (is_over, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !*is_over
    }

    /// An order form is about to be sent.
    pub fn announce_form(&self) {
        *self.forms_sent.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.form_sent.notify_all();
    }

    /// Waits until the next order form is about to be sent, but no longer than this.
    pub fn wait_for_form(&self, milliseconds: u64) {
        let sent = self.forms_sent.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *sent;
        let waited = self
            .form_sent
            .wait_timeout_while(sent, Duration::from_millis(milliseconds), |sent| *sent == before);
        drop(waited);
    }
}
