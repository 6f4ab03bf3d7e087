//! Addresses that nobody would type.

use actix_web::test::TestRequest;

use super::addresses::ADDRESSES;
use super::hostile_values::is_harmless;
use super::scene::{Kind, shop, visitor};

/// In place of a segment of a path.
const SEGMENTS: &[&str] = &[
    "%00",
    "%ff",
    "%ff%fe",
    "%0d%0aBcc:%20x",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "..%2f",
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c",
    "%",
    "%zz",
    "-1",
    "0",
    "9223372036854775807",
    "9223372036854775808",
    "999999999999999999999",
    "1e3",
    "NaN",
    "%F0%9F%98%80",
    "%E2%80%AE",
    "'%20OR%201=1--",
    "mug;x=1",
    "mug%20",
    "MUG",
];
const QUERIES: &[&str] = &[
    "page=-1",
    "page=0",
    "page=99999999999999999999",
    "page=%00",
    "page=1&page=2",
    "next=https://evil.example/",
    "next=//evil.example/",
    "next=/%5Cevil.example/",
    "next=%0d%0aSet-Cookie:a=b",
    "next=javascript:alert(1)",
    "variant=NaN",
    "variant=-1",
    "variant=999999999999999999999",
    "q=%ff%fe",
    "q=%00",
    "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "q=%22%20OR%20NEAR(*",
    "tag=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "sort='%3BDROP%20TABLE%20orders",
    "min_price=NaN&max_price=-1e309",
    "min_price=99999999999999999999",
    "in_stock=%00&rating=%F0%9F%98%80",
    "code=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "a[]=1&a[0][b]=2&__proto__=1",
    "&&&===&=&%",
];
/// What can be read; `*` stands for any segment.
const PAGES: &[&str] = &[
    "/products/*/",
    "/products/*/reviews/",
    "/collections/*/",
    "/pages/*/",
    "/orders/*/",
    "/orders/*/withdrawal/",
    "/account/orders/*/",
    "/account/addresses/*/",
    "/account/register/*/",
    "/account/email/*/",
    "/account/password/reset/*/",
    "/media/*",
    "/static/*",
    "/dev/mail/*/",
    "/dev/mail/*/html/",
    "/sitemap-*.xml",
    "/*/",
    "/*",
];
const LISTS: &[&str] = &[
    "/",
    "/products/",
    "/products/mug/",
    "/collections/",
    "/collections/things/",
    "/cart/",
    "/checkout/",
    "/checkout/shipping/",
    "/checkout/payment/",
    "/account/",
    "/account/orders/",
    "/account/login/",
    "/account/register/",
    "/account/password/reset/",
    "/account/profile/",
    "/account/addresses/",
    "/account/addresses/add/",
    "/account/sessions/",
    "/account/wishes/",
    "/account/likes/",
];

fn segments() -> Vec<String> {
    let mut segments: Vec<String> = SEGMENTS.iter().map(|segment| (*segment).to_owned()).collect();
    segments.push("a".repeat(5_000));
    segments.push("%41".repeat(2_000));
    segments
}

#[actix_web::test]
async fn no_path_breaks_a_page() {
    let t = shop();
    for kind in [Kind::Guest, Kind::Customer] {
        let visitor = visitor(&t, kind).await;
        for page in PAGES {
            for segment in segments() {
                let path = page.replace('*', &segment);
                let Ok(uri) = path.parse::<actix_web::http::Uri>() else { continue };
                let answer = visitor.browser.send(TestRequest::get().uri(&uri.to_string())).await;
                is_harmless(&answer, &format!("{path:.80}"));
                let own = answer.status == 200 && !page.starts_with("/static/");
                assert!(!own || segment.eq_ignore_ascii_case(".."), "{path:.80} is no page");
            }
        }
    }
}

#[actix_web::test]
async fn no_path_breaks_an_address_that_takes_a_form() {
    let t = shop();
    let visitor = visitor(&t, Kind::Customer).await;
    for address in ADDRESSES.iter().filter(|address| address.pattern.contains('{')) {
        let (before, rest) = address.pattern.split_once('{').unwrap();
        let after = rest.rsplit_once('}').unwrap().1;
        for segment in segments() {
            let path = format!("{before}{segment}{after}");
            let fields = visitor.fields(address);
            let request = TestRequest::post()
                .uri(&path)
                .insert_header(("sec-fetch-site", "same-origin"))
                .set_form(&fields);
            is_harmless(&visitor.browser.send(request).await, &format!("{path:.80}"));
        }
    }
}

#[actix_web::test]
async fn no_query_string_breaks_a_page_or_leads_elsewhere() {
    let t = shop();
    for kind in [Kind::Guest, Kind::Customer] {
        let visitor = visitor(&t, kind).await;
        for page in LISTS {
            for query in QUERIES {
                let answer = visitor.browser.get(&format!("{page}?{query}")).await;
                is_harmless(&answer, &format!("{page}?{query}"));
                assert!(!answer.body().contains("href=\"javascript:"), "{page}?{query}");
                assert_eq!(answer.headers.get_all("set-cookie").filter(|value| *value == "a=b").count(), 0);
            }
            let long = format!("{page}?q={}", "x".repeat(20_000));
            is_harmless(&visitor.browser.get(&long).await, "a very long query string");
        }
    }
}
