//! Things that hang on a wall or lean against it.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{
    Outline, all, around, circle, ellipse, leaf, line, mirrored, outline, rect, rounded, steps,
};
use super::super::palette::{DUSK, FOLIAGE, FOLIAGE_DEEP, PAPER, Tone};
use super::LIGHT;

const GLASS: Tone = Tone::new(0xD5, 0xE2, 0xE6);

/// A wall clock at ten past ten.
pub fn clock(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    let rim = circle(500.0, 600.0, 330.0);
    canvas.drop_shadow(&rim);
    canvas.solid(&rim, scheme.accent, Surface::Disc);
    canvas.glaze(&circle(500.0, 600.0, 300.0), DUSK, 0.25);
    let face = circle(500.0, 603.0, 295.0);
    canvas.body(&face, Surface::Disc);
    if !canvas.is_plain() {
        canvas.glaze(&circle(500.0, 600.0, 196.0), scheme.base, 1.0);
    }
    let mark = scheme.mark;
    let ticks = |step: f32, inner: f32| {
        all(steps(0.0, 359.0, step)
            .map(|degrees| line(around(500.0, 600.0, inner, degrees), around(500.0, 600.0, 268.0, degrees))))
    };
    canvas.stroke(&ticks(30.0, 252.0), 9.0, mark);
    canvas.stroke(&ticks(90.0, 234.0), 15.0, mark);
    canvas.stroke(&line((500.0, 600.0), around(500.0, 600.0, 132.0, 305.0)), 22.0, mark);
    canvas.stroke(&line((500.0, 600.0), around(500.0, 600.0, 200.0, 60.0)), 15.0, mark);
    canvas.stroke(
        &line(around(500.0, 600.0, 50.0, 20.0), around(500.0, 600.0, 214.0, 200.0)),
        6.0,
        scheme.accent,
    );
    canvas.fill(&circle(500.0, 600.0, 22.0), mark);
    canvas.fill(&circle(500.0, 600.0, 9.0), scheme.accent);
}

/// A mirror in an arched frame.
pub fn mirror(canvas: &mut Canvas) {
    let frame = mirrored("M 500 190 C 350 190 240 300 240 450 L 240 990 Q 240 1020 270 1020 L 500 1020 Z");
    canvas.drop_shadow(&frame);
    canvas.body(&frame, Surface::Flat);
    canvas.glaze(&mirrored("M 500 240 C 380 240 292 330 292 450 L 292 968 L 500 968 Z"), DUSK, 0.35);
    // Left open along the axis, where a stroke would show.
    let glass = mirrored("M 500 250 C 386 250 300 336 300 452 L 300 968 L 500 968");
    canvas.solid(&glass, GLASS, Surface::Disc);
    canvas.within(&glass, |canvas| {
        canvas.glaze(&outline("M 260 760 L 640 240 L 730 240 L 260 890 Z"), LIGHT, 0.5);
        canvas.glaze(&outline("M 300 940 L 720 360 L 720 410 L 340 968 Z"), LIGHT, 0.35);
    });
    canvas.stroke(&glass, 7.0, canvas.scheme.accent);
}

/// A framed print leaning against the wall.
pub fn print(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 1010.0, 290.0);
    let frame = rect(214.0, 236.0, 572.0, 776.0);
    canvas.drop_shadow(&frame);
    canvas.solid(&frame, scheme.accent, Surface::Flat);
    canvas.stroke_glaze(&outline("M 218 1008 L 218 240 L 782 240"), 6.0, LIGHT, 0.4);
    canvas.glaze(&rect(240.0, 262.0, 520.0, 724.0), DUSK, 0.3);
    canvas.fill(&rect(244.0, 268.0, 516.0, 718.0), PAPER);
    let sheet = rect(306.0, 338.0, 388.0, 578.0);
    if canvas.is_plain() {
        canvas.fill(&sheet, scheme.base.mix(PAPER, 72));
        canvas.within(&sheet, landscape);
    } else {
        canvas.body(&sheet, Surface::Flat);
        canvas.fill(&circle(500.0, 560.0, 116.0), PAPER);
        canvas.fill(&circle(500.0, 560.0, 84.0), scheme.base.deep());
    }
    canvas.glaze(&outline("M 244 640 L 520 268 L 640 268 L 244 800 Z"), LIGHT, 0.13);
}

/// A wall shelf with a few things on it.
pub fn shelf(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    for y in [520.0, 880.0] {
        let board = rounded(140.0, y, 720.0, 46.0, 8.0);
        canvas.drop_shadow(&board);
        for x in [230.0, 740.0] {
            let bracket = format!(
                "M {x} {} L {} {} L {} {} L {x} {} Z",
                y + 40.0,
                x + 30.0,
                y + 40.0,
                x + 30.0,
                y + 80.0,
                y + 140.0
            );
            canvas.solid(&outline(&bracket), scheme.accent.darker(), Surface::Flat);
        }
        canvas.body(&board, Surface::Flat);
        canvas.glaze(&rect(144.0, y + 2.0, 712.0, 7.0), LIGHT, 0.4);
    }
    books(canvas, 220.0, 520.0, &[(50.0, 190.0), (36.0, 220.0), (58.0, 170.0), (42.0, 205.0)]);
    pot_plant(canvas, 690.0, 520.0);
    books(canvas, 590.0, 880.0, &[(44.0, 180.0), (62.0, 150.0), (38.0, 196.0)]);
    let vase = "M 296 730 L 364 730 C 356 770 410 780 410 826 Q 408 880 366 880 L 294 880 Q 252 880 250 826 C 250 780 304 770 296 730 Z";
    canvas.solid(&outline(vase), scheme.accent, Surface::Round(0.0));
    canvas.fill(&ellipse(330.0, 730.0, 34.0, 8.0), scheme.accent.deep());
}

fn landscape(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.fill(&circle(580.0, 500.0, 74.0), scheme.accent);
    let hills: [(&str, Tone); 3] = [
        (
            "M 300 690 C 380 560 450 600 520 660 C 580 700 640 640 700 620 L 700 920 L 300 920 Z",
            scheme.base.mix(PAPER, 40),
        ),
        ("M 300 790 C 400 700 500 720 560 760 C 620 790 660 760 700 740 L 700 920 L 300 920 Z", scheme.base),
        (
            "M 300 850 C 380 840 460 800 540 830 C 600 850 650 870 700 850 L 700 920 L 300 920 Z",
            scheme.base.deep(),
        ),
    ];
    for (hill, tone) in hills {
        canvas.fill(&outline(hill), tone);
    }
}

/// A row of books from `x` on, each as wide and high as given, standing on `y`.
fn books(canvas: &mut Canvas, x: f32, y: f32, sizes: &[(f32, f32)]) {
    let scheme = canvas.scheme;
    let covers = [scheme.accent, PAPER.darker(), scheme.base.deep(), scheme.accent.lighter()];
    let mut left = x;
    for ((width, height), tone) in sizes.iter().zip(covers) {
        let spine: Outline = rounded(left, y - height, *width, *height, 4.0);
        canvas.solid(&spine, tone, Surface::Round(0.0));
        canvas.fill(&rect(left, y - height + 26.0, *width, 8.0), tone.deep());
        left += width + 3.0;
    }
}

fn pot_plant(canvas: &mut Canvas, x: f32, y: f32) {
    for (degrees, tone) in [(-52.0, FOLIAGE_DEEP), (50.0, FOLIAGE_DEEP), (-20.0, FOLIAGE), (22.0, FOLIAGE)] {
        canvas.solid(&leaf(x, y - 90.0, 150.0, degrees), tone, Surface::Flat);
    }
    let pot = format!(
        "M {} {} L {} {} L {} {y} L {} {y} Z",
        x - 62.0,
        y - 106.0,
        x + 62.0,
        y - 106.0,
        x + 44.0,
        x - 44.0
    );
    canvas.solid(&outline(&pot), PAPER, Surface::Round(0.0));
}
