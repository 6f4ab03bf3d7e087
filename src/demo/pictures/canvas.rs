//! The drawing surface: how every object gets the same flat paint, the same light
//! from the left and the same soft shadows. It knows no object.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path, Pixmap, Point,
    RadialGradient, Shader, SpreadMode, Stroke, Transform,
};

use super::light::{self, Strength};
use super::outline::{self, Outline};
use super::palette::{DUSK, SNOW, Scheme, Tone};
use super::patterns::{self, Pattern};

/// Width of every picture in pixels.
pub const WIDTH: u16 = 1000;
/// Height of every picture in pixels.
pub const HEIGHT: u16 = 1250;

/// How a body meets the light, and how a pattern lies on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Surface {
    /// Turned or thrown: bands bend down by this many pixels in the middle.
    Round(f32),
    /// Cloth, paper and boards: stripes run from top to bottom.
    Flat,
    /// Seen from above: bands are rings.
    Disc,
}

/// One picture being drawn.
pub struct Canvas {
    /// The tones to paint with.
    pub scheme: Scheme,
    pixmap: Pixmap,
    transform: Transform,
    clip: Option<Mask>,
    pattern: Pattern,
    seed: u64,
    broken: bool,
}

impl Canvas {
    /// An empty canvas; `None` when there is no memory for it.
    pub fn new(scheme: Scheme, pattern: Pattern, seed: u64) -> Option<Canvas> {
        let mut pixmap = Pixmap::new(u32::from(WIDTH), u32::from(HEIGHT))?;
        pixmap.fill(colour(scheme.wall, 1.0));
        Some(Canvas {
            scheme,
            pixmap,
            transform: Transform::identity(),
            clip: None,
            pattern,
            seed,
            broken: false,
        })
    }

    /// The finished pixels as red, green and blue; `None` when an outline was malformed.
    pub fn into_rgb(self) -> Option<Vec<u8>> {
        if self.broken {
            return None;
        }
        let (pixels, _) = self.pixmap.data().as_chunks::<4>();
        let mut rgb = Vec::with_capacity(pixels.len() * 3);
        for [r, g, b, _] in pixels {
            rgb.extend_from_slice(&[*r, *g, *b]);
        }
        Some(rgb)
    }

    /// Whether the body carries no pattern, so that an object may add a label.
    pub fn is_plain(&self) -> bool {
        self.pattern == Pattern::Plain
    }

    /// Moves everything drawn from here on.
    pub fn shift(&mut self, x: f32, y: f32) {
        self.transform = self.transform.pre_translate(x, y);
    }

    /// Turns everything drawn from here on, clockwise around the picture's middle.
    pub fn turn(&mut self, degrees: f32) {
        self.transform = self.transform.pre_concat(Transform::from_rotate_at(degrees, 500.0, 625.0));
    }

    /// Fills in one flat tone.
    pub fn fill(&mut self, shape: &Outline, tone: Tone) {
        self.glaze(shape, tone, 1.0);
    }

    /// Fills in a translucent tone.
    pub fn glaze(&mut self, shape: &Outline, tone: Tone, opacity: f32) {
        self.paint(shape, Shader::SolidColor(colour(tone, opacity)));
    }

    /// Draws along an outline with round ends.
    pub fn stroke(&mut self, shape: &Outline, width: f32, tone: Tone) {
        self.stroke_glaze(shape, width, tone, 1.0);
    }

    /// Draws along an outline in a translucent tone.
    pub fn stroke_glaze(&mut self, shape: &Outline, width: f32, tone: Tone, opacity: f32) {
        let Some(path) = shape else {
            self.broken = true;
            return;
        };
        let paint = paint_with(Shader::SolidColor(colour(tone, opacity)));
        self.pixmap.stroke_path(path, &paint, &round_stroke(width), self.transform, self.clip.as_ref());
    }

    /// A handle or rod: a thick stroke with a lit edge.
    pub fn rod(&mut self, shape: &Outline, width: f32, tone: Tone) {
        self.stroke(shape, width, tone.darker());
        let transform = self.transform;
        self.transform = transform.post_translate(-width * 0.1, -width * 0.1);
        self.stroke(shape, width * 0.62, tone);
        self.transform = transform;
    }

    /// The part that shows the product's colour and pattern.
    pub fn body(&mut self, shape: &Outline, surface: Surface) {
        let tone = self.scheme.base;
        self.fill(shape, tone);
        self.decorate(shape, surface);
        self.shade(shape, surface, tone);
    }

    /// A part in its own tone, without pattern.
    pub fn solid(&mut self, shape: &Outline, tone: Tone, surface: Surface) {
        self.fill(shape, tone);
        self.shade(shape, surface, tone);
    }

    /// Lays the picture's pattern over a shape.
    pub fn decorate(&mut self, shape: &Outline, surface: Surface) {
        let Some(bounds) = shape.as_ref().map(Path::bounds) else {
            self.broken = true;
            return;
        };
        if self.is_plain() {
            return;
        }
        let (pattern, seed) = (self.pattern, self.seed);
        self.within(shape, |canvas| patterns::draw(canvas, pattern, bounds, surface, seed));
    }

    /// Draws with everything outside `shape` cut off.
    pub fn within(&mut self, shape: &Outline, draw: impl FnOnce(&mut Canvas)) {
        let Some(mask) = shape.as_ref().and_then(|path| self.coverage(path)) else {
            self.broken = true;
            return;
        };
        let outer = self.clip.replace(mask);
        draw(self);
        self.clip = outer;
    }

    /// Light from the left over a shape of `tone`, shade on its right.
    pub fn shade(&mut self, shape: &Outline, surface: Surface, tone: Tone) {
        let Some(path) = shape else {
            self.broken = true;
            return;
        };
        let strength = match surface {
            Surface::Round(_) => Strength { light: 22, dark: 56 },
            Surface::Flat => Strength { light: 10, dark: 22 },
            Surface::Disc => Strength { light: 16, dark: 30 },
        };
        // Round things keep their light along their own axis when they are turned.
        // Flat ones are lit straight across the picture: it looks the same, and a
        // row that repeats the one above it costs a lossless file nothing.
        if matches!(surface, Surface::Round(_)) && self.transform.has_skew() {
            self.shade_turned(path, strength, tone);
            return;
        }
        let edges = self.coverage(path);
        let bounds = path.bounds().transform(self.transform).and_then(|bounds| bounds.round_out());
        match (edges, bounds) {
            (Some(edges), Some(bounds)) => {
                light::fall_on(&mut self.pixmap, &edges, bounds, tone, strength);
            }
            _ => self.broken = true,
        }
    }

    fn shade_turned(&mut self, path: &Path, strength: Strength, tone: Tone) {
        let percent = |value: u8| f32::from(value) / 100.0;
        let (turn, bounds) = (percent(light::TURN), path.bounds());
        let stops = vec![
            GradientStop::new(0.0, colour(SNOW, percent(strength.light))),
            GradientStop::new(turn, colour(SNOW, 0.0)),
            GradientStop::new(turn, colour(tone.shadow(), 0.0)),
            GradientStop::new(1.0, colour(tone.shadow(), percent(strength.dark))),
        ];
        let (start, end) = (Point::from_xy(bounds.left(), 0.0), Point::from_xy(bounds.right(), 0.0));
        let unmoved = Transform::identity();
        match LinearGradient::new(start, end, stops, SpreadMode::Pad, unmoved) {
            Some(shader) => self.paint(&Some(path.clone()), shader),
            None => self.broken = true,
        }
    }

    /// How much of each pixel a shape covers, within the current clip.
    fn coverage(&self, path: &Path) -> Option<Mask> {
        let mut mask = match &self.clip {
            Some(clip) => clip.clone(),
            None => {
                let mut mask = Mask::new(u32::from(WIDTH), u32::from(HEIGHT))?;
                mask.fill_path(path, FillRule::Winding, true, self.transform);
                return Some(mask);
            }
        };
        mask.intersect_path(path, FillRule::Winding, true, self.transform);
        Some(mask)
    }

    /// The shadow of something standing at (`x`, `y`) that is `half_width` wide to each side.
    pub fn contact_shadow(&mut self, x: f32, y: f32, half_width: f32) {
        self.glow(x + 26.0, y, half_width * 1.28, half_width * 0.17, DUSK, 0.34);
        self.glow(x, y, half_width * 1.02, half_width * 0.07, DUSK, 0.36);
    }

    /// An ellipse of `tone` that fades towards its edge.
    pub fn glow(&mut self, x: f32, y: f32, radius_x: f32, radius_y: f32, tone: Tone, opacity: f32) {
        let stops = vec![
            GradientStop::new(0.0, colour(tone, opacity)),
            GradientStop::new(0.55, colour(tone, opacity * 0.55)),
            GradientStop::new(1.0, colour(tone, 0.0)),
        ];
        let flatten =
            Transform::from_translate(-x, -y).post_scale(1.0, radius_y / radius_x).post_translate(x, y);
        let centre = Point::from_xy(x, y);
        let shader = RadialGradient::new(centre, 0.0, centre, radius_x, stops, SpreadMode::Pad, flatten);
        match shader {
            Some(shader) => self.paint(&outline::ellipse(x, y, radius_x, radius_y), shader),
            None => self.broken = true,
        }
    }

    /// The soft shadow of something that lies or hangs flat, down and to the right.
    pub fn drop_shadow(&mut self, shape: &Outline) {
        let transform = self.transform;
        self.transform = transform.post_translate(14.0, 24.0);
        for width in [56.0, 42.0, 28.0, 14.0] {
            self.stroke_glaze(shape, width, DUSK, 0.024);
        }
        self.glaze(shape, DUSK, 0.17);
        self.transform = transform;
    }

    fn paint(&mut self, shape: &Outline, shader: Shader<'_>) {
        match shape {
            Some(path) => self.pixmap.fill_path(
                path,
                &paint_with(shader),
                FillRule::Winding,
                self.transform,
                self.clip.as_ref(),
            ),
            None => self.broken = true,
        }
    }
}

fn colour(tone: Tone, opacity: f32) -> Color {
    let [r, g, b] = tone.channels;
    let mut colour = Color::from_rgba8(r, g, b, u8::MAX);
    colour.set_alpha(opacity);
    colour
}

fn paint_with(shader: Shader<'_>) -> Paint<'_> {
    Paint { shader, ..Paint::default() }
}

fn round_stroke(width: f32) -> Stroke {
    Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}
