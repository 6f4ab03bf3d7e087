//! Files in which the rows of a product share a handle: what they say together.

use std::collections::HashMap;

use csv::StringRecord;

use super::generic::unescape;
use super::layout::{Dialect, Field, Layout};
use super::{Drafted, Group, Index, of_refused};
use crate::imports::ImportError;
use crate::imports::draft::{self, ImageDraft, Offer, ProductDraft, Refused, Rules, VariantDraft};
use crate::imports::source::{Row, Source};

/// Groups the rows by handle, or by title where the file has variants but no handles.
///
/// A row that cannot be read could be any product's: it is refused alone.
pub fn index(layout: &Layout, source: &mut Source) -> Result<Index, ImportError> {
    let mut index = Index::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    while let Some((place, row)) = source.next_row()? {
        index.rows += 1;
        let cells = match row.cells {
            Ok(cells) => cells,
            Err(reason) => {
                index.refused.push(Refused { line: row.line, reason });
                continue;
            }
        };
        let key = key(layout, &cells);
        if key.is_none() && layout.dialect != Dialect::Generic {
            index.refused.push(Refused { line: row.line, reason: "it has no handle".to_owned() });
            continue;
        }
        let group = key.as_ref().and_then(|key| known.get(key).copied());
        match group.and_then(|at| index.groups.get_mut(at)) {
            Some(group) => group.rows.push(place),
            None => {
                if let Some(key) = key {
                    known.insert(key, index.groups.len());
                }
                index.groups.push(Group { rows: vec![place] });
            }
        }
    }
    Ok(index)
}

fn key(layout: &Layout, cells: &StringRecord) -> Option<String> {
    let cell = |field| layout.get(field, cells).map(str::trim).filter(|text| !text.is_empty());
    match cell(Field::Slug) {
        Some(handle) => Some(handle.to_owned()),
        // Without handles a title stands for its product only where rows can be variants of it.
        None if layout.dialect == Dialect::Generic && layout.has(Field::Option1Value) => {
            cell(Field::Title).map(|title| format!("\0{title}"))
        }
        None => None,
    }
}

/// The rows of one product as a draft.
pub fn draft(layout: &Layout, rows: &[Row], rules: &Rules) -> Drafted {
    let readable: Vec<Cells<'_>> = rows
        .iter()
        .filter_map(|row| Some(Cells { layout, line: row.line, row: row.cells.as_ref().ok()? }))
        .collect();
    let mut drafted = Drafted::default();
    let Some((main, mine)) = own_rows(&readable, &mut drafted.refused) else { return drafted };
    let lines: Vec<u64> = mine.iter().map(|cells| cells.line).collect();
    let own_price = main.cell(Field::ProductCompareAtPrice);
    let product = main.product().and_then(|product| {
        let own_compare_at_price = own_price.map(|text| rules.compare_at_price(text)).transpose()?;
        Ok(ProductDraft { own_compare_at_price, ..product })
    });
    let mut product = match product {
        Ok(product) => product,
        Err(reason) => return append(drafted, Drafted::whole(&lines, main.line, &reason)),
    };
    let has_options = |cells: &Cells<'_>| cells.values().iter().any(|value| !value.is_empty());
    let main_is_no_variant = !has_options(&main)
        && mine.iter().skip(1).any(has_options)
        && (layout.dialect == Dialect::Spree || rules.is_no_price(main.text(Field::Price)));
    let mut good = Vec::new();
    for (cells, bought) in by_variant(layout, &mine, rules, &mut drafted.refused) {
        let is_main = cells.line == main.line;
        if is_main && main_is_no_variant || !is_main && cells.is_only_picture() {
            good.push(cells.line);
            continue;
        }
        match cells.variant(&bought, &main, rules) {
            Ok(variant) => match twin(&product.variants, &variant) {
                Some(other) => drafted.refused.push(Refused {
                    line: cells.line,
                    reason: format!("it has the same options as line {other}"),
                }),
                None => {
                    good.push(cells.line);
                    good.extend(Some(bought.line).filter(|line| *line != cells.line));
                    product.variants.push(variant);
                }
            },
            Err(reason) if is_main => {
                drafted.refused.retain(|refused| !lines.contains(&refused.line));
                return append(drafted, Drafted::whole(&lines, main.line, &reason));
            }
            Err(reason) => drafted.refused.push(Refused { line: cells.line, reason }),
        }
    }
    if product.variants.is_empty() {
        let reason = "none of its variants can be taken";
        drafted.refused.retain(|refused| refused.line != main.line);
        drafted.refused.push(Refused { line: main.line, reason: reason.to_owned() });
        for line in good.into_iter().filter(|line| *line != main.line) {
            drafted.refused.push(Refused { line, reason: of_refused(main.line) });
        }
        return drafted;
    }
    for cells in mine.iter().filter(|cells| good.contains(&cells.line)) {
        cells.pictures(&mut product.images, &mut drafted.notes);
    }
    product.options = option_names(&main, &product.variants);
    settle_single(&mut product);
    product.lines = good;
    drafted.product = Some(product);
    drafted
}

fn append(mut drafted: Drafted, mut other: Drafted) -> Drafted {
    drafted.refused.append(&mut other.refused);
    drafted
}

/// The main row and the rows of its product. Rows of another product with the same handle are refused.
fn own_rows<'a>(rows: &[Cells<'a>], refused: &mut Vec<Refused>) -> Option<(Cells<'a>, Vec<Cells<'a>>)> {
    let main = *rows.first()?;
    let title = main.text(Field::Title);
    let (mut mine, mut other) = (Vec::new(), None);
    for cells in rows {
        let own = cells.text(Field::Title);
        if !own.is_empty() {
            other = (own != title && !title.is_empty()).then_some(cells.line);
        }
        match other {
            None => mine.push(*cells),
            Some(line) if line == cells.line => refused.push(Refused {
                line,
                reason: format!(
                    "its handle “{}” belongs to “{title}” on line {}",
                    cells.text(Field::Slug),
                    main.line
                ),
            }),
            Some(line) => refused.push(Refused { line: cells.line, reason: of_refused(line) }),
        }
    }
    Some((main, mine))
}

/// The rows of each variant: the one that describes it, and the one that gives its price.
///
/// A file with prices in several currencies has a row per variant and currency.
fn by_variant<'a>(
    layout: &Layout,
    rows: &[Cells<'a>],
    rules: &Rules,
    refused: &mut Vec<Refused>,
) -> Vec<(Cells<'a>, Cells<'a>)> {
    if !layout.has(Field::Currency) {
        return rows.iter().map(|cells| (*cells, *cells)).collect();
    }
    let code = rules.currency.code();
    let mut variants: Vec<(Cells<'a>, Cells<'a>)> = Vec::new();
    for cells in rows {
        let sku = cells.text(Field::Sku);
        let known = variants.iter_mut().find(|(first, _)| !sku.is_empty() && first.text(Field::Sku) == sku);
        let currency = cells.text(Field::Currency);
        let ours = currency.is_empty() || currency.eq_ignore_ascii_case(&code);
        match known {
            None => variants.push((*cells, *cells)),
            Some(known) if ours && !known.1.is_in(&code) => known.1 = *cells,
            Some(_) if ours => variants.push((*cells, *cells)),
            Some(_) => refused.push(Refused {
                line: cells.line,
                reason: format!("its price is in {currency}, the shop sells in {code}"),
            }),
        }
    }
    variants
}

fn twin(variants: &[VariantDraft], new: &VariantDraft) -> Option<u64> {
    variants.iter().find(|variant| variant.values == new.values).map(|variant| variant.line)
}

fn option_names(main: &Cells<'_>, variants: &[VariantDraft]) -> Vec<String> {
    let used = (0..3)
        .rev()
        .find(|place| {
            variants.iter().any(|variant| variant.values.get(*place).is_some_and(|v| !v.is_empty()))
        })
        .map_or(0, |last| last + 1);
    let first = variants.first();
    Field::OPTIONS
        .iter()
        .zip(1..)
        .take(used)
        .map(|((name, _), number)| {
            let own = main.text(*name);
            let own = if own.is_empty() {
                first.and_then(|v| v.option_names.get(number - 1)).map_or("", String::as_str)
            } else {
                own
            };
            if own.is_empty() { format!("Option {number}") } else { own.to_owned() }
        })
        .collect()
}

/// A single row without options and SKU is no variant but the product itself.
fn settle_single(product: &mut ProductDraft) {
    let Some(first) = product.variants.first() else { return };
    product.offer = first.offer.clone();
    let plain = first.sku.is_none() && first.values.iter().all(String::is_empty);
    if plain && product.variants.len() == 1 {
        product.variants.clear();
    }
}

/// One row with the meaning of its columns.
#[derive(Debug, Clone, Copy)]
struct Cells<'a> {
    layout: &'a Layout,
    line: u64,
    row: &'a StringRecord,
}

impl<'a> Cells<'a> {
    fn cell(&self, field: Field) -> Option<&'a str> {
        let cell = self.layout.get(field, self.row)?;
        Some(if self.layout.dialect == Dialect::Generic { unescape(cell) } else { cell })
    }

    fn text(&self, field: Field) -> &'a str {
        self.cell(field).unwrap_or_default().trim()
    }

    fn is_in(&self, code: &str) -> bool {
        let currency = self.text(Field::Currency);
        currency.is_empty() || currency.eq_ignore_ascii_case(code)
    }

    fn values(&self) -> [&'a str; 3] {
        Field::OPTIONS.map(|(name, value)| match (self.text(name), self.text(value)) {
            // What Shopify writes for a product without options.
            ("Title" | "", "Default Title") if self.layout.dialect == Dialect::Shopify => "",
            (_, value) => value,
        })
    }

    fn is_only_picture(&self) -> bool {
        let blank = |field| self.text(field).is_empty();
        blank(Field::Price)
            && blank(Field::Sku)
            && self.values().iter().all(|value| value.is_empty())
            && !blank(Field::Image)
    }

    fn product(&self) -> Result<ProductDraft, String> {
        let title = match self.text(Field::Title) {
            "" => return Err("it has no title, and no row of its product above it has one".to_owned()),
            title => draft::title(title)?,
        };
        let handle = Some(self.text(Field::Slug)).filter(|handle| !handle.is_empty()).map(str::to_owned);
        let separator = self.layout.dialect.path_separator();
        let mut collection = draft::path(self.text(Field::Collection), separator)?;
        if collection.is_empty() {
            let instead = draft::short_text("type", self.text(Field::CollectionInstead))?;
            collection.extend(Some(instead).filter(|title| !title.is_empty()));
        }
        let tags = self.cell(Field::Tags).map(draft::tags).transpose()?;
        Ok(ProductDraft {
            line: self.line,
            handle,
            title,
            description: self.cell(Field::Description).map(|text| text.trim_end().to_owned()),
            collection,
            tags,
            is_published: self.is_published()?,
            ..ProductDraft::default()
        })
    }

    fn is_published(&self) -> Result<Option<bool>, String> {
        let published = match self.cell(Field::IsPublished) {
            Some(text) => draft::yes_or_no("the column for published", text)?,
            None => None,
        };
        let active = match self.text(Field::Status).to_ascii_lowercase().as_str() {
            "" => None,
            "active" => Some(true),
            "draft" | "archived" | "paused" | "unlisted" => Some(false),
            other => return Err(format!("the status “{other}” is none of active, draft and archived")),
        };
        Ok(match (published, active) {
            (None, active) => active,
            (published, None) => published,
            (Some(published), Some(active)) => Some(published && active),
        })
    }

    /// The variant that this row describes; `bought` is the row with its price.
    fn variant(&self, bought: &Cells<'_>, main: &Cells<'_>, rules: &Rules) -> Result<VariantDraft, String> {
        if !bought.is_in(&rules.currency.code()) {
            let (found, wanted) = (bought.text(Field::Currency), rules.currency.code());
            return Err(format!("its price is in {found}, the shop sells in {wanted}"));
        }
        let mut values = [const { String::new() }; 3];
        for (place, value) in values.iter_mut().zip(self.values()) {
            *place = draft::short_text("option", value)?;
        }
        let mut names = Vec::new();
        for (name, _) in Field::OPTIONS {
            names.push(draft::short_text("name of the option", self.text(name))?);
        }
        let sku = draft::short_text("SKU", self.text(Field::Sku))?;
        let image = match self.text(Field::VariantImage) {
            "" if self.layout.dialect == Dialect::Spree && self.line != main.line => self.text(Field::Image),
            own => own,
        };
        Ok(VariantDraft {
            line: self.line,
            sku: Some(sku).filter(|sku| !sku.is_empty()),
            values,
            option_names: names,
            offer: self.offer(bought, main, rules)?,
            image: draft::image_url(image).ok().flatten(),
        })
    }

    fn offer(&self, bought: &Cells<'_>, main: &Cells<'_>, rules: &Rules) -> Result<Offer, String> {
        // In Spree's files a blank cell means what the row of the product says.
        let inherited = |cells: &Cells<'_>, field: Field| match cells.cell(field) {
            Some(text) if text.trim().is_empty() && self.layout.dialect == Dialect::Spree => {
                main.cell(field).map(str::to_owned)
            }
            own => own.map(str::to_owned),
        };
        let unit_price = rules.price(&inherited(bought, Field::Price).unwrap_or_default())?;
        let compare_at_price =
            inherited(bought, Field::CompareAtPrice).map(|text| rules.compare_at_price(&text)).transpose()?;
        let units = self.cell(Field::Inventory).map(draft::stock).transpose()?;
        let tracker = inherited(self, Field::TrackInventory);
        let track_inventory = match (self.layout.dialect, tracker, units) {
            (Dialect::Shopify, Some(tracker), _) => Some(!tracker.trim().is_empty()),
            (_, Some(tracker), units) => {
                let said = draft::yes_or_no("the column for tracking", &tracker)?;
                said.or(units.map(|units| units.is_some()))
            }
            (_, None, units) => units.map(|units| units.is_some()),
        };
        let allow_backorder = match (self.layout.dialect, inherited(self, Field::AllowBackorder)) {
            (Dialect::Shopify, Some(policy)) => match policy.trim().to_ascii_lowercase().as_str() {
                "continue" => Some(true),
                "deny" | "" => Some(false),
                other => return Err(format!("the inventory policy “{other}” is neither deny nor continue")),
            },
            (_, Some(text)) => draft::yes_or_no("the column for back orders", &text)?,
            (_, None) => None,
        };
        Ok(Offer {
            unit_price,
            compare_at_price,
            inventory: units.flatten(),
            track_inventory,
            allow_backorder,
        })
    }

    fn pictures(&self, images: &mut Vec<ImageDraft>, notes: &mut Vec<Refused>) {
        let mut alts = self.cell(Field::ImageAlt).unwrap_or_default().split('\n');
        let addresses = self.text(Field::Image).replace(", http", "\nhttp");
        let listed = addresses.split('\n').map(|url| (url, alts.next().unwrap_or_default()));
        for (url, alt) in listed.chain([(self.text(Field::VariantImage), "")]) {
            match draft::image_url(url) {
                Ok(None) => {}
                Ok(Some(url)) => {
                    if !images.iter().any(|image| image.url == url) {
                        images.push(ImageDraft { url, alt: alt.trim().to_owned() });
                    }
                }
                Err(reason) => notes.push(Refused { line: self.line, reason }),
            }
        }
    }
}
