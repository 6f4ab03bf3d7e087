//! Rows of the reviews' table.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::schema::reviews;

/// What somebody wrote about a product.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = reviews)]
pub struct Review {
    /// Key.
    pub id: i64,
    /// The product.
    pub product_id: i64,
    /// As signed.
    pub name: String,
    /// 1 to 5 stars, or none given.
    pub rating: Option<i32>,
    /// Plain text.
    pub description: String,
    /// The day it was written, UTC.
    pub date: NaiveDate,
    /// Whether shoppers see it.
    pub approved: bool,
}

/// A review to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reviews, treat_none_as_null = true)]
pub struct ReviewChange {
    /// The product.
    pub product_id: i64,
    /// As signed.
    pub name: String,
    /// 1 to 5 stars, or none given.
    pub rating: Option<i32>,
    /// Plain text.
    pub description: String,
    /// The day it was written, UTC.
    pub date: NaiveDate,
    /// Whether shoppers see it.
    pub approved: bool,
}
