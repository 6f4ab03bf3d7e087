//! The last step: look at everything once more, and order.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use askama::Template;
use serde::Deserialize;

use super::paying::lead_to_page;
use super::step::{Ordering, Step, customer_id, head, ordering};
use crate::app::App;
use crate::checkout::placing::{PlaceError, Placing, place};
use crate::checkout::seen::{Seen, obstacles};
use crate::checkout::views::Summary;
use crate::orders::models::PostalAddress;
use crate::payments::methods::Method;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::{FieldErrors, NOT_A_CHOICE};
use crate::platform::web::page::{personal_page, personal_page_with_status, see_other, unprocessable};
use crate::shell::{Frame, Shell, Visitor, actor};
use crate::shopfront::views::Head;
use crate::urls;

/// A way to pay as a choice.
struct PaymentChoice {
    key: &'static str,
    label: &'static str,
    description: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "checkout/checkout_payment.html")]
struct CheckoutPaymentPage {
    shell: Shell,
    head: Head,
    email: String,
    address: Vec<String>,
    billing: Vec<String>,
    shipping_label: String,
    ships: bool,
    methods: Vec<PaymentChoice>,
    token: String,
    seen: String,
    terms: Vec<crate::shell::Link>,
    errors: FieldErrors,
    /// Why the last attempt placed nothing.
    changes: Vec<String>,
    obstacles: Vec<String>,
    summary: Summary,
}

/// The order form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrderForm {
    token: String,
    seen: String,
    payment_method: String,
}

/// `GET /checkout/payment/`
pub async fn checkout_payment(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    match load(&app, visitor, FieldErrors::default(), Vec::new()).await? {
        Step::Show(page) => personal_page(&req, &*page),
        Step::Instead(href) => see_other(href),
    }
}

/// `POST /checkout/payment/`: sending the same form again leads to the same order.
pub async fn place_order(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    session: Session,
    form: Form<OrderForm>,
) -> PageResult {
    let Some(method) = form.method(&Method::offered(app.provider.as_deref())) else {
        let errors = FieldErrors::one("payment_method", NOT_A_CHOICE);
        return match load(&app, visitor, errors, Vec::new()).await? {
            Step::Show(page) => unprocessable(&req, &*page),
            Step::Instead(href) => see_other(href),
        };
    };
    let (visiting, config, now) = (visitor.clone(), app.config.clone(), app.now());
    let form = form.into_inner();
    let outcome = app
        .db
        .attempt(move |conn| {
            let settings = ShopSettings::load(conn, &config)?;
            let account = visiting.signed_in(conn)?;
            let placing = Placing {
                owner: visiting.cart(account.as_ref()),
                customer_id: customer_id(account.as_ref()),
                actor: actor(account.as_ref()),
                token: form.token,
                seen: Seen::from_text(&form.seen),
                method,
                known: None,
            };
            place(conn, &placing, &settings, now)
        })
        .await;
    match outcome {
        // The order is stored: whatever the provider does now, the page of the order leads on.
        Ok(placed) if method.has_page() => lead_to_page(&app, &session, placed.token).await,
        // The session stays as it is: the cart it names is gone, and the page of the order itself
        // says thank you. So an order is one transaction, and nothing can fail after it.
        Ok(placed) => see_other(&urls::order(&placed.token)),
        Err(PlaceError::Empty) => see_other(urls::cart()),
        Err(PlaceError::DetailsMissing) => see_other(urls::checkout()),
        Err(PlaceError::NoShipping) => see_other(urls::checkout_shipping()),
        Err(PlaceError::Changed(changes)) => ask_again(&app, &req, visitor, changes).await,
        Err(PlaceError::Failed(error)) => Err(error),
    }
}

/// Nothing was placed: the page as it is now, saying what is different.
async fn ask_again(app: &App, req: &HttpRequest, visitor: Visitor, changes: Vec<String>) -> PageResult {
    match load(app, visitor, FieldErrors::default(), changes).await? {
        Step::Show(page) => personal_page_with_status(req, StatusCode::CONFLICT, &*page),
        Step::Instead(href) => see_other(href),
    }
}

impl OrderForm {
    /// The chosen way to pay; a shop with a single one need not be told.
    fn method(&self, offered: &[Method]) -> Option<Method> {
        match (self.payment_method.trim(), offered) {
            ("", [only]) => Some(*only),
            (key, _) => Method::from_key(key).filter(|method| offered.contains(method)),
        }
    }
}

async fn load(
    app: &App,
    visitor: Visitor,
    errors: FieldErrors,
    changes: Vec<String>,
) -> Result<Step<CheckoutPaymentPage>, AppError> {
    let (config, now) = (app.config.clone(), app.now());
    let methods = Method::offered(app.provider.as_deref());
    app.db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            match ordering(conn, &frame, now)? {
                None => Ok(Step::Instead(urls::cart())),
                Some(ordering) => build(conn, frame, ordering, &methods, errors, changes),
            }
        })
        .await
}

fn build(
    conn: &mut Conn,
    frame: Frame,
    ordering: Ordering,
    methods: &[Method],
    errors: FieldErrors,
    changes: Vec<String>,
) -> Result<Step<CheckoutPaymentPage>, AppError> {
    let Some(details) = &ordering.details else { return Ok(Step::Instead(urls::checkout())) };
    let quote = &ordering.quote;
    let legal = ["terms", "returns", "privacy"].map(urls::page);
    Ok(Step::Show(Box::new(CheckoutPaymentPage {
        head: head(&frame, "Review and pay"),
        email: details.email.clone(),
        address: details.shipping.lines(),
        billing: details.billing.as_ref().map(PostalAddress::lines).unwrap_or_default(),
        shipping_label: quote.shipping.as_ref().map(|offer| offer.method.name.clone()).unwrap_or_default(),
        ships: quote.shipping.is_some(),
        methods: payment_choices(methods),
        token: ordering.cart.checkout_token.clone(),
        seen: Seen::of(quote).to_text(),
        terms: frame.shell.footer_pages.iter().filter(|link| legal.contains(&link.href)).cloned().collect(),
        errors,
        changes,
        obstacles: obstacles(quote, &frame.settings),
        summary: Summary::load(conn, quote, &frame.settings)?,
        shell: frame.shell,
    })))
}

fn payment_choices(methods: &[Method]) -> Vec<PaymentChoice> {
    let choices = methods.iter().zip(0..);
    choices
        .map(|(method, place)| PaymentChoice {
            key: method.key(),
            label: method.label(),
            description: method.description(),
            is_chosen: place == 0,
        })
        .collect()
}
