//! The orders of the signed-in customer.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;
use url::form_urlencoded;

use super::order_detail;
use crate::app::App;
use crate::orders::queries::{count_of_customer, find_of_customer, list_of_customer};
use crate::orders::views::OrderRow;
use crate::platform::web::error::{OrNotFound, PageResult};
use crate::platform::web::page::personal_page;
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

const PER_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "orders/account_order_list.html")]
struct AccountOrderListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    orders: Vec<OrderRow>,
    previous: Option<String>,
    next: Option<String>,
    page_label: String,
}

/// `GET /account/orders/`
pub async fn account_order_list(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let config = app.config.clone();
    let wanted = wanted_page(req.query_string());
    let page = app
        .db
        .read(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            let frame = Frame::load(conn, &config, &visitor)?;
            let count = count_of_customer(conn, account.customer_id)?;
            let last = ((count + PER_PAGE - 1) / PER_PAGE).max(1);
            let number = wanted.clamp(1, last);
            let orders = list_of_customer(conn, account.customer_id, (number - 1) * PER_PAGE, PER_PAGE)?;
            let at = |number: i64| format!("{}?page={number}", urls::account_orders());
            Ok(AccountOrderListPage {
                head: Head {
                    title: frame.title("Your orders"),
                    no_index: true,
                    kind: "website",
                    ..Head::default()
                },
                crumbs: vec![
                    Crumb::to("Home", urls::home()),
                    Crumb::to("Account", urls::account()),
                    Crumb::here("Orders"),
                ],
                orders: orders.iter().map(OrderRow::new).collect(),
                previous: (number > 1).then(|| at(number - 1)),
                next: (number < last).then(|| at(number + 1)),
                page_label: format!("Page {number} of {last}"),
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(&req, &page)
}

/// `?page=N`; a word is page 1, and beyond the end is the last page.
fn wanted_page(query: &str) -> i64 {
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "page")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(1)
}

/// `GET /account/orders/{number}/`: somebody else's order is not there.
pub async fn account_order_detail(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    number: Path<String>,
) -> PageResult {
    let (config, now, number) = (app.config.clone(), app.now(), number.into_inner());
    let page = app
        .db
        .read(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            let order = find_of_customer(conn, account.customer_id, &number)?.or_not_found("order")?;
            let frame = Frame::load(conn, &config, &visitor)?;
            Ok(order_detail::build(conn, frame, order, now)?)
        })
        .await?;
    personal_page(&req, &page)
}
