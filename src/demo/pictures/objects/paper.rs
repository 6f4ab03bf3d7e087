//! Things to write with and on.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{Outline, all, circle, line, outline, rect, rounded, steps};
use super::super::palette::{DUSK, OAK, PAPER, STEEL};
use super::LIGHT;

/// A bound notebook with an elastic band and a ribbon.
pub fn notebook(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(-7.0);
    let cover = rounded(262.0, 290.0, 476.0, 660.0, 22.0);
    canvas.drop_shadow(&cover);
    canvas.fill(&outline("M 420 940 L 420 1010 L 438 994 L 456 1010 L 456 940 Z"), scheme.accent.darker());
    canvas.fill(&rounded(276.0, 300.0, 474.0, 662.0, 16.0), scheme.base.deep());
    canvas.fill(&rounded(276.0, 298.0, 468.0, 658.0, 14.0), PAPER.darker());
    let edges = [953.0, 956.0].map(|y| line((290.0, y), (736.0, y)));
    canvas.stroke(&all(edges), 1.5, PAPER.deep());
    canvas.body(&cover, Surface::Flat);
    canvas.within(&cover, |canvas| {
        canvas.fill(&rect(262.0, 290.0, 62.0, 660.0), scheme.base.darker());
        canvas.glaze(&rect(324.0, 290.0, 6.0, 660.0), LIGHT, 0.22);
        canvas.fill(&rect(668.0, 290.0, 22.0, 660.0), scheme.accent);
        canvas.glaze(&rect(690.0, 290.0, 7.0, 660.0), DUSK, 0.18);
    });
    let label = rounded(400.0, 390.0, 200.0, 120.0, 8.0);
    canvas.fill(&label, PAPER);
    canvas.fill(&rounded(432.0, 430.0, 136.0, 9.0, 4.0), PAPER.deep());
    canvas.fill(&rounded(454.0, 460.0, 92.0, 7.0, 3.0), PAPER.deep());
}

/// Three pencils side by side, the middle one in the product's colour.
pub fn pencil(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(32.0);
    for (x, y) in [(-140.0, 50.0), (0.0, -30.0), (140.0, 30.0)] {
        canvas.shift(x, y);
        let whole = outline("M 452 400 L 500 260 L 548 400 L 548 990 L 452 990 Z");
        canvas.drop_shadow(&whole);
        canvas.fill(&outline("M 452 404 L 500 260 L 548 404 Z"), OAK.lighter());
        canvas.fill(&outline("M 484 307 L 500 260 L 516 307 Q 500 316 484 307 Z"), scheme.base.deep());
        let barrel =
            outline("M 452 400 Q 468 376 484 400 Q 500 376 516 400 Q 532 376 548 400 L 548 900 L 452 900 Z");
        canvas.fill(&barrel, scheme.base);
        canvas.decorate(&barrel, Surface::Flat);
        canvas.glaze(&rect(452.0, 402.0, 32.0, 498.0), LIGHT, 0.16);
        canvas.glaze(&rect(516.0, 402.0, 32.0, 498.0), DUSK, 0.18);
        canvas.solid(&rect(450.0, 896.0, 100.0, 48.0), STEEL, Surface::Round(0.0));
        let grooves = [908.0, 932.0].map(|y| line((452.0, y), (548.0, y)));
        canvas.stroke(&all(grooves), 3.0, STEEL.deep());
        canvas.solid(&rounded(454.0, 940.0, 92.0, 66.0, 24.0), scheme.accent, Surface::Round(0.0));
        canvas.fill(&rect(454.0, 940.0, 92.0, 6.0), scheme.accent.deep());
        canvas.shift(-x, -y);
    }
}

/// A fountain pen with its cap beside it, above a line of ink.
pub fn pen(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.stroke(
        &outline("M 170 980 C 230 900 260 1060 320 970 C 360 910 380 1010 420 980 C 450 960 480 990 520 984"),
        9.0,
        scheme.base.deep(),
    );
    canvas.turn(38.0);
    canvas.shift(-70.0, 0.0);
    let whole = outline(
        "M 450 880 L 450 330 Q 452 270 500 264 Q 548 270 550 330 L 550 880 L 520 960 L 500 1040 L 480 960 Z",
    );
    canvas.drop_shadow(&whole);
    canvas.solid(
        &outline("M 470 930 L 530 930 Q 534 970 500 1044 Q 466 970 470 930 Z"),
        scheme.accent.mix(STEEL, 25),
        Surface::Round(0.0),
    );
    canvas.stroke(&line((500.0, 970.0), (500.0, 1036.0)), 3.0, DUSK);
    canvas.fill(&circle(500.0, 968.0, 7.0), DUSK);
    canvas.solid(
        &outline("M 454 800 L 546 800 L 532 934 L 468 934 Z"),
        scheme.base.deep(),
        Surface::Round(0.0),
    );
    barrel(canvas, &outline("M 446 800 L 446 340 Q 448 268 500 264 Q 552 268 554 340 L 554 800 Z"));
    canvas.solid(&rect(444.0, 782.0, 112.0, 28.0), scheme.accent, Surface::Round(0.0));
    canvas.glaze(&rounded(464.0, 350.0, 13.0, 410.0, 6.0), LIGHT, 0.4);
    canvas.shift(220.0, -70.0);
    let cap = outline("M 442 820 L 442 520 Q 444 444 500 440 Q 556 444 558 520 L 558 820 Z");
    canvas.drop_shadow(&cap);
    barrel(canvas, &cap);
    canvas.solid(&rect(440.0, 780.0, 120.0, 42.0), scheme.accent, Surface::Round(0.0));
    canvas.solid(&rounded(512.0, 500.0, 26.0, 230.0, 13.0), scheme.accent, Surface::Round(0.0));
}

/// A turned tube lying at an angle: its shade is one edge, since a slanting
/// gradient makes lossless files heavy.
fn barrel(canvas: &mut Canvas, shape: &Outline) {
    let base = canvas.scheme.base;
    canvas.fill(shape, base);
    canvas.decorate(shape, Surface::Round(10.0));
    canvas.within(shape, |canvas| {
        canvas.glaze(&rect(528.0, 200.0, 80.0, 700.0), base.shadow(), 0.42);
        canvas.glaze(&rect(512.0, 200.0, 16.0, 700.0), base.shadow(), 0.2);
    });
}

/// A folded card on its envelope.
pub fn card(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(9.0);
    let envelope = rounded(220.0, 520.0, 600.0, 430.0, 12.0);
    canvas.drop_shadow(&envelope);
    canvas.solid(&envelope, scheme.accent, Surface::Flat);
    canvas.fill(&outline("M 232 940 L 500 700 L 540 700 L 808 940 Z"), scheme.accent.mix(DUSK, 7));
    canvas.stroke(&outline("M 232 940 L 506 706 Q 520 696 534 706 L 808 940"), 4.0, scheme.accent.darker());
    canvas.turn(-15.0);
    let front = rounded(270.0, 240.0, 430.0, 590.0, 8.0);
    canvas.drop_shadow(&front);
    canvas.fill(&rounded(276.0, 246.0, 434.0, 590.0, 8.0), PAPER.darker());
    canvas.body(&front, Surface::Flat);
    if canvas.is_plain() {
        bouquet(canvas);
    } else {
        canvas.fill(&rounded(345.0, 460.0, 280.0, 130.0, 10.0), PAPER);
        canvas.fill(&rounded(395.0, 500.0, 180.0, 12.0, 6.0), scheme.base.deep());
        canvas.fill(&rounded(425.0, 536.0, 120.0, 10.0, 5.0), scheme.base.deep());
    }
}

fn bouquet(canvas: &mut Canvas) {
    let accent = canvas.scheme.accent;
    let stems = [
        "M 485 700 C 480 600 470 520 440 440",
        "M 485 700 C 486 580 490 480 490 380",
        "M 485 700 C 492 600 510 540 545 470",
    ];
    canvas.stroke(&all(stems.map(outline)), 7.0, accent);
    let leaves =
        steps(-60.0, 60.0, 40.0).map(|degrees| super::super::outline::leaf(485.0, 690.0, 96.0, degrees));
    canvas.fill(&all(leaves), accent);
    for (x, y, radius) in [(438.0, 426.0, 40.0), (490.0, 356.0, 48.0), (552.0, 452.0, 36.0)] {
        canvas.fill(&circle(x, y, radius), accent);
        canvas.fill(&circle(x, y, radius * 0.42), canvas.scheme.base.darker());
    }
}
