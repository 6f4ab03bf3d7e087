//! Every address that takes a form, with the fields its form has.

use std::path::Path;

/// An address that takes `POST`.
pub struct Address {
    /// As it stands among the routes.
    pub pattern: &'static str,
    /// The fields of its form with something that it takes; `{product}` and the like are filled in.
    pub fields: &'static [(&'static str, &'static str)],
    /// Whether it can be read as well.
    pub is_page: bool,
}

const fn action(pattern: &'static str, fields: &'static [(&'static str, &'static str)]) -> Address {
    Address { pattern, fields, is_page: false }
}

const fn form(pattern: &'static str, fields: &'static [(&'static str, &'static str)]) -> Address {
    Address { pattern, fields, is_page: true }
}

const POSTAL: &[(&str, &str)] = &[
    ("name", "Ann Lee"),
    ("street", "1 High Street"),
    ("line2", "2nd floor"),
    ("city", "Springfield"),
    ("zip", "12345"),
    ("region", "IL"),
    ("country", "US"),
];
const DETAILS: &[(&str, &str)] = &[
    ("email", "ann@example.com"),
    ("name", "Ann Lee"),
    ("street", "1 High Street"),
    ("line2", "2nd floor"),
    ("city", "Springfield"),
    ("zip", "12345"),
    ("region", "IL"),
    ("country", "US"),
    ("billing_differs", "1"),
    ("billing_name", "Ann Lee"),
    ("billing_street", "1 High Street"),
    ("billing_line2", "2nd floor"),
    ("billing_city", "Springfield"),
    ("billing_zip", "12345"),
    ("billing_region", "IL"),
    ("billing_country", "US"),
];
const NEW_PASSWORD: &[(&str, &str)] =
    &[("new_password1", "a-way-of-their-own-5"), ("new_password2", "a-way-of-their-own-5")];

/// All of them, in the order of the routes.
pub const ADDRESSES: &[Address] = &[
    form("/products/{slug}/reviews/", &[("name", "Ann"), ("rating", "5"), ("description", "Holds tea.")]),
    action("/products/{slug}/reviews/removal/", &[]),
    action("/products/{slug}/likes/", &[]),
    action("/products/{slug}/likes/removal/", &[]),
    action("/products/{slug}/wishes/", &[]),
    action("/products/{slug}/wishes/removal/", &[("from", "list")]),
    action("/cart/items/", &[("product", "{product}"), ("variant", ""), ("quantity", "1")]),
    action("/cart/items/{id}/", &[("quantity", "2")]),
    action("/cart/items/{id}/removal/", &[]),
    action("/cart/removal/", &[]),
    action("/cart/code/", &[("code", "TEN")]),
    action("/cart/code/removal/", &[]),
    action("/cart/notices/removal/", &[]),
    form("/checkout/", DETAILS),
    form("/checkout/shipping/", &[("method", "{method}")]),
    form("/checkout/payment/", &[("token", "{attempt}"), ("seen", "{seen}"), ("payment_method", "invoice")]),
    action("/orders/{token}/payment/", &[]),
    action("/orders/{token}/cancellation/", &[("restore", "1")]),
    form("/orders/{token}/withdrawal/", &[("name", "Ann Lee"), ("statement", "I withdraw.")]),
    action("/orders/{token}/reorder/", &[]),
    form("/account/login/", &[("username", "ann"), ("password", "{password}"), ("next", "/cart/")]),
    form("/account/logout/", &[]),
    form(
        "/account/register/",
        &[
            ("username", "carl"),
            ("email", "carl@example.com"),
            ("first_name", "Carl"),
            ("last_name", "Gray"),
            ("password", "{password}"),
            ("password2", "{password}"),
        ],
    ),
    form("/account/register/{token}/", &[]),
    form("/account/email/{token}/", &[]),
    form(
        "/account/password/",
        &[
            ("old_password", "{password}"),
            ("new_password1", "a-way-of-their-own-5"),
            ("new_password2", "a-way-of-their-own-5"),
        ],
    ),
    form("/account/password/reset/", &[("email", "ann@example.com")]),
    form("/account/password/reset/{token}/", NEW_PASSWORD),
    form(
        "/account/profile/",
        &[
            ("first_name", "Ann"),
            ("last_name", "Lee"),
            ("email", "ann@example.com"),
            ("phone", "+1 555 0100"),
            ("birth_date", "1990-12-31"),
            ("photo-clear", "on"),
        ],
    ),
    form("/account/addresses/add/", POSTAL),
    form("/account/addresses/{id:[0-9]{1,18}}/", POSTAL),
    action("/account/addresses/{id:[0-9]{1,18}}/removal/", &[]),
    action("/account/sessions/removal/", &[]),
    action("/account/sessions/{id}/removal/", &[]),
];

/// Those of the admin, with which only staff can do anything: what staff may send is tested with the
/// admin itself.
pub const STAFF: &[Address] = &[
    form("/admin/login/", &[("username", "ann"), ("password", "{password}"), ("next", "/admin/")]),
    form("/admin/logout/", &[]),
    form("/admin/password/", NEW_PASSWORD),
    form("/admin/{domain}/{model}/", &[("action", "delete_selected"), ("_selected_action", "1")]),
    form("/admin/{domain}/{model}/add/", &[("title", "Mug")]),
    form("/admin/{domain}/{model}/{id}/change/", &[("title", "Mug")]),
    form("/admin/{domain}/{model}/{id}/delete/", &[("post", "yes")]),
    form("/admin/{domain}/{model}/{id}/{page}/", &[("reason", "broken")]),
];

/// Those that other sites are meant to call: what they send is signed.
const SIGNED: &[Address] = &[action("/payment/webhook/", &[])];

/// The patterns of a file of routes that take `POST`: those of `form(…)`, of `action(…)`, and of pages
/// with `post()`.
fn taken_by_routes(text: &str) -> Vec<&str> {
    text.split(".service(")
        .filter(|service| {
            let service = service.trim_start();
            let made_by = ["form(", "action("].iter().any(|maker| service.starts_with(maker));
            made_by || service.split("fn ").next().is_some_and(|own| own.contains("post()"))
        })
        .filter_map(|service| service.split('"').nth(1))
        .collect()
}

#[test]
fn no_address_that_takes_a_form_is_forgotten() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inner = std::fs::read_dir(sources.join("routes")).unwrap().map(|file| file.unwrap().path());
    let texts: Vec<String> = std::iter::once(sources.join("routes.rs"))
        .chain(inner)
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let mut taken: Vec<&str> = texts.iter().flat_map(|text| taken_by_routes(text)).collect();
    let mut listed: Vec<&str> =
        ADDRESSES.iter().chain(STAFF).chain(SIGNED).map(|address| address.pattern).collect();
    taken.sort_unstable();
    listed.sort_unstable();
    assert_eq!(taken, listed);
}

#[test]
fn each_way_of_writing_a_route_is_seen() {
    let routes = r#"urls.service(page("/a/", x)).service(action("/b/", x))
        .service(form(
            "/c/", x, y))
        .service(page("/d/", x).route(post().to(y)));
    fn f() { post() }"#;
    assert_eq!(taken_by_routes(routes), ["/b/", "/c/", "/d/"]);
}
