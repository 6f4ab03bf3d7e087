//! The index, the page of an application, and addresses that lead nowhere.

use actix_web::web::{Data, Path};
use diesel::QueryResult;

use super::super::desk::{self, Caller, Desk};
use super::super::history_view;
use super::super::reply::Reply;
use super::super::staff::Right;
use super::super::templates::{AppPage, IndexPage};
use super::super::views::{Crumb, EntryView, NoticeView};
use crate::app::App;
use crate::platform::audit;
use crate::platform::db::Conn;
use crate::platform::text::counted;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};

/// One's own last changes that are shown.
const RECENT: i64 = 10;

/// `GET /admin/`
pub async fn index(app: Data<App>, caller: Caller) -> PageResult {
    desk::read(&app, &caller, |conn, desk| {
        let crumbs = vec![Crumb { label: "Home".to_owned(), href: None }];
        Reply::page(&IndexPage {
            shell: desk.shell(desk.site.index_title, crumbs, None),
            notices: notices(conn, desk)?,
            recent: recent(conn, desk, None)?,
        })
    })
    .await
}

/// `GET /admin/{domain}/`
pub async fn app_index(app: Data<App>, caller: Caller, domain: Path<String>) -> PageResult {
    desk::read(&app, &caller, move |conn, desk| {
        let href = format!("/admin/{domain}/");
        let found = desk.apps(None).into_iter().find(|app| app.href == href).or_not_found("page")?;
        let crumbs = vec![
            Crumb { label: "Home".to_owned(), href: Some("/admin/".to_owned()) },
            Crumb { label: found.label.clone(), href: None },
        ];
        let recent = recent(conn, desk, Some(&domain))?;
        Reply::page(&AppPage { shell: desk.shell(&found.label, crumbs, None), app: found, recent })
    })
    .await
}

/// Anything else below `/admin/`: for those who have not signed in it looks like everything else.
pub async fn unknown(app: Data<App>, caller: Caller) -> PageResult {
    desk::read(&app, &caller, |_, _| Err(AppError::NotFound("page"))).await
}

/// What waits for this person, as far as they may see it.
fn notices(conn: &mut Conn, desk: &Desk<'_>) -> QueryResult<Vec<NoticeView>> {
    let mut views = Vec::new();
    for notice in desk.site.notices.iter().filter(|notice| desk.staff.may_do(Right::View, notice.model)) {
        let count = (notice.count)(conn)?;
        if count > 0 {
            let (one, many) = notice.words;
            views.push(NoticeView { text: counted(count, one, many), href: notice.href });
        }
    }
    Ok(views)
}

fn recent(conn: &mut Conn, desk: &Desk<'_>, domain: Option<&str>) -> Result<Vec<EntryView>, AppError> {
    let models =
        desk.site.models().iter().filter(|model| domain.is_none_or(|domain| model.domain() == domain));
    let models: Vec<&str> =
        models.filter(|model| desk.staff.knows(model.name())).map(|model| model.name()).collect();
    let entries = audit::recent(conn, Some(desk.staff.user_id), &models, RECENT)?;
    Ok(entries.iter().map(|entry| history_view::entry(desk, entry, true)).collect())
}
