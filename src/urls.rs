//! Builders of every address, beside [`crate::routes`] which serves them.

pub mod api;

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

/// `/products/{slug}/reviews/`: where a review is sent.
pub fn reviews(slug: &str) -> String {
    format!("/products/{slug}/reviews/")
}

/// `/products/{slug}/reviews/removal/`
pub fn review_removal(slug: &str) -> String {
    format!("/products/{slug}/reviews/removal/")
}

/// `/products/{slug}/likes/`
pub fn likes(slug: &str) -> String {
    format!("/products/{slug}/likes/")
}

/// `/products/{slug}/likes/removal/`
pub fn like_removal(slug: &str) -> String {
    format!("/products/{slug}/likes/removal/")
}

/// `/products/{slug}/wishes/`
pub fn wishes(slug: &str) -> String {
    format!("/products/{slug}/wishes/")
}

/// `/products/{slug}/wishes/removal/`
pub fn wish_removal(slug: &str) -> String {
    format!("/products/{slug}/wishes/removal/")
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

/// `/cart/items/{id}/`
pub fn cart_item(id: i64) -> String {
    format!("/cart/items/{id}/")
}

/// `/cart/items/{id}/removal/`
pub fn cart_item_removal(id: i64) -> String {
    format!("/cart/items/{id}/removal/")
}

/// `/cart/removal/`: empties the cart.
pub fn cart_removal() -> &'static str {
    "/cart/removal/"
}

/// `/cart/code/`
pub fn cart_code() -> &'static str {
    "/cart/code/"
}

/// `/cart/code/removal/`
pub fn cart_code_removal() -> &'static str {
    "/cart/code/removal/"
}

/// `/cart/notices/removal/`: what has changed was read.
pub fn cart_notices_removal() -> &'static str {
    "/cart/notices/removal/"
}

/// `/checkout/`: contact and address.
pub fn checkout() -> &'static str {
    "/checkout/"
}

/// `/checkout/shipping/`
pub fn checkout_shipping() -> &'static str {
    "/checkout/shipping/"
}

/// `/checkout/payment/`: review and pay.
pub fn checkout_payment() -> &'static str {
    "/checkout/payment/"
}

/// `/orders/{token}/`
pub fn order(token: &str) -> String {
    format!("/orders/{token}/")
}

/// `/orders/{token}/payment/`
pub fn order_payment(token: &str) -> String {
    format!("/orders/{token}/payment/")
}

/// `/orders/{token}/invoice.pdf`
pub fn order_invoice(token: &str) -> String {
    format!("/orders/{token}/invoice.pdf")
}

/// `/admin/orders/order/{id}/change/`
pub fn admin_order(id: i64) -> String {
    format!("/admin/orders/order/{id}/change/")
}

/// `/admin/orders/order/{id}/print/`
pub fn admin_order_print(id: i64) -> String {
    format!("/admin/orders/order/{id}/print/")
}

/// `/admin/orders/order/{id}/packing-slip.pdf`
pub fn admin_packing_slip(id: i64) -> String {
    format!("/admin/orders/order/{id}/packing-slip.pdf")
}

/// `/admin/orders/order/{id}/invoice.pdf`
pub fn admin_invoice(order_id: i64) -> String {
    format!("/admin/orders/order/{order_id}/invoice.pdf")
}

/// `/admin/orders/order/{id}/credit-note/{note}.pdf`
pub fn admin_credit_note(order_id: i64, note_id: i64) -> String {
    format!("/admin/orders/order/{order_id}/credit-note/{note_id}.pdf")
}

/// `/payment/completed/?order={token}`
pub fn payment_completed(token: &str) -> String {
    format!("/payment/completed/?order={token}")
}

/// `/payment/canceled/?order={token}`
pub fn payment_canceled(token: &str) -> String {
    format!("/payment/canceled/?order={token}")
}

/// `/orders/{token}/cancellation/`
pub fn order_cancellation(token: &str) -> String {
    format!("/orders/{token}/cancellation/")
}

/// `/orders/{token}/withdrawal/`
pub fn order_withdrawal(token: &str) -> String {
    format!("/orders/{token}/withdrawal/")
}

/// `/orders/{token}/reorder/`
pub fn order_reorder(token: &str) -> String {
    format!("/orders/{token}/reorder/")
}

/// `/account/orders/`
pub fn account_orders() -> &'static str {
    "/account/orders/"
}

/// `/account/orders/{number}/`
pub fn account_order(number: &str) -> String {
    format!("/account/orders/{number}/")
}

/// `/account/register/`
pub fn register() -> &'static str {
    "/account/register/"
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

/// `/account/logout/`
pub fn log_out() -> &'static str {
    "/account/logout/"
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

/// `/admin/`
pub fn admin_index() -> &'static str {
    "/admin/"
}

/// `/admin/login/`
pub fn admin_log_in() -> &'static str {
    "/admin/login/"
}

/// `/admin/login/?next={path}`: the sign-in form of the staff, which leads to `next`.
pub fn admin_login(next: &str) -> String {
    format!("/admin/login/?next={}", encode(next))
}

/// `/admin/logout/`
pub fn admin_logout() -> &'static str {
    "/admin/logout/"
}

/// `/admin/password/`
pub fn admin_password() -> &'static str {
    "/admin/password/"
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
