//! The debug toolbar: under every page of a development build, what it cost to make.

use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::middleware::Next;
use askama::Template;

use super::db::{self, Statement};
use super::live::door::HOW;

#[derive(Template)]
#[template(path = "toolbar.html")]
struct Toolbar<'a> {
    milliseconds: String,
    statements: Vec<Line<'a>>,
    /// Statements that differ from an earlier one in their binds only.
    repeated: usize,
    /// Why a page that may be kept was made or reused; else empty.
    how: &'a str,
}

struct Line<'a> {
    sql: &'a str,
    place: &'a str,
    milliseconds: String,
    times: usize,
}

/// Answers the request and adds the toolbar to the page, if it is one.
///
/// The page is asked for as plain text and in full: a figure of an earlier visit helps nobody.
pub async fn around(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    req.headers_mut().remove(ACCEPT_ENCODING);
    req.headers_mut().remove(IF_NONE_MATCH);
    let started = Instant::now();
    let (response, statements) = db::record(next.call(req)).await;
    let response = response?.map_into_boxed_body();
    let took = started.elapsed();
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    match is_page {
        true => with_toolbar(response, took, &statements).await,
        false => Ok(response),
    }
}

async fn with_toolbar(
    response: ServiceResponse<BoxBody>,
    took: Duration,
    statements: &[Statement],
) -> Result<ServiceResponse<BoxBody>, Error> {
    let how = response.headers().get(HOW).and_then(|how| how.to_str().ok()).unwrap_or_default();
    let toolbar = html(took, statements, how).unwrap_or_default();
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let body =
        to_bytes(body).await.map_err(|_| super::web::error::AppError::internal("a page without a body"))?;
    let page = String::from_utf8_lossy(&body);
    let page = match page.rsplit_once("</body>") {
        Some((before, after)) => format!("{before}{toolbar}</body>{after}"),
        None => page.into_owned(),
    };
    response.headers_mut().remove(ETAG);
    Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(page))))
}

fn html(took: Duration, statements: &[Statement], how: &str) -> askama::Result<String> {
    let times = |shape: &str| statements.iter().filter(|other| other.shape() == shape).count();
    let lines: Vec<Line<'_>> = statements
        .iter()
        .map(|statement| Line {
            sql: &statement.sql,
            place: &statement.place,
            milliseconds: milliseconds(statement.took),
            times: times(statement.shape()),
        })
        .collect();
    let mut shapes: Vec<&str> = statements.iter().map(Statement::shape).collect();
    shapes.sort_unstable();
    shapes.dedup();
    let repeated = statements.len() - shapes.len();
    Toolbar { milliseconds: milliseconds(took), statements: lines, repeated, how }.render()
}

fn milliseconds(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_escaped_and_repetitions_marked() {
        let statement = |sql: &str| Statement {
            sql: sql.to_owned(),
            took: Duration::from_micros(1_500),
            place: "src/a.rs:7".to_owned(),
        };
        let statements = [
            statement("SELECT 1 -- binds: [<b>]"),
            statement("SELECT 1 -- binds: [2]"),
            statement("SELECT 2"),
        ];
        let html = html(Duration::from_millis(12), &statements, "reused: <i>").unwrap();
        assert!(html.contains("12.0 ms, 3 statements, 1 repeated"), "{html}");
        assert!(html.contains("reused: &#60;i&#62;"), "{html}");
        assert!(html.contains("1.5 ms · src/a.rs:7 · <strong>run 2 times"), "{html}");
        assert!(
            html.contains("[&#60;b&#62;]") && !html.contains("<b>") && !html.contains("style="),
            "{html}"
        );
    }
}
