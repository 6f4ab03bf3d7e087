//! The light that falls on every shape: bright on its left, shaded on its right.
//!
//! Written by hand for the usual, upright case because it is most of a picture's
//! drawing time: a column of pixels has one strength, which the rasteriser's
//! gradients work out anew for every pixel (4 ms for a plate, against under 1 ms).

use tiny_skia::{IntRect, Mask, Pixmap};

use super::canvas::WIDTH;
use super::palette::{SNOW, Tone};

/// How strongly a surface catches the light, in percent of full cover.
#[derive(Debug, Clone, Copy)]
pub struct Strength {
    /// White at the left edge.
    pub light: u8,
    /// Shadow at the right edge.
    pub dark: u8,
}

/// Where light ends and shade begins, in percent of a shape's width.
pub const TURN: u8 = 34;

/// Full cover, as the columns count it: 256 steps for each step of an edge's cover.
const FULL: u32 = 255 * 256;

struct Column {
    channels: [u8; 3],
    cover: u32,
}

/// Lights the part of `pixmap` that `edges` covers, from the left of `bounds` to its right.
pub fn fall_on(pixmap: &mut Pixmap, edges: &Mask, bounds: IntRect, tone: Tone, strength: Strength) {
    let columns = columns(bounds.width(), tone, strength);
    let inside = |value: i32| usize::try_from(value).unwrap_or(0);
    let (left, top, bottom) = (inside(bounds.x()), inside(bounds.y()), inside(bounds.bottom()));
    let width = usize::from(WIDTH);

    let (pixels, _) = pixmap.data_mut().as_chunks_mut::<4>();
    let rows = pixels.chunks_exact_mut(width).zip(edges.data().chunks_exact(width));
    for (row, cover) in rows.take(bottom).skip(top) {
        let covered = row.iter_mut().zip(cover).skip(left).zip(&columns);
        for (([r, g, b, _], edge), column) in covered.filter(|((_, edge), _)| **edge > 0) {
            let cover = column.cover * u32::from(*edge) / 255;
            let [red, green, blue] = column.channels;
            *r = blend(*r, red, cover);
            *g = blend(*g, green, cover);
            *b = blend(*b, blue, cover);
        }
    }
}

/// The strength of each column of a shape `width` pixels wide.
fn columns(width: u32, tone: Tone, strength: Strength) -> Vec<Column> {
    let turn = (width * u32::from(TURN) / 100).max(1);
    let rest = width.saturating_sub(turn).max(1);
    let (light, dark) = (SNOW.channels, tone.shadow().channels);
    let full = |percent: u8| FULL * u32::from(percent) / 100;
    (0..width)
        .map(|x| match turn.checked_sub(x) {
            Some(before) => Column { channels: light, cover: full(strength.light) * before / turn },
            None => Column { channels: dark, cover: full(strength.dark) * (x - turn) / rest },
        })
        .collect()
}

fn blend(below: u8, above: u8, cover: u32) -> u8 {
    let sum = u32::from(below) * (FULL - cover) + u32::from(above) * cover;
    u8::try_from((sum + FULL / 2) / FULL).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_brighter_on_its_left_and_darker_on_its_right() {
        let grey = Tone::new(120, 120, 120);
        let covers = columns(100, grey, Strength { light: 20, dark: 50 });
        let lit: Vec<u8> = covers.iter().map(|column| blend(120, column.channels[0], column.cover)).collect();
        assert!(lit[0] > 120 && lit[34] == 120 && lit[99] < 120, "{lit:?}");
    }
}
