//! Every kind of page: nothing for axe-core to report, nothing beside the screen, in light and dark.

use crate::support::{Look, Shop, until, visit};

/// One address of each kind of page.
fn every_kind(shop: &Shop) -> Vec<String> {
    shop.open("/");
    let mut kinds: Vec<String> = [
        "/",
        "/products/",
        "/products/?q=mug&in_stock=1",
        "/products/?q=xylophonequartz",
        "/products/?min_price=x",
        "/collections/",
        "/products/harbour-mug/",
        "/products/errand-tote/",
        "/api/docs/",
    ]
    .map(str::to_owned)
    .to_vec();
    for link in [".collection-tile__link", ".site-footer a[href^='/pages/']"] {
        kinds.push(shop.attribute(&shop.find(link), "href").unwrap());
    }
    kinds
}

fn expect_no_violations(look: Look) {
    visit(look, |shop| {
        let mut wrong = Vec::new();
        for address in every_kind(shop) {
            shop.open(&address);
            wrong.extend(shop.axe_violations().into_iter().map(|line| format!("{address} {line}")));
        }
        shop.expect_quiet_console();
        shop.open("/no-such-page/");
        wrong.extend(shop.axe_violations().into_iter().map(|line| format!("404 {line}")));
        // The browser logs the status 404 itself.
        shop.forget_console();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn axe_reports_nothing_on_a_wide_light_screen() {
    expect_no_violations(Look::DESK);
}

#[test]
fn axe_reports_nothing_on_a_wide_dark_screen() {
    expect_no_violations(Look::DESK.dark());
}

#[test]
fn axe_reports_nothing_on_a_light_phone() {
    expect_no_violations(Look::PHONE);
}

#[test]
fn axe_reports_nothing_on_a_dark_phone() {
    expect_no_violations(Look::PHONE.dark());
}

#[test]
fn nothing_needs_sideways_scrolling_at_400_percent() {
    visit(Look::ZOOMED, |shop| {
        for address in every_kind(shop) {
            shop.open(&address);
            assert_eq!(shop.sideways_overflow(), 0, "{address}");
        }
    });
}

#[test]
fn a_dark_scheme_makes_the_page_dark() {
    visit(Look::DESK.dark(), |shop| {
        let lightness = "(() => {
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            for (const part of [document.documentElement, document.body]) {
                canvas.fillStyle = getComputedStyle(part).backgroundColor;
                canvas.fillRect(0, 0, 1, 1);
            }
            return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
        })()";
        shop.open("/");
        assert!(shop.ask(lightness).as_i64().unwrap() < 60);
        shop.look(Look::DESK);
        // The browser applies a changed preference in its own time.
        until("a light page", || (shop.ask(lightness).as_i64()? > 200).then_some(()));
    });
}
