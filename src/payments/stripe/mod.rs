//! Stripe Checkout: the customer pays on Stripe's page.
//!
//! `client` speaks HTTP, `objects` are Stripe's answers as far as they are read, [`signature`] tells
//! genuine events, [`amounts`] are Stripe's units. This module says all of it in the shop's words.
//! See <https://docs.stripe.com/payments/checkout>.

pub mod amounts;
mod client;
mod forms;
pub mod keys;
mod objects;
mod reading;
pub mod signature;

use url::Url;
use uuid::Uuid;

use self::client::{CallError, Client};
use self::keys::StripeKeys;
use self::objects::{Event, List, Refund, Session};
use super::provider::{
    Listed, NotAnEvent, PaymentPage, Provider, ProviderError, ProviderEvent, ProviderRefund, WantedPage,
    WantedRefund,
};
use crate::platform::clock::Time;

/// The stored name.
pub const KEY: &str = "stripe";

/// So many entries of a list come at once; Stripe gives at most as many.
const PER_PART: &str = "100";

/// The account of the shop at Stripe.
#[derive(Debug)]
pub struct Stripe {
    client: Client,
    keys: StripeKeys,
    /// Tells pages of this shop from those of others that use the same account.
    shop: String,
}

impl Stripe {
    /// The account with these keys; `shop` is the address of the shop.
    pub fn new(keys: &StripeKeys, shop: &str) -> Result<Stripe, ProviderError> {
        Ok(Stripe { client: Client::new(keys)?, keys: keys.clone(), shop: shop.to_owned() })
    }

    fn page(&self, session: &Session) -> PaymentPage {
        reading::page(session, &self.shop)
    }

    /// Looks for a page among the latest ones: for when asking for it again is no longer possible.
    fn find_lately(&self, wanted: &WantedPage) -> Result<Option<PaymentPage>, ProviderError> {
        let mut after: Option<String> = None;
        loop {
            let since = wanted.expires_at - chrono::TimeDelta::hours(25);
            let listed = self.list_pages(since, after.as_deref())?;
            if let Some(found) = listed.entries.iter().find(|page| page.payment_id == Some(wanted.payment_id))
            {
                return Ok(Some(found.clone()));
            }
            after = listed.entries.last().map(|page| page.session.clone());
            if after.is_none() || !listed.has_more {
                return Ok(None);
            }
        }
    }
}

impl Provider for Stripe {
    fn key(&self) -> &'static str {
        KEY
    }

    fn open_page(&self, wanted: &WantedPage, key: &str) -> Result<PaymentPage, ProviderError> {
        let form = forms::new_session(wanted, &self.shop)?;
        match self.client.post::<Session>("/v1/checkout/sessions", &form, key) {
            Ok(session) => Ok(self.page(&session)),
            // The key was used for this page before the order's e-mail or the shop's address changed.
            Err(CallError::Provider(ProviderError::Refused { code, .. })) if code == client::KEY_USED => {
                self.find_lately(wanted)?.ok_or_else(|| {
                    let words = "it was asked for the same page with other words, and does not show it";
                    ProviderError::Unreachable(words.to_owned())
                })
            }
            // This key gives nothing else any more: if there is no page, another one may be asked for.
            Err(CallError::Broken(status)) => self.find_lately(wanted)?.ok_or_else(|| {
                ProviderError::Refused { code: "broken".to_owned(), message: format!("it answered {status}") }
            }),
            Err(CallError::Provider(error)) => Err(error),
        }
    }

    fn find_page(&self, session: &str) -> Result<PaymentPage, ProviderError> {
        let path = format!("/v1/checkout/sessions/{}", client::segment(session)?);
        Ok(self.page(&self.client.get(&path, &[("expand[]", "payment_intent")])?))
    }

    fn close_page(&self, session: &str) -> Result<PaymentPage, ProviderError> {
        let path = format!("/v1/checkout/sessions/{}/expire", client::segment(session)?);
        // A key of its own: a page that is closed stays closed, and the answer to a call that was broken
        // off must not be the answer to the next one.
        Ok(self.page(&self.client.post(&path, &[], &Uuid::new_v4().to_string())?))
    }

    fn list_pages(&self, since: Time, after: Option<&str>) -> Result<Listed<PaymentPage>, ProviderError> {
        let since = since.and_utc().timestamp().to_string();
        let mut query =
            vec![("limit", PER_PART), ("created[gte]", since.as_str()), ("expand[]", "data.payment_intent")];
        query.extend(after.map(|after| ("starting_after", after)));
        let list: List<Session> = self.client.get("/v1/checkout/sessions", &query)?;
        let entries = list.data.iter().map(|session| self.page(session)).collect();
        Ok(Listed { entries, has_more: list.has_more })
    }

    fn refund(&self, wanted: &WantedRefund, key: &str) -> Result<ProviderRefund, ProviderError> {
        let form = forms::new_refund(wanted)?;
        reading::refund(&self.client.post::<Refund>("/v1/refunds", &form, key)?)
    }

    fn list_refunds(
        &self,
        reference: &str,
        after: Option<&str>,
    ) -> Result<Listed<ProviderRefund>, ProviderError> {
        let mut query = vec![("limit", PER_PART), ("payment_intent", reference)];
        query.extend(after.map(|after| ("starting_after", after)));
        let list: List<Refund> = self.client.get("/v1/refunds", &query)?;
        let entries = list.data.iter().map(reading::refund).collect::<Result<_, _>>()?;
        Ok(Listed { entries, has_more: list.has_more })
    }

    fn read_event(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: Time,
    ) -> Result<ProviderEvent, NotAnEvent> {
        let header = signature.ok_or(NotAnEvent::Unsigned)?;
        if !signature::is_genuine(header, body, &self.keys.webhook_secrets, now) {
            return Err(NotAnEvent::Unsigned);
        }
        let event: Event = serde_json::from_slice(body).map_err(|_| NotAnEvent::Unreadable)?;
        reading::event(&event, &self.shop)
    }

    fn dashboard_href(&self, reference: &str) -> String {
        dashboard_href(reference, self.keys.is_test())
    }
}

/// Where staff see a payment in Stripe's dashboard; empty for no name.
pub fn dashboard_href(reference: &str, is_test: bool) -> String {
    let test = if is_test { "/test" } else { "" };
    match (reference.is_empty(), Url::parse("https://dashboard.stripe.com")) {
        (false, Ok(mut address)) => {
            address.set_path(&format!("{test}/payments/{reference}"));
            address.into()
        }
        _ => String::new(),
    }
}
