//! All collections as a tree of two levels.

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;
use diesel::QueryResult;

use crate::app::App;
use crate::catalog::collections::with_descendants;
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::platform::text::{counted, grouped};
use crate::platform::web::error::PageResult;
use crate::shell::kept::answer;
use crate::shell::{Frame, Shell};
use crate::shopfront::cards::map_cards;
use crate::shopfront::counts::Counts;
use crate::shopfront::pages::TOPICS;
use crate::shopfront::views::{CollectionTile, Crumb, Head, Link};
use crate::urls;

struct CollectionBranch {
    tile: CollectionTile,
    children: Vec<Link>,
}

#[derive(Template)]
#[template(path = "shopfront/collection_list.html")]
struct CollectionListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    tiles: Vec<CollectionBranch>,
}

/// `GET /collections/`
pub async fn collection_list(app: Data<App>, req: HttpRequest) -> PageResult {
    Ok(answer(&app, &req, TOPICS, |conn, frame| Ok(build(conn, frame)?.into())).await?.response)
}

fn build(conn: &mut Conn, frame: Frame) -> QueryResult<CollectionListPage> {
    let counts = Counts::load(conn)?;
    let featured: Vec<i64> =
        frame.collections.iter().filter_map(|collection| collection.featured_product_id).collect();
    let cards = map_cards(conn, &featured, &frame.settings)?;
    let count_of = |id| counts.in_collections(&with_descendants(&frame.collections, id));
    let tiles = frame
        .collections
        .iter()
        .filter(|collection| collection.parent_id.is_none())
        .map(|root| CollectionBranch {
            tile: CollectionTile {
                title: root.title.clone(),
                href: urls::collection(&root.slug),
                count_label: counted(count_of(root.id), "product", "products"),
                picture: root
                    .featured_product_id
                    .and_then(|id| cards.get(&id))
                    .and_then(|card| card.picture.clone()),
                description: Html::plain_text(&root.description, 240),
            },
            children: frame
                .collections
                .iter()
                .filter(|child| child.parent_id == Some(root.id))
                .map(|child| Link {
                    title: format!("{} ({})", child.title, grouped(count_of(child.id))),
                    href: urls::collection(&child.slug),
                })
                .collect(),
        })
        .collect();
    Ok(CollectionListPage {
        head: Head {
            title: frame.title("Collections"),
            description: format!("Everything {} has, by collection.", frame.shell.shop_name),
            canonical: frame.absolute(urls::collections()),
            kind: "website",
            ..Head::default()
        },
        crumbs: vec![Crumb::to("Home", urls::home()), Crumb::here("Collections")],
        tiles,
        shell: frame.shell,
    })
}
