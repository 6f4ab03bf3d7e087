//! Writing a chunk of drafts, in one transaction that the caller opened.

use std::collections::{BTreeSet, HashMap};

use diesel::QueryResult;

use super::ImportError;
use super::draft::{ProductDraft, Refused, Rules, SaleDraft};
use super::history;
use super::matching::{self, Seen, Shop};
use super::plan::{self, Plan};
use super::report::{Rows, Step};
use super::runs::{self, NewChange};
use super::snapshot::{self, Snapshot};
use super::tree::{Made, Tree};
use crate::catalog::models::{ProductOption, VariantChange};
use crate::catalog::{PRODUCT, products, queries, stock};
use crate::platform::audit::{Recording, Source};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::slug;
use crate::promotions::models::{PromotionChange, PromotionKind};
use crate::promotions::{PROMOTION, promotions};
use crate::tags::{self, TAG};
use crate::{events, media};

/// The content type of pictures.
pub const MEDIA: &str = "media.mediafile";
/// Where products go for which the file names no collection.
pub const UNCATEGORISED: &str = "Uncategorised";

/// What came of a chunk.
#[derive(Debug, Default)]
pub struct Applied {
    pub rows: Rows,
    pub products: Rows,
    pub refused: Vec<Refused>,
    pub steps: Vec<Step>,
}

/// What a chunk is written with.
pub struct Context<'a> {
    pub rules: &'a Rules,
    pub run: Option<i64>,
    pub now: Time,
}

/// Writes drafts, settles what is derived from them, and writes down what it did.
pub fn apply(
    conn: &mut Conn,
    context: &Context<'_>,
    drafts: &[ProductDraft],
    seen: &mut Seen,
) -> Result<Applied, ImportError> {
    let shop = look_up(conn, drafts)?;
    let mut applied = Applied::default();
    let mut writing = Writing { tree: Tree::load(conn)?, ..Writing::default() };
    for draft in drafts {
        writing.plan(conn, context, draft.clone(), &shop, seen, &mut applied)?;
    }
    writing.write(conn, context, &shop)?;
    applied.rows.refused = u64::try_from(applied.refused.len()).unwrap_or(u64::MAX);
    if let Some(run) = context.run {
        runs::add_rows(conn, run, applied.rows)?;
    }
    Ok(applied)
}

fn look_up(conn: &mut Conn, drafts: &[ProductDraft]) -> QueryResult<Shop> {
    let mut slugs: BTreeSet<String> = BTreeSet::new();
    for draft in drafts {
        let slug = matching::slug_of(draft);
        // The numbered forms that a taken slug would fall back on.
        slugs.extend((2..6).map(|number| slug::numbered(&slug, number)));
        slugs.insert(slug);
        slugs.extend(draft.handle.clone());
    }
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let skus: Vec<&str> =
        drafts.iter().flat_map(|draft| &draft.variants).filter_map(|v| v.sku.as_deref()).collect();
    let handles: Vec<&str> = drafts.iter().filter_map(|draft| draft.handle.as_deref()).collect();
    let mut shop = Shop::default();
    for chunk in slugs.chunks(1_000) {
        shop.by_slug.extend(queries::list_ids_by_slug(conn, chunk)?);
    }
    for chunk in handles.chunks(1_000) {
        shop.by_former_slug.extend(queries::list_ids_by_former_slug(conn, chunk)?);
    }
    for chunk in skus.chunks(1_000) {
        shop.by_sku.extend(queries::list_products_by_sku(conn, chunk)?);
    }
    let ids: BTreeSet<i64> = [&shop.by_slug, &shop.by_former_slug, &shop.by_sku]
        .into_iter()
        .flat_map(|found| found.values().copied())
        .collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    // Orders hold a product before its variants: whoever changes both must as well.
    stock::lock(conn, &ids)?;
    shop.stored = snapshot::load(conn, &ids)?;
    Ok(shop)
}

#[derive(Default)]
struct Writing {
    tree: Tree,
    made: Vec<Made>,
    plans: Vec<(Plan, Option<SaleDraft>)>,
}

impl Writing {
    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &Context<'_>,
        mut draft: ProductDraft,
        shop: &Shop,
        seen: &mut Seen,
        applied: &mut Applied,
    ) -> Result<(), ImportError> {
        let lines = draft.lines.clone();
        let matched = match matching::find(&mut draft, shop, seen) {
            Ok((matched, mut refused)) => {
                applied.refused.append(&mut refused);
                matched
            }
            Err(mut refused) => {
                applied.products.refused += 1;
                applied.refused.append(&mut refused);
                return Ok(());
            }
        };
        let rows = u64::try_from(draft.lines.len()).unwrap_or(u64::MAX);
        let stored = matched.existing.and_then(|id| Some((id, shop.stored.get(&id)?)));
        let Some((id, stored)) = stored else {
            let path = match draft.collection.is_empty() {
                true => vec![UNCATEGORISED.to_owned()],
                false => draft.collection.clone(),
            };
            let collection = self.tree.ensure(conn, &path, &mut self.made)?;
            let plan = plan::create(&draft, matched, collection);
            applied.products.created += 1;
            applied.rows.created += rows;
            if context.run.is_none() {
                let what = format!("would create “{}” ({})", draft.title, plan.product.slug);
                applied.steps.push(Step { line: draft.line, what });
            }
            self.plans.push((plan, draft.sale));
            return Ok(());
        };
        let stays =
            draft.collection.is_empty() || self.tree.is_at(stored.state.collection_id, &draft.collection);
        let collection = match stays {
            true => None,
            false => Some(self.tree.ensure(conn, &draft.collection, &mut self.made)?),
        };
        let mut plan = match plan::change(&draft, id, matched, stored, collection, context.rules) {
            Ok(plan) => plan,
            Err(reason) => {
                applied.products.refused += 1;
                applied
                    .refused
                    .extend(lines.iter().map(|line| Refused { line: *line, reason: reason.clone() }));
                return Ok(());
            }
        };
        let sale = match draft.sale {
            Some(sale) if !has_sale(conn, id, &sale)? => Some(sale),
            _ => None,
        };
        if sale.is_some() {
            plan.changes.push("a dated sale".to_owned());
        }
        if plan.changes.is_empty() {
            applied.products.unchanged += 1;
            applied.rows.unchanged += rows;
            return Ok(());
        }
        applied.products.changed += 1;
        applied.rows.changed += rows;
        if context.run.is_none() {
            let what = format!("would change “{}”: {}", stored.state.title, plan.changes.join(", "));
            applied.steps.push(Step { line: draft.line, what });
        }
        self.plans.push((plan, sale));
        Ok(())
    }

    fn write(mut self, conn: &mut Conn, context: &Context<'_>, shop: &Shop) -> Result<(), ImportError> {
        if self.plans.is_empty() && self.made.is_empty() {
            return Ok(());
        }
        let now = context.now;
        let existing: Vec<i64> = self.plans.iter().filter_map(|(plan, _)| plan.existing).collect();
        let recording = match context.run {
            Some(_) => Some(Recording::begin(conn, &history::PRODUCT, &existing)?),
            None => None,
        };
        let ids = self.write_products(conn, now)?;
        let planned: Vec<(i64, &Plan)> =
            ids.iter().copied().zip(self.plans.iter().map(|(plan, _)| plan)).collect();
        let images = write_images(conn, context, &planned, shop, &mut self.made)?;
        write_variants(conn, &planned, &images)?;
        write_tags(conn, &planned, &mut self.made)?;
        for (id, plan) in &planned {
            if let Some(former) = &plan.former_slug {
                products::remember_slug(conn, PRODUCT, *id, former, &plan.product.slug)?;
            }
        }
        events::products_changed(conn, &ids, now)?;
        for ((id, plan), (_, sale)) in planned.iter().zip(&self.plans) {
            if let Some(sale) = sale {
                let change = promotion(sale, &plan.product.title);
                let made = promotions::create(conn, &change, &[*id], now)?;
                self.made.push(Made { content_type: PROMOTION, id: made, what: change.description });
            }
        }
        let (Some(run), Some(recording)) = (context.run, recording) else { return Ok(()) };
        let edit = history::edit(now);
        recording.finish(conn, &edit, Source::Import, &ids)?;
        history::record_made(conn, &edit, &self.made)?;
        write_down(conn, run, &ids, shop, &self.made)
    }

    /// Creates and changes the products themselves; their keys in the order of the plans.
    fn write_products(&self, conn: &mut Conn, now: Time) -> Result<Vec<i64>, ImportError> {
        let new: Vec<_> = self
            .plans
            .iter()
            .filter(|(plan, _)| plan.existing.is_none())
            .map(|(plan, _)| &plan.product)
            .collect();
        let keys = products::create_many_raw(conn, &new, now)?;
        let (mut ids, mut options) = (Vec::new(), Vec::new());
        for (plan, _) in &self.plans {
            let id = match plan.existing {
                Some(id) => {
                    products::update_raw(conn, id, &plan.product, now)?;
                    if let Some(names) = &plan.options {
                        products::set_options(conn, id, names)?;
                    }
                    id
                }
                None => {
                    let id = *keys.get(&plan.product.slug).ok_or(diesel::result::Error::NotFound)?;
                    for (name, position) in plan.options.iter().flatten().zip(1..=3) {
                        options.push(ProductOption { product_id: id, position, name: name.clone() });
                    }
                    id
                }
            };
            ids.push(id);
        }
        products::create_options(conn, &options)?;
        Ok(ids)
    }
}

/// Adds pictures; the key of each new one by product and address.
fn write_images(
    conn: &mut Conn,
    context: &Context<'_>,
    planned: &[(i64, &Plan)],
    shop: &Shop,
    made: &mut Vec<Made>,
) -> Result<HashMap<(i64, String), i64>, ImportError> {
    let wanted: Vec<_> = planned.iter().flat_map(|(_, plan)| &plan.images).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let prefix = context.rules.media_url.as_str();
    let own_keys: Vec<&str> = wanted.iter().filter_map(|image| image.url.strip_prefix(prefix)).collect();
    let own = media::files::list_by_storage_key(conn, &own_keys)?;
    let file_here = |url: &str| url.strip_prefix(prefix).and_then(|key| own.get(key).copied());
    let remote: Vec<(String, String)> = wanted
        .iter()
        .filter(|image| file_here(&image.url).is_none())
        .map(|image| (image.url.clone(), image.alt.clone()))
        .collect();
    let (files, new) = media::files::insert_remote_many(conn, &remote, context.now)?;
    made.extend(new.into_iter().map(|id| Made { content_type: MEDIA, id, what: String::new() }));
    let (mut rows, mut links) = (Vec::new(), Vec::new());
    for (id, plan) in planned {
        let there = plan.existing.and_then(|id| shop.stored.get(&id));
        let next = there
            .and_then(|stored| stored.state.images.iter().map(|image| image.position).max())
            .map_or(0, |last| last.saturating_add(1));
        for (image, place) in plan.images.iter().zip(0..) {
            let file = file_here(&image.url).or_else(|| files.get(&image.url).copied());
            if let Some(file) = file {
                rows.push((*id, file, next.saturating_add(place)));
                links.push((*id, image.url.clone(), file));
            }
        }
    }
    products::add_images(conn, &rows)?;
    let mut touched: Vec<i64> = rows.iter().map(|(id, _, _)| *id).collect();
    touched.dedup();
    let keys: HashMap<(i64, i64), i64> = queries::list_images_of(conn, &touched)?
        .into_iter()
        .map(|(image, _)| ((image.product_id, image.media_id), image.id))
        .collect();
    Ok(links.into_iter().filter_map(|(id, url, file)| Some(((id, url), *keys.get(&(id, file))?))).collect())
}

fn write_variants(
    conn: &mut Conn,
    planned: &[(i64, &Plan)],
    images: &HashMap<(i64, String), i64>,
) -> Result<(), ImportError> {
    let mut new: Vec<(i64, VariantChange)> = Vec::new();
    for (id, plan) in planned {
        for variant in plan.variants.iter().filter(|variant| variant.is_changed) {
            let mut change = variant.change.clone();
            if let Some(url) = &variant.new_image
                && let Some(image) = images.get(&(*id, url.clone()))
            {
                change.image_id = Some(*image);
            }
            match variant.existing {
                Some(key) => {
                    products::update_variant_raw(conn, key, &change)?;
                }
                None => new.push((*id, change)),
            }
        }
    }
    Ok(products::create_variants_raw(conn, &new)?)
}

fn write_tags(conn: &mut Conn, planned: &[(i64, &Plan)], made: &mut Vec<Made>) -> Result<(), ImportError> {
    let wanted: Vec<(i64, &[String])> =
        planned.iter().filter_map(|(id, plan)| Some((*id, plan.tags.as_deref()?))).collect();
    let labels: BTreeSet<String> = wanted.iter().flat_map(|(_, labels)| labels.iter().cloned()).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let labels: Vec<String> = labels.into_iter().collect();
    let known = tags::queries::list_by_labels(conn, &labels)?;
    for (label, id) in tags::tagging::ensure(conn, &labels)? {
        if !known.iter().any(|tag| tag.id == id) {
            made.push(Made { content_type: TAG, id, what: label });
        }
    }
    Ok(tags::tagging::set_labels_many_raw(conn, PRODUCT, &wanted)?)
}

fn promotion(sale: &SaleDraft, title: &str) -> PromotionChange {
    PromotionChange {
        description: format!("Sale: {title}").chars().take(255).collect(),
        kind: PromotionKind::Amount,
        discount: sale.discount.0,
        code: None,
        starts_at: sale.starts_at,
        ends_at: sale.ends_at,
        usage_limit: None,
        usage_limit_per_customer: None,
        minimum_total: None,
    }
}

fn has_sale(conn: &mut Conn, product: i64, sale: &SaleDraft) -> QueryResult<bool> {
    let there = crate::promotions::queries::list_of_product(conn, product)?;
    Ok(there.iter().any(|promotion| {
        promotion.kind == PromotionKind::Amount
            && promotion.discount == sale.discount.0
            && (promotion.starts_at, promotion.ends_at) == (sale.starts_at, sale.ends_at)
    }))
}

fn write_down(conn: &mut Conn, run: i64, ids: &[i64], shop: &Shop, made: &[Made]) -> Result<(), ImportError> {
    let mut changes = Vec::new();
    let after = snapshot::load(conn, ids)?;
    for id in ids {
        let Some(after) = after.get(id) else { continue };
        let before: Option<&Snapshot> = shop.stored.get(id).map(|stored| &stored.state);
        changes.push(NewChange {
            run_id: run,
            content_type: PRODUCT,
            object_id: *id,
            before_state: before.map(serde_json::to_string).transpose()?,
            after_state: serde_json::to_string(&after.state)?,
        });
    }
    for made in made {
        changes.push(NewChange {
            run_id: run,
            content_type: made.content_type,
            object_id: made.id,
            before_state: None,
            after_state: serde_json::to_string(&made.what)?,
        });
    }
    Ok(runs::insert_changes(conn, &changes)?)
}
