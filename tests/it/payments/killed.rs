//! The program is killed between the steps of paying, cancelling and giving back; started again, order,
//! stock, payment and provider agree.

use std::process::Child;

use diesel::prelude::*;
use storefront::app::App;
use storefront::checkout::refunds::requesting::{everything, request};
use storefront::checkout::refunds::sending::send;
use storefront::config::Config;
use storefront::orders::queries::find_order;
use storefront::platform::clock::Clock;
use storefront::platform::db::write_transaction;
use storefront::schema::{invoices, jobs, refunds};

use super::fake_provider::Trouble as Answer;
use super::over_http::off;
use super::shop::Shop;
use super::stripe::settings;
use crate::fake_stripe::{FakeStripe, SECRET_KEY, Trouble, WEBHOOK_SECRET};
use crate::support::editing::edit;

const KILLS: [Trouble; 2] = [Trouble::KillBefore, Trouble::KillAfter];

/// An order of two mugs that waits to be paid at the stand-in, and the program that sells them.
struct Run {
    s: Shop,
    fake: FakeStripe,
    app: App,
    child: Child,
    address: String,
}

impl Run {
    async fn start() -> Run {
        let fake = FakeStripe::start(None);
        let mut s = Shop::with_units(5);
        s.t.app.clock = Clock::System;
        // Placed by a shop that could not reach its provider.
        s.provider.will_fail("open_page", &[Answer::Before]);
        s.order_two(&s.t.browser()).await;
        let stripe = Config::parse(settings(&fake)).unwrap().stripe;
        let app = App::open(Config { stripe, ..(*s.t.app.config).clone() }).unwrap();
        let (child, address) = serve(&s, &fake);
        Run { s, fake, app, child, address }
    }

    /// Starts the program again after it was killed.
    fn again(&mut self) {
        assert!(!self.child.wait().unwrap().success(), "it was to be killed");
        (self.child, self.address) = serve(&self.s, &self.fake);
    }

    /// Kills it now.
    fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Where an address of the order leads; nothing when nobody answers any more.
    fn post(&self, what: &str) -> Option<String> {
        let href = format!("{}{}{what}/", self.address, self.s.order_href());
        let sent = client().post(href).header("sec-fetch-site", "same-origin").body("").send().ok()?;
        Some(sent.headers()["location"].to_str().unwrap().to_owned())
    }

    /// Sends what happened to the program.
    fn report(&self) {
        for event in self.fake.take_events() {
            let body = event.to_string();
            let header = self.fake.signature(body.as_bytes());
            let href = format!("{}/payment/webhook/", self.address);
            let sent = client().post(href).header("stripe-signature", header).body(body).send().unwrap();
            assert_eq!(sent.status(), 200);
        }
    }

    /// Waits until the order stands so.
    fn expect(&self, status: &str, units: i32) {
        for _ in 0..600 {
            if (self.s.status().as_str(), self.s.units()) == (status, units) {
                return;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(50));
        }
        assert_eq!((self.s.status().as_str(), self.s.units()), (status, units));
    }

    fn pay(&self) {
        let id = self.fake.state().sessions.last().unwrap()["id"].as_str().unwrap().to_owned();
        self.fake.state().complete(&id, true);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

fn client() -> reqwest::blocking::Client {
    let _already = rustls::crypto::ring::default_provider().install_default();
    reqwest::blocking::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// The program on the database of the test.
fn serve(s: &Shop, fake: &FakeStripe) -> (Child, String) {
    let stripe = [
        ("STRIPE_SECRET_KEY", SECRET_KEY),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("STRIPE_API_BASE", &fake.base),
    ];
    let (child, address) = s.t.serve(env!("CARGO_BIN_EXE_storefront"), &stripe, &[]);
    fake.state().victim = Some(child.id());
    (child, address)
}

#[actix_web::test]
async fn killed_while_the_page_is_opened() {
    for kill in KILLS {
        let mut run = Run::start().await;
        off(|| {
            run.fake.will_fail("POST /v1/checkout/sessions", &[kill]);
            assert_eq!(run.post("payment"), None, "{kill:?}");
            run.again();
            run.expect("P unpaid open", 3);
            assert!(run.post("payment").unwrap().starts_with(&run.fake.base), "{kill:?}");
            assert_eq!(run.fake.state().sessions.len(), 1, "{kill:?}");
            run.pay();
            run.report();
            run.expect("C paid", 3);
            assert_eq!(run.s.differences(), Vec::<String>::new());
        });
    }
}

#[actix_web::test]
async fn killed_right_after_it_was_told_that_the_money_came() {
    let mut run = Run::start().await;
    off(|| {
        run.post("payment").unwrap();
        run.pay();
        run.report();
        run.kill();
        run.again();
        // What was being done when it was killed is taken again after its lease: another report asks for
        // the same.
        let session = run.fake.state().sessions[0].clone();
        run.fake.state().happened("checkout.session.completed", session);
        run.report();
        run.expect("C paid", 3);
        let (documents, mails): (i64, i64) = run.s.t.look(|conn| {
            let of =
                jobs::table.filter(jobs::kind.eq_any(["orders.send_confirmation", "payments.send_invoice"]));
            Ok((invoices::table.count().get_result(conn)?, of.count().get_result(conn)?))
        });
        assert_eq!((documents, mails), (1, 2));
    });
}

#[actix_web::test]
async fn killed_while_the_page_is_closed() {
    for kill in KILLS {
        let mut run = Run::start().await;
        off(|| {
            run.post("payment").unwrap();
            let id = run.fake.state().sessions[0]["id"].as_str().unwrap().to_owned();
            run.fake.will_fail(&format!("POST /v1/checkout/sessions/{id}/expire"), &[kill]);
            run.post("cancellation");
            run.again();
            // Whoever asks first finishes it: the customer who tries again, or the job.
            run.post("cancellation");
            run.expect("F cancelled", 5);
            assert_eq!(run.fake.state().sessions[0]["status"], "expired");
            assert_eq!(run.s.differences(), Vec::<String>::new());
        });
    }
}

#[actix_web::test]
async fn killed_while_money_goes_back() {
    for kill in KILLS {
        let mut run = Run::start().await;
        off(|| {
            run.post("payment").unwrap();
            run.pay();
            run.report();
            run.expect("C paid", 3);
            run.fake.will_fail("POST /v1/refunds", &[kill]);
            let order = run.s.order_id();
            let mut conn = run.app.config.database.connect().unwrap();
            let id = write_transaction(&mut conn, |conn| {
                let found = find_order(conn, order)?.unwrap();
                let all = everything(conn, &found)?.unwrap();
                request(conn, &edit(), order, &all)
            })
            .unwrap();
            // The program sends it, and is killed.
            run.again();
            send(&run.app, id, true, false).unwrap();
            let states: Vec<String> =
                run.s.t.look(|conn| Ok(refunds::table.select(refunds::state).load(conn)?));
            assert_eq!(states, ["succeeded"], "{kill:?}");
            assert_eq!(run.fake.state().refunds.len(), 1, "{kill:?}");
            assert_eq!(run.s.differences(), Vec::<String>::new());
        });
    }
}
