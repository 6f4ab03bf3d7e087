//! The decorations a body can carry. Each is drawn in the accent tone over the
//! body's bounds; the canvas has already clipped to the body itself.

use serde::Deserialize;
use tiny_skia::Rect;

use super::canvas::{Canvas, Surface};
use super::outline::{Outline, all, circle, leaf, line, outline, rect, steps};
use super::palette::DUSK;
use super::random::Random;

/// A named decoration of the demo shop's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// No decoration.
    #[default]
    Plain,
    /// One broad band.
    Band,
    /// Narrow stripes.
    Stripes,
    /// Staggered dots.
    Dots,
    /// Irregular flecks, as in stoneware glaze.
    Speckle,
    /// Gingham.
    Check,
    /// Rows of waves.
    Wave,
    /// Sprigs of two leaves.
    Leaf,
}

/// Draws `pattern` over `bounds`; `seed` decides where the flecks fall.
pub fn draw(canvas: &mut Canvas, pattern: Pattern, bounds: Rect, surface: Surface, seed: u64) {
    // Small things carry smaller patterns, within what still reads on a thumbnail.
    let unit = (bounds.width().max(bounds.height()) / 12.0).clamp(22.0, 52.0);
    match pattern {
        Pattern::Plain => {}
        Pattern::Band => band(canvas, bounds, surface),
        Pattern::Stripes => stripes(canvas, bounds, surface, unit),
        Pattern::Dots => dots(canvas, bounds, unit),
        Pattern::Speckle => speckle(canvas, bounds, unit, seed),
        Pattern::Check => check(canvas, bounds, unit),
        Pattern::Wave => waves(canvas, bounds, unit),
        Pattern::Leaf => leaves(canvas, bounds, unit),
    }
}

fn band(canvas: &mut Canvas, bounds: Rect, surface: Surface) {
    let accent = canvas.scheme.accent;
    let height = bounds.height();
    match surface {
        Surface::Disc => {
            let (x, y) = middle(bounds);
            let ring = circle(x, y, bounds.width() * 0.415);
            canvas.stroke(&ring, bounds.width() * 0.07, accent);
        }
        Surface::Round(sag) => {
            let top = bounds.top() + height * 0.52;
            canvas.fill(&bent_band(bounds, top, height * 0.2, sag), accent);
            canvas.fill(&bent_band(bounds, top - height * 0.055, height * 0.022, sag), accent);
        }
        Surface::Flat => {
            let top = bounds.top() + height * 0.6;
            canvas.fill(&bent_band(bounds, top, height * 0.17, 0.0), accent);
            canvas.fill(&bent_band(bounds, top - height * 0.05, height * 0.02, 0.0), accent);
            canvas.fill(&bent_band(bounds, top + height * 0.2, height * 0.02, 0.0), accent);
        }
    }
}

fn stripes(canvas: &mut Canvas, bounds: Rect, surface: Surface, unit: f32) {
    let accent = canvas.scheme.accent;
    match surface {
        Surface::Disc => {
            let (x, y) = middle(bounds);
            for radius in steps(unit, bounds.width() / 2.0, unit * 1.15) {
                canvas.stroke(&circle(x, y, radius), unit * 0.3, accent);
            }
        }
        Surface::Round(sag) => {
            let rows = steps(bounds.top() - sag, bounds.bottom(), unit * 1.25);
            let bands = rows.map(|y| bent_band(bounds, y, unit * 0.45, sag));
            canvas.fill(&all(bands), accent);
        }
        Surface::Flat => {
            let start = bounds.left() + unit * 0.5;
            let columns = steps(start, bounds.right(), unit * 1.25);
            let bands = columns.map(|x| rect(x, bounds.top(), unit * 0.45, bounds.height()));
            canvas.fill(&all(bands), accent);
        }
    }
}

fn dots(canvas: &mut Canvas, bounds: Rect, unit: f32) {
    let accent = canvas.scheme.accent;
    let places = staggered(bounds, unit * 1.7, unit * 0.9);
    canvas.fill(&all(places.map(|(x, y)| circle(x, y, unit * 0.26))), accent);
}

fn speckle(canvas: &mut Canvas, bounds: Rect, unit: f32, seed: u64) {
    let accent = canvas.scheme.accent;
    let dark = canvas.scheme.base.mix(DUSK, 50);
    let mut random = Random::new(seed);
    let mut flecks = |smallest: f32, largest: f32, cell: f32| {
        // One fleck per cell, anywhere in it: irregular, yet without bald patches.
        let cells = steps(bounds.top(), bounds.bottom(), cell)
            .flat_map(|y| steps(bounds.left(), bounds.right(), cell).map(move |x| (x, y)));
        all(cells.map(|(x, y)| {
            let size = random.between(0.0, 1.0);
            let radius = smallest + (largest - smallest) * size * size;
            circle(x + random.between(0.0, cell), y + random.between(0.0, cell), radius)
        }))
    };
    let (fine, coarse) = (flecks(1.6, 3.8, unit * 0.7), flecks(2.0, 7.0, unit * 1.5));
    canvas.glaze(&fine, dark, 0.6);
    canvas.fill(&coarse, accent);
}

fn check(canvas: &mut Canvas, bounds: Rect, unit: f32) {
    let accent = canvas.scheme.accent;
    // Counted from the middle, so that both sides end alike.
    let start = |from: f32, length: f32| from + (length / 2.0 - unit / 2.0) % (unit * 2.0) - unit * 2.0;
    let columns = steps(start(bounds.left(), bounds.width()), bounds.right(), unit * 2.0);
    let rows = steps(start(bounds.top(), bounds.height()), bounds.bottom(), unit * 2.0);
    let columns = all(columns.map(|x| rect(x, bounds.top(), unit, bounds.height())));
    let rows = all(rows.map(|y| rect(bounds.left(), y, bounds.width(), unit)));
    canvas.glaze(&columns, accent, 0.5);
    canvas.glaze(&rows, accent, 0.5);
}

fn waves(canvas: &mut Canvas, bounds: Rect, unit: f32) {
    let accent = canvas.scheme.accent;
    let rows = steps(bounds.top() + unit * 0.6, bounds.bottom() + unit, unit * 2.0);
    canvas.stroke(&all(rows.map(|y| wave(bounds, y, unit))), unit * 0.26, accent);
}

fn wave(bounds: Rect, y: f32, unit: f32) -> Outline {
    let (x, _) = middle(bounds);
    let (half, crest, trough) = (unit * 1.2, y - unit * 0.8, y + unit * 0.8);
    let reach = (bounds.width() / (half * 4.0)).ceil() * half * 2.0;
    let mut notation = format!("M {} {y}", x - reach);
    for from in steps(x - reach, x + reach - half, half * 2.0) {
        let (top, knot, bottom) = (from + half * 0.5, from + half, from + half * 1.5);
        notation += &format!(" Q {top} {crest} {knot} {y}");
        notation += &format!(" Q {bottom} {trough} {} {y}", from + half * 2.0);
    }
    outline(&notation)
}

fn leaves(canvas: &mut Canvas, bounds: Rect, unit: f32) {
    let accent = canvas.scheme.accent;
    let places: Vec<_> = staggered(bounds, unit * 3.4, unit * 2.05).collect();
    let length = unit * 1.25;
    let blades = places.iter().flat_map(|(x, y)| {
        [
            leaf(*x, *y - unit * 0.3, length, -6.0),
            leaf(*x, *y, length * 0.85, 58.0),
            leaf(*x, *y, length * 0.85, -62.0),
        ]
    });
    canvas.fill(&all(blades), accent);
    let stems = places.iter().map(|(x, y)| line((*x, *y - unit * 0.4), (*x - unit * 0.12, *y + unit * 0.55)));
    canvas.stroke(&all(stems), unit * 0.11, accent);
}

/// A strip across `bounds` whose middle hangs `sag` pixels lower than its ends.
pub fn bent_band(bounds: Rect, top: f32, height: f32, sag: f32) -> Outline {
    let ((middle, _), (left, right)) = (middle(bounds), (bounds.left(), bounds.right()));
    let (bottom, dip) = (top + height, sag * 2.0);
    outline(&format!(
        "M {left} {top} Q {middle} {} {right} {top} L {right} {bottom} Q {middle} {} {left} {bottom} Z",
        top + dip,
        bottom + dip,
    ))
}

/// Places in rows, every second row moved by half a gap, symmetric about the middle.
fn staggered(bounds: Rect, gap: f32, row_height: f32) -> impl Iterator<Item = (f32, f32)> {
    let (centre, _) = middle(bounds);
    let reach = (bounds.width() / (gap * 2.0)).ceil() * gap;
    let rows = steps(bounds.top() + row_height * 0.5, bounds.bottom() + gap, row_height);
    rows.zip([0.0, 0.5].into_iter().cycle()).flat_map(move |(y, offset)| {
        steps(centre - reach + offset * gap, centre + reach, gap).map(move |x| (x, y))
    })
}

fn middle(bounds: Rect) -> (f32, f32) {
    (bounds.left() + bounds.width() / 2.0, bounds.top() + bounds.height() / 2.0)
}
