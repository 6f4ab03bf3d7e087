//! What every provider of payments can do, in this shop's words.
//!
//! A provider takes money on a page of its own, so that card data never comes near the shop. It is
//! asked outside of transactions only: its answers take as long as they take.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;
use crate::platform::money::Money;

/// A provider of payments.
pub trait Provider: Debug + Send + Sync {
    /// The stored name.
    fn key(&self) -> &'static str;

    /// Opens a page for paying. The same `key` gives the same page again, however often it is asked
    /// for.
    fn open_page(&self, wanted: &WantedPage, key: &str) -> Result<PaymentPage, ProviderError>;

    /// What a page is now.
    fn find_page(&self, session: &str) -> Result<PaymentPage, ProviderError>;

    /// Closes a page, so that nothing can be paid there any more. Refused when it is no longer open.
    fn close_page(&self, session: &str) -> Result<PaymentPage, ProviderError>;

    /// Pages opened since `since`, newest first; `after` is the name of the last one seen.
    fn list_pages(&self, since: Time, after: Option<&str>) -> Result<Listed<PaymentPage>, ProviderError>;

    /// Gives money back. The same `key` gives the same refund again.
    fn refund(&self, wanted: &WantedRefund, key: &str) -> Result<ProviderRefund, ProviderError>;

    /// All refunds of a payment; `after` is the name of the last one seen.
    fn list_refunds(
        &self,
        reference: &str,
        after: Option<&str>,
    ) -> Result<Listed<ProviderRefund>, ProviderError>;

    /// Reads an event that came over the wire: only a genuine one is one.
    fn read_event(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: Time,
    ) -> Result<ProviderEvent, NotAnEvent>;

    /// Where staff see a payment at the provider.
    fn dashboard_href(&self, reference: &str) -> String;
}

/// A page for paying that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPage {
    /// The order.
    pub order_id: i64,
    /// Its number, for people.
    pub order_number: String,
    /// The payment the page is for.
    pub payment_id: i64,
    /// Where the customer gets mail.
    pub email: String,
    /// All that is to be paid.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// What it is for; they add up to `amount`.
    pub lines: Vec<WantedLine>,
    /// When the page ends, UTC.
    pub expires_at: Time,
    /// Where the customer goes after paying.
    pub success_href: String,
    /// Where the customer goes without paying.
    pub cancel_href: String,
}

/// Something to pay for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedLine {
    /// What it is.
    pub title: String,
    /// Units.
    pub quantity: i32,
    /// Of one unit, with tax.
    pub unit_amount: Money,
}

/// A page for paying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPage {
    /// The provider's name of it.
    pub session: String,
    /// Its address while it is open.
    pub url: Option<String>,
    /// What became of it.
    pub state: PageState,
    /// What was or is to be paid there.
    pub amount: Option<Money>,
    /// ISO 4217, upper case.
    pub currency: Option<String>,
    /// The order, as it was told when the page was opened.
    pub order_id: Option<i64>,
    /// The payment, as it was told when the page was opened.
    pub payment_id: Option<i64>,
    /// The provider's name of the payment.
    pub reference: Option<String>,
    /// When it ends, UTC.
    pub expires_at: Option<Time>,
}

/// What became of a page for paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Something can be paid there.
    Open,
    /// The customer has done everything; the money is on its way.
    Settling,
    /// It was paid.
    Paid,
    /// The money did not come after all.
    Failed,
    /// Nothing was paid, and nothing can be paid any more.
    Expired,
    /// It is no page for a single payment; none of ours.
    Other,
}

/// Money that is to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRefund {
    /// The refund.
    pub refund_id: i64,
    /// The provider's name of the payment.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
}

/// A refund at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderRefund {
    /// The provider's name of it.
    pub name: String,
    /// What became of it.
    pub state: ProviderRefundState,
    /// How much.
    pub amount: Money,
    /// ISO 4217, upper case.
    pub currency: String,
    /// The provider's name of the payment.
    pub reference: Option<String>,
    /// The refund of this shop it is, as it was told.
    pub refund_id: Option<i64>,
    /// Why it failed; may be empty.
    pub failure: String,
}

/// What became of a refund at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRefundState {
    /// It is being worked on.
    Settling,
    /// The money went back.
    Succeeded,
    /// It did not.
    Failed,
    /// It was called off.
    Cancelled,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// This part.
    pub entries: Vec<T>,
    /// Whether there is more.
    pub has_more: bool,
}

/// A genuine event of a provider, reduced to what is heeded: nothing about cards or people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderEvent {
    /// The provider's name of it, the same however often it is sent.
    pub id: String,
    /// Such as `checkout.session.completed`.
    pub kind: String,
    /// The provider's name of what it is about.
    pub subject: String,
    /// UTC.
    pub happened_at: Time,
    /// What it tells.
    pub news: News,
}

/// What an event tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "about", content = "object")]
pub enum News {
    /// This became of a page for paying.
    Page(PaymentPage),
    /// This became of a refund.
    Refund(ProviderRefund),
    /// Something of this payment was given back; which refunds there are has to be asked.
    Refunded {
        /// The provider's name of the payment.
        reference: String,
    },
    /// The customer's bank wants the money back.
    Disputed {
        /// The provider's name of the payment.
        reference: String,
        /// How much.
        amount: Money,
        /// ISO 4217, upper case.
        currency: String,
        /// The provider's word for the reason.
        reason: String,
    },
    /// Nothing that is heeded.
    Nothing,
}

/// Why what came over the wire is not taken as an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// It has no signature, or not the right one.
    #[error("The signature is missing or wrong.")]
    Unsigned,
    /// It cannot be read.
    #[error("This is not an event.")]
    Unreadable,
}

/// Why a provider did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It did not answer, or not in time. Whether it did it is not known: ask again.
    #[error("The payment provider could not be reached: {0}.")]
    Unreachable(String),
    /// It said no, and did nothing.
    #[error("The payment provider refused: {message}")]
    Refused {
        /// Its word for the reason; may be empty.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// It does not know what it was asked about.
    #[error("The payment provider does not know it.")]
    Unknown,
}

impl ProviderError {
    /// Whether what was asked may have been done all the same.
    pub fn is_open(&self) -> bool {
        matches!(self, ProviderError::Unreachable(_))
    }
}
