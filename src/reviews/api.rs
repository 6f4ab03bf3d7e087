//! Reviews for other programs: anybody may write one, only its author and staff change it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::NewReview;
use super::history::REVIEW_HISTORY;
use super::models::Review;
use super::review_editing::{self, ReviewEntry};
use super::{SubmitError, queries, submit};
use crate::api::call::{Asked, Call};
use crate::api::caller::Caller;
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::api::stream::{self, Part};
use crate::catalog;
use crate::platform::audit::{Source, tracked, tracked_many};
use crate::platform::db::Conn;
use crate::platform::versions::Topic;
use crate::urls;

const LONGEST_NAME: usize = 255;
const LONGEST_TEXT: usize = 5_000;
const REPEATED: &str = "This product has a review with the same words.";

/// What somebody thinks of a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
pub struct ReviewJson {
    id: i64,
    #[schema(value_type = String, format = Date)]
    date: NaiveDate,
    name: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, required = false)]
    rating: Option<Option<i32>>,
}

/// Stars are written with `include=rating` only: the reference does not know them.
fn json_of(asked: &Asked<'_>, review: Review) -> Result<ReviewJson, ApiError> {
    let with_rating = !asked.included(&["rating"])?.is_empty();
    Ok(ReviewJson {
        id: review.id,
        date: review.date,
        name: review.name,
        description: review.description,
        rating: with_rating.then_some(review.rating),
    })
}

/// `GET /api/store/products/{product_id}/reviews/`
pub async fn review_list(call: Call) -> ApiResult {
    let product = call.id("product_id")?;
    stream::list(call, move |conn, asked, after, limit| {
        let rows = queries::list_approved_after(conn, product, after, limit)?;
        let rows = rows.into_iter().map(|row| Ok((row.id, json_of(asked, row)?)));
        Part::of(rows.collect::<Result<Vec<_>, ApiError>>()?, limit)
    })
    .await
}

/// `GET /api/store/products/{product_id}/reviews/{id}/`
pub async fn review_detail(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.read_public(&[Topic::Feedback], move |conn, asked| {
        let review = find(conn, asked, product, id)?;
        Reply::ok(&json_of(asked, review)?)
    })
    .await
}

/// A review that the sender may see: hidden ones are for staff and their authors.
fn find(conn: &mut Conn, asked: &Asked<'_>, product: i64, id: i64) -> Result<Review, ApiError> {
    let review = queries::find_review(conn, id)?.filter(|review| review.product_id == product);
    let review = review.ok_or_else(|| ApiError::no("Review"))?;
    if review.approved || is_author(conn, asked, id)? || asked.may(conn, "reviews.view_review")? {
        return Ok(review);
    }
    Err(ApiError::no("Review"))
}

fn is_author(conn: &mut Conn, asked: &Asked<'_>, id: i64) -> Result<bool, ApiError> {
    let Caller::Member(member) = &asked.caller else { return Ok(false) };
    Ok(member.scopes.is_none() && queries::find_author(conn, id)? == Some(member.user_id))
}

/// `POST /api/store/products/{product_id}/reviews/`: a customer has one review of a product; writing
/// again changes it.
pub async fn create_review(call: Call) -> ApiResult {
    let product_id = call.id("product_id")?;
    call.write(move |conn, asked| {
        let product = catalog::queries::find_product(conn, product_id)?.filter(|row| row.is_published);
        product.ok_or_else(|| ApiError::no("Product"))?;
        let mut input = asked.input()?;
        let (name, description, rating) = read(&mut input);
        input.finish()?;
        let user_id = match &asked.caller {
            Caller::Member(member) if member.scopes.is_none() => Some(member.user_id),
            _ => None,
        };
        let new = NewReview {
            product_id,
            user_id,
            name: name.unwrap_or_default(),
            rating: rating.flatten(),
            description: description.unwrap_or_default(),
        };
        let id = hand_in(conn, asked, &new)?;
        let review = queries::find_review(conn, id)?.ok_or_else(|| ApiError::no("Review"))?;
        Ok(Reply::created(&json_of(asked, review)?)?.at(urls::api::review(product_id, id)))
    })
    .await
}

fn hand_in(conn: &mut Conn, asked: &Asked<'_>, new: &NewReview) -> Result<i64, ApiError> {
    let settings = asked.settings(conn)?;
    let handed_in = submit(conn, &settings, new, asked.now).map_err(|error| match error {
        SubmitError::Repeated => ApiError::field("description", REPEATED),
        SubmitError::Database(error) => error.into(),
    })?;
    Ok(handed_in.id)
}

fn read(input: &mut Input) -> (Option<String>, Option<String>, Option<Option<i32>>) {
    let name = input.text("name", LONGEST_NAME, Need::Required);
    let description = input.text("description", LONGEST_TEXT, Need::Required);
    let rating = match input.is_null("rating") {
        true => Some(None),
        false => input.integer("rating", 1, 5, Need::Optional).map(Some),
    };
    (name, description, rating)
}

/// `PUT /api/store/products/{product_id}/reviews/{id}/`
pub async fn update_review(call: Call) -> ApiResult {
    save(call, false).await
}

/// `PATCH /api/store/products/{product_id}/reviews/{id}/`
pub async fn patch_review(call: Call) -> ApiResult {
    save(call, true).await
}

async fn save(call: Call, is_partial: bool) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.write(move |conn, asked| {
        let is_author = require_hand(conn, asked, product, id, "reviews.change_review")?;
        let review = find(conn, asked, product, id)?;
        asked.require_version(|| Reply::ok(&json_of(asked, review.clone())?))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let (name, description, rating) = read(&mut input);
        input.finish()?;
        let new = NewReview {
            product_id: product,
            user_id: asked.caller.member().ok().map(|member| member.user_id),
            name: name.unwrap_or(review.name),
            rating: rating.unwrap_or(review.rating),
            description: description.unwrap_or(review.description),
        };
        match is_author {
            true => {
                hand_in(conn, asked, &new)?;
            }
            false => edit(conn, asked, id, new)?,
        }
        let review = queries::find_review(conn, id)?.ok_or_else(|| ApiError::no("Review"))?;
        Reply::ok(&json_of(asked, review)?)
    })
    .await
}

/// Whether the sender is the author; 401 and 403 for those who are neither that nor staff.
fn require_hand(
    conn: &mut Conn,
    asked: &Asked<'_>,
    product: i64,
    id: i64,
    permission: &str,
) -> Result<bool, ApiError> {
    asked.caller.member()?;
    find(conn, asked, product, id)?;
    if is_author(conn, asked, id)? {
        return Ok(true);
    }
    asked.staff(conn, permission)?;
    Ok(false)
}

fn edit(conn: &mut Conn, asked: &Asked<'_>, id: i64, new: NewReview) -> Result<(), ApiError> {
    let before = review_editing::find_change(conn, id)?.ok_or_else(|| ApiError::no("Review"))?;
    let entry = ReviewEntry { name: new.name, rating: new.rating, description: new.description, ..before };
    let edit = asked.edit();
    tracked(conn, &edit, Source::Api, &REVIEW_HISTORY, Some(id), |conn| {
        review_editing::save(conn, &edit, Some(id), &entry).map(|id| (id, ()))
    })?;
    Ok(())
}

/// `DELETE /api/store/products/{product_id}/reviews/{id}/`
pub async fn delete_review(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.write(move |conn, asked| {
        require_hand(conn, asked, product, id, "reviews.delete_review")?;
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &REVIEW_HISTORY, &[id], |conn| {
            review_editing::delete(conn, &edit, &[id])
        })?;
        Ok(Reply::no_content())
    })
    .await
}
