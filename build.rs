//! Makes the table of static files that `src/assets.rs` embeds: a bundle of style sheets for every
//! list `css/<name>.list`, every file hashed into its address and compressed once, here, as hard as
//! it gets.

#![allow(clippy::unwrap_used, reason = "what fails here fails the build, with its reason")]
#![allow(clippy::indexing_slicing)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What a folder with parts of bundles is called; a part that no list names is left out.
const PARTS: &[&str] = &["css/components/", "css/admin/"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=static");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap()).join("static");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap()).join("static");
    fs::create_dir_all(&out).unwrap();

    let paths = walk(&root, &root);
    let mut files = Vec::new();
    let mut parts = Vec::new();
    for list in paths.iter().filter(|path| path.ends_with(".list")) {
        let listed = listed(&root, list);
        files.push((list.replace(".list", ".css"), bundle(&root, list, &listed)));
        parts.extend(listed);
    }
    for path in paths {
        let is_part = parts.contains(&path) || PARTS.iter().any(|folder| path.starts_with(folder));
        if !is_part && !path.ends_with(".list") && !path.ends_with(".md") {
            let bytes = fs::read(root.join(&path)).unwrap();
            files.push((path, bytes));
        }
    }
    files.sort();

    let mut table = String::from("pub static ASSETS: &[Asset] = &[\n");
    for (number, (path, bytes)) in files.iter().enumerate() {
        entry(&mut table, &out, number, path, bytes);
    }
    table.push_str("];\n");
    fs::write(out.with_file_name("assets.rs"), table).unwrap();
}

/// The files of a bundle, in the order in which they apply.
fn listed(root: &Path, list: &str) -> Vec<String> {
    let text = fs::read_to_string(root.join(list)).unwrap();
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn bundle(root: &Path, list: &str, listed: &[String]) -> Vec<u8> {
    let mut css = String::new();
    for path in listed {
        match fs::read_to_string(root.join(path)) {
            Ok(text) => css.push_str(&without_comments(&text)),
            Err(error) => panic!("static/{list} names {path}, which cannot be read: {error}"),
        }
    }
    css.into_bytes()
}

/// The style sheet without comments, indentation and empty lines; what stands in quotes is kept.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(character) = rest.chars().next() {
        let comment = quote.is_none() && rest.starts_with("/*");
        if comment {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        let mut taken = character.len_utf8();
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (Some(_), '\\') => taken += rest.chars().nth(1).map_or(0, char::len_utf8),
            _ => {}
        }
        let (head, tail) = rest.split_at(taken);
        kept.push_str(head);
        rest = tail;
    }
    let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

fn walk(root: &Path, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            found.extend(walk(root, &path));
        } else {
            let relative = path.strip_prefix(root).unwrap();
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    found
}

fn entry(table: &mut String, out: &Path, number: usize, path: &str, bytes: &[u8]) {
    let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = path.rsplit_once('.').unwrap_or_else(|| panic!("static/{path} has no extension"));
    let content_type = content_type(path, extension);
    let store = |kind: &str, bytes: &[u8]| {
        let file = out.join(format!("{number}.{kind}"));
        fs::write(&file, bytes).unwrap();
        format!("include_bytes!({:?})", file.display().to_string())
    };
    let plain = store("plain", bytes);
    let smaller = |kind: &str, packed: Vec<u8>| {
        // A packed file that saves next to nothing is not worth the unpacking.
        match packed.len() * 20 < bytes.len() * 19 {
            true => format!("Some({})", store(kind, &packed)),
            false => "None".to_owned(),
        }
    };
    let brotli = smaller("br", brotli(bytes));
    let gzip = smaller("gz", gzip(bytes));
    writeln!(
        table,
        "Asset {{ path: {path:?}, href: \"/static/{stem}.{hash}.{extension}\", content_type: {content_type:?}, \
         hash: {hash:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},"
    )
    .unwrap();
}

fn content_type(path: &str, extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => panic!("static/{path}: build.rs does not know the content type of .{extension}"),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).unwrap();
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
