//! WooCommerce's product export: a row per product, and a row per variation that names its parent.

mod offer;

use std::collections::HashMap;

use csv::StringRecord;

use super::generic::unescape;
use super::{Drafted, Group, Index, of_refused};
use crate::imports::ImportError;
use crate::imports::draft::{self, ImageDraft, ProductDraft, Refused, Rules, SaleDraft, VariantDraft};
use crate::imports::source::{Row, RowAt, Source};

/// Places of the columns, by lower-case name.
#[derive(Debug)]
pub struct WooCommerce {
    places: HashMap<String, usize>,
}

/// The rows of a file by what they are.
#[derive(Default)]
struct Parents {
    groups: Vec<Group>,
    kinds: Vec<String>,
    by_reference: HashMap<String, usize>,
    variations: Vec<(RowAt, String)>,
}

impl WooCommerce {
    /// The places of the columns, when the header is WooCommerce's.
    pub fn recognise(header: &[String]) -> Option<WooCommerce> {
        let places: HashMap<String, usize> =
            header.iter().enumerate().rev().map(|(place, name)| (name.to_lowercase(), place)).collect();
        ["type", "name", "regular price"]
            .into_iter()
            .all(|name| places.contains_key(name))
            .then_some(WooCommerce { places })
    }

    fn cell<'a>(&self, name: &str, row: &'a StringRecord) -> Option<&'a str> {
        self.places.get(name).and_then(|place| row.get(*place)).map(|cell| unescape(cell).trim())
    }

    fn text<'a>(&self, name: &str, row: &'a StringRecord) -> &'a str {
        self.cell(name, row).unwrap_or_default()
    }

    fn kinds(&self, row: &StringRecord) -> Vec<String> {
        self.text("type", row).to_lowercase().split(',').map(|kind| kind.trim().to_owned()).collect()
    }

    /// Puts variations with their parents, which may come after them.
    pub fn index(&self, source: &mut Source) -> Result<Index, ImportError> {
        let mut index = Index::default();
        let mut parents = Parents::default();
        while let Some((place, row)) = source.next_row()? {
            index.rows += 1;
            match &row.cells {
                Ok(cells) => self.place(place, cells, &mut parents),
                Err(reason) => index.refused.push(Refused { line: row.line, reason: reason.clone() }),
            }
        }
        for (place, parent) in parents.variations {
            let found = parents.by_reference.get(&parent).copied();
            let kind = found.and_then(|at| parents.kinds.get(at));
            match (found.and_then(|at| parents.groups.get_mut(at)), kind) {
                (Some(group), Some(kind)) if kind == "variable" => group.rows.push(place),
                (Some(_), Some(kind)) => index.refused.push(Refused {
                    line: place.line,
                    reason: format!("its parent “{parent}” is of type {kind}, not variable"),
                }),
                _ if parent.is_empty() => index.refused.push(Refused {
                    line: place.line,
                    reason: "it is a variation without a parent".to_owned(),
                }),
                _ => index.refused.push(Refused {
                    line: place.line,
                    reason: format!("its parent “{parent}” is not in the file or was refused"),
                }),
            }
        }
        index.groups = parents.groups;
        Ok(index)
    }

    fn place(&self, place: RowAt, cells: &StringRecord, parents: &mut Parents) {
        let kinds = self.kinds(cells);
        if kinds.iter().any(|kind| kind == "variation") {
            parents.variations.push((place, self.text("parent", cells).to_owned()));
            return;
        }
        let at = parents.groups.len();
        for reference in [self.text("sku", cells).to_owned(), format!("id:{}", self.text("id", cells))] {
            if !reference.is_empty() && reference != "id:" {
                parents.by_reference.entry(reference).or_insert(at);
            }
        }
        let variable = kinds.iter().any(|kind| kind == "variable");
        parents.kinds.push(if variable { "variable".to_owned() } else { kinds.join(", ") });
        parents.groups.push(Group { rows: vec![place] });
    }

    /// The rows of one product as a draft.
    pub fn draft(&self, rows: &[Row], rules: &Rules) -> Drafted {
        let readable: Vec<(u64, &StringRecord)> =
            rows.iter().filter_map(|row| Some((row.line, row.cells.as_ref().ok()?))).collect();
        let lines: Vec<u64> = readable.iter().map(|(line, _)| *line).collect();
        let Some((main, cells)) = readable.first().copied() else { return Drafted::default() };
        let mut drafted = Drafted::default();
        let kinds = self.kinds(cells);
        let product = self.refuse_kind(&kinds).and_then(|()| self.product(main, cells, &mut drafted.notes));
        let mut product = match product {
            Ok(product) => product,
            Err(reason) => return Drafted::whole(&lines, main, &reason),
        };
        let outcome = match kinds.iter().any(|kind| kind == "variable") {
            true => self.variations(&mut product, &readable, rules, &mut drafted),
            false => self.simple(&mut product, cells, rules),
        };
        match outcome {
            Ok(()) => drafted.product = Some(product),
            Err(reason) => {
                drafted.refused.push(Refused { line: main, reason });
                for line in product.lines.iter().filter(|line| **line != main) {
                    drafted.refused.push(Refused { line: *line, reason: of_refused(main) });
                }
            }
        }
        drafted
    }

    fn refuse_kind(&self, kinds: &[String]) -> Result<(), String> {
        let is = |wanted: &str| kinds.iter().any(|kind| kind == wanted);
        if is("grouped") {
            Err("grouped products are not sold themselves; import the products in the group".to_owned())
        } else if is("external") {
            Err("external products are sold in another shop".to_owned())
        } else if is("downloadable") {
            Err("downloadable products cannot be sold in this shop".to_owned())
        } else if is("simple") || is("variable") {
            Ok(())
        } else {
            Err(format!("its type “{}” is none of simple, variable and variation", kinds.join(", ")))
        }
    }

    fn product(
        &self,
        line: u64,
        cells: &StringRecord,
        notes: &mut Vec<Refused>,
    ) -> Result<ProductDraft, String> {
        let (collection, further) = categories(self.text("categories", cells))?;
        let mut tags = draft::tags(self.text("tags", cells))?;
        for label in further {
            if !tags.contains(&label) {
                tags.push(label);
            }
        }
        let mut images = Vec::new();
        for address in self.text("images", cells).replace(", ", "\n").split('\n') {
            match draft::image_url(address) {
                Ok(Some(url)) => images.push(ImageDraft { url, alt: String::new() }),
                Ok(None) => {}
                Err(reason) => notes.push(Refused { line, reason }),
            }
        }
        images.dedup();
        let long = self.cell("description", cells);
        let description = match long.unwrap_or_default() {
            "" => self.cell("short description", cells).or(long),
            _ => long,
        };
        Ok(ProductDraft {
            line,
            lines: vec![line],
            title: draft::title(self.text("name", cells))?,
            description: description.map(str::to_owned),
            collection,
            tags: Some(tags),
            is_published: match self.cell("published", cells) {
                None | Some("") => None,
                Some("-1") => Some(false),
                Some(text) => draft::yes_or_no("Published", text)?,
            },
            images,
            ..ProductDraft::default()
        })
    }

    fn simple(&self, product: &mut ProductDraft, cells: &StringRecord, rules: &Rules) -> Result<(), String> {
        let (offer, sale) = self.offer(cells, rules)?;
        product.sale = sale;
        let sku = draft::short_text("SKU", self.text("sku", cells))?;
        product.offer = offer.clone();
        if !sku.is_empty() {
            product.variants.push(VariantDraft {
                line: product.line,
                sku: Some(sku),
                offer,
                ..VariantDraft::default()
            });
        }
        Ok(())
    }

    fn variations(
        &self,
        product: &mut ProductDraft,
        rows: &[(u64, &StringRecord)],
        rules: &Rules,
        drafted: &mut Drafted,
    ) -> Result<(), String> {
        let mut names: Vec<String> = Vec::new();
        let mut sales: Vec<(u64, Option<SaleDraft>)> = Vec::new();
        for (line, cells) in rows.iter().skip(1) {
            let variant = self.variation(*line, cells, &mut names, rules, &mut drafted.notes);
            let reason = match variant {
                Ok((variant, sale)) => {
                    match product.variants.iter().find(|known| known.values == variant.values) {
                        Some(twin) => format!("it has the same attributes as line {}", twin.line),
                        None => {
                            product.lines.push(*line);
                            sales.push((*line, sale));
                            self.add_picture(product, &variant);
                            product.variants.push(variant);
                            continue;
                        }
                    }
                }
                Err(reason) => reason,
            };
            drafted.refused.push(Refused { line: *line, reason });
        }
        let Some((_, first)) = sales.first().cloned() else {
            return Err("it has no variation that can be taken".to_owned());
        };
        if sales.iter().all(|(_, sale)| *sale == first) {
            product.sale = first;
        } else {
            for (line, _) in sales.iter().filter(|(_, sale)| sale.is_some()) {
                let reason = "taken at its regular price: a dated sale must be the same for all variations";
                drafted.notes.push(Refused { line: *line, reason: reason.to_owned() });
            }
        }
        product.options = names;
        let used = |place: usize| {
            product.variants.iter().any(|variant| variant.values.get(place).is_some_and(|v| !v.is_empty()))
        };
        let count = (0..3).rev().find(|place| used(*place)).map_or(0, |last| last + 1);
        product.options.truncate(count);
        if let Some(first) = product.variants.first() {
            product.offer = first.offer.clone();
        }
        Ok(())
    }

    fn add_picture(&self, product: &mut ProductDraft, variant: &VariantDraft) {
        if let Some(url) = &variant.image
            && !product.images.iter().any(|image| image.url == *url)
        {
            product.images.push(ImageDraft { url: url.clone(), alt: String::new() });
        }
    }

    fn variation(
        &self,
        line: u64,
        cells: &StringRecord,
        names: &mut Vec<String>,
        rules: &Rules,
        notes: &mut Vec<Refused>,
    ) -> Result<(VariantDraft, Option<SaleDraft>), String> {
        if self.kinds(cells).iter().any(|kind| kind == "downloadable") {
            return Err("downloadable products cannot be sold in this shop".to_owned());
        }
        if matches!(self.text("published", cells), "0" | "-1") {
            return Err("it is not published, and a single variant cannot be hidden".to_owned());
        }
        if self.text("stock", cells).eq_ignore_ascii_case("parent") {
            return Err("it shares the stock of its parent; give each variation its own".to_owned());
        }
        let mut values = [const { String::new() }; 3];
        for number in 1..=9 {
            let name = draft::short_text("attribute", self.text(&format!("attribute {number} name"), cells))?;
            let value = self.text(&format!("attribute {number} value(s)"), cells);
            if name.is_empty() {
                continue;
            }
            let place = names.iter().position(|known| *known == name).unwrap_or(names.len());
            let Some(slot) = values.get_mut(place) else {
                return Err("it has more than three attributes".to_owned());
            };
            if place == names.len() {
                names.push(name);
            }
            *slot = draft::short_text("attribute", value)?;
        }
        let (offer, sale) = self.offer(cells, rules)?;
        let sku = draft::short_text("SKU", self.text("sku", cells))?;
        let image = self.text("images", cells).split(", ").next().unwrap_or_default();
        let image = draft::image_url(image).unwrap_or_else(|reason| {
            notes.push(Refused { line, reason });
            None
        });
        let sku = Some(sku).filter(|sku| !sku.is_empty());
        Ok((VariantDraft { line, sku, values, option_names: Vec::new(), offer, image }, sale))
    }
}

/// The deepest path of the first category, and what the further ones are called.
fn categories(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let mut paths = Vec::new();
    for category in draft::parts(text, ",") {
        paths.push(draft::path(&category, ">")?);
    }
    let Some(first) = paths.first().and_then(|path| path.first()).cloned() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut deepest: Vec<String> = Vec::new();
    for path in paths.iter().filter(|path| path.first() == Some(&first)) {
        if path.len() > deepest.len() {
            deepest.clone_from(path);
        }
    }
    let further = paths
        .into_iter()
        .filter(|path| !deepest.starts_with(path))
        .filter_map(|path| path.last().cloned())
        .collect();
    Ok((deepest, further))
}
