//! Things for the stove, and the mill beside it.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{circle, ellipse, mirrored, outline, rounded};
use super::super::palette::{DUSK, OAK, STEEL};
use super::LIGHT;

/// A frying pan from above.
pub fn pan(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(42.0);
    canvas.shift(0.0, 140.0);
    let handle = outline("M 470 260 L 462 40 Q 458 -70 500 -74 Q 542 -70 538 40 L 530 260 Z");
    let rim = circle(500.0, 500.0, 280.0);
    canvas.drop_shadow(&handle);
    canvas.drop_shadow(&rim);
    canvas.solid(&rounded(462.0, 170.0, 76.0, 90.0, 14.0), STEEL, Surface::Round(0.0));
    canvas.solid(&handle, scheme.accent, Surface::Round(0.0));
    canvas.fill(&circle(500.0, -28.0, 15.0), scheme.accent.deep());
    canvas.body(&rim, Surface::Disc);
    canvas.solid(&circle(500.0, 500.0, 240.0), scheme.base.deep().mix(DUSK, 35), Surface::Disc);
    canvas.solid(&circle(500.0, 500.0, 214.0), scheme.base.deep().mix(DUSK, 55), Surface::Disc);
    canvas.stroke_glaze(&outline("M 330 470 C 346 400 400 350 470 336"), 16.0, LIGHT, 0.22);
    canvas.stroke_glaze(&circle(500.0, 500.0, 276.0), 8.0, LIGHT, 0.35);
}

/// A cooking pot with a lid.
pub fn pot(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 958.0, 270.0);
    canvas.rod(&outline("M 240 660 C 150 640 150 740 240 730"), 34.0, scheme.base);
    canvas.rod(&outline("M 760 660 C 850 640 850 740 760 730"), 34.0, scheme.base.darker());
    let body = mirrored("M 500 590 L 232 590 L 240 880 Q 246 956 330 964 Q 410 970 500 970 Z");
    canvas.body(&body, Surface::Round(28.0));
    canvas.within(&body, |canvas| {
        canvas.glaze(&ellipse(500.0, 600.0, 280.0, 34.0), DUSK, 0.25);
    });
    canvas.solid(
        &mirrored("M 500 460 C 360 462 250 510 226 590 Q 350 612 500 612 Z"),
        scheme.base.lighter(),
        Surface::Round(0.0),
    );
    canvas.stroke(&outline("M 224 592 Q 350 614 500 614 Q 650 614 776 592"), 16.0, scheme.base);
    canvas.solid(
        &mirrored("M 500 400 L 452 400 Q 430 402 436 424 L 468 470 L 500 472 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.stroke_glaze(&outline("M 300 552 C 330 520 380 500 440 492"), 14.0, LIGHT, 0.45);
    canvas.glaze(&rounded(272.0, 650.0, 20.0, 230.0, 10.0), LIGHT, 0.28);
}

/// A stove-top kettle with an arched handle.
pub fn kettle(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 956.0, 250.0);
    canvas.shift(20.0, 0.0);
    let spout = outline("M 330 880 C 230 820 220 690 120 620 L 186 590 C 270 640 290 720 360 720 Z");
    canvas.solid(&spout, scheme.base.darker(), Surface::Round(0.0));
    canvas.stroke(
        &outline("M 326 640 C 300 360 400 300 500 300 C 600 300 700 360 674 640"),
        22.0,
        STEEL.darker(),
    );
    canvas.rod(&outline("M 372 352 C 440 288 560 288 628 352"), 46.0, scheme.accent);
    let body =
        mirrored("M 500 560 L 430 560 C 330 576 250 680 240 860 Q 236 950 300 962 Q 400 970 500 970 Z");
    canvas.body(&body, Surface::Round(34.0));
    canvas.within(&body, |canvas| {
        canvas.glaze(&outline("M 200 916 Q 500 960 800 916 L 800 1000 L 200 1000 Z"), DUSK, 0.16);
    });
    canvas.solid(
        &mirrored("M 500 520 C 460 520 420 536 412 572 Q 460 588 500 588 Z"),
        scheme.base.lighter(),
        Surface::Round(0.0),
    );
    canvas.solid(&circle(500.0, 500.0, 30.0), scheme.accent, Surface::Disc);
    canvas.stroke_glaze(&outline("M 292 850 C 300 760 330 690 384 640"), 18.0, LIGHT, 0.35);
}

/// A turned pepper mill.
pub fn grinder(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 140.0);
    let body = mirrored(
        "M 500 480 L 430 480 C 420 540 436 560 440 600 C 446 680 380 740 364 860 L 360 930 Q 360 966 400 968 L 500 972 Z",
    );
    canvas.body(&body, Surface::Round(16.0));
    canvas.solid(
        &mirrored("M 500 900 L 360 900 L 358 932 Q 360 968 400 970 L 500 974 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.solid(&mirrored("M 500 460 L 424 460 L 424 492 L 500 496 Z"), STEEL, Surface::Round(0.0));
    let head = mirrored("M 500 270 C 420 270 396 330 404 390 C 408 420 424 430 426 466 L 500 470 Z");
    canvas.body(&head, Surface::Round(10.0));
    canvas.solid(&circle(500.0, 252.0, 28.0), STEEL, Surface::Disc);
    canvas.stroke_glaze(&outline("M 434 370 C 430 340 440 316 462 304"), 14.0, LIGHT, 0.4);
    canvas.stroke_glaze(&outline("M 408 850 C 416 800 440 750 458 700"), 14.0, LIGHT, 0.3);
    for (x, y) in [(690.0, 968.0), (728.0, 980.0), (664.0, 992.0), (306.0, 984.0), (276.0, 974.0)] {
        canvas.fill(&circle(x, y, 10.0), OAK.deep().mix(DUSK, 50));
    }
}
