//! Cloth that hangs: towels, scarves and aprons.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{circle, line, outline, rect, rounded};
use super::super::palette::{DUSK, OAK};
use super::LIGHT;
use super::textiles::fringe;

/// A towel on a peg, by its loop.
pub fn towel(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let cloth = outline(
        "M 500 322 C 440 350 380 372 344 440 L 318 960 Q 420 984 500 968 Q 590 952 682 972 L 656 440 C 620 372 560 350 500 322 Z",
    );
    canvas.drop_shadow(&cloth);
    peg(canvas, 262.0);
    canvas.body(&cloth, Surface::Flat);
    canvas.within(&cloth, |canvas| {
        canvas.glaze(&outline("M 500 322 Q 440 560 420 1000 L 480 1000 Q 470 600 500 322 Z"), DUSK, 0.14);
        canvas.glaze(&outline("M 500 322 Q 570 560 580 1000 L 620 1000 Q 600 560 500 322 Z"), DUSK, 0.12);
        canvas.glaze(&outline("M 500 322 Q 400 500 360 1000 L 386 1000 Q 420 560 500 322 Z"), LIGHT, 0.18);
        if canvas.is_plain() {
            canvas.glaze(&rect(300.0, 830.0, 400.0, 44.0), scheme.accent, 0.95);
            canvas.glaze(&rect(300.0, 892.0, 400.0, 12.0), scheme.accent, 0.95);
        }
    });
    canvas.stroke(
        &outline("M 490 334 C 470 280 476 250 500 250 C 524 250 530 280 510 334"),
        10.0,
        scheme.accent,
    );
    canvas.fill(&circle(500.0, 262.0, 24.0), OAK.lighter());
}

/// A scarf, laid once around and hanging down.
pub fn scarf(canvas: &mut Canvas) {
    let back = outline("M 520 560 L 676 540 L 712 930 L 566 944 Z");
    canvas.drop_shadow(&back);
    let front = outline("M 340 560 L 506 590 L 470 1010 L 310 1000 Z");
    canvas.drop_shadow(&front);
    let loop_shape = outline(
        "M 500 300 C 350 300 268 380 268 470 C 268 570 380 640 500 640 C 620 640 732 570 732 470 C 732 380 650 300 500 300 Z",
    );
    canvas.drop_shadow(&loop_shape);
    canvas.turn(-5.0);
    fringe(canvas, 592.0, 700.0, 950.0);
    canvas.turn(5.0);
    canvas.body(&back, Surface::Flat);
    canvas.glaze(&back, DUSK, 0.14);
    canvas.turn(4.0);
    fringe(canvas, 344.0, 488.0, 1000.0);
    canvas.turn(-4.0);
    canvas.body(&front, Surface::Flat);
    canvas.glaze(&outline("M 340 560 L 506 590 L 500 660 Q 400 650 336 610 Z"), DUSK, 0.2);
    canvas.body(&loop_shape, Surface::Flat);
    canvas.within(&loop_shape, |canvas| {
        canvas.stroke_glaze(
            &outline("M 280 520 C 330 590 440 610 520 600 C 600 594 680 560 722 500"),
            12.0,
            DUSK,
            0.16,
        );
        canvas.stroke_glaze(
            &outline("M 290 440 C 330 550 440 566 520 556 C 610 546 680 510 712 430"),
            9.0,
            DUSK,
            0.12,
        );
    });
    let opening = outline(
        "M 500 342 C 410 342 350 380 350 424 C 350 480 420 512 500 512 C 580 512 650 480 650 424 C 650 380 590 342 500 342 Z",
    );
    let base = canvas.scheme.base;
    canvas.fill(&opening, base.deep());
    canvas.within(&opening, |canvas| {
        canvas.solid(&rounded(330.0, 300.0, 340.0, 110.0, 50.0), base.darker(), Surface::Flat);
    });
}

/// An apron on a peg, with a pocket.
pub fn apron(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let cloth = outline(
        "M 400 390 L 600 390 C 606 480 640 570 716 600 L 724 1000 Q 724 1016 708 1016 L 292 1016 Q 276 1016 276 1000 L 284 600 C 360 570 394 480 400 390 Z",
    );
    canvas.drop_shadow(&cloth);
    peg(canvas, 216.0);
    canvas.stroke(
        &outline("M 412 400 C 420 300 470 220 500 216 C 530 220 580 300 588 400"),
        16.0,
        scheme.accent,
    );
    canvas.stroke(&outline("M 290 610 C 210 650 200 740 226 830"), 14.0, scheme.accent);
    canvas.stroke(&outline("M 710 610 C 790 650 800 740 774 830"), 14.0, scheme.accent.darker());
    canvas.body(&cloth, Surface::Flat);
    canvas.within(&cloth, |canvas| {
        canvas.glaze(&outline("M 330 800 L 318 1020 L 356 1020 Z"), DUSK, 0.14);
        canvas.glaze(&outline("M 660 820 L 668 1020 L 636 1020 Z"), DUSK, 0.14);
        canvas.fill(&rect(380.0, 390.0, 240.0, 22.0), scheme.accent);
    });
    let pocket = outline("M 376 690 L 624 690 L 624 850 Q 620 880 590 880 L 410 880 Q 380 880 376 850 Z");
    canvas.glaze(&super::super::outline::turned(pocket.clone(), 0.8, 500.0, 700.0), DUSK, 0.2);
    canvas.solid(&pocket, scheme.base.lighter(), Surface::Flat);
    canvas.fill(&rect(376.0, 690.0, 248.0, 26.0), scheme.accent);
    canvas.stroke_glaze(&line((500.0, 722.0), (500.0, 878.0)), 4.0, DUSK, 0.3);
    canvas.fill(&circle(500.0, 228.0, 20.0), OAK.lighter());
}

fn peg(canvas: &mut Canvas, y: f32) {
    let plate = rounded(420.0, y - 44.0, 160.0, 84.0, 42.0);
    canvas.drop_shadow(&plate);
    canvas.solid(&plate, OAK, Surface::Flat);
    canvas.fill(&circle(504.0, y + 6.0, 28.0), OAK.deep());
}
