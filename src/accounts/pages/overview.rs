//! The account at a glance.

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;

use super::{account_of, personal_head};
use crate::accounts::models::SignedIn;
use crate::app::App;
use crate::platform::web::error::PageResult;
use crate::platform::web::page::page;
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    account: SignedIn,
}

/// `GET /account/`
pub async fn account(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let config = app.config.clone();
    let overview = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            Ok(AccountPage {
                account: account_of(&frame)?,
                head: personal_head(&frame, "Your account"),
                crumbs: vec![Crumb::to("Home", urls::home()), Crumb::here("Account")],
                shell: frame.shell,
            })
        })
        .await?;
    page(&req, &overview)
}
