//! Wish lists over HTTP, of customers and of guests.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;
use diesel::QueryResult;
use serde::Deserialize;

use super::place::{PER_PAGE, Place};
use super::{back_to_product, personal_head, product_slug};
use crate::app::App;
use crate::catalog::queries::{find_by_slug, find_published};
use crate::engagement::guests::{self, GuestLists};
use crate::engagement::{queries, wishes};
use crate::platform::db::Conn;
use crate::platform::text::counted;
use crate::platform::web::error::{OrNotFound, PageResult};
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::cards::list_cards;
use crate::shopfront::views::{Crumb, Head, PageLink, ProductCard, Stock};
use crate::urls;

#[derive(Template)]
#[template(path = "engagement/wish_list.html")]
struct WishListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    total_label: String,
    /// Whether the list is in this browser only; then signing in is offered.
    is_guest: bool,
    cards: Vec<ProductCard>,
    pages: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
}

/// Where a wish is taken off.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WishForm {
    /// `list` on the wish list; the product page otherwise.
    pub from: String,
}

/// `POST /products/{slug}/wishes/`
pub async fn wish_product(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    slug: Path<String>,
) -> PageResult {
    let (slug, now) = (product_slug(slug)?, app.now());
    let back = back_to_product(&slug);
    let of_guest = app
        .db
        .write(move |conn| {
            let product = find_published(conn, &slug)?.or_not_found("product")?;
            let Some(account) = visitor.signed_in(conn)? else { return Ok(Some(product.id)) };
            wishes::add(conn, account.user_id, product.id, now)?;
            Ok(None)
        })
        .await?;
    if let Some(id) = of_guest {
        let wishes = GuestLists::of(&session.entries()).wishes;
        guests::keep_wishes(&session, &guests::with_newest(&wishes, id, guests::MOST_WISHES))?;
    }
    see_other(&back)
}

/// `POST /products/{slug}/wishes/removal/`
pub async fn unwish_product(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    slug: Path<String>,
    form: Form<WishForm>,
) -> PageResult {
    let slug = product_slug(slug)?;
    let back = match form.from.as_str() {
        "list" => urls::account_wishes().to_owned(),
        _ => back_to_product(&slug),
    };
    let of_guest = app
        .db
        .write(move |conn| {
            // Also one that is not published any more.
            let Some(product) = find_by_slug(conn, &slug)? else { return Ok(None) };
            let Some(account) = visitor.signed_in(conn)? else { return Ok(Some(product.id)) };
            wishes::remove(conn, account.user_id, product.id)?;
            Ok(None)
        })
        .await?;
    let wishes = GuestLists::of(&session.entries()).wishes;
    if let Some(id) = of_guest.filter(|id| wishes.contains(id)) {
        guests::keep_wishes(&session, &guests::without(&wishes, id))?;
    }
    see_other(&back)
}

/// `GET /account/wishes/`
pub async fn wish_list(app: Data<App>, req: HttpRequest, visitor: Visitor, session: Session) -> PageResult {
    let (config, query) = (app.config.clone(), req.query_string().to_owned());
    let guest = GuestLists::of(&session.entries());
    let list = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let (total, place, ids) = match &frame.account {
                Some(account) => of_customer(conn, account.user_id, &query)?,
                None => of_guest(conn, &guest.wishes, &query)?,
            };
            Ok(WishListPage {
                head: personal_head(&frame, "Wish list"),
                crumbs: vec![
                    Crumb::to("Home", urls::home()),
                    Crumb::to("Account", urls::account()),
                    Crumb::here("Wish list"),
                ],
                total_label: counted(total, "product", "products"),
                is_guest: frame.account.is_none(),
                cards: list_cards(conn, &ids, &frame.settings)?,
                pages: Vec::new(),
                previous: place.previous(urls::account_wishes()),
                next: place.next(urls::account_wishes()),
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(&req, &list)
}

fn of_customer(conn: &mut Conn, user_id: i64, query: &str) -> QueryResult<(i64, Place, Vec<i64>)> {
    let total = queries::count_wishes(conn, user_id)?;
    let place = Place::of(query, total);
    let ids = queries::list_wishes(conn, user_id, PER_PAGE, place.offset())?;
    Ok((total, place, ids))
}

fn of_guest(conn: &mut Conn, wishes: &[i64], query: &str) -> QueryResult<(i64, Place, Vec<i64>)> {
    let published = queries::list_published(conn, wishes)?;
    let total = i64::try_from(published.len()).unwrap_or(i64::MAX);
    let place = Place::of(query, total);
    let ids = place.slice(&published);
    Ok((total, place, ids))
}
