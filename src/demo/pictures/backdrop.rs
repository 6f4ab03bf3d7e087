//! The calm scene behind an object: a wall, something to stand on, one large shape.
//! Objects of a family share a setting, so that a grid of them looks deliberate.

use super::canvas::{Canvas, HEIGHT, WIDTH};
use super::outline::{circle, outline, rect, rounded};
use super::palette::SNOW;

/// Where an object is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// On a table, before a round window: things to eat and drink from.
    Table,
    /// On a sideboard, before an arch: lamps, vases and things for the bathroom.
    Arch,
    /// On the floor, before a tall panel: furniture, bags and baskets.
    Floor,
    /// On the wall: clocks, mirrors, hanging cloth and lamps.
    Wall,
    /// On a desk seen from above, with a sheet under it: paper and pens.
    Desk,
    /// On a worktop seen from above, with a round mat: tools, boards and rugs.
    Worktop,
}

/// Paints the background for `setting`.
pub fn draw(canvas: &mut Canvas, setting: Setting) {
    let scheme = canvas.scheme;
    match setting {
        Setting::Table => {
            canvas.fill(&circle(500.0, 560.0, 390.0), scheme.shape);
            ground(canvas, 880.0);
        }
        Setting::Arch => {
            let arch =
                "M 190 1250 L 190 500 C 190 329 329 190 500 190 C 671 190 810 329 810 500 L 810 1250 Z";
            canvas.fill(&outline(arch), scheme.shape);
            ground(canvas, 900.0);
        }
        Setting::Floor => {
            canvas.fill(&rounded(170.0, 150.0, 660.0, 1200.0, 40.0), scheme.shape);
            ground(canvas, 930.0);
        }
        Setting::Wall => {
            canvas.fill(&circle(640.0, 760.0, 470.0), scheme.shape);
        }
        Setting::Desk => {
            let sheet = "M 90 0 L 1000 0 L 1000 1010 L 800 1250 L 90 1250 Z";
            canvas.fill(&outline(sheet), scheme.wall.mix(SNOW, 30));
            let corner = "M 1000 760 L 1000 1250 L 420 1250 Z";
            canvas.fill(&outline(corner), scheme.table);
        }
        Setting::Worktop => {
            canvas.fill(&circle(500.0, 625.0, 430.0), scheme.shape);
        }
    }
}

fn ground(canvas: &mut Canvas, top: f32) {
    let table = canvas.scheme.table;
    let (width, height) = (f32::from(WIDTH), f32::from(HEIGHT));
    canvas.fill(&rect(0.0, top, width, height - top), table);
    canvas.fill(&rect(0.0, top, width, 5.0), table.mix(SNOW, 45));
}
