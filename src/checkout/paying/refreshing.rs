//! Asking the provider about one order whose customer has just come back.

use chrono::TimeDelta;

use super::opening::{OpeningError, can_be_paid, heed};
use crate::app::App;
use crate::orders::queries::find_by_token;
use crate::payments::queries::mark_checked;

/// The provider is not asked about one payment more often than this, however often a page is loaded.
const NOT_SOONER: TimeDelta = TimeDelta::seconds(3);

/// Asks the provider about the payment that this order waits for, if it was not asked just now.
/// Blocks meanwhile.
pub fn refresh(app: &App, token: &str) -> Result<(), OpeningError> {
    let Some(provider) = app.provider.clone() else { return Ok(()) };
    let now = app.now();
    let payment = app.db.read_blocking(|conn| {
        let Some(order) = find_by_token(conn, token)? else { return Ok::<_, OpeningError>(None) };
        Ok(can_be_paid(conn, &order, Some(provider.key()))?)
    })?;
    let Some(payment) = payment else { return Ok(()) };
    let Some(session) = &payment.session else { return Ok(()) };
    if payment.checked_at.is_some_and(|checked| checked > now - NOT_SOONER) {
        return Ok(());
    }
    app.db.write_blocking(|conn| Ok::<_, OpeningError>(mark_checked(conn, &[payment.id], now)?))?;
    let page = provider.find_page(session)?;
    heed(app, &provider, &page)
}
