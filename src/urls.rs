//! Builders of every address, beside [`crate::routes`] which serves them.

use url::form_urlencoded::byte_serialize;

/// `/`
pub fn home() -> &'static str {
    "/"
}

/// `/products/`
pub fn products() -> &'static str {
    "/products/"
}

/// `/products/{slug}/`
pub fn product(slug: &str) -> String {
    format!("/products/{slug}/")
}

/// `/products/{slug}/?variant={id}`
pub fn product_variant(slug: &str, variant: i64) -> String {
    format!("/products/{slug}/?variant={variant}")
}

/// `/products/?tag={label}`
pub fn products_with_tag(label: &str) -> String {
    format!("/products/?tag={}", encode(label))
}

/// `/products/?q={words}`
pub fn search(words: &str) -> String {
    format!("/products/?q={}", encode(words))
}

/// `/collections/`
pub fn collections() -> &'static str {
    "/collections/"
}

/// `/collections/{slug}/`
pub fn collection(slug: &str) -> String {
    format!("/collections/{slug}/")
}

/// `/pages/{slug}/`
pub fn page(slug: &str) -> String {
    format!("/pages/{slug}/")
}

/// `/cart/`
pub fn cart() -> &'static str {
    "/cart/"
}

/// `/cart/items/`: where the add-to-cart form goes.
pub fn cart_items() -> &'static str {
    "/cart/items/"
}

/// `/account/`
pub fn account() -> &'static str {
    "/account/"
}

/// `/account/login/?next={path}`: the sign-in form, which leads to `next`.
pub fn login(next: &str) -> String {
    format!("/account/login/?next={}", encode(next))
}

/// `/dev/mail/`: on a developer's machine, what would have been sent.
pub fn dev_mails() -> &'static str {
    "/dev/mail/"
}

/// `/dev/mail/{name}/`
pub fn dev_mail(name: &str) -> String {
    format!("/dev/mail/{name}/")
}

/// `/dev/mail/{name}/html/`
pub fn dev_mail_html(name: &str) -> String {
    format!("/dev/mail/{name}/html/")
}

/// `/media/{key}`
pub fn media(key: &str) -> String {
    format!("/media/{key}")
}

/// `/static/accent-{hex}.css` for a colour such as `#2f6f5e`.
pub fn accent(colour: &str) -> String {
    format!("/static/accent-{}.css", colour.trim_start_matches('#').to_ascii_lowercase())
}

/// `/sitemap-{number}.xml`
pub fn sitemap_part(number: i64) -> String {
    format!("/sitemap-{number}.xml")
}

/// `text` as one value of a query string.
pub fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}
