//! Sheets become a file.

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Archival;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::PdfError;
use super::fonts::{BOLD, Fonts, REGULAR, Weight};
use super::sheet::{Colour, HEIGHT, Mark, Sheet, Style, WIDTH};
use crate::platform::clock::Time;

/// What a file says about itself.
pub(super) struct About {
    pub title: String,
    pub author: String,
    pub made_at: Time,
}

/// What is drawn with.
struct Pens {
    fonts: Fonts,
    regular: Font,
    bold: Font,
}

/// The file with these pages.
pub(super) fn write(about: &About, sheets: Vec<Sheet>) -> Result<Vec<u8>, PdfError> {
    let pens = Pens { fonts: Fonts::load()?, regular: font(REGULAR)?, bold: font(BOLD)? };
    let mut document = Document::new_with(settings()?);
    document.set_metadata(metadata(about));
    for sheet in sheets {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("the size of a page"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            pens.draw(&mut surface, mark)?;
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn settings() -> Result<SerializeSettings, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_U)
        .finish()
        .map_err(|_| broken("the kind of file"))?;
    Ok(SerializeSettings { compress_content_streams: true, configuration, ..SerializeSettings::default() })
}

fn metadata(about: &About) -> Metadata {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let at = about.made_at;
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or(1970))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.author.clone()])
        .creation_date(made)
        .language("en".to_owned())
}

fn font(bytes: &'static [u8]) -> Result<Font, PdfError> {
    Font::new(bytes.into(), 0).ok_or_else(|| broken("the font"))
}

fn broken(what: &str) -> PdfError {
    PdfError(format!("{what} is not as it must be"))
}

fn paint(colour: Colour) -> rgb::Color {
    rgb::Color::new(colour.0, colour.1, colour.2)
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: paint(colour).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

impl Pens {
    fn draw(&self, surface: &mut Surface<'_>, mark: &Mark) -> Result<(), PdfError> {
        match mark {
            Mark::Text { x, y, style, text } => self.text(surface, (*x, *y), *style, text),
            Mark::Area { x, y, width, height, colour } => {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*colour)));
                area(surface, *x, *y, *width, *height)?;
            }
            Mark::Stamp { x, y, width, height, style, text } => {
                let (middle_x, middle_y) = (x + width / 2.0, y + height / 2.0);
                surface.push_transform(&Transform::from_rotate_at(-15.0, middle_x, middle_y));
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke {
                    paint: paint(style.colour).into(),
                    width: 3.0,
                    ..Stroke::default()
                }));
                area(surface, *x, *y, *width, *height)?;
                let wide = self.fonts.width(text, style.weight, style.size);
                // Capitals are about seven tenths of the size high.
                let at = (middle_x - wide / 2.0, middle_y + style.size * 0.36);
                self.text(surface, at, *style, text);
                surface.pop();
            }
        }
        Ok(())
    }

    fn text(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), style: Style, text: &str) {
        let font = match style.weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let letters = self.fonts.face(style.weight).letters(text);
        let glyphs: Vec<KrillaGlyph> = letters
            .into_iter()
            .map(|letter| {
                let glyph = GlyphId::new(letter.glyph);
                KrillaGlyph::new(glyph, letter.width, 0.0, 0.0, 0.0, letter.range, None)
            })
            .collect();
        surface.set_stroke(None);
        surface.set_fill(Some(fill(style.colour)));
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font.clone(), text, style.size, false);
    }
}

fn area(surface: &mut Surface<'_>, x: f32, y: f32, width: f32, height: f32) -> Result<(), PdfError> {
    let rect = Rect::from_xywh(x, y, width, height).ok_or_else(|| broken("an area"))?;
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    surface.draw_path(&path.finish().ok_or_else(|| broken("a path"))?);
    Ok(())
}
