//! The font of documents: how wide text is, and where a line ends.
//!
//! Letters stand side by side without kerning and ligatures: widths are exact, and text that is
//! copied out of a document is the text that went in.

use std::ops::Range;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use super::PdfError;

pub(super) const REGULAR: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");
/// Stands where the font lacks a letter; the text behind it stays what it is.
const REPLACEMENT: char = '\u{fffd}';

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A letter with its place in the text and its width at size 1.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub glyph: u32,
    pub range: Range<usize>,
    pub width: f32,
}

/// One weight.
pub(super) struct Face {
    font: FontRef<'static>,
    metrics: GlyphMetrics<'static>,
}

/// Both weights.
pub(super) struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    pub fn load() -> Result<Fonts, PdfError> {
        Ok(Fonts { regular: Face::of(REGULAR)?, bold: Face::of(BOLD)? })
    }

    pub fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// How wide a line is.
    pub fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        self.face(weight).letters(text).iter().map(|letter| letter.width).sum::<f32>() * size
    }

    /// The lines into which a text is broken so that none is wider than `width`: between words, and
    /// within one that is too long by itself.
    pub fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in printable(text).split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, weight, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, weight, size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

impl Face {
    fn of(bytes: &'static [u8]) -> Result<Face, PdfError> {
        let font = FontRef::new(bytes).map_err(|error| PdfError(error.to_string()))?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Ok(Face { font, metrics })
    }

    /// The letters of a line.
    pub fn letters(&self, text: &str) -> Vec<Letter> {
        let charmap = self.font.charmap();
        text.char_indices()
            .filter_map(|(start, letter)| {
                let glyph = charmap.map(letter).or_else(|| charmap.map(REPLACEMENT))?;
                let range = start..start + letter.len_utf8();
                let width = self.metrics.advance_width(glyph).unwrap_or_default();
                Some(Letter { glyph: glyph.to_u32(), range, width })
            })
            .collect()
    }
}

/// `text` in one line, without control characters and marks that no document may contain.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_whitespace() && letter != '\u{a0}' { ' ' } else { letter })
        .filter(|letter| !letter.is_control() && !matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_letter_is_lost() {
        let fonts = Fonts::load().unwrap();
        for text in [
            "A mug for every day and every kind of tea",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenband",
            "short LlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochExtraLong end",
            "Ελληνική κούπα Чашка für Übergrößen",
        ] {
            let lines = fonts.wrap(text, Weight::Regular, 9.0, 80.0);
            for line in &lines {
                assert!(fonts.width(line, Weight::Regular, 9.0) <= 80.0, "{line}");
            }
            let joined: String = lines.concat().split_whitespace().collect();
            assert_eq!(joined, text.split_whitespace().collect::<String>());
        }
    }

    #[test]
    fn the_fonts_have_the_letters_of_europe() {
        let fonts = Fonts::load().unwrap();
        let missing = fonts.face(Weight::Bold).letters("\u{fffd}")[0].glyph;
        for weight in [Weight::Regular, Weight::Bold] {
            for letter in "AZaz09ÀÖøÿĀſƠǺẞαωΆώЀяґЇąęłžŐűİșț€£¥₹₩–—’“”„…·−×−".chars()
            {
                let found = fonts.face(weight).letters(&letter.to_string());
                assert_ne!(found[0].glyph, missing, "{letter} in {weight:?}");
            }
        }
        assert_eq!(fonts.face(Weight::Bold).letters("漢")[0].glyph, missing);
    }
}
