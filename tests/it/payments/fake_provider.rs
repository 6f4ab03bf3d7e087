//! A provider in the memory of a test, which can fail before and after it acted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::TimeDelta;
use serde_json::{Value, json};
use storefront::app::App;
use storefront::payments::provider::{
    Listed, News, NotAnEvent, PageState, PaymentPage, Provider, ProviderError, ProviderEvent, ProviderRefund,
    ProviderRefundState, WantedPage, WantedRefund,
};
use storefront::platform::clock::{Clock, Time};
use storefront::platform::money::Money;

use crate::support::{TestApp, noon};

/// Pages of a list.
const PER_PART: usize = 2;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing happens, and nobody answers.
    Before,
    /// It happens, but the answer is lost.
    After,
}

#[derive(Debug, Clone)]
struct StoredPage {
    key: String,
    page: PaymentPage,
}

#[derive(Debug, Default)]
struct State {
    now: Time,
    pages: Vec<StoredPage>,
    refunds: Vec<(String, ProviderRefund)>,
    trouble: BTreeMap<&'static str, Vec<Trouble>>,
    calls: Vec<&'static str>,
}

/// The provider.
#[derive(Debug)]
pub struct FakeProvider(Mutex<State>);

impl FakeProvider {
    /// A shop that takes payments with it.
    pub fn shop() -> (TestApp, Arc<FakeProvider>) {
        let mut t = TestApp::start();
        let provider = FakeProvider::new();
        t.app.provider = Some(provider.clone());
        (t, provider)
    }

    pub fn new() -> Arc<FakeProvider> {
        Arc::new(FakeProvider(Mutex::new(State { now: noon(), ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The next calls of this name fail so.
    pub fn will_fail(&self, call: &'static str, how: &[Trouble]) {
        self.state().trouble.insert(call, how.iter().rev().copied().collect());
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.state().calls.clone()
    }

    /// Later, here and in the shop.
    pub fn later(&self, app: &mut App, by: TimeDelta) {
        let mut state = self.state();
        state.now += by;
        app.clock = Clock::Fixed(app.now() + by);
    }

    /// The pages there are, oldest first.
    pub fn pages(&self) -> Vec<PaymentPage> {
        let mut state = self.state();
        state.expire();
        state.pages.iter().map(|stored| stored.page.clone()).collect()
    }

    /// The only page there is.
    pub fn page(&self) -> PaymentPage {
        let pages = self.pages();
        assert_eq!(pages.len(), 1, "{pages:?}");
        pages[0].clone()
    }

    /// The customer does something on an open page.
    pub fn become_of(&self, session: &str, become_of: PageState) -> PaymentPage {
        let mut state = self.state();
        state.expire();
        let stored = state.pages.iter_mut().find(|stored| stored.page.session == session).unwrap();
        assert!(matches!(stored.page.state, PageState::Open | PageState::Settling), "{stored:?}");
        stored.page.state = become_of;
        stored.page.url = None;
        if become_of != PageState::Expired {
            stored.page.reference = Some(format!("pi_{session}"));
        }
        stored.page.clone()
    }

    /// The customer pays on the only page there is.
    pub fn pay(&self) -> PaymentPage {
        let session = self.page().session;
        self.become_of(&session, PageState::Paid)
    }

    /// Somebody takes money on a page that this shop knows nothing of.
    pub fn take_money(&self, page: PaymentPage) {
        self.state().pages.push(StoredPage { key: String::new(), page });
    }

    /// The refunds there are.
    pub fn refunds(&self) -> Vec<ProviderRefund> {
        self.state().refunds.iter().map(|(_, refund)| refund.clone()).collect()
    }

    /// What the provider sends about a page.
    pub fn event(id: &str, page: &PaymentPage) -> Vec<u8> {
        FakeProvider::news(id, "page", &News::Page(page.clone()))
    }

    /// What the provider sends.
    pub fn news(id: &str, kind: &str, news: &News) -> Vec<u8> {
        json!({ "id": id, "kind": kind, "news": news }).to_string().into_bytes()
    }

    fn call<T>(
        &self,
        name: &'static str,
        act: impl FnOnce(&mut State) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        let mut state = self.state();
        state.calls.push(name);
        let lost = || Err(ProviderError::Unreachable("no answer in time".into()));
        let trouble = state.trouble.get_mut(name).and_then(Vec::pop);
        if trouble == Some(Trouble::Before) {
            return lost();
        }
        state.expire();
        let answer = act(&mut state);
        if trouble == Some(Trouble::After) { lost() } else { answer }
    }
}

fn refused(message: &str) -> ProviderError {
    ProviderError::Refused { code: String::new(), message: message.into() }
}

impl State {
    fn expire(&mut self) {
        let now = self.now;
        for stored in &mut self.pages {
            let is_over = stored.page.expires_at.is_some_and(|end| end <= now);
            if stored.page.state == PageState::Open && is_over {
                stored.page.state = PageState::Expired;
                stored.page.url = None;
            }
        }
    }

    fn find(&mut self, session: &str) -> Result<&mut PaymentPage, ProviderError> {
        let found = self.pages.iter_mut().find(|stored| stored.page.session == session);
        found.map(|stored| &mut stored.page).ok_or(ProviderError::Unknown)
    }
}

impl Provider for FakeProvider {
    fn key(&self) -> &'static str {
        "stripe"
    }

    fn open_page(&self, wanted: &WantedPage, key: &str) -> Result<PaymentPage, ProviderError> {
        let sum: i64 = wanted.lines.iter().map(|line| line.unit_amount.0 * i64::from(line.quantity)).sum();
        assert_eq!(sum, wanted.amount.0, "{wanted:?}");
        self.call("open_page", |state| {
            if let Some(known) = state.pages.iter().find(|stored| stored.key == key) {
                return Ok(known.page.clone());
            }
            let lasts = wanted.expires_at - state.now;
            if lasts < TimeDelta::minutes(30) || lasts > TimeDelta::hours(24) {
                return Err(refused("expires_at must be between 30 minutes and 24 hours from now"));
            }
            let session = format!("cs_{}", state.pages.len() + 1);
            let page = PaymentPage {
                url: Some(format!("https://pay.example/{session}")),
                session,
                state: PageState::Open,
                amount: Some(wanted.amount),
                currency: Some(wanted.currency.clone()),
                order_id: Some(wanted.order_id),
                payment_id: Some(wanted.payment_id),
                reference: None,
                expires_at: Some(wanted.expires_at),
            };
            state.pages.push(StoredPage { key: key.into(), page: page.clone() });
            Ok(page)
        })
    }

    fn find_page(&self, session: &str) -> Result<PaymentPage, ProviderError> {
        self.call("find_page", |state| state.find(session).map(|page| page.clone()))
    }

    fn close_page(&self, session: &str) -> Result<PaymentPage, ProviderError> {
        self.call("close_page", |state| {
            let page = state.find(session)?;
            if page.state != PageState::Open {
                return Err(refused("only an open page can be closed"));
            }
            page.state = PageState::Expired;
            page.url = None;
            Ok(page.clone())
        })
    }

    fn list_pages(&self, _since: Time, after: Option<&str>) -> Result<Listed<PaymentPage>, ProviderError> {
        self.call("list_pages", |state| {
            let newest: Vec<PaymentPage> =
                state.pages.iter().rev().map(|stored| stored.page.clone()).collect();
            let start =
                after.map_or(0, |after| newest.iter().position(|page| page.session == after).unwrap() + 1);
            let entries: Vec<PaymentPage> = newest.iter().skip(start).take(PER_PART).cloned().collect();
            Ok(Listed { has_more: start + entries.len() < newest.len(), entries })
        })
    }

    fn refund(&self, wanted: &WantedRefund, key: &str) -> Result<ProviderRefund, ProviderError> {
        self.call("refund", |state| {
            if let Some((_, known)) = state.refunds.iter().find(|(known, _)| known == key) {
                return Ok(known.clone());
            }
            let paid =
                state.pages.iter().find(|stored| stored.page.reference.as_ref() == Some(&wanted.reference));
            let paid = paid.and_then(|stored| stored.page.amount).unwrap_or_default();
            let back: i64 = state
                .refunds
                .iter()
                .filter(|(_, refund)| refund.reference.as_ref() == Some(&wanted.reference))
                .map(|(_, refund)| refund.amount.0)
                .sum();
            if back + wanted.amount.0 > paid.0 {
                return Err(refused("more than is left of the charge"));
            }
            let refund = ProviderRefund {
                name: format!("re_{}", state.refunds.len() + 1),
                state: ProviderRefundState::Succeeded,
                amount: Money(wanted.amount.0),
                currency: wanted.currency.clone(),
                reference: Some(wanted.reference.clone()),
                refund_id: Some(wanted.refund_id),
                failure: String::new(),
            };
            state.refunds.push((key.into(), refund.clone()));
            Ok(refund)
        })
    }

    fn list_refunds(
        &self,
        reference: &str,
        _after: Option<&str>,
    ) -> Result<Listed<ProviderRefund>, ProviderError> {
        self.call("list_refunds", |state| {
            let of_payment = state.refunds.iter().map(|(_, refund)| refund.clone());
            let entries =
                of_payment.filter(|refund| refund.reference.as_deref() == Some(reference)).collect();
            Ok(Listed { entries, has_more: false })
        })
    }

    fn read_event(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: Time,
    ) -> Result<ProviderEvent, NotAnEvent> {
        if signature != Some("genuine") {
            return Err(NotAnEvent::Unsigned);
        }
        let event: Value = serde_json::from_slice(body).map_err(|_| NotAnEvent::Unreadable)?;
        Ok(ProviderEvent {
            id: event["id"].as_str().unwrap().into(),
            kind: event["kind"].as_str().unwrap().into(),
            subject: format!("about {}", event["id"]),
            happened_at: now,
            news: serde_json::from_value(event["news"].clone()).map_err(|_| NotAnEvent::Unreadable)?,
        })
    }

    fn dashboard_href(&self, reference: &str) -> String {
        format!("https://dashboard.example/{reference}")
    }
}
