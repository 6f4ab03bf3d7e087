//! Lists without pages, of any length: read and sent in parts, the next one only when the client has taken
//! the one before, so that memory does not grow with the list.
//!
//! A list that ends within its first part is an answer like any other, with its tag.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Bytes;
use futures_util::stream::{self, Stream};
use serde::Serialize;

use super::call::{Asked, Call};
use super::error::{ApiError, ApiResult};
use super::reply::Reply;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// Rows of a part.
const ROWS: i64 = 500;

/// Some rows of a list, in the order of their keys.
#[derive(Debug, Default)]
pub struct Part {
    json: Vec<u8>,
    rows: usize,
    last: Option<i64>,
}

impl Part {
    /// Rows with their keys; when there are as many as were asked for, more may follow.
    pub fn of<T: Serialize>(rows: Vec<(i64, T)>, limit: i64) -> Result<Part, ApiError> {
        let mut part = Part { rows: rows.len(), ..Part::default() };
        for (position, (key, row)) in rows.iter().enumerate() {
            if position > 0 {
                part.json.push(b',');
            }
            serde_json::to_writer(&mut part.json, row).map_err(AppError::internal)?;
            part.last = Some(*key);
        }
        let is_full = i64::try_from(part.rows).is_ok_and(|rows| rows >= limit);
        part.last = part.last.filter(|_| is_full);
        Ok(part)
    }
}

/// Answers with all rows; `work` reads at most `limit` of them whose keys follow on `after`.
pub async fn list<F>(call: Call, work: F) -> ApiResult
where
    F: Fn(&mut Conn, &Asked<'_>, i64, i64) -> Result<Part, ApiError> + Copy + Send + 'static,
{
    let first = read(&call, work, 0).await?;
    let mut body = vec![b'['];
    body.extend_from_slice(&first.json);
    let Some(last) = first.last else {
        body.push(b']');
        return call.answer(Reply { status: StatusCode::OK, body, location: None });
    };
    let rest = parts(call, work, last, body);
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .content_type("application/json")
        .streaming(rest))
}

/// The first bytes, then part after part.
fn parts<F>(call: Call, work: F, last: i64, first: Vec<u8>) -> impl Stream<Item = Result<Bytes, ApiError>>
where
    F: Fn(&mut Conn, &Asked<'_>, i64, i64) -> Result<Part, ApiError> + Copy + Send + 'static,
{
    stream::unfold((Some(last), Some(first)), move |(after, first)| {
        let call = call.clone();
        async move {
            if let Some(first) = first {
                return Some((Ok(Bytes::from(first)), (after, None)));
            }
            match read(&call, work, after?).await {
                Ok(part) => {
                    let mut bytes = if part.rows == 0 { Vec::new() } else { vec![b','] };
                    bytes.extend_from_slice(&part.json);
                    if part.last.is_none() {
                        bytes.push(b']');
                    }
                    Some((Ok(Bytes::from(bytes)), (part.last, None)))
                }
                // The list stays without its end, which tells the client that it is not whole.
                Err(error) => Some((Err(error), (None, None))),
            }
        }
    })
}

async fn read<F>(call: &Call, work: F, after: i64) -> Result<Part, ApiError>
where
    F: Fn(&mut Conn, &Asked<'_>, i64, i64) -> Result<Part, ApiError> + Copy + Send + 'static,
{
    call.look(move |conn, asked| work(conn, asked, after, ROWS)).await
}
