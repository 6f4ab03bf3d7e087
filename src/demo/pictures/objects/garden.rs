//! Things for plants, and a plant.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, circle, ellipse, leaf, line, mirrored, outline, rounded};
use super::super::palette::{DUSK, FOLIAGE, FOLIAGE_DEEP, OAK, STEEL};
use super::LIGHT;

/// A plant in its pot.
pub fn planter(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 180.0);
    let back = [(-64.0, 300.0), (-30.0, 390.0), (8.0, 430.0), (42.0, 370.0), (72.0, 280.0)];
    canvas.fill(&all(back.map(|(degrees, length)| leaf(500.0, 650.0, length, degrees))), FOLIAGE_DEEP);
    for (degrees, length) in [(-48.0, 300.0), (-14.0, 340.0), (24.0, 350.0), (56.0, 290.0)] {
        let blade = leaf(500.0, 650.0, length, degrees);
        canvas.solid(&blade, FOLIAGE, Surface::Flat);
        let (x, y) = super::super::outline::around(500.0, 650.0, length * 0.86, degrees);
        canvas.stroke(&line((500.0, 650.0), (x, y)), 4.0, FOLIAGE_DEEP);
    }
    let pot = mirrored("M 500 680 L 320 680 L 352 920 Q 358 962 404 966 L 500 970 Z");
    canvas.body(&pot, Surface::Round(18.0));
    canvas.within(&pot, |canvas| {
        canvas.glaze(&outline("M 300 670 L 700 670 L 700 716 Q 500 744 300 716 Z"), DUSK, 0.2)
    });
    canvas.solid(&rounded(294.0, 616.0, 412.0, 86.0, 16.0), scheme.accent, Surface::Round(0.0));
    canvas.glaze(&rounded(306.0, 624.0, 388.0, 10.0, 5.0), LIGHT, 0.3);
}

/// A watering can with a long spout.
pub fn watering_can(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(560.0, 958.0, 230.0);
    canvas.rod(&outline("M 720 620 C 900 560 900 860 752 880"), 34.0, scheme.accent);
    canvas.stroke(&outline("M 440 560 C 470 400 650 400 690 560"), 30.0, scheme.accent.darker());
    let spout =
        outline("M 400 880 L 400 780 C 320 700 280 600 236 470 L 190 488 C 220 640 270 800 400 880 Z");
    canvas.solid(&spout, scheme.base.darker(), Surface::Round(0.0));
    canvas.solid(&outline("M 126 466 L 276 404 L 262 482 L 176 518 Z"), scheme.accent, Surface::Flat);
    canvas.solid(
        &super::super::outline::turned(ellipse(200.0, 434.0, 82.0, 17.0), -22.4, 200.0, 434.0),
        scheme.accent.lighter(),
        Surface::Flat,
    );
    let body =
        outline("M 386 560 L 740 560 L 770 910 Q 772 958 720 964 Q 562 974 410 964 Q 358 958 360 910 Z");
    canvas.body(&body, Surface::Round(24.0));
    canvas.solid(&ellipse(563.0, 560.0, 177.0, 32.0), scheme.base.lighter(), Surface::Flat);
    canvas.fill(&ellipse(606.0, 562.0, 108.0, 20.0), scheme.base.deep());
    canvas.glaze(&outline("M 412 640 L 430 642 L 412 880 L 394 878 Z"), LIGHT, 0.32);
}

/// A hand trowel.
pub fn trowel(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(36.0);
    let blade = mirrored("M 500 130 C 440 200 392 300 392 400 L 398 500 Q 402 540 440 552 L 500 560 Z");
    let handle = mirrored("M 500 730 L 456 730 C 440 790 462 850 452 920 C 444 1000 440 1080 500 1084 Z");
    canvas.drop_shadow(&blade);
    canvas.drop_shadow(&handle);
    canvas.stroke(&line((500.0, 520.0), (500.0, 760.0)), 36.0, STEEL.deep());
    canvas.stroke(&line((494.0, 520.0), (494.0, 760.0)), 18.0, STEEL.lighter());
    canvas.solid(&blade, STEEL, Surface::Round(0.0));
    canvas.glaze(&mirrored("M 500 190 C 476 240 466 300 466 360 L 474 540 L 500 550 Z"), DUSK, 0.12);
    canvas.stroke_glaze(&outline("M 424 420 C 424 340 440 270 470 220"), 12.0, LIGHT, 0.6);
    canvas.body(&handle, Surface::Round(8.0));
    canvas.solid(&rounded(450.0, 706.0, 100.0, 46.0, 12.0), scheme.accent, Surface::Round(0.0));
    canvas.solid(
        &mirrored("M 500 1010 L 447 1010 Q 446 1082 500 1084 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.fill(&circle(500.0, 1046.0, 12.0), OAK.deep());
}
