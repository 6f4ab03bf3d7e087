//! The home page: collections, picked products, what is new and what is on offer.

use std::collections::HashMap;

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;
use diesel::QueryResult;

use crate::app::App;
use crate::catalog::collections::with_descendants;
use crate::catalog::models::Collection;
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::platform::text::counted;
use crate::platform::web::error::PageResult;
use crate::shell::kept::answer;
use crate::shell::{Frame, Shell};
use crate::shopfront::cards::map_cards;
use crate::shopfront::counts::Counts;
use crate::shopfront::pages::TOPICS;
use crate::shopfront::queries::{list_newest, list_on_offer};
use crate::shopfront::views::{CollectionTile, Head, ProductCard, Stock};
use crate::urls;

/// Products on each shelf.
const SHELF: i64 = 8;
/// Collections shown.
const TILES: usize = 7;

#[derive(Template)]
#[template(path = "shopfront/home.html")]
struct HomePage {
    shell: Shell,
    head: Head,
    tagline: String,
    featured: Vec<CollectionTile>,
    featured_products: Vec<ProductCard>,
    newest: Vec<ProductCard>,
    on_offer: Vec<ProductCard>,
}

/// `GET /`
pub async fn home(app: Data<App>, req: HttpRequest) -> PageResult {
    Ok(answer(&app, &req, TOPICS, |conn, frame| Ok(build(conn, frame)?.into())).await?.response)
}

fn build(conn: &mut Conn, frame: Frame) -> QueryResult<HomePage> {
    let counts = Counts::load(conn)?;
    let newest = list_newest(conn, SHELF)?;
    let on_offer = list_on_offer(conn, SHELF)?;
    let picked: Vec<i64> =
        frame.collections.iter().filter_map(|collection| collection.featured_product_id).collect();
    let wanted: Vec<i64> = picked.iter().chain(&newest).chain(&on_offer).copied().collect();
    let cards = map_cards(conn, &wanted, &frame.settings)?;
    let shelf = |ids: &[i64]| -> Vec<ProductCard> {
        ids.iter().filter_map(|id| cards.get(id)).take(usize::try_from(SHELF).unwrap_or(8)).cloned().collect()
    };
    // What stands for a collection is in its tile; the shelf shows the rest.
    let roots: Vec<&Collection> =
        frame.collections.iter().filter(|collection| collection.parent_id.is_none()).collect();
    let inner: Vec<i64> = frame
        .collections
        .iter()
        .filter(|collection| collection.parent_id.is_some())
        .filter_map(|collection| collection.featured_product_id)
        .collect();
    let featured = roots
        .iter()
        .map(|collection| tile(collection, &frame.collections, &counts, &cards))
        .filter(|(count, _)| *count > 0)
        .map(|(_, tile)| tile)
        .take(TILES)
        .collect();
    Ok(HomePage {
        head: head(&frame),
        tagline: frame.settings.tagline.clone(),
        featured,
        featured_products: shelf(&inner).into_iter().take(4).collect(),
        newest: shelf(&newest),
        on_offer: shelf(&on_offer),
        shell: frame.shell,
    })
}

fn tile(
    collection: &Collection,
    all: &[Collection],
    counts: &Counts,
    cards: &HashMap<i64, ProductCard>,
) -> (i64, CollectionTile) {
    let count = counts.in_collections(&with_descendants(all, collection.id));
    let picture =
        collection.featured_product_id.and_then(|id| cards.get(&id)).and_then(|card| card.picture.clone());
    let tile = CollectionTile {
        title: collection.title.clone(),
        href: urls::collection(&collection.slug),
        count_label: counted(count, "product", "products"),
        picture,
        description: Html::plain_text(&collection.description, 160),
    };
    (count, tile)
}

fn head(frame: &Frame) -> Head {
    let name = &frame.shell.shop_name;
    let tagline = &frame.settings.tagline;
    Head {
        title: if tagline.is_empty() { name.clone() } else { format!("{name} · {tagline}") },
        description: if tagline.is_empty() {
            format!("{name}: everything we have, delivered to you.")
        } else {
            format!("{tagline}. Browse the collections of {name}.")
        },
        canonical: frame.absolute(urls::home()),
        kind: "website",
        json_ld: vec![Html::json(&serde_json::json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": name,
            "url": frame.absolute(urls::home()),
            "potentialAction": {
                "@type": "SearchAction",
                "target": format!("{}?q={{words}}", frame.absolute(urls::products())),
                "query-input": "required name=words",
            },
        }))],
        ..Head::default()
    }
}
