//! A shop with one product that takes payments on the page of a provider.

use std::sync::Arc;

use actix_web::test::TestRequest;
use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::checkout::paying::opening::OpeningError;
use storefront::checkout::paying::reconciliation::{self, Reconciled};
use storefront::payments::provider::PaymentPage;
use storefront::schema::{orders, payment_differences, payment_events, payments};
use storefront::worker::run_next;

use super::fake_provider::FakeProvider;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::builders::product;
use crate::support::mails::delivered;
use crate::support::shopping::{field, left};
use crate::support::web::{Answer, texts};

/// The shop.
pub struct Shop {
    pub t: TestApp,
    pub provider: Arc<FakeProvider>,
    pub product: i64,
}

impl Shop {
    /// With so many units of a mug.
    pub fn with_units(units: i32) -> Shop {
        let (t, provider) = FakeProvider::shop();
        let product = t.seed(|conn| Ok(product("Mug").price(1_234).inventory(units).insert(conn)?));
        Shop { t, provider, product }
    }

    /// Sends the form of the last step, to be paid at the provider.
    pub async fn send(&self, browser: &Browser<'_>, last: &Answer) -> Answer {
        let (token, seen) = (field(last, "token"), field(last, "seen"));
        let form = [("token", token.as_str()), ("seen", seen.as_str()), ("payment_method", "stripe")];
        browser.post("/checkout/payment/", &form).await
    }

    /// Orders two mugs; where the browser is led.
    pub async fn order_two(&self, browser: &Browser<'_>) -> String {
        browser.put(self.product, 2).await;
        let last = browser.to_last_step().await;
        let answer = self.send(browser, &last).await;
        assert_eq!(answer.status, 303, "{}", answer.body());
        answer.header("location").to_owned()
    }

    /// The provider reports; the job runs later.
    pub async fn post_event(&self, signature: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = TestRequest::post().uri("/payment/webhook/").set_payload(body);
        if let Some(signature) = signature {
            request = request.insert_header(("stripe-signature", signature));
        }
        self.t.call(request).await
    }

    /// The provider reports what became of a page, and is thanked.
    pub async fn report(&self, id: &str, page: &PaymentPage) {
        let answer = self.post_event(Some("genuine"), FakeProvider::event(id, page)).await;
        assert_eq!(answer.status, 200, "{}", answer.body());
    }

    /// Runs the jobs; the subjects of the mails that were sent.
    pub fn mails(&self) -> Vec<String> {
        delivered(&self.t).into_iter().map(|mail| mail.subject).collect()
    }

    /// Runs the jobs that are due, whatever comes of them.
    pub fn work(&self) {
        while run_next(&self.t.app).unwrap() {}
    }

    /// Runs the job that asks the provider.
    pub fn reconcile(&self) -> Result<Reconciled, OpeningError> {
        reconciliation::run(&self.t.app)
    }

    /// Later, in the shop and at the provider.
    pub fn later(&mut self, by: TimeDelta) {
        self.provider.later(&mut self.t.app, by);
    }

    /// The key of the only order.
    pub fn order_id(&self) -> i64 {
        self.t.look(|conn| Ok(orders::table.select(orders::id).get_result(conn)?))
    }

    /// The token of the only order.
    pub fn token(&self) -> String {
        self.t.look(|conn| Ok(orders::table.select(orders::token).get_result(conn)?))
    }

    /// The page of the only order.
    pub fn order_href(&self) -> String {
        format!("/orders/{}/", self.token())
    }

    /// The provider's name of the payment of the only order.
    pub fn reference(&self) -> Option<String> {
        self.t.look(|conn| Ok(payments::table.select(payments::reference).get_result(conn)?))
    }

    /// Units of the mug in stock.
    pub fn units(&self) -> i32 {
        self.t.look(|conn| Ok(left(conn, self.product)?))
    }

    /// Payment status of the only order, and the states of its payments: "P unpaid open".
    pub fn status(&self) -> String {
        let (status, states): (String, Vec<String>) = self.t.look(|conn| {
            Ok((
                orders::table.select(orders::payment_status).get_result(conn)?,
                payments::table.order(payments::id).select(payments::state).load(conn)?,
            ))
        });
        let unpaid = if status == "P" { " unpaid" } else { "" };
        format!("{status}{unpaid} {}", states.join(" "))
    }

    /// The kinds of the open differences.
    pub fn differences(&self) -> Vec<String> {
        self.t.look(|conn| {
            Ok(payment_differences::table
                .filter(payment_differences::resolved_at.is_null())
                .order(payment_differences::id)
                .select(payment_differences::kind)
                .load(conn)?)
        })
    }

    /// The states of the events, in the order of their arrival.
    pub fn events(&self) -> Vec<String> {
        self.t.look(|conn| {
            Ok(payment_events::table.order(payment_events::id).select(payment_events::state).load(conn)?)
        })
    }
}

/// What a page says to its reader.
pub fn said(answer: &Answer) -> String {
    texts(answer, ".flash").join(" ")
}
