//! The account at a glance.

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;

use super::{account_of, personal_head};
use crate::accounts::models::SignedIn;
use crate::app::App;
use crate::orders::queries::list_of_customer;
use crate::orders::views::OrderRow;
use crate::platform::web::error::PageResult;
use crate::platform::web::page::personal_page;
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
    latest: Vec<OrderRow>,
}

/// So many orders are shown; the others are a click away.
const LATEST: i64 = 3;

/// `GET /account/`
pub async fn account(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let config = app.config.clone();
    let overview = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let account = account_of(&frame)?;
            let latest = list_of_customer(conn, account.customer_id, 0, LATEST)?;
            Ok(AccountPage {
                account,
                latest: latest.iter().map(OrderRow::new).collect(),
                head: personal_head(&frame, "Your account"),
                crumbs: vec![Crumb::to("Home", urls::home()), Crumb::here("Account")],
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(&req, &overview)
}
