//! A stand-in for Stripe that speaks its documented endpoints over HTTP on the loopback interface:
//! sessions with expiry, payment intents, refunds, lists in parts, idempotency, events, a clock that
//! moves, failures on demand, and a page for paying with Stripe's cards for tests.

// Each of the two test programs uses a part of it.
#![allow(dead_code)]

mod api;
mod hosted;
mod state;

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, mpsc};
use std::thread;

use actix_web::rt::System;
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use state::State;
pub use state::Trouble;

/// The key that the stand-in accepts.
pub const SECRET_KEY: &str = "sk_test_4711abc";
/// What its events are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_0815xyz";

/// A running stand-in; ended when dropped.
pub struct FakeStripe {
    /// `http://127.0.0.1:…`
    pub base: String,
    state: Arc<Mutex<State>>,
    handle: actix_web::dev::ServerHandle,
}

impl FakeStripe {
    /// Starts one whose clock stands at `now`, or goes with that of the machine.
    pub fn start(now: Option<i64>) -> FakeStripe {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::new(&base, now)));
        let (shared, (tell, told)) = (Data::from(state.clone()), mpsc::channel());
        thread::spawn(move || {
            System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new().app_data(shared.clone()).configure(api::routes).configure(hosted::routes)
                })
                .workers(2)
                .disable_signals()
                .listen(listener)
                .unwrap()
                .run();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        FakeStripe { base, state, handle: told.recv().unwrap() }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The next calls whose method and path begin so fail in these ways.
    pub fn will_fail(&self, call: &str, how: &[Trouble]) {
        self.state().trouble.push((call.to_owned(), how.to_vec()));
    }

    /// Later.
    pub fn later(&self, seconds: i64) {
        self.state().pass(seconds);
    }

    /// The events nobody has taken yet, oldest first.
    pub fn take_events(&self) -> Vec<Value> {
        std::mem::take(&mut self.state().events)
    }

    /// Has events sent to this address as they happen.
    pub fn report_to(&self, webhook: &str) {
        self.state().webhook = Some(webhook.to_owned());
    }

    /// The header `Stripe-Signature` for a body, as of now.
    pub fn signature(&self, body: &[u8]) -> String {
        signature(WEBHOOK_SECRET, self.state().now(), body)
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// The header `Stripe-Signature`.
pub fn signature(secret: &str, time: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.").as_bytes());
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={time},v1={hex}")
}

/// Sends what happened to the shop, if it listens.
fn report(state: &Data<Mutex<State>>) -> impl Future<Output = ()> + use<> {
    let (webhook, events, now) = {
        let mut state = state.lock().unwrap();
        match state.webhook.clone() {
            Some(webhook) => (Some(webhook), std::mem::take(&mut state.events), state.now()),
            None => (None, Vec::new(), 0),
        }
    };
    async move {
        let Some(webhook) = webhook else { return };
        let sent = web::block(move || {
            let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
            for event in events {
                let body = event.to_string();
                let header = signature(WEBHOOK_SECRET, now, body.as_bytes());
                let answer =
                    client.post(&webhook).header("stripe-signature", header).body(body).send().unwrap();
                assert_eq!(answer.status(), 200, "{}", answer.text().unwrap_or_default());
            }
        });
        sent.await.unwrap();
    }
}
