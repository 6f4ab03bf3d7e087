//! The page on which a webhook gets another secret.

use askama::Template;

use crate::admin::desk::Desk;
use crate::admin::object_page::ObjectPage;
use crate::admin::posted::Posted;
use crate::admin::reply::{Reply, Undone};
use crate::admin::views::{AdminShell, Level};
use crate::platform::audit::{Source, tracked_many};
use crate::platform::db::Conn;
use crate::platform::editing::Refused;
use crate::platform::web::error::{AppError, OrNotFound};
use crate::webhooks::secrets::Secret;
use crate::webhooks::webhook_editing::{find_change, find_secret, make_secret};
use crate::webhooks::{WEBHOOK, WEBHOOK_HISTORY};

/// `/admin/webhooks/webhook/{id}/secret/`
pub(super) const PAGE: ObjectPage =
    ObjectPage { name: "secret", label: "New secret…", permission: "webhooks.change_webhook", show, take };

#[derive(Template)]
#[template(path = "webhooks/admin_secret.html")]
struct SecretPage {
    shell: AdminShell,
    action: String,
    back_href: String,
    end: String,
}

/// The one sentence with the secret in it.
pub(super) fn handed_over(secret: &Secret) -> String {
    format!("The secret is {} – keep it now: it is not shown again.", secret.reveal())
}

fn show(conn: &mut Conn, desk: &Desk<'_>, id: i64) -> Result<Reply, AppError> {
    let name = find_change(conn, id)?.or_not_found("webhook")?.name;
    let end = find_secret(conn, id)?.or_not_found("webhook")?.end();
    let model = desk.site.find(WEBHOOK).or_not_found("page")?;
    let crumbs = desk.crumbs(model, &[(&name, Some(model.change_href(id))), ("New secret", None)]);
    let shell = desk.shell(&format!("New secret for {name}"), crumbs, Some(model));
    Reply::page(&SecretPage {
        shell,
        action: model.page_href(id, &PAGE),
        back_href: model.change_href(id),
        end,
    })
}

fn take(conn: &mut Conn, desk: &Desk<'_>, id: i64, _: &Posted) -> Result<Reply, Undone> {
    let model = desk.site.find(WEBHOOK).or_not_found("page")?;
    let made = tracked_many(conn, &desk.edit(), Source::Action, &WEBHOOK_HISTORY, &[id], |conn| {
        make_secret(conn, id)
    });
    match made {
        Ok(secret) => {
            Ok(Reply::see_other(model.change_href(id)).saying(Level::Success, handed_over(&secret)))
        }
        Err(Refused::Database(error)) => Err(error.into()),
        Err(Refused::Whole(_) | Refused::Field(..)) => Err(AppError::NotFound("webhook").into()),
    }
}
