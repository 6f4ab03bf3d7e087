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

/// `/account/likes/`
pub fn account_likes() -> &'static str {
    "/account/likes/"
}

/// `/account/wishes/`
pub fn account_wishes() -> &'static str {
    "/account/wishes/"
}

/// `/account/login/`
pub fn log_in() -> &'static str {
    "/account/login/"
}

/// `/account/login/?next={path}`: the sign-in form, which leads to `next`.
pub fn login(next: &str) -> String {
    format!("/account/login/?next={}", encode(next))
}

/// `/account/logout/`
pub fn log_out() -> &'static str {
    "/account/logout/"
}

/// `/account/register/`
pub fn register() -> &'static str {
    "/account/register/"
}

/// `/account/register/sent/`: a mail is on its way.
pub fn registration_sent() -> &'static str {
    "/account/register/sent/"
}

/// `/account/register/{token}/`: the mailed link that makes the account.
pub fn registration_confirmation(token: &str) -> String {
    format!("/account/register/{token}/")
}

/// `/account/email/{token}/`: the mailed link that confirms a new address.
pub fn email_confirmation(token: &str) -> String {
    format!("/account/email/{token}/")
}

/// `/account/password/`
pub fn password() -> &'static str {
    "/account/password/"
}

/// `/account/password/reset/`
pub fn password_reset() -> &'static str {
    "/account/password/reset/"
}

/// `/account/password/reset/sent/`: a mail is on its way.
pub fn password_reset_sent() -> &'static str {
    "/account/password/reset/sent/"
}

/// `/account/password/reset/{token}/`: the mailed link for a new password.
pub fn password_reset_link(token: &str) -> String {
    format!("/account/password/reset/{token}/")
}

/// `/account/profile/`
pub fn profile() -> &'static str {
    "/account/profile/"
}

/// `/account/addresses/`
pub fn addresses() -> &'static str {
    "/account/addresses/"
}

/// `/account/addresses/add/`
pub fn address_add() -> &'static str {
    "/account/addresses/add/"
}

/// `/account/addresses/{id}/`
pub fn address(id: i64) -> String {
    format!("/account/addresses/{id}/")
}

/// `/account/addresses/{id}/removal/`
pub fn address_removal(id: i64) -> String {
    format!("/account/addresses/{id}/removal/")
}

/// `/account/sessions/`
pub fn sessions() -> &'static str {
    "/account/sessions/"
}

/// `/account/sessions/removal/`: ends every other session.
pub fn sessions_removal() -> &'static str {
    "/account/sessions/removal/"
}

/// `/account/sessions/{id}/removal/`
pub fn session_removal(id: &str) -> String {
    format!("/account/sessions/{id}/removal/")
}

/// `/account/orders/`
pub fn account_orders() -> &'static str {
    "/account/orders/"
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
