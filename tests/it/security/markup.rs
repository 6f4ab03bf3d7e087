//! No page has a script or a style of its own inside: the policy allows none.

use std::path::{Path, PathBuf};

use scraper::{ElementRef, Html, Selector};

use super::scene::{Kind, Visitor, shop, visitor};

/// Mails are read where no style sheet is fetched.
const MAILS: [&str; 2] = ["templates/mail/", "templates/layouts/mail.html"];

/// What of `html` would need a weaker policy.
fn inline(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    page.select(&all).filter(|element| needs_more(element)).map(|element| element.html()).collect()
}

fn needs_more(element: &ElementRef<'_>) -> bool {
    let is_data = element.attr("type").is_some_and(|kind| kind.ends_with("json"));
    let has_code = match element.value().name() {
        "script" => element.attr("src").is_none() && !is_data,
        name => name == "style",
    };
    has_code
        || element.value().attrs().any(|(name, value)| {
            let address = value.trim().to_lowercase();
            name == "style"
                || name == "srcdoc"
                || name.starts_with("on")
                || address.starts_with("javascript:")
        })
}

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => templates(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn no_template_has_an_inline_script_or_style() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    templates(&root.join("templates"), &mut found);
    assert!(found.len() > 50);
    for path in found {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if !MAILS.iter().any(|mail| name.starts_with(mail)) {
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(inline(&text), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn an_inline_script_or_style_is_seen() {
    for html in [
        "<p style=\"color: red\">",
        "<a\nonclick = x>",
        "<img src=\"a\"onerror=x>",
        "<a href=\"javascript:x\">",
        "<style>",
        "<script>",
        "<SCRIPT type=\"module\">",
    ] {
        assert_eq!(inline(html).len(), 1, "{html}");
    }
    let fine = "<script src=\"/a.js\" type=\"module\"></script><p class=\"on\" data-once=\"1\">condition=2";
    assert!(inline(fine).is_empty());
}

/// Every page that shows something of a visitor alone.
fn personal(visitor: &Visitor<'_>) -> Vec<String> {
    let order = visitor.value("order");
    let mut pages: Vec<String> = [
        "/cart/",
        "/checkout/",
        "/checkout/shipping/",
        "/checkout/payment/",
        "/account/",
        "/account/orders/",
        "/account/login/",
        "/account/logout/",
        "/account/register/",
        "/account/register/sent/",
        "/account/password/",
        "/account/password/reset/",
        "/account/password/reset/sent/",
        "/account/profile/",
        "/account/addresses/",
        "/account/addresses/add/",
        "/account/sessions/",
        "/account/wishes/",
        "/account/likes/",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.push(format!("/account/addresses/{}/", visitor.value("address")));
    pages.push(format!("/account/password/reset/{}/", visitor.value("reset")));
    pages.push(format!("/account/orders/{}/", visitor.value("number")));
    pages.push(format!("/orders/{order}/"));
    pages.push(format!("/orders/{order}/withdrawal/"));
    pages
}

#[actix_web::test]
async fn personal_pages_are_kept_nowhere_and_found_by_no_search_engine() {
    let t = shop();
    let customer = visitor(&t, Kind::Customer).await;
    let guest = visitor(&t, Kind::GuestWithCart).await;
    for (who, visitor) in [("customer", &customer), ("guest", &guest)] {
        for path in personal(&customer) {
            let page = visitor.browser.get(&path).await;
            if page.status == 303 {
                assert!(page.header("location").starts_with('/'), "{who} {path}");
                continue;
            }
            // The number of an order is nothing to a guest.
            if page.status == 404 {
                continue;
            }
            assert_eq!(page.status, 200, "{who} {path}");
            assert_eq!(page.header("cache-control"), "no-store", "{who} {path}");
            assert_eq!(page.header("etag"), "", "{who} {path}");
            assert!(page.body().contains("<meta name=\"robots\" content=\"noindex"), "{who} {path}");
            assert_eq!(page.body().matches("<h1").count(), 1, "{who} {path}");
            assert_eq!(inline(page.body()), Vec::<String>::new(), "{who} {path}");
            let policy = page.header("content-security-policy");
            assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{who} {path}");
            assert!(policy.contains("form-action 'self'"), "{who} {path}");
            let referrer = page.header("referrer-policy");
            assert!(["strict-origin-when-cross-origin", "no-referrer", "same-origin"].contains(&referrer));
        }
    }
}
