//! Confirming a new e-mail address by the mailed link.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use super::notice::Notice;
use crate::accounts::email_change as rules;
use crate::app::App;
use crate::platform::web::error::PageResult;
use crate::platform::web::page::see_other;
use crate::shell::{self, Visitor};
use crate::urls;

/// `GET /account/email/{token}/`: only a button, since programs that look through mails follow
/// links.
pub async fn email_confirmation(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    token: Path<String>,
) -> PageResult {
    let (token, now) = (token.into_inner(), app.now());
    let action = urls::email_confirmation(&token);
    match app.db.read(move |conn| Ok(rules::find(conn, &token, now)?)).await? {
        None => dead_link().show_as_missing(&app, &req, visitor).await,
        Some(link) => {
            let text = format!("The account {} will use {} from now on.", link.user.username, link.email);
            Notice::new("Confirm your new email address", &text)
                .button("Confirm the address", &action)
                .show(&app, &req, visitor)
                .await
        }
    }
}

/// `POST /account/email/{token}/`
pub async fn confirm_email(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    token: Path<String>,
) -> PageResult {
    let (token, now) = (token.into_inner(), app.now());
    if !app.db.write(move |conn| rules::confirm(conn, &token, now)).await? {
        return dead_link().show_as_missing(&app, &req, visitor).await;
    }
    shell::flash(&session, "Your new email address counts from now on.")?;
    see_other(urls::account())
}

fn dead_link() -> Notice {
    let text = "The link is too old, or it has been used already. You can change your email address in your profile.";
    Notice::new("This link does not work any more", text).link("Your profile", urls::profile())
}
