//! Searching related objects while typing.

use actix_web::HttpRequest;
use actix_web::web::Data;
use serde_json::json;

use super::super::desk::{self, Caller};
use super::super::list::asked::Asked;
use super::super::list::query::{allowed, labels};
use super::super::list::search::{self, Path};
use super::super::reply::Reply;
use super::super::staff::Right;
use crate::app::App;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// Found objects on a page.
const PER_PAGE: i64 = 20;

/// `GET /admin/autocomplete/?model=catalog.product&q=mug&page=1`
///
/// Answers with objects that this person may view, found as their list finds them.
pub async fn autocomplete(app: Data<App>, req: HttpRequest, caller: Caller) -> PageResult {
    let asked = Asked::parse(req.query_string());
    desk::read(&app, &caller, move |conn, desk| {
        let model = desk.site.find(asked.get("model")).or_not_found("model")?;
        if !model.may(&desk.staff, Right::View) {
            return Err(AppError::Forbidden);
        }
        let list = &model.list;
        let page = asked.get("page").parse::<i64>().unwrap_or(1).clamp(1, 500);
        let mut conditions = allowed(list, &desk.staff);
        conditions.extend(search::condition(
            &list.search,
            &list.table,
            &list.key,
            asked.get("q"),
            Path::Index,
        ));
        // A few words find few; sorted they would all have to be found first.
        let is_sorted = search::words(asked.get("q")).is_empty() || !search::has_index(&list.search);
        let window = (PER_PAGE + 1, (page - 1) * PER_PAGE);
        let mut found = labels(conn, list, &conditions, window, is_sorted)?;
        let more = found.len() > usize::try_from(PER_PAGE).unwrap_or(0);
        found.truncate(usize::try_from(PER_PAGE).unwrap_or(0));
        let results: Vec<_> =
            found.into_iter().map(|(key, label)| json!({ "id": key.to_string(), "text": label })).collect();
        Ok(Reply::json(&json!({ "results": results, "pagination": { "more": more } })))
    })
    .await
}
