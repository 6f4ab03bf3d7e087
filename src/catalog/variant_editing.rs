//! The variants of a product as rows of its form.

use std::collections::HashSet;

use diesel::prelude::*;

use super::models::VariantChange;
use super::option_editing::name_options_in_use;
use super::product_editing::LONGEST;
use super::{products as rules, stock};
use crate::events;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused, Rows};
use crate::platform::web::form::FieldErrors;
use crate::schema::{product_images, product_variants};

const SKU_TAKEN: &str = "Product variant with this SKU already exists";
const SAME_VALUES: &str = "Two variants of a product cannot have the same option values.";

/// The variants of a product in their order, with their keys.
pub fn list_variants(conn: &mut Conn, product: i64) -> QueryResult<Vec<(i64, VariantChange)>> {
    product_variants::table
        .filter(product_variants::product_id.eq(product))
        .order((product_variants::position, product_variants::id))
        .select((product_variants::id, VariantChange::as_select()))
        .load(conn)
}

/// Adds, changes and removes variants of a product. Options that have values but no name are
/// called "Option 1" and so on.
pub fn change_variants(
    conn: &mut Conn,
    edit: &Edit,
    product: i64,
    rows: &Rows<VariantChange>,
) -> Result<(), Refused> {
    stock::lock(conn, &[product])?;
    let rows = Rows {
        added: rows.added.iter().map(checked).collect::<Result<_, _>>()?,
        changed: rows
            .changed
            .iter()
            .map(|(id, row)| Ok((*id, checked(row)?)))
            .collect::<Result<_, FieldErrors>>()?,
        removed: rows.removed.clone(),
    };
    check_together(conn, product, &rows)?;
    events::variants_deleted(conn, &rows.removed, edit.now)?;
    diesel::delete(own(product).filter(among(product_variants::id, &rows.removed))).execute(conn)?;
    set_aside(conn, product, &rows.changed)?;
    for (id, row) in &rows.changed {
        rules::update_variant_raw(conn, *id, row)?.ok_or_else(|| Refused::gone("product variant"))?;
    }
    for row in &rows.added {
        rules::create_variant_raw(conn, product, row)?;
    }
    name_options_in_use(conn, product)?;
    Ok(events::products_changed(conn, &[product], edit.now)?)
}

#[diesel::dsl::auto_type]
fn own(product: i64) -> _ {
    product_variants::table.filter(product_variants::product_id.eq(product))
}

fn checked(row: &VariantChange) -> Result<VariantChange, FieldErrors> {
    let mut errors = FieldErrors::default();
    let sku = errors.optional_line("sku", row.sku.as_deref().unwrap_or_default(), LONGEST);
    let variant = VariantChange {
        sku: Some(sku).filter(|sku| !sku.is_empty()),
        option1: errors.optional_line("option1", &row.option1, LONGEST),
        option2: errors.optional_line("option2", &row.option2, LONGEST),
        option3: errors.optional_line("option3", &row.option3, LONGEST),
        ..row.clone()
    };
    errors.price("unit_price", variant.unit_price);
    if let Some(price) = variant.compare_at_price {
        errors.price("compare_at_price", price);
    }
    errors.range("inventory", variant.inventory, 0, i32::MAX);
    errors.range("position", variant.position, 0, i32::MAX);
    errors.or(variant)
}

/// What the rows must keep together: different SKUs and option values, pictures of the product, and
/// a sum of stock that can be counted.
fn check_together(conn: &mut Conn, product: i64, rows: &Rows<VariantChange>) -> Result<(), Refused> {
    let is_kept = |id: &i64| !rows.removed.contains(id) && !rows.changed.iter().any(|(key, _)| key == id);
    let kept = list_variants(conn, product)?.into_iter().filter(|(id, _)| is_kept(id)).map(|(_, row)| row);
    let entered = rows.changed.iter().map(|(_, row)| row).chain(&rows.added).cloned();
    let all: Vec<VariantChange> = kept.chain(entered).collect();
    let (mut values, mut skus) = (HashSet::new(), HashSet::new());
    for row in &all {
        if !values.insert((&row.option1, &row.option2, &row.option3)) {
            return Err(Refused::field("option1", SAME_VALUES));
        }
        if let Some(sku) = &row.sku
            && !skus.insert(sku.as_str())
        {
            return Err(Refused::field("sku", format!("{SKU_TAKEN}: {sku}.")));
        }
    }
    let units: i64 = all.iter().map(|row| i64::from(row.inventory)).sum();
    if units > i64::from(i32::MAX) {
        return Err(Refused::field("inventory", "The stock of all variants together is too large."));
    }
    refuse_used_skus(conn, product, &skus.into_iter().collect::<Vec<_>>())?;
    refuse_strange_images(conn, product, &all)
}

fn refuse_used_skus(conn: &mut Conn, product: i64, skus: &[&str]) -> Result<(), Refused> {
    let used: Option<Option<String>> = product_variants::table
        .filter(product_variants::sku.eq_any(skus))
        .filter(product_variants::product_id.ne(product))
        .select(product_variants::sku)
        .first(conn)
        .optional()?;
    match used.flatten() {
        Some(sku) => Err(Refused::field("sku", format!("{SKU_TAKEN}: {sku}."))),
        None => Ok(()),
    }
}

fn refuse_strange_images(conn: &mut Conn, product: i64, all: &[VariantChange]) -> Result<(), Refused> {
    let own: Vec<i64> = product_images::table
        .filter(product_images::product_id.eq(product))
        .select(product_images::id)
        .load(conn)?;
    match all.iter().filter_map(|row| row.image_id).all(|image| own.contains(&image)) {
        true => Ok(()),
        false => Err(Refused::not_a_choice("image_id")),
    }
}

/// Gives rows that are about to change values that nothing else has, so that two of them can swap
/// theirs. Nobody can enter a control character.
fn set_aside(conn: &mut Conn, product: i64, changed: &[(i64, VariantChange)]) -> QueryResult<()> {
    if changed.len() < 2 {
        return Ok(());
    }
    for (id, _) in changed {
        diesel::update(own(product).filter(product_variants::id.eq(id)))
            .set((
                product_variants::sku.eq(None::<String>),
                product_variants::option3.eq(format!("\u{1}{id}")),
            ))
            .execute(conn)?;
    }
    Ok(())
}
