//! Refunds as the provider sees them.

use super::opening::OpeningError;
use crate::app::App;
use crate::payments::provider::ProviderRefund;

/// All refunds of a payment that the provider knows; blocks while it is asked.
pub fn list(app: &App, reference: &str) -> Result<Vec<ProviderRefund>, OpeningError> {
    let provider = app.provider.clone().ok_or(OpeningError::NotThisWay)?;
    let mut all: Vec<ProviderRefund> = Vec::new();
    loop {
        let after = all.last().map(|refund| refund.name.clone());
        let listed = provider.list_refunds(reference, after.as_deref())?;
        let is_last = listed.entries.is_empty() || !listed.has_more;
        all.extend(listed.entries);
        if is_last {
            return Ok(all);
        }
    }
}
