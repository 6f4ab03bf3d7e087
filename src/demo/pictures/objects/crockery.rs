//! Cups, plates and pots for the table.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{circle, ellipse, mirrored, outline};
use super::super::palette::DUSK;

/// A straight mug with its handle to the right.
pub fn mug(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(470.0, 960.0, 220.0);
    canvas.shift(-50.0, 0.0);
    canvas.rod(&outline("M 690 585 C 860 560 870 830 676 828"), 48.0, scheme.base);
    let body =
        mirrored("M 500 490 L 294 490 C 294 640 300 780 312 880 Q 320 950 400 962 Q 450 968 500 968 Z");
    canvas.body(&body, Surface::Round(26.0));
    open_rim(canvas, 490.0, 206.0, 40.0);
    canvas.glaze(
        &outline("M 330 560 C 330 680 334 770 342 850 L 358 852 C 350 770 347 680 347 564 Z"),
        super::LIGHT,
        0.3,
    );
}

/// A round tea cup on its saucer.
pub fn cup(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 968.0, 330.0);
    canvas.solid(
        &mirrored("M 500 920 L 180 912 C 200 960 330 986 420 986 L 500 986 Z"),
        scheme.accent.darker(),
        Surface::Round(0.0),
    );
    canvas.solid(&ellipse(500.0, 912.0, 320.0, 40.0), scheme.accent, Surface::Round(0.0));
    canvas.fill(&ellipse(500.0, 918.0, 180.0, 20.0), scheme.accent.deep());
    canvas.rod(&outline("M 690 670 C 850 640 830 830 650 820"), 36.0, scheme.base);
    let body = mirrored("M 500 600 L 278 600 C 278 760 350 900 420 918 Q 455 926 500 926 Z");
    canvas.body(&body, Surface::Round(30.0));
    open_rim(canvas, 600.0, 222.0, 46.0);
    canvas.fill(&ellipse(500.0, 610.0, 180.0, 26.0), DRINK);
    canvas.glaze(&ellipse(440.0, 606.0, 70.0, 8.0), super::LIGHT, 0.25);
}

/// A wide bowl on a small foot.
pub fn bowl(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 964.0, 190.0);
    canvas.solid(
        &mirrored("M 500 910 L 386 910 L 378 958 Q 430 972 500 972 Z"),
        scheme.base.darker(),
        Surface::Round(0.0),
    );
    let body = mirrored("M 500 600 L 180 600 C 184 800 320 930 410 938 Q 450 942 500 942 Z");
    canvas.body(&body, Surface::Round(44.0));
    open_rim(canvas, 600.0, 320.0, 66.0);
}

/// A dinner plate from above.
pub fn plate(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let rim = circle(500.0, 625.0, 350.0);
    canvas.drop_shadow(&rim);
    canvas.body(&rim, Surface::Disc);
    canvas.stroke(&circle(500.0, 625.0, 343.0), 12.0, scheme.accent);
    canvas.glaze(&circle(506.0, 633.0, 238.0), DUSK, 0.14);
    let well = circle(500.0, 625.0, 234.0);
    canvas.solid(&well, scheme.base.mix(super::LIGHT, 12), Surface::Disc);
    canvas.stroke_glaze(&outline("M 300 560 C 330 480 390 440 450 424"), 14.0, super::LIGHT, 0.4);
}

/// A tall pitcher, spout to the left.
pub fn pitcher(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 200.0);
    canvas.rod(&outline("M 590 400 C 800 360 810 680 662 730"), 42.0, scheme.accent);
    let spout = "M 392 330 C 360 330 330 318 310 304 C 330 370 372 410 404 470 L 500 520 L 608 330 Z";
    canvas.fill(&outline(spout), scheme.base.lighter());
    let body = "M 310 304 C 340 326 380 338 420 340 L 610 340 C 606 440 606 500 646 590 C 706 720 700 860 650 940 Q 630 968 560 970 L 440 970 Q 370 968 350 940 C 300 860 294 720 354 590 C 390 508 394 460 372 410 C 350 372 324 350 310 304 Z";
    canvas.body(&outline(body), Surface::Round(24.0));
    let opening = "M 312 306 C 350 318 400 312 470 312 C 560 312 612 324 610 340 C 606 360 540 368 470 366 C 390 364 334 344 312 306 Z";
    canvas.fill(&outline(opening), scheme.base.deep());
    canvas.stroke(&outline(opening), 10.0, scheme.base.lighter());
}

/// A round teapot with a lid.
pub fn teapot(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 952.0, 210.0);
    canvas.rod(&outline("M 690 640 C 880 560 900 860 684 850"), 40.0, scheme.accent);
    let spout = "M 350 850 C 210 840 220 650 128 604 L 176 574 C 290 600 270 720 350 720 Z";
    canvas.solid(&outline(spout), scheme.base, Surface::Round(0.0));
    let body = mirrored(
        "M 500 546 L 420 546 C 330 560 262 650 262 760 C 262 860 330 930 400 952 Q 440 960 500 960 Z",
    );
    canvas.body(&body, Surface::Round(36.0));
    canvas.fill(&ellipse(500.0, 556.0, 116.0, 20.0), scheme.base.deep());
    canvas.solid(
        &mirrored("M 500 490 C 450 490 396 516 386 552 Q 440 572 500 572 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.solid(&circle(500.0, 470.0, 30.0), scheme.accent, Surface::Disc);
    canvas.stroke_glaze(&outline("M 312 730 C 320 680 346 640 380 616"), 16.0, super::LIGHT, 0.35);
}

const DRINK: super::super::palette::Tone = super::super::palette::Tone::new(0x8A, 0x5A, 0x3A);

/// The opening of a vessel: a lit rim around a dark inside.
fn open_rim(canvas: &mut Canvas, y: f32, radius_x: f32, radius_y: f32) {
    let base = canvas.scheme.base;
    canvas.fill(&ellipse(500.0, y, radius_x, radius_y), base.lighter());
    let inside = ellipse(500.0, y + 3.0, radius_x - 16.0, radius_y - 10.0);
    canvas.solid(&inside, base.deep(), Surface::Flat);
}
