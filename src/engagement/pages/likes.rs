//! Likes over HTTP.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;

use super::place::{PER_PAGE, Place};
use super::{back_to_product, personal_head, product_slug};
use crate::app::App;
use crate::catalog::PRODUCT;
use crate::catalog::queries::{find_by_slug, find_published};
use crate::engagement::{likes, queries};
use crate::platform::text::counted;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::cards::list_cards;
use crate::shopfront::views::{Crumb, Head, PageLink, ProductCard, Stock};
use crate::urls;

#[derive(Template)]
#[template(path = "engagement/like_list.html")]
struct LikeListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    total_label: String,
    cards: Vec<ProductCard>,
    pages: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
}

/// `POST /products/{slug}/likes/`
pub async fn like_product(app: Data<App>, visitor: Visitor, slug: Path<String>) -> PageResult {
    let (slug, now) = (product_slug(slug)?, app.now());
    let (back, login) = (back_to_product(&slug), urls::login(&urls::product(&slug)));
    let is_signed_in = app
        .db
        .write(move |conn| {
            let Some(account) = visitor.signed_in(conn)? else { return Ok(false) };
            let product = find_published(conn, &slug)?.or_not_found("product")?;
            likes::like(conn, account.user_id, PRODUCT, product.id, now)?;
            Ok(true)
        })
        .await?;
    see_other(if is_signed_in { &back } else { &login })
}

/// `POST /products/{slug}/likes/removal/`
pub async fn unlike_product(app: Data<App>, visitor: Visitor, slug: Path<String>) -> PageResult {
    let slug = product_slug(slug)?;
    let (back, login) = (back_to_product(&slug), urls::login(&urls::product(&slug)));
    let is_signed_in = app
        .db
        .write(move |conn| {
            let Some(account) = visitor.signed_in(conn)? else { return Ok(false) };
            if let Some(product) = find_by_slug(conn, &slug)? {
                likes::unlike(conn, account.user_id, PRODUCT, product.id)?;
            }
            Ok(true)
        })
        .await?;
    see_other(if is_signed_in { &back } else { &login })
}

/// `GET /account/likes/`
pub async fn like_list(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let (config, query) = (app.config.clone(), req.query_string().to_owned());
    let list = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let user_id = frame.account.as_ref().ok_or(AppError::SignInRequired)?.user_id;
            let total = queries::count_liked_products(conn, user_id)?;
            let place = Place::of(&query, total);
            let ids = queries::list_liked_products(conn, user_id, PER_PAGE, place.offset())?;
            Ok(LikeListPage {
                head: personal_head(&frame, "Products you like"),
                crumbs: vec![
                    Crumb::to("Home", urls::home()),
                    Crumb::to("Account", urls::account()),
                    Crumb::here("Likes"),
                ],
                total_label: counted(total, "product", "products"),
                cards: list_cards(conn, &ids, &frame.settings)?,
                pages: Vec::new(),
                previous: place.previous(urls::account_likes()),
                next: place.next(urls::account_likes()),
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(&req, &list)
}
