//! Reviews as staff edit them.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::models::ReviewChange;
use super::queries::settle_ratings;
use super::reviews as rules;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::reviews;

const LONGEST_NAME: usize = 255;
const LONGEST_TEXT: usize = 10_000;

/// A review as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewEntry {
    /// The product.
    pub product_id: i64,
    /// As signed.
    pub name: String,
    /// 1 to 5 stars, or none given.
    pub rating: Option<i32>,
    /// Plain text.
    pub description: String,
    /// The day it was written; today when empty.
    pub date: Option<NaiveDate>,
    /// Whether shoppers see it.
    pub approved: bool,
}

impl Default for ReviewEntry {
    fn default() -> Self {
        ReviewEntry {
            product_id: 0,
            name: String::new(),
            rating: None,
            description: String::new(),
            date: None,
            approved: true,
        }
    }
}

impl From<ReviewChange> for ReviewEntry {
    fn from(stored: ReviewChange) -> Self {
        ReviewEntry {
            product_id: stored.product_id,
            name: stored.name,
            rating: stored.rating,
            description: stored.description,
            date: Some(stored.date),
            approved: stored.approved,
        }
    }
}

impl ReviewEntry {
    fn check(&self, today: NaiveDate) -> Result<ReviewChange, FieldErrors> {
        let mut errors = FieldErrors::default();
        let review = ReviewChange {
            product_id: self.product_id,
            name: errors.line("name", &self.name, LONGEST_NAME),
            rating: self.rating,
            description: errors.paragraphs("description", &self.description, LONGEST_TEXT),
            date: self.date.unwrap_or(today),
            approved: self.approved,
        };
        if let Some(rating) = review.rating {
            errors.range("rating", rating, 1, 5);
        }
        errors.or(review)
    }
}

/// What a form about the review shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<ReviewEntry>> {
    let stored: Option<ReviewChange> =
        reviews::table.find(id).select(ReviewChange::as_select()).first(conn).optional()?;
    Ok(stored.map(ReviewEntry::from))
}

/// Creates a review that belongs to no account, or changes one; its author stays.
pub fn save(conn: &mut Conn, edit: &Edit, id: Option<i64>, entry: &ReviewEntry) -> Result<i64, Refused> {
    let review = entry.check(edit.now.date())?;
    let Some(id) = id else {
        return rules::create(conn, &review).map_err(Refused::key_of("product_id"));
    };
    match rules::update(conn, id, &review).map_err(Refused::key_of("product_id"))? {
        true => Ok(id),
        false => Err(Refused::gone("review")),
    }
}

/// Deletes reviews; the ratings of their products follow.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    let products: Vec<i64> = diesel::delete(reviews::table.filter(among(reviews::id, ids)))
        .returning(reviews::product_id)
        .get_results(conn)?;
    settle(conn, &products)?;
    Ok(products.len())
}

/// Shows reviews to everybody; how many were hidden before.
pub fn approve(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(set_approved(conn, ids, true)?)
}

/// Hides reviews from everybody; how many were shown before.
pub fn hide(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(set_approved(conn, ids, false)?)
}

fn set_approved(conn: &mut Conn, ids: &[i64], approved: bool) -> QueryResult<usize> {
    let others = reviews::table.filter(among(reviews::id, ids)).filter(reviews::approved.ne(approved));
    let products: Vec<i64> = diesel::update(others)
        .set(reviews::approved.eq(approved))
        .returning(reviews::product_id)
        .get_results(conn)?;
    settle(conn, &products)?;
    Ok(products.len())
}

fn settle(conn: &mut Conn, products: &[i64]) -> QueryResult<()> {
    let mut products = products.to_vec();
    products.sort_unstable();
    products.dedup();
    settle_ratings(conn, &products)
}
