//! Every URL, in one list; pages that are kept for all are in `live`, what staff use, in `staff`.

mod live;
mod staff;

use actix_session::SessionMiddleware;
use actix_web::web::post;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::accounts;
use crate::api::cors;
use crate::api::resource::{Gate, Open, address, bare_address};
use crate::api_docs;
use crate::assets;
use crate::cart;
use crate::catalog;
use crate::checkout;
use crate::engagement::pages as engagement;
use crate::media;
use crate::orders;
use crate::payments;
use crate::platform::mail;
use crate::platform::sessions::Store;
use crate::platform::telemetry::metrics;
use crate::platform::web::{health, speculation};
use crate::reviews;
use crate::shopfront::{self, pages};

/// Adds every URL to the application; the pages of `sessions` know their visitor.
///
/// What `gate` keeps is given without asking the handlers. Pages of these `origins` may use the API from a
/// browser.
pub fn configure(
    urls: &mut web::ServiceConfig,
    sessions: SessionMiddleware<Store>,
    gate: &Gate,
    origins: &[String],
) {
    // First, since addresses are tried in this order and these are asked for most.
    live::configure(urls, &sessions, &gate.door);
    machine(urls);
    api(urls, gate, origins);
    // Last, since it answers whatever nobody else did.
    urls.service(
        web::scope("")
            .wrap(sessions)
            .configure(shop)
            .configure(buying)
            .configure(account)
            .configure(staff::configure),
    );
}

/// What other programs use, at the addresses of the course's shop, and what describes it.
fn api(urls: &mut web::ServiceConfig, gate: &Gate, origins: &[String]) {
    let scope = web::scope("/api").wrap(cors::rule(origins));
    let scope = scope
        .app_data(web::Data::new(api_docs::Written::default()))
        .service(page("/openapi.json", api_docs::openapi_json))
        .service(page("/docs/", api_docs::docs));
    urls.service(
        scope.configure(|urls| store_api(urls, gate)).configure(customer_api).configure(account_api),
    );
}

/// Catalogue, reviews and carts.
fn store_api(urls: &mut web::ServiceConfig, gate: &Gate) {
    use Open::{ToAll, ToAllForReading};
    use {cart::api as carts, catalog::api as products, checkout::api as checkout, reviews::api as reviews};
    urls.service(address("/", ToAll).get(shopfront::api::api_root))
        .service(address("/store/", ToAll).get(shopfront::api::store_root))
        .service(
            address("/store/products/", ToAllForReading)
                .get(shopfront::api::product_list)
                .kept(gate)
                .post(products::create_product),
        )
        .service(
            address("/store/products/bulk/", ToAllForReading)
                .post(products::create_products)
                .patch(products::update_products),
        )
        .service(
            address("/store/products/{id}/", ToAllForReading)
                .get(products::product_detail)
                .kept(gate)
                .put(products::update_product)
                .patch(products::patch_product)
                .delete(products::delete_product),
        )
        .service(
            address("/store/products/{product_id}/images/", ToAllForReading)
                .get(products::image_list)
                .kept(gate)
                .post(products::create_image),
        )
        .service(
            address("/store/products/{product_id}/images/{id}/", ToAllForReading)
                .get(products::image_detail)
                .kept(gate)
                .put(products::update_image)
                .patch(products::patch_image)
                .delete(products::delete_image),
        )
        .service(
            address("/store/products/{product_id}/variants/", ToAllForReading)
                .get(products::variant_list)
                .kept(gate)
                .post(products::create_variant),
        )
        .service(
            address("/store/products/{product_id}/variants/{id}/", ToAllForReading)
                .get(products::variant_detail)
                .kept(gate)
                .put(products::update_variant)
                .patch(products::patch_variant)
                .delete(products::delete_variant),
        )
        .service(
            address("/store/products/{product_id}/reviews/", ToAll)
                .get(reviews::review_list)
                .post(reviews::create_review),
        )
        .service(
            address("/store/products/{product_id}/reviews/{id}/", ToAll)
                .get(reviews::review_detail)
                .kept(gate)
                .put(reviews::update_review)
                .patch(reviews::patch_review)
                .delete(reviews::delete_review),
        )
        .service(
            address("/store/collections/", ToAllForReading)
                .get(products::collection_list)
                .kept(gate)
                .post(products::create_collection),
        )
        .service(
            address("/store/collections/{id}/", ToAllForReading)
                .get(products::collection_detail)
                .kept(gate)
                .put(products::update_collection)
                .patch(products::patch_collection)
                .delete(products::delete_collection),
        )
        .service(address("/store/carts/", ToAll).post(carts::create_cart))
        .service(address("/store/carts/{cart_id}/", ToAll).get(carts::cart_detail).delete(carts::delete_cart))
        .service(address("/store/carts/{cart_id}/items/", ToAll).get(carts::item_list).post(carts::add_item))
        .service(
            address("/store/carts/{cart_id}/items/{id}/", ToAll)
                .get(carts::item_detail)
                .patch(carts::update_item)
                .delete(carts::delete_item),
        )
        .service(
            address("/store/carts/{cart_id}/code/", ToAll).put(carts::apply_code).delete(carts::remove_code),
        )
        .service(
            address("/store/carts/{cart_id}/checkout/", ToAll)
                .get(checkout::checkout_detail)
                .put(checkout::save_checkout),
        )
        .service(address("/store/carts/{cart_id}/order/", ToAll).post(checkout::order_cart));
}

/// Customers and orders.
fn customer_api(urls: &mut web::ServiceConfig) {
    use Open::{ToAll, ToMembers, ToStaff};
    use {accounts::api as customers, checkout::api as checkout, orders::api as orders};
    urls.service(
        address("/store/customers/", ToStaff).get(customers::customer_list).post(customers::create_customer),
    )
    .service(
        address("/store/customers/me/", ToMembers)
            .get(customers::customer_me)
            .put(customers::update_customer_me),
    )
    .service(
        address("/store/customers/{id}/", ToStaff)
            .get(customers::customer_detail)
            .put(customers::update_customer)
            .patch(customers::patch_customer)
            .delete(customers::delete_customer),
    )
    .service(address("/store/customers/{id}/history/", ToMembers).get(customers::customer_history))
    .service(address("/store/orders/", ToMembers).get(orders::order_list).post(checkout::create_order))
    .service(
        address("/store/orders/{id}/", ToMembers)
            .get(orders::order_detail)
            .patch(orders::patch_order)
            .delete(orders::delete_order),
    )
    .service(address("/store/orders/{id}/cancellation/", ToMembers).post(orders::cancel_order))
    .service(address("/store/guest-orders/{token}/", ToAll).get(orders::guest_order_detail))
    .service(address("/store/guest-orders/{token}/payment/", ToAll).post(checkout::pay_order));
}

/// Users and tokens, at the addresses of Djoser.
fn account_api(urls: &mut web::ServiceConfig) {
    use Open::{ToAll, ToMembers};
    use accounts::api as users;
    urls.service(bare_address("/auth/users/", ToAll).get(users::user_list).post(users::create_user))
        .service(
            bare_address("/auth/users/me/", ToMembers)
                .get(users::me)
                .put(users::update_me)
                .patch(users::patch_me)
                .delete(users::delete_me),
        )
        .service(bare_address("/auth/users/activation/", ToAll).post(users::activate))
        .service(bare_address("/auth/users/resend_activation/", ToAll).post(users::request_activation))
        .service(bare_address("/auth/users/set_password/", ToMembers).post(users::set_password))
        .service(bare_address("/auth/users/reset_password/", ToAll).post(users::request_password_reset))
        .service(
            bare_address("/auth/users/reset_password_confirm/", ToAll).post(users::confirm_password_reset),
        )
        .service(bare_address("/auth/users/set_username/", ToMembers).post(users::set_username))
        .service(bare_address("/auth/users/reset_username/", ToAll).post(users::request_username_reset))
        .service(
            bare_address("/auth/users/reset_username_confirm/", ToAll).post(users::confirm_username_reset),
        )
        .service(
            bare_address("/auth/users/{id}/", ToMembers)
                .get(users::user_detail)
                .put(users::update_user)
                .patch(users::patch_user)
                .delete(users::delete_user),
        )
        .service(bare_address("/auth/jwt/create/", ToAll).post(users::create_token))
        .service(bare_address("/auth/jwt/refresh/", ToAll).post(users::refresh_token))
        .service(bare_address("/auth/jwt/verify/", ToAll).post(users::verify_token));
}

/// What shoppers do where they browse; the pages themselves are in `live`.
fn shop(urls: &mut web::ServiceConfig) {
    urls.service(
        page("/products/{slug}/reviews/", pages::show_reviews).route(post().to(pages::create_review)),
    )
    .service(action("/products/{slug}/reviews/removal/", pages::delete_review))
    .service(action("/products/{slug}/likes/", engagement::like_product))
    .service(action("/products/{slug}/likes/removal/", engagement::unlike_product))
    .service(action("/products/{slug}/wishes/", engagement::wish_product))
    .service(action("/products/{slug}/wishes/removal/", engagement::unwish_product))
    .service(page("/account/likes/", engagement::like_list))
    .service(page("/account/wishes/", engagement::wish_list));
}

/// From the cart to the order.
fn buying(urls: &mut web::ServiceConfig) {
    urls.service(page("/cart/", cart::pages::cart_detail))
        .service(action("/cart/items/", cart::pages::create_cart_item))
        .service(action("/cart/items/{id}/", cart::pages::update_cart_item))
        .service(action("/cart/items/{id}/removal/", cart::pages::delete_cart_item))
        .service(action("/cart/removal/", cart::pages::empty_cart))
        .service(action("/cart/code/", cart::pages::apply_code))
        .service(action("/cart/code/removal/", cart::pages::remove_code))
        .service(action("/cart/notices/removal/", cart::pages::acknowledge_notices))
        .service(form("/checkout/", checkout::pages::checkout_contact, checkout::pages::save_contact))
        .service(form(
            "/checkout/shipping/",
            checkout::pages::checkout_shipping,
            checkout::pages::choose_shipping,
        ))
        .service(form("/checkout/payment/", checkout::pages::checkout_payment, checkout::pages::place_order))
        .service(page("/orders/{token}/", orders::pages::order_detail))
        .service(page("/orders/{token}/invoice.pdf", payments::pages::invoice_file))
        .service(action("/orders/{token}/payment/", checkout::pages::pay_order))
        .service(page("/payment/completed/", checkout::pages::payment_completed))
        .service(page("/payment/canceled/", checkout::pages::payment_canceled))
        .service(action("/orders/{token}/cancellation/", orders::pages::cancel_order))
        .service(form(
            "/orders/{token}/withdrawal/",
            orders::pages::order_withdrawal,
            orders::pages::declare_withdrawal,
        ))
        .service(action("/orders/{token}/reorder/", orders::pages::reorder_order))
        .service(page("/account/orders/", orders::pages::account_order_list))
        .service(page("/account/orders/{number}/", orders::pages::account_order_detail));
}

/// Accounts and what belongs to them.
fn account(urls: &mut web::ServiceConfig) {
    use accounts::pages;
    urls.service(page("/account/", pages::account))
        .service(form("/account/login/", pages::login, pages::log_in))
        .service(form("/account/logout/", pages::logout, pages::log_out))
        .service(form("/account/register/", pages::registration, pages::request_registration))
        .service(page("/account/register/sent/", pages::registration_sent))
        .service(form(
            "/account/register/{token}/",
            pages::registration_confirmation,
            pages::confirm_registration,
        ))
        .service(form("/account/email/{token}/", pages::email_confirmation, pages::confirm_email))
        .service(form("/account/password/", pages::password_change, pages::change_password))
        .service(form("/account/password/reset/", pages::password_reset, pages::request_password_reset))
        .service(page("/account/password/reset/sent/", pages::password_reset_sent))
        .service(form("/account/password/reset/{token}/", pages::new_password, pages::set_new_password))
        .service(form("/account/profile/", pages::profile, pages::change_profile))
        .service(page("/account/addresses/", pages::address_list))
        .service(form("/account/addresses/add/", pages::address_new, pages::create_address))
        .service(form("/account/addresses/{id:[0-9]{1,18}}/", pages::address_detail, pages::change_address))
        .service(action("/account/addresses/{id:[0-9]{1,18}}/removal/", pages::delete_address))
        .service(page("/account/sessions/", pages::session_list))
        .service(action("/account/sessions/removal/", pages::end_other_sessions))
        .service(action("/account/sessions/{id}/removal/", pages::end_session));
}

/// What machines ask for.
fn machine(urls: &mut web::ServiceConfig) {
    urls.service(web::resource("/static/accent-{hex:[0-9a-f]{6}}.css").route(get().to(assets::accent)))
        .service(web::resource("/static/{path:.+}").route(get().to(assets::static_file)))
        .service(action("/payment/webhook/", payments::pages::webhook))
        .service(page("/media/{key:.+}", media::pages::media_file))
        .service(page("/dev/mail/", mail::pages::dev_mail_list))
        .service(page("/dev/mail/{name}/", mail::pages::dev_mail_detail))
        .service(page("/dev/mail/{name}/html/", mail::pages::dev_mail_html))
        .service(page("/robots.txt", pages::robots))
        .service(web::resource("/speculation-rules.json").route(get().to(speculation::speculation_rules)))
        .service(web::resource("/healthz").route(get().to(health::alive)))
        .service(web::resource("/readyz").route(get().to(health::ready)))
        .service(web::resource("/metrics").route(get().to(metrics::show)));
}

/// An address that can only be read.
fn page<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(get().to(handler))
}

/// An address that shows a form and takes it.
fn form<Show, ShowArgs, Take, TakeArgs>(path: &str, show: Show, take: Take) -> Resource
where
    Show: Handler<ShowArgs>,
    ShowArgs: FromRequest + 'static,
    Show::Output: Responder + 'static,
    Take: Handler<TakeArgs>,
    TakeArgs: FromRequest + 'static,
    Take::Output: Responder + 'static,
{
    page(path, show).route(post().to(take))
}

/// An address that only changes something.
fn action<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(post().to(handler))
}

/// A route for GET and HEAD: every address that can be read can be asked about.
pub fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
