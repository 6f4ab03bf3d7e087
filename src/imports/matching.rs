//! Which product of the shop a draft is, and what of it cannot go in.

use std::collections::{HashMap, HashSet};

use super::draft::{ProductDraft, Refused};
use super::formats::of_refused;
use super::snapshot::Stored;
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

/// The slug and product of a draft.
#[derive(Debug)]
pub struct Matched {
    /// The product that is there already.
    pub existing: Option<i64>,
    /// Its address.
    pub slug: String,
    /// The handle in the file, where it could not become the slug.
    pub former_slug: Option<String>,
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
