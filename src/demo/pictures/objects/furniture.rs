//! Things that stand on the floor.

use super::super::canvas::{Canvas, Surface};
use super::super::outline::{all, ellipse, mirrored, outline, rect, rounded, steps};
use super::super::palette::DUSK;
use super::LIGHT;

/// A woven basket with two handles.
pub fn basket(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 966.0, 250.0);
    canvas.rod(&outline("M 300 560 C 280 400 420 400 410 540"), 30.0, scheme.accent.darker());
    canvas.rod(&outline("M 590 540 C 580 400 720 400 700 560"), 30.0, scheme.accent.darker());
    canvas.fill(&ellipse(500.0, 556.0, 300.0, 56.0), scheme.base.deep());
    let body =
        mirrored("M 500 612 Q 330 612 200 560 C 204 700 230 840 262 940 Q 276 966 320 970 L 500 976 Z");
    canvas.body(&body, Surface::Round(40.0));
    canvas.within(&body, |canvas| {
        let rows = steps(590.0, 990.0, 44.0).zip([0.0, 26.0].into_iter().cycle());
        let weave = rows.flat_map(|(y, offset)| {
            steps(180.0 + offset, 820.0, 52.0).map(move |x| {
                let dip = 44.0 - (x - 500.0) * (x - 500.0) / 2300.0;
                outline(&format!(
                    "M {x} {} Q {} {} {} {}",
                    y + dip,
                    x + 20.0,
                    y + dip - 16.0,
                    x + 40.0,
                    y + dip
                ))
            })
        });
        canvas.stroke_glaze(&all(weave), 8.0, DUSK, 0.2);
    });
    let rim = outline("M 200 560 Q 330 614 500 614 Q 670 614 800 560");
    canvas.rod(&rim, 34.0, scheme.accent);
}

/// A wooden crate.
pub fn storage_crate(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 966.0, 320.0);
    canvas.fill(&outline("M 190 520 L 260 460 L 740 460 L 810 520 Z"), scheme.base.deep());
    canvas.fill(&outline("M 260 460 L 740 460 L 760 490 L 240 490 Z"), scheme.base.darker());
    canvas.fill(&rect(200.0, 520.0, 600.0, 440.0), scheme.base.deep().mix(DUSK, 40));
    for y in [516.0, 670.0, 824.0] {
        let slat = rounded(184.0, y, 632.0, 136.0, 8.0);
        canvas.body(&slat, Surface::Flat);
        let grain = format!("M 200 {} C 360 {} 560 {} 800 {}", y + 44.0, y + 30.0, y + 70.0, y + 40.0);
        canvas.stroke_glaze(&outline(&grain), 4.0, DUSK, 0.14);
        let lower_grain = format!("M 200 {} C 400 {} 600 {} 800 {}", y + 94.0, y + 112.0, y + 76.0, y + 98.0);
        canvas.stroke_glaze(&outline(&lower_grain), 4.0, DUSK, 0.14);
        canvas.glaze(&rect(188.0, y + 1.0, 624.0, 6.0), LIGHT, 0.3);
    }
    canvas.fill(&rounded(408.0, 560.0, 184.0, 50.0, 25.0), scheme.base.deep().mix(DUSK, 40));
    for x in [184.0, 748.0] {
        canvas.solid(&rounded(x, 508.0, 68.0, 462.0, 8.0), scheme.accent, Surface::Flat);
        let nails = [560.0, 612.0, 712.0, 766.0, 866.0, 920.0].map(|y| ellipse(x + 34.0, y, 6.0, 6.0));
        canvas.fill(&all(nails), scheme.accent.deep());
    }
}

/// A round stool on three legs.
pub fn stool(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 1052.0, 250.0);
    canvas.solid(
        &outline("M 482 560 L 522 560 L 516 1000 L 490 1000 Z"),
        scheme.accent.deep(),
        Surface::Flat,
    );
    canvas.stroke(&outline("M 318 860 L 682 860"), 22.0, scheme.accent.darker());
    canvas.solid(&outline("M 336 560 L 390 560 L 304 1056 L 268 1056 Z"), scheme.accent, Surface::Flat);
    canvas.solid(
        &outline("M 610 560 L 664 560 L 732 1056 L 696 1056 Z"),
        scheme.accent.darker(),
        Surface::Flat,
    );
    let seat = mirrored("M 500 470 L 246 470 L 246 530 Q 260 596 500 600 Z");
    canvas.body(&seat, Surface::Round(30.0));
    canvas.fill(&ellipse(500.0, 474.0, 254.0, 62.0), scheme.base.lighter());
    canvas.decorate(&ellipse(500.0, 474.0, 254.0, 62.0), Surface::Flat);
    canvas.glaze(&ellipse(440.0, 456.0, 120.0, 20.0), LIGHT, 0.25);
}

/// A chair with an upholstered seat and back.
pub fn chair(canvas: &mut Canvas) {
    let scheme = canvas.scheme;
    canvas.contact_shadow(500.0, 1064.0, 250.0);
    canvas.solid(
        &outline("M 352 760 L 388 760 L 380 1010 L 356 1010 Z"),
        scheme.accent.deep(),
        Surface::Flat,
    );
    canvas.solid(
        &outline("M 612 760 L 648 760 L 644 1010 L 620 1010 Z"),
        scheme.accent.deep(),
        Surface::Flat,
    );
    canvas.rod(&outline("M 340 720 L 352 290"), 30.0, scheme.accent);
    canvas.rod(&outline("M 660 720 L 648 290"), 30.0, scheme.accent.darker());
    let back = outline(
        "M 318 300 Q 316 250 366 250 Q 500 230 634 250 Q 684 250 682 300 L 672 470 Q 668 510 630 508 Q 500 494 370 508 Q 332 510 328 470 Z",
    );
    canvas.body(&back, Surface::Flat);
    canvas.stroke_glaze(&outline("M 346 300 Q 346 274 372 274 Q 500 256 600 270"), 9.0, LIGHT, 0.3);
    canvas.solid(&outline("M 280 760 L 324 760 L 296 1066 L 262 1066 Z"), scheme.accent, Surface::Flat);
    canvas.solid(
        &outline("M 676 760 L 720 760 L 738 1066 L 704 1066 Z"),
        scheme.accent.darker(),
        Surface::Flat,
    );
    canvas.solid(&rounded(276.0, 740.0, 448.0, 50.0, 12.0), scheme.accent.darker(), Surface::Flat);
    let seat = outline(
        "M 330 650 Q 500 634 670 650 Q 690 652 700 674 L 746 734 Q 756 772 716 774 L 284 774 Q 244 772 254 734 L 300 674 Q 310 652 330 650 Z",
    );
    canvas.body(&seat, Surface::Flat);
    canvas.within(&seat, |canvas| {
        canvas.glaze(&rect(240.0, 736.0, 520.0, 60.0), DUSK, 0.18);
    });
    canvas.stroke_glaze(&outline("M 320 684 Q 330 668 350 666 Q 450 656 540 660"), 9.0, LIGHT, 0.35);
}
