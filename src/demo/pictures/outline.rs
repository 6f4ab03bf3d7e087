//! Outlines: what a canvas can fill. Free forms are written in a small part of the
//! SVG path notation (absolute `M L C Q Z`, separated by spaces).

use tiny_skia::{Path, PathBuilder, Point, Rect, Transform};

/// A shape, or `None` when its description made no sense; the canvas remembers
/// that and the picture fails as a whole.
pub type Outline = Option<Path>;

/// The vertical axis of every picture, in pixels.
pub const AXIS: f32 = 500.0;

/// A free form: `"M 320 480 L 680 480 Q 500 600 320 480 Z"`.
pub fn outline(notation: &str) -> Outline {
    let mut pen = PathBuilder::new();
    let mut words = notation.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "M" => {
                let [x, y] = numbers(&mut words)?;
                pen.move_to(x, y);
            }
            "L" => {
                let [x, y] = numbers(&mut words)?;
                pen.line_to(x, y);
            }
            "Q" => {
                let [bend_x, bend_y, x, y] = numbers(&mut words)?;
                pen.quad_to(bend_x, bend_y, x, y);
            }
            "C" => {
                let [from_x, from_y, to_x, to_y, x, y] = numbers(&mut words)?;
                pen.cubic_to(from_x, from_y, to_x, to_y, x, y);
            }
            "Z" => pen.close(),
            _ => return None,
        }
    }
    pen.finish()
}

/// A symmetric form, given its left half: start and end on the axis (x = 500).
pub fn mirrored(left_half: &str) -> Outline {
    let left = outline(left_half)?;
    let right = left.clone().transform(Transform::from_row(-1.0, 0.0, 0.0, 1.0, AXIS * 2.0, 0.0))?;
    both(Some(left), Some(right))
}

/// Two shapes as one.
pub fn both(first: Outline, second: Outline) -> Outline {
    let mut pen = PathBuilder::new();
    pen.push_path(&first?);
    pen.push_path(&second?);
    pen.finish()
}

/// Many shapes as one: cheaper to fill than one by one.
pub fn all(shapes: impl IntoIterator<Item = Outline>) -> Outline {
    let mut pen = PathBuilder::new();
    for shape in shapes {
        pen.push_path(&shape?);
    }
    pen.finish()
}

/// A circle around (`x`, `y`).
pub fn circle(x: f32, y: f32, radius: f32) -> Outline {
    PathBuilder::from_circle(x, y, radius)
}

/// An ellipse around (`x`, `y`).
pub fn ellipse(x: f32, y: f32, radius_x: f32, radius_y: f32) -> Outline {
    Rect::from_xywh(x - radius_x, y - radius_y, radius_x * 2.0, radius_y * 2.0)
        .and_then(PathBuilder::from_oval)
}

/// A rectangle from its top left corner.
pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Outline {
    Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect)
}

/// A rectangle with rounded corners.
pub fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Outline {
    // Where a circle's Bézier handles end, as a share of the radius, from the corner.
    let handle = radius * 0.448;
    let (right, bottom) = (x + width, y + height);
    let mut pen = PathBuilder::new();
    pen.move_to(x + radius, y);
    pen.line_to(right - radius, y);
    pen.cubic_to(right - handle, y, right, y + handle, right, y + radius);
    pen.line_to(right, bottom - radius);
    pen.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
    pen.line_to(x + radius, bottom);
    pen.cubic_to(x + handle, bottom, x, bottom - handle, x, bottom - radius);
    pen.line_to(x, y + radius);
    pen.cubic_to(x, y + handle, x + handle, y, x + radius, y);
    pen.close();
    pen.finish()
}

/// A straight stroke from one point to another.
pub fn line(from: (f32, f32), to: (f32, f32)) -> Outline {
    let mut pen = PathBuilder::new();
    pen.move_to(from.0, from.1);
    pen.line_to(to.0, to.1);
    pen.finish()
}

/// A pointed leaf growing from (`x`, `y`), upwards at 0 degrees, then clockwise.
pub fn leaf(x: f32, y: f32, length: f32, degrees: f32) -> Outline {
    let (belly, tip) = (length * 0.34, -length);
    let mut pen = PathBuilder::new();
    pen.move_to(0.0, 0.0);
    pen.cubic_to(-belly, tip * 0.3, -belly, tip * 0.7, 0.0, tip);
    pen.cubic_to(belly, tip * 0.7, belly, tip * 0.3, 0.0, 0.0);
    pen.close();
    pen.finish()?.transform(Transform::from_rotate(degrees).post_translate(x, y))
}

/// `shape` turned clockwise around (`x`, `y`).
pub fn turned(shape: Outline, degrees: f32, x: f32, y: f32) -> Outline {
    shape?.transform(Transform::from_rotate_at(degrees, x, y))
}

/// The point at `radius` from (`x`, `y`), at 12 o'clock for 0 degrees, then clockwise.
pub fn around(x: f32, y: f32, radius: f32, degrees: f32) -> (f32, f32) {
    let mut point = Point::from_xy(x, y - radius);
    Transform::from_rotate_at(degrees, x, y).map_point(&mut point);
    (point.x, point.y)
}

/// The values from `start` up to `end`, `step` apart.
pub fn steps(start: f32, end: f32, step: f32) -> impl Iterator<Item = f32> + Clone {
    (0..1000_u16).map(move |index| start + f32::from(index) * step).take_while(move |value| *value <= end)
}

fn numbers<'a, const N: usize>(words: &mut impl Iterator<Item = &'a str>) -> Option<[f32; N]> {
    let mut values = [0.0; N];
    for value in &mut values {
        *value = words.next()?.parse().ok()?;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_outline_is_symmetric_about_the_axis() {
        let bounds = mirrored("M 500 100 L 300 100 Q 300 400 500 400 Z").unwrap().bounds();
        assert_eq!((bounds.left(), bounds.right()), (300.0, 700.0));
    }

    #[test]
    fn nonsense_is_no_outline() {
        assert!(outline("M 1 2 X 3 4").is_none());
        assert!(outline("M 1 2 L 3").is_none());
    }
}
