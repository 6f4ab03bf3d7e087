//! The first step: contact and address.

use actix_web::HttpRequest;
use actix_web::web::{Data, Form};
use askama::Template;

use super::step::{Step, cart_of, head, ordering};
use crate::app::App;
use crate::cart::queries::lock_cart;
use crate::checkout::forms::DetailsForm;
use crate::checkout::shipping::list_countries;
use crate::checkout::views::Summary;
use crate::checkout::{details, seen};
use crate::platform::clock::Time;
use crate::platform::countries;
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::{personal_page, see_other, unprocessable};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::{Choice, Head};
use crate::urls;

#[derive(Template)]
#[template(path = "checkout/checkout_contact.html")]
struct CheckoutContactPage {
    shell: Shell,
    head: Head,
    form: DetailsForm,
    errors: FieldErrors,
    countries: Vec<Choice>,
    billing_countries: Vec<Choice>,
    is_guest: bool,
    login_href: String,
    obstacles: Vec<String>,
    summary: Summary,
}

/// `GET /checkout/`
pub async fn checkout_contact(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let (config, now) = (app.config.clone(), app.now());
    let step = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            build(conn, frame, None, now)
        })
        .await?;
    match step {
        Step::Show(page) => personal_page(&req, &*page),
        Step::Instead(href) => see_other(href),
    }
}

/// `POST /checkout/`
pub async fn save_contact(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    form: Form<DetailsForm>,
) -> PageResult {
    let (config, now, form) = (app.config.clone(), app.now(), form.into_inner());
    let step = app
        .db
        .write(move |conn| {
            let account = visitor.signed_in(conn)?;
            let Some(cart) = cart_of(conn, visitor.cart(account.as_ref()).as_ref())? else {
                return Ok(Step::Instead(urls::cart()));
            };
            if !lock_cart(conn, &cart.id)? {
                return Ok(Step::Instead(urls::cart()));
            }
            let ships_to = list_countries(conn)?;
            match form.check(ships_to.as_deref()) {
                Ok(checked) => {
                    details::save(conn, &cart, &checked, now)?;
                    Ok(Step::Instead(urls::checkout_shipping()))
                }
                Err(errors) => {
                    let frame = Frame::load(conn, &config, &visitor)?;
                    build(conn, frame, Some((form, errors)), now)
                }
            }
        })
        .await?;
    match step {
        Step::Show(page) => unprocessable(&req, &*page),
        Step::Instead(href) => see_other(href),
    }
}

fn build(
    conn: &mut Conn,
    frame: Frame,
    refused: Option<(DetailsForm, FieldErrors)>,
    now: Time,
) -> Result<Step<CheckoutContactPage>, AppError> {
    let Some(ordering) = ordering(conn, &frame, now)? else { return Ok(Step::Instead(urls::cart())) };
    let (form, errors) = match refused {
        Some(refused) => refused,
        None => {
            let known = details::prefill(conn, &ordering.cart, frame.account.as_ref())?;
            (DetailsForm::of(&known), FieldErrors::default())
        }
    };
    let ships_to = list_countries(conn)?;
    Ok(Step::Show(Box::new(CheckoutContactPage {
        head: head(&frame, "Checkout"),
        countries: choices(ships_to.as_deref(), &form.country),
        billing_countries: choices(None, &form.billing_country),
        is_guest: frame.account.is_none(),
        login_href: urls::login(urls::checkout()),
        obstacles: seen::obstacles(&ordering.quote, &frame.settings),
        summary: Summary::load(conn, &ordering.quote, &frame.settings)?,
        form,
        errors,
        shell: frame.shell,
    })))
}

/// The countries of a select; a shop that ships to a single one needs no choice.
fn choices(codes: Option<&[String]>, chosen: &str) -> Vec<Choice> {
    let offered = |code: &str| codes.is_none_or(|codes| codes.iter().any(|known| known == code));
    let is_only = codes.is_some_and(|codes| codes.len() == 1);
    countries::all()
        .iter()
        .filter(|country| offered(country.code))
        .map(|country| Choice {
            value: country.code.to_owned(),
            label: country.name.to_owned(),
            count: None,
            href: None,
            selected: is_only || country.code.eq_ignore_ascii_case(chosen.trim()),
        })
        .collect()
}
