//! Stripe's objects in the shop's words.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::amounts::from_stripe;
use super::objects::{Charge, Dispute, Event, Refund, Session};
use crate::payments::provider::{
    News, NotAnEvent, PageState, PaymentPage, ProviderError, ProviderEvent, ProviderRefund,
    ProviderRefundState,
};
use crate::platform::clock::Time;

/// Names under which a page and a refund carry what they are for.
pub const SHOP: &str = "shop";
pub const ORDER: &str = "order_id";
pub const PAYMENT: &str = "payment_id";
pub const REFUND: &str = "refund_id";

/// A page.
pub fn page(session: &Session, shop: &str) -> PaymentPage {
    let told = |name: &str| session.metadata.as_ref().and_then(|told| told.get(name));
    let number = |name: &str| told(name).and_then(|text| text.parse().ok());
    let is_elsewhere = told(SHOP).is_some_and(|other| other != shop);
    let currency = session.currency.as_ref().map(|code| code.to_ascii_uppercase());
    let amount = session.amount_total.zip(currency.as_deref());
    PaymentPage {
        session: session.id.clone(),
        url: session.url.clone(),
        state: if is_elsewhere { PageState::Other } else { state(session) },
        amount: amount.and_then(|(amount, code)| from_stripe(amount, code)),
        order_id: number(ORDER)
            .or_else(|| session.client_reference_id.as_ref().and_then(|text| text.parse().ok())),
        payment_id: number(PAYMENT),
        reference: session.payment_intent.as_ref().map(|intent| intent.name().to_owned()),
        expires_at: session.expires_at.and_then(time),
        currency,
    }
}

fn state(session: &Session) -> PageState {
    if session.mode != "payment" {
        return PageState::Other;
    }
    let intent = session.payment_intent.as_ref().map_or("", |intent| intent.status());
    match (session.status.as_deref(), session.payment_status.as_str()) {
        (_, "paid" | "no_payment_required") => PageState::Paid,
        (Some("expired"), _) => PageState::Expired,
        (Some("complete"), _) if matches!(intent, "requires_payment_method" | "canceled") => {
            PageState::Failed
        }
        (Some("complete"), _) => PageState::Settling,
        _ => PageState::Open,
    }
}

/// A refund.
pub fn refund(refund: &Refund) -> Result<ProviderRefund, ProviderError> {
    let currency = refund.currency.to_ascii_uppercase();
    let amount = from_stripe(refund.amount, &currency)
        .ok_or_else(|| ProviderError::Unreachable("a refund has an amount that cannot be read".to_owned()))?;
    Ok(ProviderRefund {
        name: refund.id.clone(),
        state: match refund.status.as_deref() {
            Some("succeeded") => ProviderRefundState::Succeeded,
            Some("failed") => ProviderRefundState::Failed,
            Some("canceled") => ProviderRefundState::Cancelled,
            _ => ProviderRefundState::Settling,
        },
        amount,
        currency,
        reference: refund.payment_intent.as_ref().map(|intent| intent.name().to_owned()),
        refund_id: refund.metadata.as_ref().and_then(refund_id),
        failure: refund.failure_reason.clone().unwrap_or_default(),
    })
}

fn refund_id(told: &HashMap<String, String>) -> Option<i64> {
    told.get(REFUND).and_then(|text| text.parse().ok())
}

/// An event. One whose object is not as documented is as good as unreadable.
pub fn event(event: &Event, shop: &str) -> Result<ProviderEvent, NotAnEvent> {
    let object = &event.data.object;
    Ok(ProviderEvent {
        id: event.id.clone(),
        kind: event.kind.clone(),
        subject: object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
        happened_at: time(event.created).ok_or(NotAnEvent::Unreadable)?,
        news: news(&event.kind, object, shop)?,
    })
}

fn news(kind: &str, object: &Value, shop: &str) -> Result<News, NotAnEvent> {
    Ok(match kind {
        "checkout.session.completed"
        | "checkout.session.expired"
        | "checkout.session.async_payment_succeeded" => News::Page(page(&read(object)?, shop)),
        "checkout.session.async_payment_failed" => {
            let page = page(&read(object)?, shop);
            let state = if page.state == PageState::Other { PageState::Other } else { PageState::Failed };
            News::Page(PaymentPage { state, ..page })
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            News::Refund(refund(&read::<Refund>(object)?).map_err(|_| NotAnEvent::Unreadable)?)
        }
        "charge.refunded" => match read::<Charge>(object)?.payment_intent {
            Some(intent) => News::Refunded { reference: intent.name().to_owned() },
            None => News::Nothing,
        },
        "charge.dispute.created" => {
            let dispute: Dispute = read(object)?;
            let currency = dispute.currency.to_ascii_uppercase();
            match (dispute.payment_intent, from_stripe(dispute.amount, &currency)) {
                (Some(intent), Some(amount)) => News::Disputed {
                    reference: intent.name().to_owned(),
                    amount,
                    currency,
                    reason: dispute.reason,
                },
                _ => News::Nothing,
            }
        }
        _ => News::Nothing,
    })
}

fn read<T: DeserializeOwned>(object: &Value) -> Result<T, NotAnEvent> {
    serde_json::from_value(object.clone()).map_err(|_| NotAnEvent::Unreadable)
}

fn time(seconds: i64) -> Option<Time> {
    chrono::DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
}
