//! Things to carry things in.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, circle, line, outline, rect, rounded, steps};
use super::super::palette::{BRASS, DUSK, PAPER};
use super::LIGHT;

/// A shopping bag of canvas with two long handles.
pub fn tote(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 968.0, 260.0);
    canvas.stroke(&outline("M 400 500 C 400 240 600 240 600 500"), 30.0, scheme.accent.deep());
    let body =
        outline("M 262 470 Q 500 488 738 470 L 770 950 Q 770 972 746 972 L 254 972 Q 230 972 230 950 Z");
    canvas.body(&body, Surface::Flat);
    canvas.within(&body, |canvas| {
        canvas.glaze(&outline("M 262 470 L 320 474 L 292 980 L 220 980 Z"), LIGHT, 0.12);
        canvas.glaze(&outline("M 738 470 L 690 474 L 716 980 L 790 980 Z"), DUSK, 0.13);
        canvas.glaze(&outline("M 560 690 Q 610 820 600 980 L 640 980 Q 640 820 560 690 Z"), DUSK, 0.08);
        canvas.stroke_glaze(&outline("M 250 516 Q 500 534 750 516"), 4.0, DUSK, 0.25);
    });
    canvas.rod(&outline("M 372 620 L 376 470 C 380 190 620 190 624 470 L 628 620"), 32.0, scheme.accent);
    if canvas.is_plain() {
        canvas.fill(&circle(500.0, 780.0, 84.0), scheme.accent);
        let sprig =
            [-46.0, 0.0, 46.0].map(|degrees| super::super::outline::leaf(500.0, 836.0, 104.0, degrees));
        canvas.fill(&all(sprig), scheme.base);
    }
}

/// A day pack with a front pocket.
pub fn backpack(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 966.0, 250.0);
    canvas.stroke(&outline("M 430 330 C 430 230 570 230 570 330"), 26.0, scheme.accent.darker());
    canvas.solid(&rounded(226.0, 620.0, 110.0, 300.0, 44.0), scheme.base.darker(), Surface::Flat);
    canvas.solid(&rounded(664.0, 620.0, 110.0, 300.0, 44.0), scheme.base.deep(), Surface::Flat);
    let body = outline(
        "M 270 520 C 270 360 370 296 500 296 C 630 296 730 360 730 520 L 730 900 Q 730 970 660 970 L 340 970 Q 270 970 270 900 Z",
    );
    canvas.body(&body, Surface::Round(12.0));
    let flap = outline(
        "M 270 520 C 270 360 370 296 500 296 C 630 296 730 360 730 520 L 730 560 Q 730 620 660 620 L 340 620 Q 270 620 270 560 Z",
    );
    canvas.within(&body, |canvas| canvas.glaze(&rect(270.0, 600.0, 460.0, 38.0), DUSK, 0.22));
    canvas.solid(&flap, scheme.base.mix(LIGHT, 12), Surface::Round(0.0));
    canvas.decorate(&flap, Surface::Flat);
    let pocket = rounded(330.0, 716.0, 340.0, 206.0, 36.0);
    canvas.glaze(&rounded(330.0, 726.0, 344.0, 206.0, 36.0), DUSK, 0.25);
    canvas.solid(&pocket, scheme.base.mix(LIGHT, 8), Surface::Flat);
    canvas.stroke(&line((368.0, 764.0), (632.0, 764.0)), 8.0, scheme.base.deep());
    canvas.stroke(&line((600.0, 768.0), (600.0, 806.0)), 12.0, scheme.accent);
    for x in [384.0, 584.0] {
        canvas.solid(&rounded(x, 500.0, 32.0, 190.0, 8.0), scheme.accent, Surface::Flat);
        canvas.stroke(&rounded(x - 6.0, 628.0, 44.0, 36.0, 6.0), 8.0, BRASS);
    }
    canvas.glaze(&rounded(440.0, 400.0, 120.0, 62.0, 10.0), DUSK, 0.12);
    canvas.fill(&rounded(440.0, 396.0, 120.0, 62.0, 10.0), PAPER);
    canvas.fill(&rounded(464.0, 416.0, 72.0, 8.0, 4.0), scheme.base.deep());
    canvas.fill(&rounded(476.0, 434.0, 48.0, 6.0, 3.0), scheme.base.deep());
}

/// A zipped pouch, a pencil looking out.
pub fn pouch(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.turn(-8.0);
    let body = outline(
        "M 190 450 Q 190 430 212 430 L 788 430 Q 810 430 810 450 L 832 790 Q 834 850 774 850 L 226 850 Q 166 850 168 790 Z",
    );
    canvas.drop_shadow(&body);
    canvas.body(&body, Surface::Flat);
    canvas.within(&body, |canvas| {
        canvas.glaze(&outline("M 160 770 Q 500 830 840 770 L 840 860 L 160 860 Z"), DUSK, 0.12);
        canvas.fill(&rect(160.0, 430.0, 680.0, 66.0), scheme.base.darker());
        canvas.fill(&rect(160.0, 452.0, 680.0, 22.0), scheme.accent.deep());
        let teeth = steps(176.0, 824.0, 14.0).map(|x| rect(x, 455.0, 7.0, 16.0));
        canvas.fill(&all(teeth), BRASS.lighter());
        canvas.stroke_glaze(&outline("M 168 508 L 832 508"), 4.0, LIGHT, 0.35);
    });
    canvas.solid(&rounded(690.0, 446.0, 52.0, 34.0, 10.0), BRASS, Surface::Flat);
    canvas.stroke(&outline("M 716 474 Q 728 500 722 524"), 8.0, BRASS.darker());
    let pull = rounded(698.0, 520.0, 44.0, 110.0, 18.0);
    canvas.glaze(&rounded(704.0, 528.0, 44.0, 110.0, 18.0), DUSK, 0.2);
    canvas.solid(&pull, scheme.accent, Surface::Round(0.0));
    canvas.solid(&rounded(150.0, 560.0, 40.0, 84.0, 8.0), scheme.accent, Surface::Flat);
}
