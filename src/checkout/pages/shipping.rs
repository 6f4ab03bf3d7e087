//! The second step: how it is shipped.

use actix_web::HttpRequest;
use actix_web::web::{Data, Form};
use askama::Template;
use serde::Deserialize;

use super::step::{Ordering, Step, head, ordering};
use crate::app::App;
use crate::checkout::queries::update_shipping_method;
use crate::checkout::seen;
use crate::checkout::views::Summary;
use crate::orders::models::PostalAddress;
use crate::platform::db::Conn;
use crate::platform::money::Price;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::{FieldErrors, NOT_A_CHOICE, REQUIRED};
use crate::platform::web::page::{personal_page, see_other, unprocessable};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::Head;
use crate::urls;

/// A way of shipping as a choice.
struct Offer {
    id: i64,
    name: String,
    description: String,
    price: Option<Price>,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "checkout/checkout_shipping.html")]
struct CheckoutShippingPage {
    shell: Shell,
    head: Head,
    address: Vec<String>,
    offers: Vec<Offer>,
    errors: FieldErrors,
    obstacles: Vec<String>,
    summary: Summary,
}

/// The choice.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ShippingForm {
    method: String,
}

/// `GET /checkout/shipping/`
pub async fn checkout_shipping(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let (config, now) = (app.config.clone(), app.now());
    let step = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            match ordering(conn, &frame, now)? {
                None => Ok(Step::Instead(urls::cart())),
                Some(ordering) => build(conn, frame, ordering, FieldErrors::default()),
            }
        })
        .await?;
    match step {
        Step::Show(page) => personal_page(&req, &*page),
        Step::Instead(href) => see_other(href),
    }
}

/// `POST /checkout/shipping/`
pub async fn choose_shipping(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    form: Form<ShippingForm>,
) -> PageResult {
    let (config, now, form) = (app.config.clone(), app.now(), form.into_inner());
    let step = app
        .db
        .write(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let Some(ordering) = ordering(conn, &frame, now)? else { return Ok(Step::Instead(urls::cart())) };
            if ordering.details.is_none() {
                return Ok(Step::Instead(urls::checkout()));
            }
            match form.check(&ordering) {
                Ok(method) => {
                    update_shipping_method(conn, &ordering.cart.id, method, now)?;
                    Ok(Step::Instead(urls::checkout_payment()))
                }
                Err(errors) => build(conn, frame, ordering, errors),
            }
        })
        .await?;
    match step {
        Step::Show(page) => unprocessable(&req, &*page),
        Step::Instead(href) => see_other(href),
    }
}

impl ShippingForm {
    fn check(&self, ordering: &Ordering) -> Result<i64, FieldErrors> {
        let text = self.method.trim();
        if text.is_empty() {
            return Err(FieldErrors::one("method", REQUIRED));
        }
        let offered = |id: &i64| ordering.quote.offers.iter().any(|offer| offer.method.id == *id);
        text.parse().ok().filter(offered).ok_or_else(|| FieldErrors::one("method", NOT_A_CHOICE))
    }
}

fn build(
    conn: &mut Conn,
    frame: Frame,
    ordering: Ordering,
    errors: FieldErrors,
) -> Result<Step<CheckoutShippingPage>, AppError> {
    let Some(details) = &ordering.details else { return Ok(Step::Instead(urls::checkout())) };
    let settings = &frame.settings;
    let chosen = ordering.quote.shipping.as_ref().map(|offer| offer.method.id);
    let offers = ordering
        .quote
        .offers
        .iter()
        .map(|offer| Offer {
            id: offer.method.id,
            name: offer.method.name.clone(),
            description: offer.method.description.clone(),
            price: (offer.price.0 > 0).then(|| settings.price(offer.price)),
            is_chosen: chosen == Some(offer.method.id),
        })
        .collect();
    Ok(Step::Show(Box::new(CheckoutShippingPage {
        head: head(&frame, "Shipping"),
        address: PostalAddress::lines(&details.shipping),
        offers,
        errors,
        obstacles: seen::obstacles(&ordering.quote, settings),
        summary: Summary::load(conn, &ordering.quote, settings)?,
        shell: frame.shell,
    })))
}
