//! Bodies that are no form, or not the form that was asked for.

use std::collections::BTreeMap;

use actix_web::test::TestRequest;
use url::form_urlencoded;

use super::addresses::ADDRESSES;
use super::hostile_values::is_harmless;
use super::scene::{Kind, shop, visitor};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=edge";

/// What the body of a form with these fields might be instead, by content type.
fn bodies(fields: &[(&str, String)]) -> Vec<(Option<&'static str>, Vec<u8>)> {
    let pairs = |value: &str| {
        fields.iter().map(|(name, _)| format!("{name}={value}")).collect::<Vec<_>>().join("&").into_bytes()
    };
    let usual = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(|(name, value)| part(name, value)).collect();
    let unreadable = [&parts.clone().into_bytes()[..], b"--edge\r\n\xff\xfe: \0\r\n\r\n\xff\r\n--edge--\r\n"];
    let json = serde_json::to_vec(&fields.iter().cloned().collect::<BTreeMap<_, _>>());
    vec![
        (Some(FORM), Vec::new()),
        (Some(FORM), pairs("%ff")),
        (Some(FORM), pairs("%")),
        (Some(FORM), [pairs("").as_slice(), b"\xff\xfe\0"].concat()),
        (Some(FORM), pairs(&"x".repeat(70_000))),
        (Some(FORM), [pairs("1"), pairs("2")].join(&b'&')),
        (Some(FORM), format!("{usual}&is_staff=1&user_id=1&total=0&id=1&__proto__=1").into_bytes()),
        (Some(FORM), vec![b'&'; 60_000]),
        (Some("application/x-www-form-urlencoded; charset=utf-16"), usual.clone().into_bytes()),
        (Some("application/json"), json.unwrap()),
        (Some("text/plain"), usual.clone().into_bytes()),
        (Some("text/html; charset=\t"), usual.clone().into_bytes()),
        (None, usual.clone().into_bytes()),
        (None, Vec::new()),
        (Some(MULTIPART), format!("{parts}--edge--\r\n").into_bytes()),
        (Some(MULTIPART), parts.clone().into_bytes()),
        (Some(MULTIPART), unreadable.concat()),
        (
            Some(MULTIPART),
            [part("photo", &"x".repeat(10 * 1024 * 1024)), "--edge--\r\n".into()].concat().into(),
        ),
        (Some(MULTIPART), usual.clone().into_bytes()),
        (Some("multipart/form-data"), usual.into_bytes()),
    ]
}

async fn are_answered(kind: Kind) {
    for address in ADDRESSES {
        let t = shop();
        let visitor = visitor(&t, kind).await;
        for (number, (content_type, body)) in bodies(&visitor.fields(address)).into_iter().enumerate() {
            let request = TestRequest::post()
                .uri(&visitor.path(address))
                .insert_header(("sec-fetch-site", "same-origin"))
                .set_payload(body);
            let request = match content_type {
                Some(content_type) => request.insert_header(("content-type", content_type)),
                None => request,
            };
            let answer = visitor.browser.send(request).await;
            is_harmless(&answer, &format!("{} with body {number}, {content_type:?}", address.pattern));
        }
        assert_eq!(t.get("/products/mug/").await.status, 200, "the shop goes on");
    }
}

#[actix_web::test]
async fn a_body_that_is_no_form_is_answered_for_a_guest() {
    are_answered(Kind::Guest).await;
}

#[actix_web::test]
async fn a_body_that_is_no_form_is_answered_for_a_guest_with_a_cart() {
    are_answered(Kind::GuestWithCart).await;
}

#[actix_web::test]
async fn a_body_that_is_no_form_is_answered_for_a_customer() {
    are_answered(Kind::Customer).await;
}

#[actix_web::test]
async fn a_body_of_ten_megabytes_is_refused_without_harm() {
    let t = shop();
    for kind in [Kind::Guest, Kind::Customer] {
        let visitor = visitor(&t, kind).await;
        for pattern in ["/cart/items/", "/checkout/", "/account/login/", "/account/profile/"] {
            for content_type in [FORM, MULTIPART] {
                let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".to_vec();
                body.resize(10 * 1024 * 1024, b'x');
                let request = TestRequest::post()
                    .uri(pattern)
                    .insert_header(("sec-fetch-site", "same-origin"))
                    .insert_header(("content-type", content_type))
                    .set_payload(body);
                let answer = visitor.browser.send(request).await;
                is_harmless(&answer, &format!("{pattern} {content_type}"));
                assert!(answer.status == 303 || answer.status >= 400, "{pattern} {content_type}");
            }
        }
    }
}
