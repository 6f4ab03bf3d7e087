//! The bytes of a page, compressed once, with places in which a visitor's own words are put.
//!
//! A template marks the places with [`mark`]. What stands between two marks is what a visitor without
//! a session sees there. Around the places the page is compressed once, in pieces that do not refer to
//! each other; a place is stored in the compressed page as it is (a "stored" block of RFC 1951), so
//! other words are put there without compressing anything again.

use std::io::Write;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use actix_web::web::Bytes;
use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::platform::web::error::AppError;

/// Level 6 costs 50 µs for a list of products, once for each version of it.
const GZIP_LEVEL: Compression = Compression::new(6);
/// 98 µs for a list of products; 9 costs 26 times as much and saves one percent.
const BROTLI_LEVEL: i32 = 5;
/// 2^22 bytes are the usual window; no page is larger.
const BROTLI_WINDOW: i32 = 22;
/// No file name, no time, unknown system (RFC 1952).
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// An empty last block with the fixed code.
const DEFLATE_END: [u8; 2] = [3, 0];
/// A stored block holds this much.
const STORED_BLOCK: usize = 65_535;

/// What templates print on both sides of a visitor's own place: nobody can have it in a text, since it
/// is drawn at the start of the process.
pub fn mark() -> &'static str {
    static MARK: LazyLock<String> = LazyLock::new(|| format!("\u{1}{:032x}\u{1}", rand::random::<u128>()));
    &MARK
}

/// A page, cut at its marks.
#[derive(Debug)]
pub struct Pieces {
    whole: Bytes,
    /// Where the places are in `whole`, in order.
    places: Vec<Range<usize>>,
    hash: u128,
    gzip: OnceLock<Option<Gzip>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Pieces {
    /// Cuts a page; marks come in pairs.
    pub fn cut(marked: &str) -> Result<Pieces, AppError> {
        let mut whole = String::with_capacity(marked.len());
        let mut places = Vec::new();
        for (number, piece) in marked.split(mark()).enumerate() {
            let start = whole.len();
            whole.push_str(piece);
            if number % 2 == 1 {
                places.push(start..whole.len());
            }
        }
        if marked.matches(mark()).count() != 2 * places.len() {
            return Err(AppError::internal("the marks of a page do not come in pairs"));
        }
        Ok(Pieces::new(whole.into(), places))
    }

    /// Bytes without places.
    pub fn plain(whole: Bytes) -> Pieces {
        Pieces::new(whole, Vec::new())
    }

    fn new(whole: Bytes, places: Vec<Range<usize>>) -> Pieces {
        let hash = xxh3_128(&whole);
        Pieces { whole, places, hash, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The page as a visitor without a session sees it.
    pub fn whole(&self) -> &Bytes {
        &self.whole
    }

    /// How many places it has.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// The hash of [`Pieces::whole`].
    pub fn hash(&self) -> u128 {
        self.hash
    }

    /// The hash of the page with these words in its places.
    pub fn hash_with(&self, words: &[String]) -> u128 {
        let mut hasher = Xxh3::with_seed(0);
        hasher.update(&self.hash.to_be_bytes());
        for word in words {
            hasher.update(&word.len().to_be_bytes());
            hasher.update(word.as_bytes());
        }
        hasher.digest128()
    }

    /// Gzip of the whole.
    pub fn gzip(&self) -> Option<&Bytes> {
        self.compressed().map(|gzip| &gzip.whole)
    }

    /// Brotli of the whole.
    pub fn brotli(&self) -> Option<&Bytes> {
        self.brotli.get_or_init(|| brotli(&self.whole)).as_ref()
    }

    /// The page with these words in its places, one for each.
    pub fn with(&self, words: &[String]) -> Bytes {
        let added: usize = words.iter().map(String::len).sum();
        let mut page = Vec::with_capacity(self.whole.len() + added);
        for (piece, word) in self.shared().zip(words.iter().map(Some).chain([None])) {
            page.extend_from_slice(self.bytes(piece));
            page.extend_from_slice(word.map_or(&[], |word| word.as_bytes()));
        }
        page.into()
    }

    /// Gzip of the page with these words in its places.
    pub fn gzip_with(&self, words: &[String]) -> Option<Bytes> {
        self.compressed().map(|gzip| gzip.with(words))
    }

    /// The pieces around the places; one more than there are places.
    fn shared(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.places.iter().map(|place| place.end));
        let ends = self.places.iter().map(|place| place.start).chain([self.whole.len()]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.whole.get(range).unwrap_or_default()
    }

    fn compressed(&self) -> Option<&Gzip> {
        self.gzip.get_or_init(|| Gzip::of(self)).as_ref()
    }
}

/// A compressed page and where its pieces are.
#[derive(Debug)]
struct Gzip {
    whole: Bytes,
    pieces: Vec<Compressed>,
}

/// A piece around the places, somewhere in [`Gzip::whole`].
#[derive(Debug)]
struct Compressed {
    at: Range<usize>,
    checksum: u32,
    /// Bytes before compression.
    length: usize,
}

impl Gzip {
    fn of(page: &Pieces) -> Option<Gzip> {
        let mut out = Writer::new(page.whole.len() / 4);
        let mut pieces = Vec::with_capacity(page.places.len() + 1);
        let places = page.places.iter().cloned().map(Some).chain([None]);
        for (piece, place) in page.shared().zip(places) {
            let bytes = page.bytes(piece);
            let compressed = deflate(bytes)?;
            let start = out.bytes.len();
            let checksum = crc32fast::hash(bytes);
            out.compressed(&compressed, checksum, bytes.len());
            pieces.push(Compressed { at: start..out.bytes.len(), checksum, length: bytes.len() });
            if let Some(place) = place {
                out.stored(page.bytes(place));
            }
        }
        Some(Gzip { whole: out.finish(), pieces })
    }

    fn with(&self, words: &[String]) -> Bytes {
        let mut out = Writer::new(self.whole.len() + words.iter().map(String::len).sum::<usize>());
        for (piece, word) in self.pieces.iter().zip(words.iter().map(Some).chain([None])) {
            let bytes = self.whole.get(piece.at.clone()).unwrap_or_default();
            out.compressed(bytes, piece.checksum, piece.length);
            if let Some(word) = word {
                out.stored(word.as_bytes());
            }
        }
        out.finish()
    }
}

/// Writes a gzip file (RFC 1952) from compressed pieces and plain ones.
struct Writer {
    bytes: Vec<u8>,
    checksum: Hasher,
    length: usize,
}

impl Writer {
    fn new(capacity: usize) -> Writer {
        let mut bytes = Vec::with_capacity(capacity + 64);
        bytes.extend_from_slice(&GZIP_HEAD);
        Writer { bytes, checksum: Hasher::new(), length: 0 }
    }

    fn compressed(&mut self, bytes: &[u8], checksum: u32, length: usize) {
        self.bytes.extend_from_slice(bytes);
        let counted = u64::try_from(length).unwrap_or_default();
        self.checksum.combine(&Hasher::new_with_initial_len(checksum, counted));
        self.length += length;
    }

    fn stored(&mut self, bytes: &[u8]) {
        for block in bytes.chunks(STORED_BLOCK) {
            let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
            self.bytes.push(0);
            self.bytes.extend_from_slice(&length.to_le_bytes());
            self.bytes.extend_from_slice(&(!length).to_le_bytes());
            self.bytes.extend_from_slice(block);
        }
        self.checksum.update(bytes);
        self.length += bytes.len();
    }

    fn finish(mut self) -> Bytes {
        self.bytes.extend_from_slice(&DEFLATE_END);
        self.bytes.extend_from_slice(&self.checksum.finalize().to_le_bytes());
        // The length is that modulo 2^32.
        let length = u32::try_from(self.length & 0xffff_ffff).unwrap_or_default();
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.into()
    }
}

/// A piece on its own that ends at a whole byte, so that anything may follow.
fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut compress = Compress::new(GZIP_LEVEL, false);
    let total = u64::try_from(bytes.len()).ok()?;
    while compress.total_in() < total || out.len() == out.capacity() {
        out.reserve(256);
        let done = usize::try_from(compress.total_in()).ok()?;
        compress.compress_vec(bytes.get(done..)?, &mut out, FlushCompress::Full).ok()?;
    }
    Some(out)
}

fn brotli(bytes: &[u8]) -> Option<Bytes> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 4);
    {
        let mut writer = brotli::CompressorWriter::with_params(&mut out, 16 * 1024, &parameters);
        writer.write_all(bytes).ok()?;
        writer.flush().ok()?;
    }
    Some(out.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn page(pieces: &[&str]) -> Pieces {
        Pieces::cut(&pieces.join(mark())).unwrap()
    }

    fn unzip(bytes: &[u8]) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    fn words(given: &[&str]) -> Vec<String> {
        given.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_are_put_in_their_places_plain_and_compressed() {
        let long = "a page of some length with the same words again and again ".repeat(2_000);
        let page = page(&[&long, "Account", "<p>middle</p>", "", &long]);
        assert_eq!(page.whole(), &format!("{long}Account<p>middle</p>{long}"));
        assert_eq!(page.places(), 2);
        assert_eq!(unzip(page.gzip().unwrap()), *page.whole());
        assert!(page.gzip().unwrap().len() < page.whole().len() / 10);
        for own in [words(&["Ada", "3"]), words(&["", ""]), words(&["é".repeat(70_000).as_str(), "x"])] {
            let expected = format!("{long}{}<p>middle</p>{}{long}", own[0], own[1]);
            assert_eq!(page.with(&own), expected);
            assert_eq!(unzip(&page.gzip_with(&own).unwrap()), expected);
            assert_ne!(page.hash_with(&own), page.hash());
        }
        assert_ne!(page.hash_with(&words(&["ab", "c"])), page.hash_with(&words(&["a", "bc"])));
    }

    #[test]
    fn brotli_holds_the_whole_page() {
        let page = page(&["one ", "two", " three"]);
        let mut text = String::new();
        brotli::Decompressor::new(&**page.brotli().unwrap(), 4096).read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two three");
    }

    #[test]
    fn pieces_of_any_length_survive_compression() {
        for length in [0, 1, 255, 256, 257, 4_095, 65_535, 65_536, 300_000] {
            let noise: String = (0..length)
                .map(|at| char::from(b'a' + u8::try_from((at % 1_000) * (at % 997) % 23).unwrap()))
                .collect();
            let page = page(&[&noise, "x", &noise]);
            assert_eq!(unzip(&page.gzip_with(&words(&["y"])).unwrap()), format!("{noise}y{noise}"));
        }
    }

    #[test]
    fn a_lone_mark_is_an_error() {
        assert!(Pieces::cut(&["a", "b"].join(mark())).is_err());
        assert!(Pieces::cut("a").unwrap().places() == 0);
    }
}
