//! Who orders, where it goes, and what it would cost with shipping and tax.

use serde::Serialize;
use utoipa::ToSchema;

use super::find_cart;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::cart::models::Cart;
use crate::cart::pricing::Payer;
use crate::checkout::forms::DetailsForm;
use crate::checkout::models::Details;
use crate::checkout::quote::{Destination, Quote};
use crate::checkout::seen::obstacles;
use crate::checkout::shipping::list_countries;
use crate::checkout::{details, queries};
use crate::orders::wire::AddressJson;
use crate::payments::methods::Method;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
use crate::platform::web::form::email_key;

/// Of any field of an address; each has its own limit besides.
const LONGEST: usize = 255;

/// What was entered for a cart, what it would cost, and what is in the way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Checkout)]
pub struct CheckoutJson {
    email: String,
    shipping_address: Option<AddressJson>,
    billing_address: Option<AddressJson>,
    shipping_method: Option<i64>,
    shipping_methods: Vec<ShippingJson>,
    payment_methods: Vec<PaymentJson>,
    totals: TotalsJson,
    /// Why it cannot be ordered as it stands; each a sentence.
    obstacles: Vec<String>,
}

/// A way of shipping to the address that was entered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShippingMethod)]
pub struct ShippingJson {
    id: i64,
    name: String,
    description: String,
    price: f64,
}

/// A way to pay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentMethod)]
pub struct PaymentJson {
    key: &'static str,
    label: &'static str,
}

/// What a cart would cost with shipping and tax.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Totals)]
pub struct TotalsJson {
    currency: String,
    prices_include_tax: bool,
    subtotal: f64,
    discount: f64,
    shipping: f64,
    tax: f64,
    total: f64,
}

/// `GET /api/store/carts/{cart_id}/checkout/`
pub async fn checkout_detail(call: Call) -> ApiResult {
    call.clone()
        .read(move |conn, asked| {
            let (cart, _) =
                find_cart(conn, asked, call.text("cart_id"))?.ok_or_else(|| ApiError::no("Cart"))?;
            represent(conn, asked, &cart)
        })
        .await
}

/// `PUT /api/store/carts/{cart_id}/checkout/`: `email`, `shipping_address`, and when they differ or are
/// not the cheapest, `billing_address` and `shipping_method`.
pub async fn save_checkout(call: Call) -> ApiResult {
    call.clone()
        .write(move |conn, asked| {
            let (cart, _) =
                find_cart(conn, asked, call.text("cart_id"))?.ok_or_else(|| ApiError::no("Cart"))?;
            let countries = list_countries(conn)?;
            let mut input = asked.input()?;
            let method = input.nullable_key("shipping_method").flatten();
            let form = read(&mut input);
            input.finish()?;
            let entered = form.check(countries.as_deref()).map_err(|errors| {
                let messages = errors.iter().map(|(name, said)| (name_of(name), vec![said.to_owned()]));
                ApiError::Fields(messages.collect())
            })?;
            details::save(conn, &cart, &entered, asked.now)?;
            if let Some(method) = method {
                choose(conn, asked, &cart, &entered, method)?;
            }
            represent(conn, asked, &cart)
        })
        .await
}

/// What fields of the form are called here.
fn name_of(field: &str) -> String {
    match (field, field.strip_prefix("billing_")) {
        ("email", _) => field.to_owned(),
        (_, Some(rest)) => format!("billing_address.{rest}"),
        (other, None) => format!("shipping_address.{other}"),
    }
}

fn read(input: &mut Input) -> DetailsForm {
    let email = input.text("email", LONGEST, Need::Required).unwrap_or_default();
    let shipping = address(input, "shipping_address", Need::Required);
    let has_billing = input.has("billing_address") && !input.is_null("billing_address");
    let billing =
        if has_billing { address(input, "billing_address", Need::Optional) } else { AddressJson::default() };
    DetailsForm {
        email,
        name: shipping.name,
        street: shipping.street,
        line2: shipping.line2,
        city: shipping.city,
        zip: shipping.zip,
        region: shipping.region,
        country: shipping.country,
        billing_differs: if has_billing { "1".to_owned() } else { String::new() },
        billing_name: billing.name,
        billing_street: billing.street,
        billing_line2: billing.line2,
        billing_city: billing.city,
        billing_zip: billing.zip,
        billing_region: billing.region,
        billing_country: billing.country,
    }
}

/// The fields as they were sent; whether they make an address, the form says.
fn address(input: &mut Input, name: &str, need: Need) -> AddressJson {
    let Some(mut inner) = input.object(name, need) else { return AddressJson::default() };
    let mut text = |field: &str| inner.maybe_blank(field, LONGEST, Need::Optional).unwrap_or_default();
    let address = AddressJson {
        name: text("name"),
        street: text("street"),
        line2: text("line2"),
        city: text("city"),
        zip: text("zip"),
        region: text("region"),
        country: text("country"),
    };
    input.take_wrong(name, inner);
    address
}

fn choose(
    conn: &mut Conn,
    asked: &Asked<'_>,
    cart: &Cart,
    entered: &Details,
    method: i64,
) -> Result<(), ApiError> {
    let settings = asked.settings(conn)?;
    let quote = quote(conn, asked, cart, Some((entered, Some(method))), &settings)?;
    if !quote.offers.iter().any(|offer| offer.method.id == method) {
        let message = format!("Invalid pk \"{method}\" - object does not exist.");
        return Err(ApiError::field("shipping_method", message));
    }
    Ok(queries::update_shipping_method(conn, &cart.id, method, asked.now)?)
}

fn quote(
    conn: &mut Conn,
    asked: &Asked<'_>,
    cart: &Cart,
    entered: Option<(&Details, Option<i64>)>,
    settings: &ShopSettings,
) -> Result<Quote, ApiError> {
    let key = entered.map(|(details, _)| email_key(&details.email));
    let payer = Payer { key: key.as_deref(), customer_id: cart.customer_id };
    let destination = Destination {
        country: entered.map(|(details, _)| details.shipping.country.as_str()),
        method: entered.and_then(|(_, method)| method),
    };
    Ok(Quote::load(conn, cart, payer, destination, settings, asked.now)?)
}

fn represent(conn: &mut Conn, asked: &Asked<'_>, cart: &Cart) -> Result<Reply, ApiError> {
    let entered = details::find(conn, cart)?;
    let settings = asked.settings(conn)?;
    let known = entered.as_ref().map(|(details, method)| (details, *method));
    let quote = quote(conn, asked, cart, known, &settings)?;
    let amount = |money| settings.currency.number(money);
    let totals = &quote.totals;
    let made = CheckoutJson {
        shipping_method: quote.shipping.as_ref().map(|offer| offer.method.id),
        shipping_methods: quote
            .offers
            .iter()
            .map(|offer| ShippingJson {
                id: offer.method.id,
                name: offer.method.name.clone(),
                description: offer.method.description.clone(),
                price: amount(offer.price),
            })
            .collect(),
        payment_methods: Method::offered(asked.call.app.provider.as_deref())
            .into_iter()
            .map(|method| PaymentJson { key: method.key(), label: method.label() })
            .collect(),
        totals: TotalsJson {
            currency: settings.currency.code(),
            prices_include_tax: totals.rule.is_included,
            subtotal: amount(totals.subtotal),
            discount: amount(totals.discount),
            shipping: amount(totals.shipping.amount),
            tax: amount(totals.tax),
            total: amount(totals.total),
        },
        obstacles: obstacles(&quote, &settings),
        email: entered.as_ref().map(|(details, _)| details.email.clone()).unwrap_or_default(),
        billing_address: entered
            .as_ref()
            .and_then(|(details, _)| details.billing.clone().map(AddressJson::from)),
        shipping_address: entered.map(|(details, _)| AddressJson::from(details.shipping)),
    };
    Reply::ok(&made)
}
