//! Who changed what: of one object, and of everything that somebody may see.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::super::desk::{self, Caller, Desk};
use super::super::form_view::label;
use super::super::history_view;
use super::super::list::asked::Asked;
use super::super::list::query::allowed;
use super::super::reply::Reply;
use super::super::staff::Right;
use super::super::templates::HistoryPage;
use super::super::views::{Crumb, HistoryView, PagerView};
use super::{ObjectPath, key};
use crate::app::App;
use crate::platform::audit::{self, EntryPage};
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// Entries on a page.
const PER_PAGE: i64 = 50;

/// `GET /admin/{domain}/{model}/{id}/history/`
pub async fn object_history(
    app: Data<App>,
    req: HttpRequest,
    caller: Caller,
    path: ObjectPath,
) -> PageResult {
    let (domain, name, id) = path.into_inner();
    let asked = Asked::parse(req.query_string());
    desk::read(&app, &caller, move |conn, desk| {
        let model = desk.model(&domain, &name)?;
        desk.require(model, Right::View)?;
        let id = key(&id).or_not_found("object")?;
        let page = audit::page_of_object(conn, model.name(), id, asked.page(), PER_PAGE)?;
        // A deleted object keeps its history for those who see every row of its model.
        let (title, back) = match label(conn, desk, model, id) {
            Ok(label) => (label, model.form.is_some().then(|| model.change_href(id))),
            Err(AppError::NotFound(_)) if allowed(&model.list, &desk.staff).is_empty() => {
                (page.entries.first().map(|entry| entry.label.clone()).or_not_found("object")?, None)
            }
            Err(error) => return Err(error),
        };
        let crumbs = desk.crumbs(model, &[(&title, back.clone()), ("History", None)]);
        let view = view(desk, &page, &asked, back, false);
        Reply::page(&HistoryPage {
            shell: desk.shell(&format!("History of {title}"), crumbs, Some(model)),
            view,
        })
    })
    .await
}

/// `GET /admin/history/`: everything that this person may see, or with `user` what one person did.
pub async fn activity(app: Data<App>, req: HttpRequest, caller: Caller) -> PageResult {
    let asked = Asked::parse(req.query_string());
    desk::read(&app, &caller, move |conn, desk| {
        let models: Vec<&str> = desk
            .site
            .models()
            .iter()
            .filter(|model| {
                model.may(&desk.staff, Right::View) && allowed(&model.list, &desk.staff).is_empty()
            })
            .map(|model| model.name())
            .collect();
        let page = match key(asked.get("user")) {
            Some(user) => audit::page_of_user(conn, user, &models, asked.page(), PER_PAGE)?,
            None => EntryPage { entries: audit::recent(conn, None, &models, PER_PAGE)?, has_more: false },
        };
        let crumbs = vec![
            Crumb { label: "Home".to_owned(), href: Some("/admin/".to_owned()) },
            Crumb { label: "History".to_owned(), href: None },
        ];
        let view = view(desk, &page, &asked, None, true);
        Reply::page(&HistoryPage { shell: desk.shell("History", crumbs, None), view })
    })
    .await
}

fn view(
    desk: &Desk<'_>,
    page: &EntryPage,
    asked: &Asked,
    back: Option<String>,
    with_object: bool,
) -> HistoryView {
    let number = asked.page();
    let at = |page: i64| asked.with("p", &page.to_string()).query();
    let pager = (number > 1 || page.has_more).then(|| PagerView {
        pages: vec![Some((number.to_string(), None))],
        previous: (number > 1).then(|| at(number - 1)),
        next: page.has_more.then(|| at(number + 1)),
    });
    HistoryView {
        entries: page.entries.iter().map(|entry| history_view::entry(desk, entry, with_object)).collect(),
        pager,
        back_href: back,
    }
}
