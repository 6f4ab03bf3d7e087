//! The page of one product.

use std::sync::Arc;

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::web::{Data, Path};
use askama::Template;
use url::form_urlencoded;

use crate::app::App;
use crate::catalog::queries::find_published;
use crate::config::Config;
use crate::engagement::guests::{self, GuestLists};
use crate::engagement::viewed;
use crate::media::view::Picture;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::platform::money::Price;
use crate::platform::sessions::State;
use crate::platform::slug::is_slug;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::promotions::models::Promotion;
use crate::shell::kept::{Built, LivePage, answer};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::cards::{list_cards, product_stock, was};
use crate::shopfront::labels::Labels;
use crate::shopfront::pages::PRODUCT_TOPICS;
use crate::shopfront::pages::product_own::{KeepPart, OfProduct, OwnParts, parts};
use crate::shopfront::pages::product_reviews::{ReviewPart, Typed};
use crate::shopfront::product::{
    self, ProductView, chosen_variant, json_ld, options, promotion_lines, sole_variant, variant_choices,
};
use crate::shopfront::views::{
    Crumb, Head, Link, OptionGroup, ProductCard, Rating, RatingBar, ReviewView, Stock, VariantChoice,
};
use crate::{catalog, urls};

#[derive(Template)]
#[template(path = "shopfront/product_detail.html")]
pub(super) struct ProductDetailPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    product_id: i64,
    title: String,
    pictures: Vec<Picture>,
    rating: Option<Rating>,
    price: Price,
    was: Option<Price>,
    price_from: bool,
    tax_note: String,
    promotions: Vec<String>,
    stock: Stock,
    options: Vec<OptionGroup>,
    /// Empty when there is nothing to choose.
    variants: Vec<VariantChoice>,
    /// The variant that is ordered when there is nothing to choose.
    sole_variant: Option<i64>,
    can_buy: bool,
    max_quantity: Option<u32>,
    cart_action: String,
    description: Html,
    delivery_note: String,
    tags: Vec<Link>,
    reviews: Vec<ReviewView>,
    rating_bars: Vec<RatingBar>,
    related: Vec<ProductCard>,
    keep: KeepPart,
    review_part: ReviewPart,
    recently_viewed: Vec<ProductCard>,
}

/// What a product page is made from, besides the database.
#[derive(Clone)]
pub(super) struct Asked {
    pub config: Arc<Config>,
    pub labels: Option<Labels>,
    pub visitor: Visitor,
    pub slug: String,
    pub variant: Option<i64>,
    pub now: Time,
}

impl Asked {
    /// An address that can be no product's is not looked up.
    pub fn new(app: &App, req: &HttpRequest, visitor: Visitor, slug: String) -> Result<Asked, AppError> {
        Ok(Asked {
            config: app.config.clone(),
            labels: app.labels,
            visitor,
            slug: Some(slug).filter(|slug| is_slug(slug)).or_not_found("product")?,
            variant: wanted_variant(req.query_string()),
            now: app.now(),
        })
    }
}

/// `GET /products/{slug}/`
pub async fn product_detail(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    slug: Path<String>,
) -> PageResult {
    let asked = Asked::new(&app, &req, Visitor::default(), slug.into_inner())?;
    let state = session.entries().clone();
    let slug = asked.slug.clone();
    let answered = answer(&app, &req, PRODUCT_TOPICS, move |conn, frame| {
        let view = product::load(conn, &asked.slug, asked.labels)?;
        let (settings, until) = (frame.settings.clone(), next_turn(&view.promotions, asked.now));
        let template = build(conn, frame, view, &asked)?;
        let of_product = OfProduct { id: template.product_id, keep: template.keep.clone(), settings };
        Ok(Built::Page(LivePage { template, parts: Some(parts(of_product)), until }))
    });
    let answered = answered.await?;
    let is_to_be_noted = answered.own.as_ref().is_some_and(|own| own.is_to_be_noted);
    if is_to_be_noted && req.method() == Method::GET && !req.headers().contains_key("sec-purpose") {
        note_view(&app, &session, &state, slug).await;
    }
    Ok(answered.response)
}

/// The next moment at which a promotion of the product begins or ends.
fn next_turn(promotions: &[Promotion], now: Time) -> Option<Time> {
    let turns = promotions.iter().flat_map(|promotion| [promotion.starts_at, promotion.ends_at]);
    turns.flatten().filter(|turn| *turn > now).min()
}

/// Remembers that the visitor has seen the product.
///
/// A second small write, since it seldom happens; the page is worth showing without it.
async fn note_view(app: &App, session: &Session, state: &State, slug: String) {
    let (visitor, guest, now) = (Visitor::of_state(state), GuestLists::of(state), app.now());
    let noted = app.db.write(move |conn| {
        let Some(product) = find_published(conn, &slug)? else { return Ok(None) };
        match visitor.signed_in(conn)? {
            Some(account) => {
                viewed::note(conn, account.user_id, product.id, now)?;
                Ok(None)
            }
            None => Ok(Some(product.id)),
        }
    });
    let noted = match noted.await {
        Ok(Some(id)) => {
            guests::keep_viewed(session, &guests::with_newest(&guest.viewed, id, guests::MOST_VIEWED))
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        tracing::warn!(%error, "a viewed product was not noted");
    }
}

/// `?variant=ID`; anything else is ignored.
fn wanted_variant(query: &str) -> Option<i64> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "variant")
        .and_then(|(_, value)| value.parse().ok())
}

impl ProductDetailPage {
    /// Reads the page around a review that was not taken; it is this visitor's alone.
    pub fn load(
        conn: &mut Conn,
        asked: &Asked,
        guest: &GuestLists,
        typed: Typed,
    ) -> Result<ProductDetailPage, AppError> {
        let view = product::load(conn, &asked.slug, asked.labels)?;
        let frame = Frame::load(conn, &asked.config, &asked.visitor)?;
        let (account, settings) = (frame.account.clone(), frame.settings.clone());
        let page = build(conn, frame, view, asked)?;
        let of_product = OfProduct { id: page.product_id, keep: page.keep.clone(), settings };
        let own = OwnParts::load(conn, &of_product, account.as_ref(), guest, Some(typed))?;
        Ok(ProductDetailPage {
            keep: own.keep,
            review_part: own.review_part,
            recently_viewed: own.recently_viewed,
            ..page
        })
    }
}

/// What is the same for everybody.
fn build(
    conn: &mut Conn,
    frame: Frame,
    view: ProductView,
    asked: &Asked,
) -> Result<ProductDetailPage, AppError> {
    let related = list_cards(conn, &view.related, &frame.settings)?;
    let (wanted, now) = (asked.variant, asked.now);
    let settings = &frame.settings;
    let found = &view.product;
    let chosen = chosen_variant(&view, wanted);
    let mut variants = variant_choices(&view, settings, chosen, now);
    let shown = variants.iter().find(|variant| variant.chosen);
    let (price, before, price_from, stock) = match shown {
        Some(variant) => (variant.price, variant.was, false, variant.stock),
        None => {
            let before = was(found.current_price, found.unit_price, found.compare_at_price, settings);
            (settings.price(found.current_price), before, found.price_varies, product_stock(found))
        }
    };
    let sole = sole_variant(&view);
    // Only a number that the page says anyway: it would change with every sale.
    let max_quantity = match (sole, stock) {
        (Some(_), Stock::Low(left)) => Some(left),
        (None, Stock::Low(left)) if !found.has_variants && !found.allow_backorder => Some(left),
        _ => None,
    };
    let sole_variant = sole.map(|variant| variant.id);
    if sole_variant.is_some() {
        variants.clear();
    }
    Ok(ProductDetailPage {
        head: head(&frame, &view, price),
        crumbs: crumbs(&frame, &view),
        product_id: found.id,
        keep: KeepPart {
            slug: found.slug.clone(),
            like_label: product::like_label(found.like_count),
            ..KeepPart::default()
        },
        review_part: ReviewPart::new(&found.slug, None, None, None),
        recently_viewed: Vec::new(),
        rating: Rating::mean(found.rating_average, found.rating_count),
        price,
        was: before,
        price_from,
        tax_note: product::tax_note(settings),
        promotions: promotion_lines(&view, settings, now),
        stock,
        options: options(&view),
        can_buy: found.is_available,
        max_quantity,
        cart_action: urls::cart_items().to_owned(),
        description: Html::from_markdown(found.description.as_deref().unwrap_or_default()),
        delivery_note: "Delivery and returns are explained under “Good to know” below.".to_owned(),
        tags: view
            .tags
            .iter()
            .map(|tag| Link { title: tag.label.clone(), href: urls::products_with_tag(&tag.label) })
            .collect(),
        reviews: view.reviews.iter().map(product::review).collect(),
        rating_bars: product::rating_bars(&view.ratings),
        title: found.title.clone(),
        pictures: view.pictures.into_iter().map(|(_, picture)| picture).collect(),
        variants,
        sole_variant,
        related,
        shell: frame.shell,
    })
}

fn crumbs(frame: &Frame, view: &ProductView) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::to("Home", urls::home())];
    for collection in catalog::collections::path(&frame.collections, view.product.collection_id) {
        crumbs.push(Crumb::to(&collection.title, urls::collection(&collection.slug)));
    }
    crumbs.push(Crumb::here(&view.product.title));
    crumbs
}

fn head(frame: &Frame, view: &ProductView, price: Price) -> Head {
    let found = &view.product;
    let address = frame.absolute(&urls::product(&found.slug));
    let picture = view.pictures.first().map(|(_, picture)| frame.absolute(&picture.src));
    let text = Html::plain_text(found.description.as_deref().unwrap_or_default(), 160);
    let description = match text {
        empty if empty.is_empty() => format!("{} at {} for {price}.", found.title, frame.shell.shop_name),
        text => text,
    };
    Head {
        title: frame.title(&found.title),
        json_ld: json_ld(frame, view, &address, picture.as_deref(), &description),
        description,
        canonical: address,
        no_index: false,
        picture,
        kind: "product",
    }
}
