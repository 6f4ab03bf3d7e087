//! Small things that stand about the house.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, circle, ellipse, leaf, mirrored, outline, rounded};
use super::super::palette::{DUSK, FOLIAGE, FOLIAGE_DEEP, OAK};
use super::LIGHT;

/// A vase with two branches.
pub fn vase(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 150.0);
    branch(
        canvas,
        "M 500 560 C 490 440 450 330 380 240",
        &[
            (476.0, 440.0, -80.0),
            (468.0, 420.0, 40.0),
            (440.0, 340.0, -85.0),
            (428.0, 322.0, 34.0),
            (380.0, 246.0, -38.0),
        ],
    );
    branch(
        canvas,
        "M 500 560 C 510 470 560 400 630 350",
        &[
            (518.0, 470.0, 82.0),
            (538.0, 436.0, -14.0),
            (580.0, 388.0, 96.0),
            (586.0, 386.0, 4.0),
            (626.0, 352.0, 58.0),
        ],
    );
    let body = mirrored(
        "M 500 520 L 436 520 C 440 590 424 620 390 660 C 330 726 316 790 330 850 C 344 920 390 966 430 968 L 500 972 Z",
    );
    canvas.body(&body, Surface::Round(24.0));
    canvas.fill(&ellipse(500.0, 520.0, 66.0, 13.0), scheme.base.lighter());
    canvas.fill(&ellipse(500.0, 522.0, 54.0, 8.0), scheme.base.deep());
    canvas
        .within(&body, |canvas| canvas.stroke(&outline("M 420 592 Q 500 606 580 592"), 14.0, scheme.accent));
    canvas.stroke_glaze(&outline("M 366 850 C 354 800 366 750 402 708"), 18.0, LIGHT, 0.32);
}

/// A bar of soap in its paper sleeve on a wooden dish.
pub fn soap(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 956.0, 310.0);
    canvas.solid(&mirrored("M 500 880 L 190 880 Q 196 930 250 930 L 500 930 Z"), OAK, Surface::Round(0.0));
    canvas.fill(&rounded(270.0, 926.0, 70.0, 34.0, 10.0), OAK.deep());
    canvas.fill(&rounded(660.0, 926.0, 70.0, 34.0, 10.0), OAK.deep());
    canvas.glaze(&rounded(200.0, 880.0, 600.0, 10.0, 5.0), LIGHT, 0.4);
    let lower = rounded(240.0, 700.0, 520.0, 182.0, 62.0);
    canvas.solid(&lower, scheme.base.darker(), Surface::Round(0.0));
    canvas.solid(&rounded(410.0, 700.0, 180.0, 182.0, 4.0), scheme.accent.darker(), Surface::Flat);
    let bar = rounded(262.0, 486.0, 476.0, 222.0, 70.0);
    canvas.glaze(&rounded(282.0, 690.0, 440.0, 30.0, 15.0), DUSK, 0.25);
    canvas.body(&bar, Surface::Round(0.0));
    canvas.glaze(&rounded(310.0, 506.0, 380.0, 16.0, 8.0), LIGHT, 0.4);
    if canvas.is_plain() {
        canvas.solid(&rounded(400.0, 486.0, 200.0, 222.0, 4.0), scheme.accent, Surface::Flat);
        let sprig = [-44.0, 0.0, 44.0].map(|degrees| leaf(500.0, 644.0, 92.0, degrees));
        canvas.fill(&all(sprig), scheme.base.darker());
    }
    for (x, y, radius) in [(690.0, 400.0, 40.0), (762.0, 452.0, 24.0), (640.0, 340.0, 18.0)] {
        canvas.glaze(&circle(x, y, radius), LIGHT, 0.55);
        canvas.stroke_glaze(&circle(x, y, radius), 4.0, scheme.base, 0.6);
        canvas.glaze(&circle(x - radius * 0.35, y - radius * 0.35, radius * 0.22), LIGHT, 1.0);
    }
}

/// A hand bell.
pub fn bell(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 956.0, 220.0);
    canvas.solid(&circle(500.0, 940.0, 36.0), scheme.base.deep(), Surface::Disc);
    let body = mirrored(
        "M 500 530 L 470 530 C 390 540 372 640 360 740 C 350 820 310 850 276 896 Q 266 930 300 934 Q 400 944 500 944 Z",
    );
    canvas.body(&body, Surface::Round(26.0));
    canvas.stroke(&outline("M 284 912 Q 390 932 500 932 Q 610 932 716 912"), 20.0, scheme.base.lighter());
    canvas.solid(
        &mirrored("M 500 500 L 446 500 Q 440 540 470 544 L 500 546 Z"),
        scheme.base.darker(),
        Surface::Round(0.0),
    );
    canvas.solid(
        &mirrored("M 500 250 C 450 252 444 300 456 340 C 468 380 444 420 452 470 Q 456 506 500 508 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.stroke_glaze(&outline("M 398 820 C 410 740 412 640 446 590"), 18.0, LIGHT, 0.42);
}

/// A desk globe on its stand.
pub fn globe(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 958.0, 170.0);
    canvas.solid(
        &mirrored("M 500 820 L 482 820 L 478 890 C 470 920 360 920 346 950 Q 346 968 370 968 L 500 970 Z"),
        scheme.accent.darker(),
        Surface::Round(0.0),
    );
    canvas.stroke(
        &outline("M 360 256 C 200 330 150 560 280 720 C 400 860 620 850 720 740"),
        24.0,
        scheme.accent.darker(),
    );
    canvas.stroke(
        &outline("M 360 256 C 200 330 150 560 280 720 C 400 860 620 850 720 740"),
        10.0,
        scheme.accent.lighter(),
    );
    let ball = circle(520.0, 510.0, 268.0);
    canvas.body(&ball, Surface::Disc);
    canvas.within(&ball, |canvas| {
        let land = ["M 300 330 C 360 270 470 250 520 290 C 560 330 500 370 470 400 C 440 430 440 480 400 470 C 350 450 320 400 300 330 Z", "M 430 500 C 500 480 560 530 560 580 C 560 640 500 680 480 750 C 450 720 440 660 430 620 C 410 580 390 530 430 500 Z", "M 600 300 C 680 280 800 330 820 430 C 800 480 740 460 710 500 C 720 560 700 620 660 640 C 620 600 640 540 600 500 C 570 450 570 350 600 300 Z"];
        canvas.fill(&all(land.map(outline)), scheme.accent);
        let grid = ["M 380 250 C 280 420 320 640 470 790", "M 520 230 C 560 420 580 620 560 790", "M 240 460 C 400 540 640 520 800 410", "M 270 640 C 420 700 640 680 780 590", "M 290 340 C 420 380 600 360 700 290"];
        canvas.stroke_glaze(&all(grid.map(outline)), 3.0, scheme.mark, 0.3);
    });
    canvas.shade(&ball, Surface::Disc, scheme.base);
    canvas.fill(&circle(362.0, 254.0, 18.0), scheme.accent);
    canvas.fill(&circle(716.0, 744.0, 18.0), scheme.accent.darker());
    canvas.stroke_glaze(&outline("M 310 440 C 326 380 360 330 410 304"), 18.0, LIGHT, 0.4);
}

fn branch(canvas: &mut Canvas, stem: &str, leaves: &[(f32, f32, f32)]) {
    canvas.stroke(&outline(stem), 8.0, FOLIAGE_DEEP);
    for (index, (x, y, degrees)) in leaves.iter().enumerate() {
        let tone = if index % 2 == 0 { FOLIAGE } else { FOLIAGE_DEEP };
        canvas.solid(&leaf(*x, *y, 122.0, *degrees), tone, Surface::Flat);
    }
}
