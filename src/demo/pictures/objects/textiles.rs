//! Cloth that lies: cushions, throws and rugs.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, circle, line, outline, rect, rounded, steps};
use super::super::palette::DUSK;
use super::LIGHT;

/// A square cushion standing on a corner of the floor.
pub fn cushion(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 958.0, 300.0);
    let body = outline(
        "M 196 372 Q 190 350 214 354 Q 500 402 786 354 Q 810 350 804 372 Q 756 660 804 944 Q 808 968 784 962 Q 500 930 216 962 Q 192 968 196 944 Q 244 660 196 372 Z",
    );
    canvas.body(&body, Surface::Flat);
    canvas.within(&body, |canvas| {
        canvas.glow(420.0, 560.0, 300.0, 260.0, LIGHT, 0.2);
        for crease in [
            "M 214 372 Q 270 430 300 500",
            "M 786 372 Q 730 430 700 500",
            "M 214 946 Q 270 890 300 820",
            "M 786 946 Q 730 890 700 820",
        ] {
            canvas.stroke_glaze(&outline(crease), 14.0, DUSK, 0.12);
        }
    });
    canvas.stroke(&body, 14.0, scheme.accent);
    for (x, y) in [(204.0, 362.0), (796.0, 362.0), (204.0, 954.0), (796.0, 954.0)] {
        canvas.fill(&circle(x, y, 17.0), scheme.accent);
    }
}

/// A throw with fringes over a rail.
pub fn throw(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let cloth = outline("M 250 320 Q 500 300 750 320 L 768 900 Q 640 918 500 904 Q 360 890 232 908 Z");
    canvas.drop_shadow(&cloth);
    fringe(canvas, 246.0, 762.0, 900.0);
    canvas.body(&cloth, Surface::Flat);
    canvas.within(&cloth, |canvas| {
        for fold in [
            "M 330 320 Q 316 600 322 920 L 362 920 Q 350 600 352 320 Z",
            "M 490 320 Q 486 600 500 920 L 552 920 Q 528 600 522 320 Z",
            "M 650 320 Q 660 600 668 920 L 716 920 Q 692 600 686 320 Z",
        ] {
            canvas.glaze(&outline(fold), DUSK, 0.12);
        }
        canvas.glaze(&rect(200.0, 300.0, 600.0, 34.0), LIGHT, 0.25);
    });
    canvas.rod(&line((150.0, 312.0), (850.0, 312.0)), 24.0, scheme.accent);
    let overlap = outline("M 250 318 Q 252 288 280 288 L 720 288 Q 748 288 750 318 L 750 344 L 250 344 Z");
    canvas.body(&overlap, Surface::Flat);
    canvas.fill(&circle(150.0, 312.0, 22.0), scheme.accent);
    canvas.fill(&circle(850.0, 312.0, 22.0), scheme.accent.darker());
}

/// A small rug from above, fringed at both ends.
pub fn rug(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let field = rounded(254.0, 270.0, 492.0, 710.0, 6.0);
    canvas.drop_shadow(&field);
    let threads = steps(262.0, 742.0, 16.0)
        .flat_map(|x| [line((x, 280.0), (x - 3.0, 228.0)), line((x, 970.0), (x + 3.0, 1022.0))]);
    canvas.stroke(&all(threads), 6.0, scheme.accent.mix(LIGHT, 30));
    canvas.body(&field, Surface::Flat);
    canvas.within(&field, |canvas| canvas.stroke(&field, 72.0, scheme.base));
    canvas.stroke(&rect(292.0, 312.0, 416.0, 626.0), 12.0, scheme.accent);
    canvas.stroke(&rect(316.0, 336.0, 368.0, 578.0), 4.0, scheme.accent);
    if canvas.is_plain() {
        for y in [445.0, 625.0, 805.0] {
            let diamond = format!("M 500 {} L 590 {y} L 500 {} L 410 {y} Z", y - 84.0, y + 84.0);
            canvas.fill(&outline(&diamond), scheme.accent);
            let heart = format!("M 500 {} L 545 {y} L 500 {} L 455 {y} Z", y - 42.0, y + 42.0);
            canvas.fill(&outline(&heart), scheme.base);
        }
    }
}

/// Threads hanging from a hem between two sides.
pub fn fringe(canvas: &mut Canvas, left: f32, right: f32, y: f32) {
    let tone = canvas.scheme.accent;
    let threads = steps(left, right, 17.2).map(|x| line((x, y - 10.0), (x, y + 50.0)));
    canvas.stroke(&all(threads), 8.0, tone);
}
