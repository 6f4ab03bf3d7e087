//! Bottles, jars and glasses.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{Outline, ellipse, mirrored, outline, rect, rounded};
use super::super::palette::{DUSK, OAK, PAPER};
use super::LIGHT;

/// A drinking bottle with a screw cap and a carrying loop.
pub fn bottle(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 150.0);
    canvas.rod(&outline("M 440 300 C 430 190 570 190 560 300"), 22.0, scheme.accent);
    let body = mirrored(
        "M 500 390 L 444 390 L 442 430 C 440 500 356 520 356 620 L 356 910 Q 358 966 420 968 L 500 970 Z",
    );
    canvas.body(&body, Surface::Round(14.0));
    canvas.solid(&rounded(430.0, 286.0, 140.0, 112.0, 18.0), scheme.accent, Surface::Round(0.0));
    canvas.fill(&rect(430.0, 374.0, 140.0, 8.0), scheme.accent.deep());
    canvas.glaze(&rounded(388.0, 620.0, 18.0, 260.0, 9.0), LIGHT, 0.32);
    if canvas.is_plain() {
        label(canvas, &rounded(440.0, 690.0, 120.0, 120.0, 10.0), 500.0, 722.0);
    }
}

/// A storage jar with a wooden lid and a paper label.
pub fn jar(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 962.0, 210.0);
    let body =
        mirrored("M 500 470 L 352 470 Q 300 486 296 560 L 296 890 Q 298 962 370 968 Q 430 972 500 972 Z");
    canvas.body(&body, Surface::Round(20.0));
    canvas.glaze(&mirrored("M 500 470 L 352 470 Q 338 474 328 484 Q 400 500 500 500 Z"), DUSK, 0.22);
    canvas.solid(&rounded(330.0, 376.0, 340.0, 104.0, 26.0), scheme.accent, Surface::Round(0.0));
    canvas.fill(&rounded(352.0, 384.0, 296.0, 14.0, 7.0), scheme.accent.lighter());
    canvas.solid(&rounded(462.0, 336.0, 76.0, 48.0, 22.0), scheme.accent.darker(), Surface::Round(0.0));
    canvas.glaze(&rounded(330.0, 580.0, 20.0, 290.0, 10.0), LIGHT, 0.32);
    if canvas.is_plain() {
        label(canvas, &rounded(400.0, 640.0, 200.0, 160.0, 12.0), 500.0, 690.0);
    }
}

/// A tin with a lid, as for tea.
pub fn tin(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 958.0, 210.0);
    let body = mirrored("M 500 440 L 300 440 L 300 936 Q 380 972 500 972 Z");
    canvas.body(&body, Surface::Round(36.0));
    canvas.glaze(&mirrored("M 500 500 L 300 500 L 300 540 Q 380 576 500 576 Z"), DUSK, 0.2);
    let lid = mirrored("M 500 400 L 288 400 L 288 524 Q 370 562 500 562 Z");
    canvas.solid(&lid, scheme.accent, Surface::Round(0.0));
    canvas.fill(&ellipse(500.0, 400.0, 212.0, 38.0), scheme.accent.lighter());
    canvas.fill(&ellipse(500.0, 402.0, 186.0, 29.0), scheme.accent);
    canvas.glaze(&rect(330.0, 600.0, 18.0, 300.0), LIGHT, 0.28);
    if canvas.is_plain() {
        label(canvas, &rounded(396.0, 660.0, 208.0, 200.0, 100.0), 500.0, 735.0);
    }
}

/// A drinking glass with something in it.
pub fn glass(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 956.0, 170.0);
    let wall = mirrored("M 500 430 L 296 430 L 340 910 Q 344 952 390 960 Q 440 966 500 966 Z");
    canvas.glaze(&wall, scheme.base.lighter(), 0.5);
    let drink = mirrored("M 500 580 L 324 580 L 354 886 Q 358 922 400 928 Q 440 932 500 932 Z");
    canvas.glaze(&drink, scheme.base, 0.72);
    canvas.decorate(&wall, Surface::Round(24.0));
    canvas.fill(&ellipse(500.0, 580.0, 176.0, 26.0), scheme.base.lighter());
    canvas.glaze(&ellipse(500.0, 430.0, 204.0, 36.0), LIGHT, 0.35);
    canvas.stroke(&ellipse(500.0, 430.0, 204.0, 36.0), 8.0, scheme.base.mix(LIGHT, 55));
    canvas.shade(&wall, Surface::Round(0.0), scheme.base);
    canvas.glaze(&outline("M 350 520 L 368 520 L 394 860 L 378 860 Z"), LIGHT, 0.6);
    canvas.glaze(&outline("M 384 520 L 392 520 L 412 860 L 404 860 Z"), LIGHT, 0.45);
}

/// A carafe of water with a stopper.
pub fn carafe(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 960.0, 190.0);
    let wall = mirrored(
        "M 500 330 L 420 330 C 444 430 440 500 390 590 C 300 720 296 880 340 940 Q 360 966 430 968 L 500 970 Z",
    );
    canvas.glaze(&wall, scheme.base.lighter(), 0.5);
    let water = mirrored("M 500 660 L 362 660 C 316 760 320 870 358 920 Q 376 940 430 942 L 500 944 Z");
    canvas.glaze(&water, scheme.base, 0.72);
    canvas.decorate(&wall, Surface::Round(24.0));
    canvas.fill(&ellipse(500.0, 660.0, 138.0, 20.0), scheme.base.lighter());
    canvas.shade(&wall, Surface::Round(0.0), scheme.base);
    canvas.solid(&mirrored("M 500 266 L 430 266 L 440 372 L 500 376 Z"), scheme.accent, Surface::Round(0.0));
    canvas.solid(&rounded(420.0, 236.0, 160.0, 54.0, 20.0), scheme.accent.lighter(), Surface::Round(0.0));
    canvas.stroke(&ellipse(500.0, 334.0, 80.0, 12.0), 8.0, scheme.base.mix(LIGHT, 55));
    canvas.stroke_glaze(&outline("M 372 700 C 346 780 350 850 372 900"), 18.0, LIGHT, 0.55);
    canvas.stroke_glaze(&outline("M 452 440 C 452 500 440 540 420 580"), 12.0, LIGHT, 0.55);
}

/// A paper label with a sign and two lines of print.
fn label(canvas: &mut Canvas, shape: &Outline, x: f32, y: f32) {
    canvas.fill(shape, PAPER);
    canvas
        .fill(&super::super::outline::leaf(x, y + 14.0, 44.0, 18.0), canvas.scheme.base.mix(OAK, 30).deep());
    let print = canvas.scheme.base.deep();
    canvas.fill(&rounded(x - 38.0, y + 32.0, 76.0, 8.0, 4.0), print);
    canvas.fill(&rounded(x - 24.0, y + 52.0, 48.0, 6.0, 3.0), print);
}
