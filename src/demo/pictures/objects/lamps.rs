//! Things that give light.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{circle, ellipse, line, mirrored, outline, rect, rounded};
use super::super::palette::{DUSK, FLAME, PAPER};
use super::LIGHT;

/// A candle burning in a ceramic pot.
pub fn candle(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 958.0, 200.0);
    canvas.glow(500.0, 490.0, 260.0, 260.0, FLAME, 0.5);
    let body = mirrored("M 500 620 L 304 620 L 304 900 Q 306 958 372 964 Q 430 970 500 970 Z");
    canvas.body(&body, Surface::Round(30.0));
    canvas.fill(&ellipse(500.0, 620.0, 196.0, 42.0), scheme.base.lighter());
    canvas.fill(&ellipse(500.0, 624.0, 178.0, 33.0), scheme.base.deep());
    canvas.fill(&ellipse(500.0, 632.0, 164.0, 25.0), PAPER);
    canvas.glow(500.0, 630.0, 110.0, 17.0, FLAME, 0.8);
    canvas.stroke(&line((500.0, 626.0), (500.0, 570.0)), 8.0, DUSK);
    canvas.fill(&mirrored("M 500 420 C 492 470 452 500 452 544 C 452 578 474 596 500 596 Z"), FLAME);
    canvas.fill(&mirrored("M 500 500 C 496 524 474 536 474 560 C 474 582 486 592 500 592 Z"), LIGHT);
    if canvas.is_plain() {
        canvas.fill(&rounded(420.0, 750.0, 160.0, 124.0, 10.0), scheme.accent);
        canvas.fill(&rounded(450.0, 788.0, 100.0, 9.0, 4.0), scheme.accent.deep());
        canvas.fill(&rounded(466.0, 816.0, 68.0, 7.0, 3.0), scheme.accent.deep());
    }
}

/// A table lamp with a cloth shade.
pub fn lamp(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 960.0, 160.0);
    canvas.glow(500.0, 690.0, 330.0, 190.0, FLAME, 0.5);
    canvas.solid(
        &mirrored("M 500 660 L 480 660 L 480 790 C 478 830 410 850 404 900 Q 402 960 430 964 L 500 966 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.fill(&ellipse(500.0, 646.0, 236.0, 34.0), FLAME.mix(scheme.base, 35));
    let shade = mirrored("M 500 270 L 376 270 L 254 640 Q 370 682 500 682 Z");
    canvas.body(&shade, Surface::Round(20.0));
    canvas.within(&shade, |canvas| canvas.glow(470.0, 600.0, 220.0, 170.0, FLAME, 0.42));
    canvas.fill(&ellipse(500.0, 270.0, 124.0, 17.0), scheme.base.deep());
    canvas.stroke(&line((640.0, 668.0), (640.0, 760.0)), 5.0, scheme.accent.deep());
    canvas.fill(&circle(640.0, 768.0, 11.0), scheme.accent);
}

/// A pendant lamp with a dome shade.
pub fn pendant(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.glow(500.0, 850.0, 420.0, 300.0, FLAME, 0.5);
    canvas.fill(&rect(495.0, 0.0, 10.0, 400.0), DUSK);
    canvas.fill(&ellipse(500.0, 806.0, 296.0, 40.0), scheme.base.deep());
    canvas.fill(&circle(500.0, 812.0, 62.0), FLAME.mix(LIGHT, 45));
    let dome = mirrored("M 500 460 C 320 462 206 610 200 800 Q 330 762 500 762 Z");
    canvas.body(&dome, Surface::Round(-18.0));
    canvas.stroke(&outline("M 204 798 Q 330 762 500 762 Q 670 762 796 798"), 14.0, scheme.base.lighter());
    canvas.solid(
        &mirrored("M 500 376 L 464 376 L 452 470 Q 476 462 500 462 Z"),
        scheme.accent,
        Surface::Round(0.0),
    );
    canvas.stroke_glaze(&outline("M 262 680 C 290 600 340 550 400 520"), 18.0, LIGHT, 0.4);
}
