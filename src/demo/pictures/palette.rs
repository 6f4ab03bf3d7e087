//! The colours of the demo pictures, and how one product's colours are derived
//! from the two that its description names.

use serde::Deserialize;

/// A named colour of the demo shop's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Colour {
    Clay,
    Sage,
    Ink,
    #[default]
    Cream,
    Ochre,
    Rust,
    Moss,
    Slate,
    Blush,
    Plum,
    Sand,
    Charcoal,
    Sky,
    Forest,
    Butter,
    Stone,
    Walnut,
    Oak,
    Brass,
    White,
}

impl Colour {
    fn tone(self) -> Tone {
        match self {
            Colour::Clay => Tone::new(0xC4, 0x6F, 0x50),
            Colour::Sage => Tone::new(0x9B, 0xAE, 0x92),
            Colour::Ink => Tone::new(0x30, 0x3F, 0x62),
            Colour::Cream => Tone::new(0xF4, 0xEA, 0xD7),
            Colour::Ochre => Tone::new(0xD7, 0x9C, 0x3F),
            Colour::Rust => Tone::new(0xA9, 0x4F, 0x31),
            Colour::Moss => Tone::new(0x72, 0x7C, 0x4A),
            Colour::Slate => Tone::new(0x66, 0x78, 0x85),
            Colour::Blush => Tone::new(0xE3, 0xAE, 0x9F),
            Colour::Plum => Tone::new(0x75, 0x42, 0x5B),
            Colour::Sand => Tone::new(0xD8, 0xC0, 0x9A),
            Colour::Charcoal => Tone::new(0x42, 0x41, 0x43),
            Colour::Sky => Tone::new(0x96, 0xBF, 0xD6),
            Colour::Forest => Tone::new(0x33, 0x5B, 0x48),
            Colour::Butter => Tone::new(0xF2, 0xD3, 0x7E),
            Colour::Stone => Tone::new(0xB3, 0xAD, 0xA2),
            Colour::Walnut => Tone::new(0x74, 0x4D, 0x35),
            Colour::Oak => Tone::new(0xC9, 0x9F, 0x6E),
            Colour::Brass => Tone::new(0xC6, 0x9F, 0x4E),
            Colour::White => Tone::new(0xFB, 0xF9, 0xF5),
        }
    }

    /// The wall behind an object of this colour. Picked by hand: a computed tint
    /// leaves the pale objects without an edge and the yellow ones looking ill.
    fn wall(self) -> Tone {
        match self {
            Colour::Clay => Tone::new(0xF4, 0xE2, 0xD7),
            Colour::Sage => Tone::new(0xE8, 0xEC, 0xE0),
            Colour::Ink => Tone::new(0xDC, 0xE1, 0xE9),
            Colour::Cream => Tone::new(0xD9, 0xCB, 0xBA),
            Colour::Ochre => Tone::new(0xF6, 0xE9, 0xCD),
            Colour::Rust => Tone::new(0xF1, 0xDD, 0xD0),
            Colour::Moss => Tone::new(0xE7, 0xE8, 0xD6),
            Colour::Slate => Tone::new(0xDF, 0xE5, 0xE8),
            Colour::Blush => Tone::new(0xF7, 0xE9, 0xE3),
            Colour::Plum => Tone::new(0xEB, 0xDC, 0xE1),
            Colour::Sand => Tone::new(0xF1, 0xE9, 0xDB),
            Colour::Charcoal => Tone::new(0xE2, 0xE0, 0xDB),
            Colour::Sky => Tone::new(0xE2, 0xED, 0xF2),
            Colour::Forest => Tone::new(0xDA, 0xE5, 0xDC),
            Colour::Butter => Tone::new(0xFB, 0xF3, 0xDD),
            Colour::Stone => Tone::new(0xEA, 0xE7, 0xE1),
            Colour::Walnut => Tone::new(0xEC, 0xE0, 0xD5),
            Colour::Oak => Tone::new(0xF3, 0xE9, 0xDA),
            Colour::Brass => Tone::new(0xF3, 0xEA, 0xD5),
            Colour::White => Tone::new(0xCF, 0xD8, 0xD9),
        }
    }
}

/// An opaque colour to paint with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tone {
    /// Red, green and blue.
    pub channels: [u8; 3],
}

/// The darkest tone, for shadows and fine lines; warmer than black.
pub const DUSK: Tone = Tone::new(0x2E, 0x26, 0x26);
/// The lightest tone.
pub const SNOW: Tone = Tone::new(0xFF, 0xFD, 0xF9);
/// Paper, canvas and wax.
pub const PAPER: Tone = Tone::new(0xFA, 0xF4, 0xE8);
/// Light wood.
pub const OAK: Tone = Tone::new(0xCB, 0xA2, 0x72);
/// Bright metal.
pub const STEEL: Tone = Tone::new(0xC3, 0xC9, 0xCB);
/// Yellow metal.
pub const BRASS: Tone = Tone::new(0xC9, 0xA2, 0x53);
/// Leaves in the light.
pub const FOLIAGE: Tone = Tone::new(0x7F, 0x96, 0x6C);
/// Leaves in the shade.
pub const FOLIAGE_DEEP: Tone = Tone::new(0x55, 0x70, 0x55);
/// A flame, and light bulbs.
pub const FLAME: Tone = Tone::new(0xF8, 0xC8, 0x5E);

impl Tone {
    /// A tone from its three channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Tone {
        Tone { channels: [red, green, blue] }
    }

    /// This tone with `percent` of `other` mixed in.
    pub fn mix(self, other: Tone, percent: u8) -> Tone {
        let theirs = u32::from(percent.min(100));
        let blend = |mine: u8, other: u8| {
            let sum = u32::from(mine) * (100 - theirs) + u32::from(other) * theirs;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        let ([r, g, b], [other_r, other_g, other_b]) = (self.channels, other.channels);
        Tone::new(blend(r, other_r), blend(g, other_g), blend(b, other_b))
    }

    /// The same surface turned away from the light.
    pub fn darker(self) -> Tone {
        self.mix(self.shadow(), 34)
    }

    /// The same surface deep in the shade: insides and undersides.
    pub fn deep(self) -> Tone {
        self.mix(self.shadow(), 70)
    }

    /// The same surface turned to the light.
    pub fn lighter(self) -> Tone {
        self.mix(SNOW, 28)
    }

    /// The darkest this surface gets. Squaring the channels keeps the hue, where
    /// mixing with grey turns yellow into mud.
    pub fn shadow(self) -> Tone {
        let squared = self.channels.map(|channel| {
            let product = u32::from(channel) * u32::from(channel) / 255;
            u8::try_from(product * 3 / 4).unwrap_or(u8::MAX)
        });
        Tone { channels: squared }
    }

    /// How bright the tone looks, 0 to 255.
    fn brightness(self) -> u32 {
        let [r, g, b] = self.channels.map(u32::from);
        (r * 3 + g * 6 + b) / 10
    }

    fn difference(self, other: Tone) -> u32 {
        let ([r, g, b], [other_r, other_g, other_b]) = (self.channels, other.channels);
        let gap = |mine: u8, theirs: u8| u32::from(mine.abs_diff(theirs));
        gap(r, other_r) * 3 + gap(g, other_g) * 5 + gap(b, other_b) * 2
    }
}

/// All tones of one picture.
#[derive(Debug, Clone, Copy)]
pub struct Scheme {
    /// The object's own colour.
    pub base: Tone,
    /// Bands, handles, lids and patterns: always visible on `base`.
    pub accent: Tone,
    /// Fine marks on `base`: near white on dark objects, near black on pale ones.
    pub mark: Tone,
    /// The background's upper part.
    pub wall: Tone,
    /// The background's lower part: table or floor.
    pub table: Tone,
    /// The large shape on the wall.
    pub shape: Tone,
}

impl Scheme {
    /// The tones of an object in `colour` with details in `accent`.
    pub fn new(colour: Colour, accent: Colour) -> Scheme {
        let base = colour.tone();
        let wall = colour.wall();
        let pale = base.brightness() > 190;
        Scheme {
            base,
            accent: visible_on(base, accent.tone()),
            mark: if base.brightness() > 135 { base.mix(DUSK, 72) } else { PAPER },
            wall,
            table: if pale { wall.mix(wall.shadow(), 26) } else { wall.mix(base, 26) },
            shape: wall.mix(SNOW, 50),
        }
    }
}

/// `accent`, or a shade of `base` when the two could not be told apart.
fn visible_on(base: Tone, accent: Tone) -> Tone {
    if base.difference(accent) >= 280 {
        accent
    } else if base.brightness() > 120 {
        base.mix(DUSK, 34)
    } else {
        base.mix(SNOW, 42)
    }
}
