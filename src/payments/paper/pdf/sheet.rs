//! A page as a list of marks, in the order in which they are read.

use super::fonts::{Fonts, Weight, printable};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.276;
pub(super) const HEIGHT: f32 = 841.89;
/// Free on the left and on the right.
pub(super) const MARGIN: f32 = 50.0;
/// Where the text of a page begins and ends.
pub(super) const TOP: f32 = 48.0;
pub(super) const BOTTOM: f32 = HEIGHT - 62.0;
pub(super) const RIGHT: f32 = WIDTH - MARGIN;

/// A colour of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

pub(super) const BLACK: Colour = Colour(0x1d, 0x1d, 0x1f);
pub(super) const GREY: Colour = Colour(0x5c, 0x5c, 0x61);
pub(super) const WHITE: Colour = Colour(0xff, 0xff, 0xff);
pub(super) const STRIPE: Colour = Colour(0xef, 0xef, 0xef);
/// Dark enough for white words on it.
pub(super) const BAND: Colour = Colour(0x2f, 0x65, 0x88);

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub weight: Weight,
    pub size: f32,
    pub colour: Colour,
}

impl Style {
    pub const fn new(size: f32) -> Style {
        Style { weight: Weight::Regular, size, colour: BLACK }
    }

    pub const fn bold(self) -> Style {
        Style { weight: Weight::Bold, ..self }
    }

    pub const fn of(self, colour: Colour) -> Style {
        Style { colour, ..self }
    }

    /// From one line to the next.
    pub fn leading(&self) -> f32 {
        self.size * 1.4
    }
}

/// A thing on a page.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A line of text; `y` is where its letters stand.
    Text { x: f32, y: f32, style: Style, text: String },
    /// A filled area.
    Area { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    /// Words in a frame, turned by 15 degrees against the clock around their middle.
    Stamp { x: f32, y: f32, width: f32, height: f32, style: Style, text: String },
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub marks: Vec<Mark>,
}

impl Sheet {
    /// A line whose top is at `y`, from `x` on.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let y = y + style.size;
        self.marks.push(Mark::Text { x, y, style, text: printable(text) });
    }

    /// A line that ends at `right`; smaller where it would need more than `room`.
    pub fn text_to(&mut self, fonts: &Fonts, (right, room): (f32, f32), y: f32, style: Style, text: &str) {
        let text = printable(text);
        let width = fonts.width(&text, style.weight, style.size);
        let scale = if width > room { room / width } else { 1.0 };
        let mark = Mark::Text {
            x: right - width * scale,
            y: y + style.size,
            style: Style { size: style.size * scale, ..style },
            text,
        };
        self.marks.push(mark);
    }

    /// A filled area.
    pub fn area(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.marks.push(Mark::Area { x, y, width, height, colour });
    }
}
