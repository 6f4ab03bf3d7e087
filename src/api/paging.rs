//! Lists in pages: `page=` and `page_size=`, and the envelope around them.

use serde::Serialize;

use super::error::ApiError;
use super::request::Request;
use actix_web::http::StatusCode;

/// When nobody says.
const SIZE: i64 = 10;
/// At most.
const MOST: i64 = 100;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageOf {
    /// From 1.
    pub number: i64,
    /// Rows.
    pub size: i64,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Envelope<T> {
    /// Rows of the whole list.
    pub count: i64,
    /// Address of the next page.
    pub next: Option<String>,
    /// Address of the page before.
    pub previous: Option<String>,
    /// The rows of this page.
    pub results: Vec<T>,
}

impl PageOf {
    /// As the query says; 404 for what is no number of a page.
    pub fn asked(request: &Request) -> Result<PageOf, ApiError> {
        let size = request.param("page_size").and_then(|text| text.parse().ok()).filter(|size| *size > 0);
        let number = match request.param("page") {
            None => 1,
            Some(text) => text.parse().ok().filter(|number| *number > 0).ok_or_else(no_such_page)?,
        };
        Ok(PageOf { number, size: size.unwrap_or(SIZE).min(MOST) })
    }

    /// Rows before this page; 404 when the list ends before. The first page of an empty list is there.
    pub fn skip(&self, count: i64) -> Result<i64, ApiError> {
        let skip = (self.number - 1).checked_mul(self.size).ok_or_else(no_such_page)?;
        if skip == 0 || skip < count { Ok(skip) } else { Err(no_such_page()) }
    }

    /// The page around its rows.
    pub fn wrap<T>(&self, request: &Request, count: i64, results: Vec<T>) -> Envelope<T> {
        let at = |number: i64| request.href_with("page", Some(&number.to_string()));
        let has_more = self.number.checked_mul(self.size).is_some_and(|end| end < count);
        let previous = match self.number {
            1 => None,
            2 => Some(request.href_with("page", None)),
            number => Some(at(number - 1)),
        };
        Envelope { count, next: has_more.then(|| at(self.number + 1)), previous, results }
    }
}

fn no_such_page() -> ApiError {
    ApiError::Detail(StatusCode::NOT_FOUND, "Invalid page.".to_owned())
}
