//! Variants of a product. A product that has some sells by them: its price and stock follow.

use super::PUBLIC;
use super::products::find;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{AmountRule, Input, Need};
use crate::api::reply::Reply;
use crate::catalog::history;
use crate::catalog::models::VariantChange;
use crate::catalog::product_editing::LONGEST;
use crate::catalog::queries;
use crate::catalog::variant_editing::{self, change_variants};
use crate::catalog::wire::{VariantJson, Writing};
use crate::platform::audit::{Source, tracked};
use crate::platform::db::Conn;
use crate::platform::editing::Rows;
use crate::urls;

const CHANGE: &str = "catalog.change_product";
const NAMES: &[(&str, &str)] = &[("option1", "options"), ("option2", "options"), ("option3", "options")];

/// `GET /api/store/products/{product_id}/variants/`
pub async fn variant_list(call: Call) -> ApiResult {
    let product = call.id("product_id")?;
    call.read_public(PUBLIC, move |conn, asked| {
        find(conn, asked, product)?;
        Reply::ok(&list(conn, asked, product)?)
    })
    .await
}

fn list(conn: &mut Conn, asked: &Asked<'_>, product: i64) -> Result<Vec<VariantJson>, ApiError> {
    let settings = asked.settings(conn)?;
    let writing = Writing::new(&settings, &asked.request().base);
    let options = queries::list_options(conn, product)?.len();
    let variants = queries::list_variants(conn, product)?;
    Ok(variants.iter().map(|variant| writing.variant(variant, options)).collect())
}

fn find_variant(conn: &mut Conn, asked: &Asked<'_>, product: i64, id: i64) -> Result<VariantJson, ApiError> {
    let found = list(conn, asked, product)?.into_iter().find(|variant| variant.id == id);
    found.ok_or_else(|| ApiError::no("ProductVariant"))
}

/// `GET /api/store/products/{product_id}/variants/{id}/`
pub async fn variant_detail(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.read_public(PUBLIC, move |conn, asked| {
        find(conn, asked, product)?;
        Reply::ok(&find_variant(conn, asked, product, id)?)
    })
    .await
}

/// `POST /api/store/products/{product_id}/variants/`
pub async fn create_variant(call: Call) -> ApiResult {
    let product = call.id("product_id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        find(conn, asked, product)?;
        let settings = asked.settings(conn)?;
        let present = variant_editing::list_variants(conn, product)?;
        let position = present.last().map_or(0, |(_, variant)| variant.position.saturating_add(1));
        let base = VariantChange { position, ..VariantChange::default() };
        let added = vec![read(asked.input()?, asked.price_rule(&settings), base)?];
        let known: Vec<i64> = present.iter().map(|(id, _)| *id).collect();
        store(conn, asked, product, &Rows { added, ..Rows::default() })?;
        let made = list(conn, asked, product)?.into_iter().find(|variant| !known.contains(&variant.id));
        let made = made.ok_or_else(|| ApiError::no("ProductVariant"))?;
        Ok(Reply::created(&made)?.at(urls::api::variant(product, made.id)))
    })
    .await
}

fn read(mut input: Input, rule: AmountRule, base: VariantChange) -> Result<VariantChange, ApiError> {
    let sku = input.nullable_text("sku", LONGEST);
    let options = input.texts("options", LONGEST, Need::Optional);
    let unit_price = input.amount("unit_price", rule, Need::Required);
    let compare_at_price = input.nullable_amount("compare_at_price", rule);
    let inventory = input.integer("inventory", 0, i32::MAX, Need::Required);
    let track_inventory = input.boolean("track_inventory", Need::Optional);
    let allow_backorder = input.boolean("allow_backorder", Need::Optional);
    let position = input.integer("position", 0, i32::MAX, Need::Optional);
    if options.as_ref().is_some_and(|options| options.len() > 3) {
        input.wrong("options", "A variant has at most three options.");
    }
    input.finish()?;
    let [option1, option2, option3] = match options {
        Some(options) => {
            let mut values = options.into_iter();
            [(); 3].map(|()| values.next().unwrap_or_default())
        }
        None => [base.option1, base.option2, base.option3],
    };
    Ok(VariantChange {
        sku: sku.unwrap_or(base.sku),
        option1,
        option2,
        option3,
        unit_price: unit_price.unwrap_or(base.unit_price),
        compare_at_price: compare_at_price.unwrap_or(base.compare_at_price),
        inventory: inventory.unwrap_or(base.inventory),
        track_inventory: track_inventory.unwrap_or(base.track_inventory),
        allow_backorder: allow_backorder.unwrap_or(base.allow_backorder),
        image_id: base.image_id,
        position: position.unwrap_or(base.position),
    })
}

/// `PUT /api/store/products/{product_id}/variants/{id}/`
pub async fn update_variant(call: Call) -> ApiResult {
    save(call, false).await
}

/// `PATCH /api/store/products/{product_id}/variants/{id}/`
pub async fn patch_variant(call: Call) -> ApiResult {
    save(call, true).await
}

async fn save(call: Call, is_partial: bool) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        find(conn, asked, product)?;
        asked.require_version(|| Reply::ok(&find_variant(conn, asked, product, id)?))?;
        let settings = asked.settings(conn)?;
        let present = variant_editing::list_variants(conn, product)?;
        let base = present.into_iter().find(|(key, _)| *key == id);
        let (_, base) = base.ok_or_else(|| ApiError::no("ProductVariant"))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let changed = vec![(id, read(input, asked.price_rule(&settings), base)?)];
        store(conn, asked, product, &Rows { changed, ..Rows::default() })?;
        Reply::ok(&find_variant(conn, asked, product, id)?)
    })
    .await
}

/// `DELETE /api/store/products/{product_id}/variants/{id}/`
pub async fn delete_variant(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        asked.require_version(|| Reply::ok(&find_variant(conn, asked, product, id)?))?;
        find_variant(conn, asked, product, id)?;
        store(conn, asked, product, &Rows { removed: vec![id], ..Rows::default() })?;
        Ok(Reply::no_content())
    })
    .await
}

fn store(
    conn: &mut Conn,
    asked: &Asked<'_>,
    product: i64,
    rows: &Rows<VariantChange>,
) -> Result<(), ApiError> {
    let edit = asked.edit();
    tracked(conn, &edit, Source::Api, &history::PRODUCT, Some(product), |conn| {
        change_variants(conn, &edit, product, rows).map(|()| (product, ()))
    })
    .map_err(ApiError::of(NAMES))?;
    Ok(())
}
