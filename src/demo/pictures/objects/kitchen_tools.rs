//! Hand tools of the kitchen, seen from above.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, circle, ellipse, line, mirrored, outline, rect, rounded, steps};
use super::super::palette::{BRASS, DUSK, OAK, STEEL};
use super::LIGHT;

/// A cutting board with a handle.
pub fn board(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(-6.0);
    let shape = mirrored(
        "M 500 170 C 456 170 440 200 446 240 L 454 330 Q 456 374 410 376 L 330 376 Q 276 378 276 432 L 276 950 Q 276 1010 336 1010 L 500 1010 Z",
    );
    canvas.drop_shadow(&shape);
    canvas.body(&shape, Surface::Flat);
    canvas.within(&shape, |canvas| {
        let grain = [
            "M 330 376 C 350 560 310 760 340 1010",
            "M 400 376 C 410 520 440 700 400 1010",
            "M 560 376 C 540 560 590 760 566 1010",
            "M 640 376 C 660 600 630 800 656 1010",
            "M 480 376 C 470 600 510 800 490 1010",
            "M 700 400 C 690 600 710 800 696 1010",
        ];
        canvas.stroke_glaze(&all(grain.map(outline)), 5.0, DUSK, 0.13);
    });
    canvas.stroke_glaze(&rounded(318.0, 420.0, 364.0, 548.0, 26.0), 12.0, DUSK, 0.16);
    canvas.fill(&circle(500.0, 240.0, 28.0), scheme.base.deep());
    canvas.fill(&circle(503.0, 244.0, 24.0), scheme.shape.darker());
    canvas.stroke(
        &outline("M 500 240 C 560 180 600 150 590 110 C 580 80 530 100 500 240"),
        9.0,
        scheme.accent,
    );
}

/// A chef's knife.
pub fn knife(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(32.0);
    let blade = outline("M 452 760 L 452 130 C 500 200 590 430 590 740 L 590 760 Z");
    let handle = outline(
        "M 456 790 L 552 790 C 556 880 540 960 562 1060 Q 564 1106 520 1110 L 488 1110 Q 450 1104 452 1060 Z",
    );
    canvas.drop_shadow(&blade);
    canvas.drop_shadow(&handle);
    canvas.solid(&blade, STEEL, Surface::Flat);
    canvas.within(&blade, |canvas| {
        canvas.fill(
            &outline("M 530 130 L 620 130 L 620 800 L 556 800 C 556 500 520 330 430 130 Z"),
            STEEL.lighter().mix(LIGHT, 40),
        );
        canvas.glaze(&rect(452.0, 130.0, 12.0, 640.0), DUSK, 0.18);
    });
    canvas.solid(&rounded(450.0, 742.0, 118.0, 60.0, 10.0), scheme.accent.mix(STEEL, 30), Surface::Flat);
    canvas.body(&handle, Surface::Flat);
    canvas.glaze(&outline("M 470 800 L 488 800 L 486 1080 L 470 1070 Z"), LIGHT, 0.22);
    for y in [850.0, 944.0, 1038.0] {
        canvas.fill(&circle(505.0, y, 13.0), BRASS.lighter());
        canvas.fill(&circle(507.0, y + 1.0, 9.0), BRASS);
    }
}

/// Two spoons, one turned over.
pub fn spoon(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    for (degrees, x, front) in [(-12.0, -140.0, false), (12.0, 140.0, true)] {
        canvas.turn(degrees);
        canvas.shift(x, 0.0);
        let shape = mirrored(
            "M 500 180 C 420 182 384 270 388 350 C 392 440 440 486 476 510 L 468 1040 Q 470 1076 500 1076 Z",
        );
        canvas.drop_shadow(&shape);
        canvas.body(&shape, Surface::Flat);
        let end = mirrored("M 500 910 L 470 910 L 468 1040 Q 470 1076 500 1076 Z");
        canvas.solid(&end, scheme.accent, Surface::Flat);
        if front {
            let hollow = ellipse(500.0, 334.0, 80.0, 116.0);
            canvas.solid(&hollow, scheme.base.darker(), Surface::Flat);
            canvas.glaze(
                &outline("M 560 260 C 580 330 570 400 530 440 C 572 420 586 330 560 260 Z"),
                LIGHT,
                0.35,
            );
        } else {
            canvas.stroke_glaze(&outline("M 426 370 C 424 300 440 250 470 226"), 16.0, LIGHT, 0.4);
        }
        canvas.shift(-x, 0.0);
        canvas.turn(-degrees);
    }
}

/// A dish brush with a long handle.
pub fn brush(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(38.0);
    let handle = mirrored("M 500 540 L 470 540 C 476 700 456 860 448 1010 Q 448 1080 500 1084 Z");
    let bristles = outline("M 330 330 L 670 330 L 700 190 Q 500 150 300 190 Z");
    let head = rounded(316.0, 310.0, 368.0, 92.0, 40.0);
    let neck = mirrored("M 500 380 L 420 380 Q 466 430 468 560 L 500 560 Z");
    for part in [&handle, &bristles, &head] {
        canvas.drop_shadow(part);
    }
    canvas.solid(&bristles, scheme.accent, Surface::Round(0.0));
    let hairs = steps(312.0, 690.0, 14.0).map(|x| line((500.0 + (x - 500.0) * 0.9, 320.0), (x, 184.0)));
    canvas.within(&bristles, |canvas| canvas.stroke_glaze(&all(hairs), 4.0, DUSK, 0.28));
    canvas.solid(&neck, scheme.base, Surface::Flat);
    canvas.body(&handle, Surface::Flat);
    canvas.solid(&head, scheme.base, Surface::Flat);
    canvas.decorate(&head, Surface::Flat);
    canvas.fill(&rounded(450.0, 560.0, 100.0, 44.0, 12.0), STEEL);
    canvas.fill(&circle(500.0, 1030.0, 17.0), scheme.base.deep());
    canvas.glaze(&rounded(346.0, 330.0, 300.0, 14.0, 7.0), LIGHT, 0.35);
}

/// A serving tray with two handles.
pub fn tray(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(-8.0);
    let rim = rounded(210.0, 250.0, 580.0, 750.0, 130.0);
    canvas.drop_shadow(&rim);
    canvas.solid(&rim, scheme.accent, Surface::Disc);
    canvas.glaze(&rounded(246.0, 286.0, 508.0, 678.0, 98.0), DUSK, 0.3);
    let floor = rounded(250.0, 294.0, 504.0, 670.0, 94.0);
    canvas.body(&floor, Surface::Flat);
    for y in [268.0, 968.0] {
        canvas.fill(&rounded(410.0, y - 11.0, 180.0, 24.0, 12.0), scheme.accent.deep());
    }
    canvas.stroke_glaze(&outline("M 224 500 L 224 380 Q 226 268 338 264"), 7.0, LIGHT, 0.5);
    if canvas.is_plain() {
        canvas.stroke(&line((660.0, 730.0), (720.0, 676.0)), 26.0, OAK.mix(LIGHT, 60));
        canvas.glaze(&circle(602.0, 800.0, 98.0), DUSK, 0.2);
        canvas.fill(&circle(596.0, 790.0, 96.0), OAK.mix(LIGHT, 70));
        canvas.fill(&circle(596.0, 790.0, 78.0), OAK.deep());
        canvas.glaze(&ellipse(575.0, 765.0, 30.0, 14.0), LIGHT, 0.3);
    }
}
