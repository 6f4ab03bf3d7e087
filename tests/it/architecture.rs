//! The dependency order of the domains, and what every source file has in common.
//!
//! The rules are functions over (path, text) pairs, so that each is shown to fail on a made-up
//! file before it is believed about the real ones.

use std::path::Path;

/// Core files of a domain use only domains to their left.
const DOMAINS: [&str; 16] = [
    "accounts",
    "media",
    "tags",
    "catalog",
    "promotions",
    "cart",
    "orders",
    "payments",
    "checkout",
    "reviews",
    "engagement",
    "search",
    "shopfront",
    "webhooks",
    "blog",
    "boards",
];
/// Files of a domain that answer requests; they may use every domain, nothing may use them.
const SURFACES: [&str; 3] = ["pages", "api", "admin"];
/// Files that name every domain, each in one explicit list.
const WIRING: [&str; 9] =
    ["lib", "main", "routes", "admin_site", "api_site", "events", "jobs", "models", "shell"];
/// What every domain stands on.
const FLOOR: [&str; 3] = ["platform", "admin", "api"];
/// What starts the program; no domain and no floor may know of it.
const TOP: [&str; 4] = ["cli", "demo", "routes", "stress"];
/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 4] = ["utils", "helpers", "common", "service"];
const MOST_LINES: usize = 400;

/// A source file: its path below `src/` (or from the root, for other folders) and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// `["shopfront", "pages", "home"]` for `shopfront/pages/home.rs`.
    fn module(&self) -> Vec<&str> {
        let mut parts: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        if parts.len() > 1 && parts.last() == Some(&"mod") {
            parts.pop();
        }
        parts
    }

    /// The text without comments: a documentation link depends on nothing.
    fn code(&self) -> String {
        let code = self.text.lines().map(|line| match line.find("//") {
            Some(at) if !line[..at].ends_with(':') => &line[..at],
            _ => line,
        });
        code.collect::<Vec<_>>().join("\n")
    }

    /// Every path into this crate that the file names, from the crate's root.
    fn references(&self) -> Vec<Vec<String>> {
        let code = self.code();
        let module: Vec<String> = self.module().into_iter().map(str::to_owned).collect();
        let mut found = Vec::new();
        for (at, _) in code.match_indices("crate::") {
            // `$crate::…` of a macro counts as well; `my_crate::…` does not.
            if code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            tree(&code[at + "crate::".len()..], Vec::new(), &mut found);
        }
        for (at, _) in code.match_indices("super::") {
            if code[..at].ends_with("super::")
                || code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
            {
                continue;
            }
            let (mut rest, mut base) = (&code[at..], module.clone());
            while let Some(inner) = rest.strip_prefix("super::") {
                base.pop();
                rest = inner;
            }
            tree(rest, base, &mut found);
        }
        found
    }
}

/// Reads `a::b`, `a::{b, c::d}` or `*` at the start of `text` and returns what follows it.
fn tree<'a>(text: &'a str, mut prefix: Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start().trim_start_matches(',').trim_start();
            if rest.is_empty() {
                return rest;
            }
            if let Some(rest) = rest.strip_prefix('}') {
                return rest;
            }
            let before = rest.len();
            rest = tree(rest, prefix.clone(), found);
            if rest.len() == before {
                // Not a path: step over it.
                rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..];
            }
        }
    }
    let end = text
        .find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '*'))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.is_empty() {
        return rest;
    }
    prefix.push(word.to_owned());
    match rest.strip_prefix("::") {
        Some(rest) if rest.starts_with(|next: char| next.is_alphabetic() || "_{*".contains(next)) => {
            tree(rest, prefix, found)
        }
        _ => {
            found.push(prefix);
            rest.strip_prefix(" as ")
                .map_or(rest, |alias| alias.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
        }
    }
}

fn order(name: &str) -> Option<usize> {
    DOMAINS.iter().position(|domain| *domain == name)
}

/// What is wrong with who uses whom.
fn dependency_violations(source: &Source) -> Vec<String> {
    let module = source.module();
    let top = module[0];
    let own_surface = order(top).and(module.get(1)).filter(|role| SURFACES.contains(role));
    let mut wrong = Vec::new();
    for path in source.references() {
        let name = path.join("::");
        let first = path[0].as_str();
        let role = path.get(1).map_or("", String::as_str);
        if let Some(used) = order(first) {
            if FLOOR.contains(&top) {
                wrong.push(format!("{}: the floor names a domain, {name}", source.path));
            }
            if order(top).is_some_and(|own| own < used) && own_surface.is_none() {
                wrong.push(format!("{}: {top} comes before {first}, which it uses ({name})", source.path));
            }
            let same = top == first && own_surface.is_some_and(|own| *own == role);
            if SURFACES.contains(&role) && !WIRING.contains(&top) && !same {
                wrong.push(format!("{}: only the wiring may use the surface {name}", source.path));
            }
        }
        if (order(top).is_some() || FLOOR.contains(&top)) && TOP.contains(&first) {
            wrong.push(format!("{}: nothing below may use {name}", source.path));
        }
        let engine = matches!(first, "admin" | "api");
        if order(top).is_some() && engine && own_surface.is_none_or(|own| *own != first) {
            wrong.push(format!("{}: only {top}/{first}.rs may use the engine {name}", source.path));
        }
    }
    wrong
}

/// What is wrong with a file by itself.
fn shape_violations(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    if source.text.starts_with("// @generated") {
        return wrong;
    }
    if !source.text.starts_with("//!") {
        wrong.push(format!("{}: does not open with `//!`", source.path));
    }
    let lines = source.text.lines().count();
    if lines > MOST_LINES {
        wrong.push(format!("{}: {lines} lines, split it past {MOST_LINES}", source.path));
    }
    if source.module().iter().any(|part| EMPTY_NAMES.contains(part)) {
        wrong.push(format!("{}: name it after what is inside", source.path));
    }
    wrong
}

fn sources_in(folder: &str, below: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root.join(below)).unwrap().display().to_string();
                sources.push(Source { path: name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    sources
}

#[test]
fn domains_use_only_earlier_domains_and_nobody_uses_a_surface() {
    let sources = sources_in("src", "src");
    assert!(sources.len() > 50, "the folder was read");
    let wrong: Vec<String> = sources.iter().flat_map(dependency_violations).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_fits_on_a_few_screens() {
    let mut sources = sources_in("src", "src");
    sources.extend(sources_in("tests", ""));
    let wrong: Vec<String> = sources.iter().flat_map(shape_violations).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: format!("//! Made up.\n{text}") }
}

#[test]
fn a_forbidden_dependency_is_found_however_it_is_written() {
    for (path, text) in [
        ("catalog/queries.rs", "use crate::promotions::models::best;"),
        ("catalog/queries.rs", "use crate::{events, platform::db::{Conn, Db}, orders};"),
        ("catalog/queries.rs", "fn f() { crate::search::find::find() }"),
        ("catalog/deep/rule.rs", "use super::super::super::search::find;"),
        ("catalog/queries.rs", "use super::{models, pages::ListPage};"),
        ("reviews/reviews.rs", "use crate::catalog::pages;"),
        ("shopfront/pages/home.rs", "use crate::catalog::admin::form;"),
        ("cli/serve.rs", "use crate::catalog::{api, models};"),
        ("platform/web/page.rs", "fn f() { crate::catalog::queries::find() }"),
        ("platform/text.rs", "macro_rules! m { () => { $crate::tags::queries::all() } }"),
        ("admin/site.rs", "use crate::accounts::models::User;"),
        ("media/files.rs", "use crate::cli::seed;"),
        ("catalog/products.rs", "use crate::admin::site::Site;"),
        ("catalog/pages.rs", "use crate::admin::site::Site;"),
    ] {
        let wrong = dependency_violations(&source(path, text));
        assert_eq!(wrong.len(), 1, "{path}: {text}: {wrong:?}");
    }
}

#[test]
fn an_allowed_dependency_is_left_alone() {
    for (path, text) in [
        ("promotions/queries.rs", "use crate::catalog::derive::{CHUNK, key_list};\nuse crate::events;"),
        ("catalog/pages.rs", "use crate::reviews::queries;\nuse crate::{shell, urls};"),
        ("catalog/admin.rs", "use crate::admin::site::Site;\nuse super::models;"),
        ("catalog/admin/forms.rs", "use super::lists;\nuse super::super::models;"),
        ("catalog/mod.rs", "pub mod pages;\n/// See [`crate::search`].\npub mod queries;"),
        ("routes.rs", "use crate::catalog::pages;\nuse crate::shopfront::{api, pages::home};"),
        ("events.rs", "use crate::{promotions, search, shopfront, tags};"),
        ("platform/queue.rs", "//! See [`crate::catalog`].\nuse crate::schema::jobs;"),
    ] {
        let wrong = dependency_violations(&source(path, text));
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
}

#[test]
fn a_file_without_an_introduction_or_with_an_empty_name_is_found() {
    let long = "//! Long.\n".to_owned() + &"\n".repeat(MOST_LINES);
    for (path, text) in [
        ("orders/totals.rs", "use std::fmt;"),
        ("orders/totals.rs", long.as_str()),
        ("orders/service.rs", "//! Orders."),
        ("platform/utils/mod.rs", "//! Things."),
    ] {
        let wrong = shape_violations(&Source { path: path.into(), text: text.into() });
        assert_eq!(wrong.len(), 1, "{path}: {wrong:?}");
    }
}
