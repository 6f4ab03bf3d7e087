//! What a draft means for the shop as it is: create, change or leave alone.

use std::collections::{HashMap, HashSet};

use super::draft::{ImageDraft, Offer, ProductDraft, Refused, Rules, VariantDraft};
use super::formats::of_refused;
use super::snapshot::{Address, Stored, VariantState};
use crate::catalog::models::{ProductChange, VariantChange};
use crate::platform::money::Money;
use crate::platform::slug;

/// What earlier rows of the file have claimed, by line.
#[derive(Debug, Default)]
pub struct Seen {
    slugs: HashMap<String, u64>,
    skus: HashMap<String, u64>,
    journal: Vec<(bool, String)>,
}

impl Seen {
    fn claim_slug(&mut self, slug: &str, line: u64) {
        self.slugs.insert(slug.to_owned(), line);
        self.journal.push((true, slug.to_owned()));
    }

    fn claim_sku(&mut self, sku: &str, line: u64) {
        self.skus.insert(sku.to_owned(), line);
        self.journal.push((false, sku.to_owned()));
    }

    /// What was claimed since the last call stays.
    pub fn keep(&mut self) {
        self.journal.clear();
    }

    /// What was claimed since the last [`keep`](Self::keep) is free again.
    pub fn forget(&mut self) {
        for (is_slug, text) in self.journal.drain(..) {
            match is_slug {
                true => self.slugs.remove(&text),
                false => self.skus.remove(&text),
            };
        }
    }
}

/// What the shop has under the slugs and SKUs of a chunk.
#[derive(Debug, Default)]
pub struct Shop {
    pub by_slug: HashMap<String, i64>,
    pub by_former_slug: HashMap<String, i64>,
    pub by_sku: HashMap<String, i64>,
    pub stored: HashMap<i64, Stored>,
}

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

/// The slug and product of a draft.
#[derive(Debug)]
pub struct Matched {
    /// The product that is there already.
    pub existing: Option<i64>,
    slug: String,
    former_slug: Option<String>,
}

/// The slug that a handle or title becomes.
pub fn slug_of(draft: &ProductDraft) -> String {
    let wanted = match &draft.handle {
        Some(handle) if slug::is_slug(handle) => return handle.clone(),
        Some(handle) => slug::slugify(handle),
        None => slug::slugify(&draft.title),
    };
    match wanted {
        empty if empty.is_empty() => match slug::slugify(&draft.title) {
            empty if empty.is_empty() => "product".to_owned(),
            slug => slug,
        },
        slug => slug,
    }
}

/// Finds the product of a draft and takes out what cannot go in; claims its slug and SKUs.
pub fn find(
    draft: &mut ProductDraft,
    shop: &Shop,
    seen: &mut Seen,
) -> Result<(Matched, Vec<Refused>), Vec<Refused>> {
    let whole = |draft: &ProductDraft, reason: String| -> Vec<Refused> {
        let mut refused = vec![Refused { line: draft.line, reason }];
        for line in draft.lines.iter().filter(|line| **line != draft.line) {
            refused.push(Refused { line: *line, reason: of_refused(draft.line) });
        }
        refused
    };
    let matched = match matching(draft, shop, seen) {
        Ok(matched) => matched,
        Err(reason) => return Err(whole(draft, reason)),
    };
    let mut refused = Vec::new();
    let mut claimed: HashSet<String> = HashSet::new();
    for variant in std::mem::take(&mut draft.variants) {
        let problem = variant.sku.as_ref().and_then(|sku| {
            if let Some(line) = seen.skus.get(sku) {
                Some(format!("its SKU “{sku}” is already that of line {line}"))
            } else if claimed.contains(sku) {
                Some(format!("its SKU “{sku}” is already that of another row of its product"))
            } else if shop.by_sku.get(sku).is_some_and(|owner| matched.existing != Some(*owner)) {
                Some(format!("its SKU “{sku}” belongs to another product of the shop"))
            } else {
                None
            }
        });
        match problem {
            None => {
                claimed.extend(variant.sku.clone());
                draft.variants.push(variant);
            }
            Some(reason) if variant.line == draft.line => return Err(whole(draft, reason)),
            Some(reason) => {
                draft.lines.retain(|line| *line != variant.line);
                refused.push(Refused { line: variant.line, reason });
            }
        }
    }
    if draft.variants.is_empty() && !refused.is_empty() {
        refused.extend(whole(draft, "none of its variants can be taken".to_owned()));
        return Err(refused);
    }
    if let Err(reason) = stock_fits(draft) {
        refused.extend(whole(draft, reason));
        return Err(refused);
    }
    seen.claim_slug(&matched.slug, draft.line);
    for variant in &draft.variants {
        if let Some(sku) = &variant.sku {
            seen.claim_sku(sku, variant.line);
        }
    }
    Ok((matched, refused))
}

fn stock_fits(draft: &ProductDraft) -> Result<(), String> {
    let sum: i64 = draft.variants.iter().filter_map(|variant| variant.offer.inventory).map(i64::from).sum();
    match i32::try_from(sum) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("the stock of its variants, {sum} in all, is too large")),
    }
}

fn matching(draft: &ProductDraft, shop: &Shop, seen: &Seen) -> Result<Matched, String> {
    let slug = slug_of(draft);
    let current =
        |id: i64| shop.stored.get(&id).map_or_else(|| slug.clone(), |stored| stored.state.slug.clone());
    let found = match &draft.handle {
        Some(handle) => shop.by_slug.get(handle).or_else(|| shop.by_former_slug.get(handle)).copied(),
        None => match by_sku(draft, shop)? {
            Some(id) => Some(id),
            None => shop
                .by_slug
                .get(&slug)
                .copied()
                .filter(|id| !seen.slugs.contains_key(&slug) && may_be_same(draft, shop.stored.get(id))),
        },
    };
    if let Some(id) = found {
        let slug = current(id);
        return match seen.slugs.get(&slug) {
            Some(line) => Err(format!("it is the same product as line {line} (“{slug}”)")),
            None => Ok(Matched { existing: Some(id), slug, former_slug: None }),
        };
    }
    let has_sku = draft.variants.iter().any(|variant| variant.sku.is_some());
    if draft.handle.is_none()
        && !has_sku
        && let Some(line) = seen.slugs.get(&slug)
    {
        return Err(format!(
            "it has the same title as line {line}; a slug column or SKUs would tell them apart"
        ));
    }
    let free =
        |candidate: &String| !seen.slugs.contains_key(candidate) && !shop.by_slug.contains_key(candidate);
    let former_slug = draft.handle.clone().filter(|handle| *handle != slug);
    match std::iter::once(slug.clone())
        .chain((2..1_000).map(|number| slug::numbered(&slug, number)))
        .find(free)
    {
        Some(slug) => Ok(Matched { existing: None, slug, former_slug }),
        None => Err(format!("no free address like “{slug}” is left")),
    }
}

fn by_sku(draft: &ProductDraft, shop: &Shop) -> Result<Option<i64>, String> {
    let mut owners: Vec<i64> =
        draft.variants.iter().filter_map(|variant| shop.by_sku.get(variant.sku.as_ref()?).copied()).collect();
    owners.sort_unstable();
    owners.dedup();
    match owners.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err("its SKUs belong to several products of the shop".to_owned()),
    }
}

/// A title alone names a product only if no SKU contradicts it.
fn may_be_same(draft: &ProductDraft, stored: Option<&Stored>) -> bool {
    let stored_skus = stored.is_some_and(|stored| stored.state.variants.iter().any(|v| v.sku.is_some()));
    !(stored_skus && draft.variants.iter().any(|variant| variant.sku.is_some()))
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
