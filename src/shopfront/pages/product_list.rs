//! Lists of products: everything, a search, a collection.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;
use diesel::QueryResult;

use crate::app::App;
use crate::catalog::models::Collection;
use crate::catalog::queries::find_former_slug;
use crate::catalog::{COLLECTION, collections};
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::platform::slug::is_slug;
use crate::platform::text::{counted, grouped};
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::shell::kept::{Built, answer};
use crate::shell::{Frame, Shell};
use crate::shopfront::cards::list_cards;
use crate::shopfront::labels::Labels;
use crate::shopfront::listing::criteria::{Criteria, Position};
use crate::shopfront::listing::facets::Beside;
use crate::shopfront::listing::paging::{NUMBERED, Place};
use crate::shopfront::listing::{self, EXACT, Listing, Total};
use crate::shopfront::pages::TOPICS;
use crate::shopfront::queries::list_newest;
use crate::shopfront::views::{
    Chip, Choice, Crumb, EmptyResult, Facet, Head, Link, PageLink, ProductCard, Stock,
};
use crate::urls;

#[derive(Template)]
#[template(path = "shopfront/product_list.html")]
struct ProductListPage {
    shell: Shell,
    head: Head,
    heading: String,
    intro: Option<Html>,
    crumbs: Vec<Crumb>,
    action: String,
    words: String,
    suggestion: Option<Link>,
    total_label: String,
    sorts: Vec<Choice>,
    collections: Facet,
    tags: Facet,
    price_bands: Facet,
    min_price: String,
    max_price: String,
    price_error: Option<String>,
    in_stock: Choice,
    chips: Vec<Chip>,
    clear_href: Option<String>,
    cards: Vec<ProductCard>,
    pages: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
    empty: Option<EmptyResult>,
}

/// `GET /products/`
pub async fn product_list(app: Data<App>, req: HttpRequest) -> PageResult {
    list(app, req, None).await
}

/// `GET /collections/{slug}/`
pub async fn collection_detail(app: Data<App>, req: HttpRequest, slug: Path<String>) -> PageResult {
    list(app, req, Some(slug.into_inner())).await
}

async fn list(app: Data<App>, req: HttpRequest, slug: Option<String>) -> PageResult {
    let (labels, query) = (app.labels, req.query_string().to_owned());
    let work = move |conn: &mut Conn, frame| build(conn, frame, labels, &query, slug.as_deref());
    Ok(answer(&app, &req, TOPICS, work).await?.response)
}

fn build(
    conn: &mut Conn,
    mut frame: Frame,
    labels: Option<Labels>,
    query: &str,
    slug: Option<&str>,
) -> Result<Built<ProductListPage>, AppError> {
    let mut criteria = Criteria::parse(query, frame.settings.currency);
    let collection = match slug {
        None => None,
        Some(slug) => Some(find_collection(conn, &frame.collections, slug)?),
    };
    // The address of a collection's page already says which; a filter names one further in.
    let own = collection.as_ref().map(|collection| collection.slug.clone());
    if criteria.collection.is_none() {
        criteria.collection = own.clone();
    }
    frame.shell.words.clone_from(&criteria.words);
    let listing = listing::find(conn, &criteria, &frame.collections, labels)?;
    let on_own_page = own.is_some() && criteria.collection == own;
    let path = match &collection {
        Some(collection) if on_own_page => urls::collection(&collection.slug),
        _ => urls::products().to_owned(),
    };
    let here = |criteria: &Criteria| {
        let shown =
            if on_own_page { Criteria { collection: None, ..criteria.clone() } } else { criteria.clone() };
        format!("{path}{}", shown.query())
    };
    let at = |position| here(&Criteria { position, ..criteria.clone() });
    if let Some(number) = listing.place.instead {
        return Ok(Built::Instead(at(Position::Number(number))));
    }
    let beside = Beside {
        criteria: &criteria,
        listing: &listing,
        collections: &frame.collections,
        settings: &frame.settings,
        address: &here,
        on_own_page,
    };
    let facets = beside.build(conn, labels)?;
    let cards = list_cards(conn, &listing.ids, &frame.settings)?;
    let empty = match cards.is_empty() {
        true => Some(empty_result(conn, &criteria, &frame)?),
        false => None,
    };
    let heading = heading(&criteria, collection.as_ref());
    Ok(ProductListPage {
        head: head(&frame, &criteria, collection.as_ref(), &heading, at(criteria.position)),
        crumbs: crumbs(&frame.collections, collection.as_ref(), &heading),
        intro: collection
            .as_ref()
            .map(|c| Html::from_markdown(&c.description))
            .filter(|html| !html.is_empty()),
        action: urls::products().to_owned(),
        suggestion: listing
            .corrected
            .as_ref()
            .map(|words| Link { title: words.clone(), href: urls::search(words) }),
        total_label: total_label(listing.total),
        sorts: facets.sorts,
        collections: facets.collections,
        tags: facets.tags,
        price_bands: facets.price_bands,
        min_price: criteria.typed_prices.0.clone(),
        max_price: criteria.typed_prices.1.clone(),
        price_error: criteria.price_error.clone(),
        in_stock: facets.in_stock,
        clear_href: (facets.chips.len() > 1).then(|| path.clone()),
        chips: facets.chips,
        pages: page_links(&listing, |number| at(Position::Number(number))),
        previous: listing.place.previous.map(at),
        next: listing.place.next.map(at),
        words: criteria.words.clone(),
        heading,
        cards,
        empty,
        shell: frame.shell,
    }
    .into())
}

/// The collection at `slug`; a former slug leads to the new address.
fn find_collection(conn: &mut Conn, all: &[Collection], slug: &str) -> Result<Collection, AppError> {
    if let Some(found) = all.iter().find(|collection| collection.slug == slug) {
        return Ok(found.clone());
    }
    if !is_slug(slug) {
        return Err(AppError::NotFound("collection"));
    }
    let id = find_former_slug(conn, COLLECTION, slug)?.or_not_found("collection")?;
    let moved = all.iter().find(|collection| collection.id == id).or_not_found("collection")?;
    Err(AppError::Moved(urls::collection(&moved.slug)))
}

fn heading(criteria: &Criteria, collection: Option<&Collection>) -> String {
    match collection {
        Some(collection) => collection.title.clone(),
        None if criteria.words.is_empty() => "All products".to_owned(),
        None => format!("Results for “{}”", criteria.words),
    }
}

fn crumbs(all: &[Collection], collection: Option<&Collection>, heading: &str) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::to("Home", urls::home())];
    if let Some(collection) = collection {
        crumbs.push(Crumb::to("Collections", urls::collections()));
        for around in collections::path(all, collection.id) {
            if around.id != collection.id {
                crumbs.push(Crumb::to(&around.title, urls::collection(&around.slug)));
            }
        }
    }
    crumbs.push(Crumb::here(heading));
    crumbs
}

fn head(
    frame: &Frame,
    criteria: &Criteria,
    collection: Option<&Collection>,
    heading: &str,
    address: String,
) -> Head {
    let filtered = !criteria.words.is_empty()
        || !criteria.tags.is_empty()
        || criteria.min_price.is_some()
        || criteria.max_price.is_some()
        || criteria.in_stock
        || (collection.is_none() && criteria.collection.is_some());
    let described = collection.map(|collection| Html::plain_text(&collection.description, 160));
    Head {
        title: frame.title(heading),
        description: described.filter(|text| !text.is_empty()).unwrap_or_else(|| {
            format!("{heading} at {}: prices, pictures and what is in stock.", frame.shell.shop_name)
        }),
        canonical: frame.absolute(&address),
        // Every combination of filters would be a page of its own to a search engine.
        no_index: filtered || !matches!(criteria.position, Position::Number(_)),
        kind: "website",
        ..Head::default()
    }
}

fn total_label(total: Total) -> String {
    match total {
        Total::Exactly(0) => "No products".to_owned(),
        Total::Exactly(count) => counted(count, "product", "products"),
        Total::More => format!("{}+ products", grouped(EXACT)),
    }
}

/// First, last and the pages around the current one.
fn page_links(listing: &Listing, href: impl Fn(i64) -> String) -> Vec<PageLink> {
    let Place { number, last, .. } = &listing.place;
    // A list that was not counted has numbers as far as it was.
    let last = last.unwrap_or_else(|| number.unwrap_or(1).max(listing::paging::last_page(EXACT)));
    if last < 2 {
        return Vec::new();
    }
    let here = number.unwrap_or(0);
    let mut shown: Vec<i64> = vec![1, last];
    shown.extend((here - 1..=here + 1).filter(|page| (1..=last).contains(page)));
    if number.is_none() {
        shown.extend([NUMBERED, last - NUMBERED + 1].into_iter().filter(|page| (1..=last).contains(page)));
    }
    shown.sort_unstable();
    shown.dedup();
    let mut links = Vec::new();
    let mut before = 0;
    for page in shown {
        if page > before + 1 {
            links.push(PageLink::Gap);
        }
        before = page;
        links.push(PageLink::Page { number: page.unsigned_abs(), href: href(page), current: page == here });
    }
    links
}

fn empty_result(conn: &mut Conn, criteria: &Criteria, frame: &Frame) -> QueryResult<EmptyResult> {
    let message = if !criteria.words.is_empty() {
        format!("Nothing matches “{}”. Try fewer or other words.", criteria.words)
    } else if criteria.is_narrowed() {
        "Nothing matches these filters. Take one off to see more.".to_owned()
    } else {
        "There is nothing here yet. Please come back soon.".to_owned()
    };
    let mut ways_on = Vec::new();
    if criteria.is_narrowed() {
        ways_on.push(Link { title: "All products".to_owned(), href: urls::products().to_owned() });
        ways_on.extend(frame.shell.navigation.iter().take(4).cloned());
    }
    let newest = list_newest(conn, 4)?;
    let cards = list_cards(conn, &newest, &frame.settings)?;
    Ok(EmptyResult { message, ways_on, cards })
}
