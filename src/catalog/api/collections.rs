//! Collections: not paged, a shop has a few thousand at most.

use serde::Serialize;
use utoipa::ToSchema;

use super::PUBLIC;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::catalog::collection_editing;
use crate::catalog::collections as rules;
use crate::catalog::history;
use crate::catalog::models::{Collection, CollectionChange};
use crate::catalog::product_editing::LONGEST;
use crate::catalog::queries;
use crate::platform::audit::{Source, tracked, tracked_many};
use crate::platform::db::Conn;
use crate::platform::slug::MAX_SLUG;
use crate::shopfront::counts::{Counts, count_in_collection};
use crate::urls;

const NAMES: &[(&str, &str)] = &[("parent_id", "parent"), ("featured_product_id", "featured_product")];
const NOT_EMPTY: &str = "Collection cannot be deleted because it includes one or more products.";

/// A collection.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Collection)]
pub struct CollectionJson {
    id: i64,
    title: String,
    products_count: i64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    details: Option<DetailsJson>,
}

/// With `include=details`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionDetails)]
pub struct DetailsJson {
    slug: String,
    description: String,
    parent: Option<i64>,
    featured_product: Option<i64>,
}

fn json_of(collection: Collection, products_count: i64, with_details: bool) -> CollectionJson {
    CollectionJson {
        id: collection.id,
        title: collection.title,
        products_count,
        details: with_details.then_some(DetailsJson {
            slug: collection.slug,
            description: collection.description,
            parent: collection.parent_id,
            featured_product: collection.featured_product_id,
        }),
    }
}

fn wants_details(asked: &Asked<'_>) -> Result<bool, ApiError> {
    Ok(!asked.included(&["details"])?.is_empty())
}

/// `GET /api/store/collections/`: with the number of products on sale directly in each.
pub async fn collection_list(call: Call) -> ApiResult {
    call.read_public(PUBLIC, |conn, asked| {
        let with_details = wants_details(asked)?;
        let counts = Counts::load(conn)?;
        let mut collections = queries::list_collections(conn)?;
        collections.sort_by_key(|collection| collection.id);
        let rows = collections.into_iter().map(|collection| {
            let count = counts.in_collections(&[collection.id]);
            json_of(collection, count, with_details)
        });
        Reply::ok(&rows.collect::<Vec<_>>())
    })
    .await
}

/// `GET /api/store/collections/{id}/`
pub async fn collection_detail(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read_public(PUBLIC, move |conn, asked| represent(conn, asked, id)).await
}

fn represent(conn: &mut Conn, asked: &Asked<'_>, id: i64) -> Result<Reply, ApiError> {
    let collection = queries::find_collection(conn, id)?.ok_or_else(|| ApiError::no("Collection"))?;
    let count = count_in_collection(conn, id)?;
    Reply::ok(&json_of(collection, count, wants_details(asked)?))
}

/// `POST /api/store/collections/`: without a slug it gets one from its title.
pub async fn create_collection(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        asked.staff(conn, "catalog.add_collection")?;
        let change = read(conn, asked.input()?, CollectionChange::default())?;
        let edit = asked.edit();
        let (id, ()) = tracked(conn, &edit, Source::Api, &history::COLLECTION, None, |conn| {
            collection_editing::save(conn, &edit, None, &change).map(|id| (id, ()))
        })
        .map_err(ApiError::of(NAMES))?;
        let made = represent(conn, asked, id)?;
        Ok(Reply { status: actix_web::http::StatusCode::CREATED, ..made }.at(urls::api::collection(id)))
    })
    .await
}

fn read(conn: &mut Conn, mut input: Input, base: CollectionChange) -> Result<CollectionChange, ApiError> {
    let title = input.text("title", LONGEST, Need::Required);
    let slug = input.slug("slug", MAX_SLUG, Need::Optional);
    let description = input.maybe_blank("description", 100_000, Need::Optional);
    let parent = input.nullable_key("parent");
    let featured = input.nullable_key("featured_product");
    input.finish()?;
    let title = title.unwrap_or(base.title);
    let slug = match slug {
        Some(slug) => slug,
        None if base.slug.is_empty() => rules::free_slug(conn, &title)?,
        None => base.slug,
    };
    Ok(CollectionChange {
        title,
        slug,
        description: description.unwrap_or(base.description),
        parent_id: parent.unwrap_or(base.parent_id),
        featured_product_id: featured.unwrap_or(base.featured_product_id),
    })
}

/// `PUT /api/store/collections/{id}/`
pub async fn update_collection(call: Call) -> ApiResult {
    save(call, false).await
}

/// `PATCH /api/store/collections/{id}/`
pub async fn patch_collection(call: Call) -> ApiResult {
    save(call, true).await
}

async fn save(call: Call, is_partial: bool) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "catalog.change_collection")?;
        asked.require_version(|| represent(conn, asked, id))?;
        let edit = asked.edit();
        let held = tracked(conn, &edit, Source::Api, &history::COLLECTION, Some(id), |conn| {
            let base = collection_editing::find_change(conn, id)?;
            let base = base.ok_or_else(|| ApiError::no("Collection"))?;
            let mut input = asked.input()?;
            if is_partial {
                input = input.partial();
            }
            let change = read(conn, input, base)?;
            collection_editing::save(conn, &edit, Some(id), &change).map_err(ApiError::of(NAMES))?;
            Ok::<_, ApiError>((id, ()))
        });
        held?;
        represent(conn, asked, id)
    })
    .await
}

/// `DELETE /api/store/collections/{id}/`: refused while anything is in it.
pub async fn delete_collection(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "catalog.delete_collection")?;
        queries::find_collection(conn, id)?.ok_or_else(|| ApiError::no("Collection"))?;
        asked.require_version(|| represent(conn, asked, id))?;
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &history::COLLECTION, &[id], |conn| {
            rules::delete(conn, id).map_err(|error| match error {
                rules::CollectionError::Database(error) => error.into(),
                rules::CollectionError::NotEmpty { products: 0, .. } => ApiError::Kept(
                    "Collection cannot be deleted because other collections are in it.".to_owned(),
                ),
                _ => ApiError::Kept(NOT_EMPTY.to_owned()),
            })
        })?;
        Ok(Reply::no_content())
    })
    .await
}
