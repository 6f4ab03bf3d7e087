//! What a draft means for the shop as it is: create, change or leave alone.

use std::collections::HashSet;

use super::draft::{ImageDraft, Offer, ProductDraft, Rules, VariantDraft};
use super::matching::Matched;
use super::snapshot::{Address, Stored, VariantState};
use crate::catalog::models::{ProductChange, VariantChange};
use crate::platform::money::Money;

/// What is to be done with one product.
#[derive(Debug)]
pub struct Plan {
    /// The product that is there already.
    pub existing: Option<i64>,
    pub product: ProductChange,
    /// The handle in the file, where it could not become the slug.
    pub former_slug: Option<String>,
    /// Empty when the names stay.
    pub options: Option<Vec<String>>,
    pub variants: Vec<PlannedVariant>,
    pub images: Vec<ImageDraft>,
    /// Empty when the tags stay.
    pub tags: Option<Vec<String>>,
    /// Names of what changes; empty when nothing does.
    pub changes: Vec<String>,
}

/// A variant to be written.
#[derive(Debug)]
pub struct PlannedVariant {
    pub existing: Option<i64>,
    pub change: VariantChange,
    /// Address of a picture that is added with this plan.
    pub new_image: Option<String>,
    pub is_changed: bool,
}

/// What a draft without a product in the shop becomes.
pub fn create(draft: &ProductDraft, matched: Matched, collection_id: i64) -> Plan {
    let lowest = draft.variants.iter().min_by_key(|variant| variant.offer.unit_price);
    let offer = lowest.map_or(&draft.offer, |variant| &variant.offer);
    let units: i64 = draft.variants.iter().filter_map(|v| v.offer.inventory).map(i64::from).sum();
    let inventory = match draft.variants.is_empty() {
        true => offer.inventory.unwrap_or(0),
        false => i32::try_from(units).unwrap_or(i32::MAX),
    };
    let product = ProductChange {
        title: draft.title.clone(),
        slug: matched.slug,
        description: draft.description.clone().filter(|text| !text.trim().is_empty()),
        unit_price: offer.unit_price,
        compare_at_price: own_compare_at_price(draft, offer).flatten(),
        inventory,
        track_inventory: offer.track_inventory.unwrap_or(offer.inventory.is_some()),
        allow_backorder: offer.allow_backorder.unwrap_or(false),
        collection_id,
        is_published: draft.is_published.unwrap_or(true),
    };
    let variants = draft
        .variants
        .iter()
        .zip(0..)
        .map(|(variant, position)| PlannedVariant {
            existing: None,
            change: variant_change(variant, None, position),
            new_image: variant.image.clone(),
            is_changed: true,
        })
        .collect();
    Plan {
        existing: None,
        product,
        former_slug: matched.former_slug,
        options: Some(draft.options.clone()).filter(|names| !names.is_empty()),
        variants,
        images: draft.images.clone(),
        tags: draft.tags.clone(),
        changes: Vec::new(),
    }
}

fn own_compare_at_price(draft: &ProductDraft, offer: &Offer) -> Option<Option<Money>> {
    match draft.variants.is_empty() {
        true => offer.compare_at_price,
        false => draft.own_compare_at_price.or(offer.compare_at_price),
    }
}

fn variant_change(draft: &VariantDraft, stored: Option<&VariantState>, position: i32) -> VariantChange {
    let offer = &draft.offer;
    let [option1, option2, option3] = draft.values.clone();
    let before = stored.map(VariantState::change);
    VariantChange {
        sku: draft.sku.clone().or(before.as_ref().and_then(|variant| variant.sku.clone())),
        option1,
        option2,
        option3,
        unit_price: offer.unit_price,
        compare_at_price: offer
            .compare_at_price
            .unwrap_or(before.as_ref().and_then(|variant| variant.compare_at_price)),
        inventory: offer.inventory.unwrap_or(before.as_ref().map_or(0, |variant| variant.inventory)),
        track_inventory: offer
            .track_inventory
            .unwrap_or(before.as_ref().map_or(offer.inventory.is_some(), |variant| variant.track_inventory)),
        allow_backorder: offer
            .allow_backorder
            .unwrap_or(before.as_ref().is_some_and(|variant| variant.allow_backorder)),
        image_id: before.as_ref().and_then(|variant| variant.image_id),
        position: before.as_ref().map_or(position, |variant| variant.position),
    }
}

/// What a draft makes of a product that is there; `collection_id` is empty when it stays.
pub fn change(
    draft: &ProductDraft,
    id: i64,
    matched: Matched,
    stored: &Stored,
    collection_id: Option<i64>,
    rules: &Rules,
) -> Result<Plan, String> {
    let state = &stored.state;
    let before = state.product();
    let image_of = |url: &str| {
        let own = url.strip_prefix(rules.media_url.as_str());
        let is_it = |address: &&Address| {
            address.source.as_deref() == Some(url)
                || !address.key.is_empty() && own == Some(address.key.as_str())
        };
        stored.addresses.iter().find(is_it).map(|address| address.image)
    };
    let images: Vec<ImageDraft> =
        draft.images.iter().filter(|image| image_of(&image.url).is_none()).cloned().collect();
    let (variants, offer) = variants(draft, stored, &image_of)?;
    let mut product = ProductChange {
        title: draft.title.clone(),
        slug: matched.slug,
        description: match &draft.description {
            Some(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            None => before.description.clone(),
        },
        collection_id: collection_id.unwrap_or(before.collection_id),
        is_published: draft.is_published.unwrap_or(before.is_published),
        ..before.clone()
    };
    if let Some(price) = own_compare_at_price(draft, offer) {
        product.compare_at_price = price;
    }
    if variants.is_empty() && state.variants.is_empty() {
        product.unit_price = offer.unit_price;
        product.inventory = offer.inventory.unwrap_or(before.inventory);
        product.track_inventory = offer.track_inventory.unwrap_or(before.track_inventory);
        product.allow_backorder = offer.allow_backorder.unwrap_or(before.allow_backorder);
    }
    let options = Some(&draft.options).filter(|names| !names.is_empty() && **names != state.options).cloned();
    let tags = draft.tags.clone().filter(|tags| {
        let mut sorted = tags.clone();
        sorted.sort();
        sorted != state.tags
    });
    let mut plan = Plan {
        existing: Some(id),
        product,
        former_slug: None,
        options,
        variants,
        images,
        tags,
        changes: Vec::new(),
    };
    plan.changes = changes(&before, &plan, rules);
    Ok(plan)
}

/// The variants to write, and the offer that stands for the product.
fn variants<'a>(
    draft: &'a ProductDraft,
    stored: &Stored,
    image_of: &dyn Fn(&str) -> Option<i64>,
) -> Result<(Vec<PlannedVariant>, &'a Offer), String> {
    let there = &stored.state.variants;
    if draft.variants.is_empty() {
        return match there.as_slice() {
            [] => Ok((Vec::new(), &draft.offer)),
            [only] => {
                let as_variant = VariantDraft {
                    line: draft.line,
                    values: only.values.clone(),
                    offer: draft.offer.clone(),
                    ..VariantDraft::default()
                };
                Ok((vec![planned(&as_variant, Some(only), 0, image_of)], &draft.offer))
            }
            _ => Err("the product has variants in the shop, and the file names no options or SKU".to_owned()),
        };
    }
    let next = there.iter().map(|variant| variant.position).max().map_or(0, |last| last.saturating_add(1));
    let mut taken: HashSet<i64> = HashSet::new();
    let mut planned_variants = Vec::new();
    for (variant, place) in draft.variants.iter().zip(0..) {
        let by_sku = there.iter().find(|known| variant.sku.is_some() && known.sku == variant.sku);
        let known = by_sku.or_else(|| there.iter().find(|known| known.values == variant.values));
        if known.is_some_and(|known| !taken.insert(known.id)) {
            return Err(format!("line {} is the same variant as another row", variant.line));
        }
        planned_variants.push(planned(variant, known, next.saturating_add(place), image_of));
    }
    let lowest = draft.variants.iter().min_by_key(|variant| variant.offer.unit_price);
    Ok((planned_variants, lowest.map_or(&draft.offer, |variant| &variant.offer)))
}

fn planned(
    variant: &VariantDraft,
    known: Option<&VariantState>,
    position: i32,
    image_of: &dyn Fn(&str) -> Option<i64>,
) -> PlannedVariant {
    let mut change = variant_change(variant, known, position);
    let mut new_image = None;
    if let Some(url) = &variant.image {
        match image_of(url) {
            Some(image) => change.image_id = Some(image),
            None => new_image = Some(url.clone()),
        }
    }
    let is_changed = new_image.is_some() || known.is_none_or(|known| known.change() != change);
    PlannedVariant { existing: known.map(|known| known.id), change, new_image, is_changed }
}

/// What differs, in words.
fn changes(before: &ProductChange, plan: &Plan, rules: &Rules) -> Vec<String> {
    let product = &plan.product;
    let mut words = Vec::new();
    let mut differ = |name: &str, old: String, new: String| {
        if old != new {
            words.push(format!("{name} {old} → {new}"));
        }
    };
    let price = |price: Option<Money>| price.map_or("none".to_owned(), |price| rules.currency.plain(price));
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    differ("title", format!("“{}”", before.title), format!("“{}”", product.title));
    differ("price", price(Some(before.unit_price)), price(Some(product.unit_price)));
    differ("compare_at_price", price(before.compare_at_price), price(product.compare_at_price));
    differ("inventory", before.inventory.to_string(), product.inventory.to_string());
    differ("track_inventory", yes(before.track_inventory), yes(product.track_inventory));
    differ("allow_backorder", yes(before.allow_backorder), yes(product.allow_backorder));
    differ("is_published", yes(before.is_published), yes(product.is_published));
    let added = plan.variants.iter().filter(|variant| variant.existing.is_none()).count();
    let changed = plan.variants.iter().filter(|v| v.existing.is_some() && v.is_changed).count();
    for (what, is_there) in [
        ("description".to_owned(), before.description != product.description),
        ("collection".to_owned(), before.collection_id != product.collection_id),
        ("option names".to_owned(), plan.options.is_some()),
        ("tags".to_owned(), plan.tags.is_some()),
        (format!("{added} new in variants"), added > 0),
        (format!("{changed} changed in variants"), changed > 0),
        (format!("{} new in pictures", plan.images.len()), !plan.images.is_empty()),
    ] {
        if is_there {
            words.push(what);
        }
    }
    words
}
