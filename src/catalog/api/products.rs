//! One product: reading and changing it.

use super::PUBLIC;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{AmountRule, Input, Need};
use crate::api::reply::Reply;
use crate::catalog::history;
use crate::catalog::models::{Product, ProductChange};
use crate::catalog::product_editing::{self, LONGEST};
use crate::catalog::queries;
use crate::catalog::wire::{Include, ProductJson, Writing};
use crate::platform::audit::{Source, tracked, tracked_many};
use crate::platform::db::Conn;
use crate::platform::editing::Refused;
use crate::platform::settings::ShopSettings;
use crate::platform::slug::MAX_SLUG;
use crate::urls;

/// What fields are called here that the catalogue calls otherwise.
pub(super) const NAMES: &[(&str, &str)] = &[("collection_id", "collection")];
const IN_ORDERS: &str = "Product cannot be deleted because it is associated with an order item.";
const LONGEST_DESCRIPTION: usize = 100_000;

/// `GET /api/store/products/{id}/`
pub async fn product_detail(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read_public(PUBLIC, move |conn, asked| {
        let product = find(conn, asked, id)?;
        represent(conn, asked, product)
    })
    .await
}

/// A product that the sender may see: unpublished ones are for staff.
pub(super) fn find(conn: &mut Conn, asked: &Asked<'_>, id: i64) -> Result<Product, ApiError> {
    let product = queries::find_product(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
    if product.is_published || asked.caller.is_staff() && asked.may(conn, "catalog.view_product")? {
        return Ok(product);
    }
    Err(ApiError::no("Product"))
}

fn represent(conn: &mut Conn, asked: &Asked<'_>, product: Product) -> Result<Reply, ApiError> {
    Reply::ok(&json_of(conn, asked, product)?)
}

pub(super) fn json_of(conn: &mut Conn, asked: &Asked<'_>, product: Product) -> Result<ProductJson, ApiError> {
    let include = Include::of(&asked.included(Include::WORDS)?);
    let settings = asked.settings(conn)?;
    let writing = Writing::new(&settings, &asked.request().base);
    let mut made = writing.products(conn, vec![product], include)?;
    made.pop().ok_or_else(|| ApiError::no("Product"))
}

/// `POST /api/store/products/`
pub async fn create_product(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        asked.staff(conn, "catalog.add_product")?;
        let settings = asked.settings(conn)?;
        let id = create(conn, asked, &settings, asked.input()?)?;
        let product = find(conn, asked, id)?;
        Ok(Reply::created(&json_of(conn, asked, product)?)?.at(urls::api::product(id)))
    })
    .await
}

/// Makes a product of what was sent.
pub(super) fn create(
    conn: &mut Conn,
    asked: &Asked<'_>,
    settings: &ShopSettings,
    input: Input,
) -> Result<i64, ApiError> {
    let change = read(conn, input, asked.price_rule(settings), ProductChange::default())?;
    let edit = asked.edit();
    let (id, ()) = tracked(conn, &edit, Source::Api, &history::PRODUCT, None, |conn| {
        product_editing::save(conn, &edit, None, &change).map(|id| (id, ()))
    })
    .map_err(ApiError::of(NAMES))?;
    Ok(id)
}

/// The fields of a product; what was not sent stays as in `base`.
fn read(
    conn: &mut Conn,
    mut input: Input,
    rule: AmountRule,
    base: ProductChange,
) -> Result<ProductChange, ApiError> {
    let title = input.text("title", LONGEST, Need::Required);
    let description = input.nullable_text("description", LONGEST_DESCRIPTION);
    let slug = input.slug("slug", MAX_SLUG, Need::Required);
    let inventory = input.integer("inventory", 0, i32::MAX, Need::Required);
    let unit_price = input.amount("unit_price", rule, Need::Required);
    let collection = input.key("collection", Need::Required);
    let compare_at_price = input.nullable_amount("compare_at_price", rule);
    let track_inventory = input.boolean("track_inventory", Need::Optional);
    let allow_backorder = input.boolean("allow_backorder", Need::Optional);
    let is_published = input.boolean("is_published", Need::Optional);
    if let Some(id) = collection
        && !product_editing::exists_collection(conn, id)?
    {
        input.no_such("collection", id);
    }
    input.finish()?;
    Ok(ProductChange {
        title: title.unwrap_or(base.title),
        description: description.unwrap_or(base.description),
        slug: slug.unwrap_or(base.slug),
        inventory: inventory.unwrap_or(base.inventory),
        unit_price: unit_price.unwrap_or(base.unit_price),
        collection_id: collection.unwrap_or(base.collection_id),
        compare_at_price: compare_at_price.unwrap_or(base.compare_at_price),
        track_inventory: track_inventory.unwrap_or(base.track_inventory),
        allow_backorder: allow_backorder.unwrap_or(base.allow_backorder),
        is_published: is_published.unwrap_or(base.is_published),
    })
}

/// `PUT /api/store/products/{id}/`
pub async fn update_product(call: Call) -> ApiResult {
    save(call, false).await
}

/// `PATCH /api/store/products/{id}/`
pub async fn patch_product(call: Call) -> ApiResult {
    save(call, true).await
}

async fn save(call: Call, is_partial: bool) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "catalog.change_product")?;
        let product = queries::find_product(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
        asked.require_version(|| represent(conn, asked, product))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let settings = asked.settings(conn)?;
        change(conn, asked, &settings, id, input)?;
        let product = queries::find_product(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
        represent(conn, asked, product)
    })
    .await
}

/// Changes a product as was sent.
pub(super) fn change(
    conn: &mut Conn,
    asked: &Asked<'_>,
    settings: &ShopSettings,
    id: i64,
    input: Input,
) -> Result<(), ApiError> {
    let rule = asked.price_rule(settings);
    let edit = asked.edit();
    // The row is held from here on: what is not sent stays as it is at the time of the change.
    let held = tracked(conn, &edit, Source::Api, &history::PRODUCT, Some(id), |conn| {
        let base = product_editing::find_change(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
        let change = read(conn, input, rule, base)?;
        product_editing::save(conn, &edit, Some(id), &change).map_err(ApiError::of(NAMES))?;
        Ok::<_, ApiError>((id, ()))
    });
    held.map(|_| ())
}

/// `DELETE /api/store/products/{id}/`: refused while an order has it.
pub async fn delete_product(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "catalog.delete_product")?;
        let product = queries::find_product(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
        asked.require_version(|| represent(conn, asked, product))?;
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &history::PRODUCT, &[id], |conn| {
            product_editing::delete(conn, &edit, &[id])
        })
        .map_err(|refused| match refused {
            Refused::Whole(_) => ApiError::Kept(IN_ORDERS.to_owned()),
            other => other.into(),
        })?;
        Ok(Reply::no_content())
    })
    .await
}
