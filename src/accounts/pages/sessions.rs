//! Where somebody is signed in, and signing out there.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;

use super::{account_of, crumbs, personal_head};
use crate::accounts::queries;
use crate::app::App;
use crate::platform::sessions::{Listed, Store, current_id};
use crate::platform::web::client;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{self, Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

/// One session in the list.
struct Entry {
    agent: String,
    since: String,
    seen: String,
    is_this: bool,
    removal: String,
}

#[derive(Template)]
#[template(path = "accounts/session_list.html")]
struct SessionListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    entries: Vec<Entry>,
    has_others: bool,
}

/// `GET /account/sessions/`
pub async fn session_list(
    app: Data<App>,
    req: HttpRequest,
    sessions: Data<Store>,
    visitor: Visitor,
) -> PageResult {
    let config = app.config.clone();
    let frame = app.db.read(move |conn| Ok(Frame::load(conn, &config, &visitor)?)).await?;
    let account = account_of(&frame)?;
    let this = current_id(&req, &app.config);
    let listed = sessions.list(account.user_id).await?;
    let entries: Vec<Entry> = listed.into_iter().map(|session| entry(session, this.as_deref())).collect();
    let list = SessionListPage {
        has_others: entries.iter().any(|entry| !entry.is_this),
        head: personal_head(&frame, "Where you are signed in"),
        crumbs: crumbs("Sessions"),
        shell: frame.shell,
        entries,
    };
    personal_page(&req, &list)
}

fn entry(session: Listed, this: Option<&str>) -> Entry {
    const MINUTE: &str = "%-d %B %Y, %H:%M UTC";
    let agent = if session.agent.is_empty() { "An unknown browser".to_owned() } else { session.agent };
    Entry {
        agent,
        since: session.created_at.format(MINUTE).to_string(),
        seen: session.last_seen_at.format(MINUTE).to_string(),
        is_this: this == Some(session.id.as_str()),
        removal: urls::session_removal(&session.id),
    }
}

/// `POST /account/sessions/removal/`: signs out everywhere but here.
pub async fn end_other_sessions(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    sessions: Data<Store>,
    visitor: Visitor,
) -> PageResult {
    let (user_id, version) = app
        .db
        .write(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            Ok((account.user_id, queries::raise_session_version(conn, account.user_id)?))
        })
        .await?;
    sessions.end_all(user_id).await?;
    shell::sign_in(&session, user_id, version, &client::describe_agent(&req))?;
    shell::flash(&session, "You have been signed out everywhere else.")?;
    see_other(urls::sessions())
}

/// `POST /account/sessions/{id}/removal/`
pub async fn end_session(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    sessions: Data<Store>,
    visitor: Visitor,
    id: Path<String>,
) -> PageResult {
    let account = app.db.read(move |conn| visitor.require_signed_in(conn)).await?;
    if !sessions.end(account.user_id, &id).await? {
        return Err(AppError::NotFound("session"));
    }
    if current_id(&req, &app.config).as_deref() == Some(id.as_str()) {
        session.purge();
        return see_other(urls::home());
    }
    shell::flash(&session, "That browser has been signed out.")?;
    see_other(urls::sessions())
}
