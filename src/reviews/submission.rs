//! Handing a review in, changing it and taking it back.

use diesel::QueryResult;

use super::forms::NewReview;
use super::models::ReviewChange;
use super::{jobs, queries, reviews};
use crate::catalog::stock;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;

/// A review that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// Its key.
    pub id: i64,
    /// Whether everybody sees it; otherwise it waits until staff have read it.
    pub is_shown: bool,
}

/// Why a review was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The product has a review with the same words.
    #[error("the product has a review with the same words")]
    Repeated,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Stores a guest's review, or the one review that a customer has of a product.
///
/// A review that staff have hidden stays hidden, whatever its author makes of it.
pub fn submit(
    conn: &mut Conn,
    settings: &ShopSettings,
    new: &NewReview,
    now: Time,
) -> Result<Submitted, SubmitError> {
    // Held before looking: of a double click the second one finds the review of the first.
    stock::lock(conn, &[new.product_id])?;
    let own = match new.user_id {
        Some(user_id) => queries::find_own(conn, new.product_id, user_id)?,
        None if queries::text_exists(conn, new.product_id, &new.description)? => {
            return Err(SubmitError::Repeated);
        }
        None => None,
    };
    let is_hidden = own.as_ref().is_some_and(|own| !own.approved);
    let review = ReviewChange {
        product_id: new.product_id,
        name: new.name.clone(),
        rating: new.rating,
        description: new.description.clone(),
        date: now.date(),
        approved: !settings.reviews_need_approval && !is_hidden,
    };
    let id = match own {
        Some(own) => {
            reviews::update(conn, own.id, &review)?;
            own.id
        }
        None => reviews::create_of(conn, &review, new.user_id)?,
    };
    jobs::queue_notice(conn, id, now)?;
    Ok(Submitted { id, is_shown: review.approved })
}

/// Deletes what an account wrote about a product; `false` when there was nothing.
pub fn withdraw(conn: &mut Conn, product_id: i64, user_id: i64) -> QueryResult<bool> {
    match queries::find_own(conn, product_id, user_id)? {
        Some(own) => reviews::delete(conn, own.id),
        None => Ok(false),
    }
}
