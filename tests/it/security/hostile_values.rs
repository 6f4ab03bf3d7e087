//! Whatever stands in a field, it is answered, and nothing of it becomes markup.

use super::addresses::{ADDRESSES, Address};
use super::scene::{Kind, Visitor, shop, visitor};
use crate::support::web::Answer;

const SCRIPT: &str = "<script>alert(1)</script>";
const VALUES: &[&str] = &[
    SCRIPT,
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE orders;--",
    "a\0b",
    "\u{1}\u{7}\u{1b}[2J\u{7f}\u{85}",
    "x\r\nBcc: x@example.com",
    "%00%ff%",
    "99999999999999999999999999",
    "9223372036854775807",
    "2147483648",
    "-9223372036854775808",
    "-1",
    "0",
    "NaN",
    "1e309",
    "👩‍👩‍👧‍👦",
    "\u{202e}gpj.exe\u{200f}\u{2066}",
    "{{ 7 * 7 }} ${7*7} <%= 7 %>",
    "//evil.example/\\..",
];

/// No server error, no markup of the sender's, nothing of our insides.
pub fn is_harmless(answer: &Answer, what: &str) {
    assert!(answer.status < 500, "{what}: {}", answer.status);
    let body = String::from_utf8_lossy(&answer.bytes);
    let markup = [SCRIPT, "<img src=x", "panicked at", "stack backtrace", "src/", "diesel", "sqlite"];
    for text in markup {
        assert!(!body.contains(text), "{what}: {text} in {body}");
    }
    let location = answer.header("location");
    assert!(
        location.is_empty() || location.starts_with('/') && !location.starts_with("//"),
        "{what}: {location}"
    );
    assert!(!answer.headers.contains_key("bcc"), "{what}");
}

/// Every field of every form in turn; the others hold what the form takes.
async fn are_harmless_everywhere(kind: Kind) {
    for address in ADDRESSES.iter().filter(|address| !address.fields.is_empty()) {
        let t = shop();
        let visitor = visitor(&t, kind).await;
        for (hostile, _) in address.fields {
            for value in VALUES {
                send(&visitor, address, hostile, value).await;
            }
        }
        for path in ["/", "/products/mug/", "/cart/", "/checkout/", "/checkout/payment/", "/account/"] {
            is_harmless(&visitor.browser.get(path).await, &format!("{path} after {}", address.pattern));
        }
        assert_eq!(t.get("/products/mug/").await.status, 200, "the shop goes on");
    }
}

async fn send(visitor: &Visitor<'_>, address: &Address, hostile: &str, value: &str) {
    let fields = visitor.fields(address);
    let sent: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, usual)| (*name, if *name == hostile { value } else { usual.as_str() }))
        .collect();
    let what = format!("{} {hostile}={value:?}", address.pattern);
    let answer = visitor.browser.post(&visitor.path(address), &sent).await;
    is_harmless(&answer, &what);
    if answer.status == 303 {
        let next = answer.header("location");
        is_harmless(&visitor.browser.get(next).await, &format!("{what}, then {next}"));
    }
}

#[actix_web::test]
async fn what_a_guest_types_breaks_nothing() {
    are_harmless_everywhere(Kind::Guest).await;
}

#[actix_web::test]
async fn what_a_guest_with_a_cart_types_breaks_nothing() {
    are_harmless_everywhere(Kind::GuestWithCart).await;
}

#[actix_web::test]
async fn what_a_customer_types_breaks_nothing() {
    are_harmless_everywhere(Kind::Customer).await;
}
