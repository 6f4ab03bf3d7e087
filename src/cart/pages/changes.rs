//! The forms of the cart: each changes it and leads back to it.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;
use serde::Deserialize;

use super::cart_detail::{Refused, refuse};
use crate::app::App;
use crate::cart::carts::{self, CartError};
use crate::cart::models::{Cart, CartOwner, MAX_QUANTITY};
use crate::cart::queries::find_cart;
use crate::catalog::models::{Product, Sellable};
use crate::catalog::queries::find_product;
use crate::platform::db::{Conn, PoolError};
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::form::{FieldErrors, NOT_A_NUMBER};
use crate::platform::web::page::{see_other, unprocessable};
use crate::shell::{Frame, Shell, Visitor, flash, keep_cart};
use crate::shopfront::views::Head;
use crate::urls;

/// The add-to-cart form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CartItemForm {
    product: String,
    variant: String,
    quantity: String,
}

/// The quantity of a line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QuantityForm {
    quantity: String,
}

/// A code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    code: String,
}

/// Why a cart was not changed.
#[derive(Debug)]
enum ChangeError {
    Refused(CartError),
    Failed(AppError),
}

impl From<CartError> for ChangeError {
    fn from(error: CartError) -> Self {
        match error {
            CartError::Database(error) => ChangeError::Failed(error.into()),
            refusal => ChangeError::Refused(refusal),
        }
    }
}

impl From<AppError> for ChangeError {
    fn from(error: AppError) -> Self {
        ChangeError::Failed(error)
    }
}

impl From<diesel::result::Error> for ChangeError {
    fn from(error: diesel::result::Error) -> Self {
        ChangeError::Failed(error.into())
    }
}

impl From<PoolError> for ChangeError {
    fn from(error: PoolError) -> Self {
        ChangeError::Failed(error.into())
    }
}

#[derive(Template)]
#[template(path = "cart/cart_item_new.html")]
struct CartItemNewPage {
    shell: Shell,
    head: Head,
    product_id: i64,
    title: String,
    product_href: String,
    variant: String,
    typed: String,
    errors: FieldErrors,
}

/// `POST /cart/items/`
pub async fn create_cart_item(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    session: Session,
    form: Form<CartItemForm>,
) -> PageResult {
    let product_id: i64 = form.product.trim().parse().ok().or_not_found("product")?;
    let checked =
        check_quantity(&form.quantity, 1).and_then(|quantity| Ok((check_variant(&form.variant)?, quantity)));
    let (variant_id, quantity) = match checked {
        Ok(checked) => checked,
        Err(errors) => return ask_again(&app, &req, visitor, form.into_inner(), product_id, errors).await,
    };
    let what = Sellable { product_id, variant_id };
    let (visiting, now) = (visitor.clone(), app.now());
    let changed = app
        .db
        .attempt(move |conn| {
            let owner = visiting.cart(visiting.signed_in(conn)?.as_ref());
            let product = find_product(conn, product_id)?.filter(|product| product.is_published);
            let product = product.or_not_found("product")?;
            let cart = carts::find_or_create(conn, owner.as_ref(), now)?;
            carts::add(conn, &cart, what, quantity, now)?;
            Ok::<_, ChangeError>((cart, product))
        })
        .await;
    match changed {
        Ok((cart, product)) => added(&session, &visitor, &cart, &product),
        Err(ChangeError::Failed(error)) => Err(error),
        Err(ChangeError::Refused(refusal)) => {
            let field = if matches!(refusal, CartError::VariantMissing) { "variant" } else { "quantity" };
            let errors = FieldErrors::one(field, refusal);
            ask_again(&app, &req, visitor, form.into_inner(), product_id, errors).await
        }
    }
}

fn added(session: &Session, visitor: &Visitor, cart: &Cart, product: &Product) -> PageResult {
    if cart.customer_id.is_none() && visitor.guest_cart.as_ref() != Some(&cart.id) {
        keep_cart(session, &cart.id)?;
    }
    flash(session, &format!("“{}” is in your cart.", product.title))?;
    see_other(urls::cart())
}

/// The add-to-cart form by itself, with what was typed and what is wrong with it.
async fn ask_again(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    form: CartItemForm,
    product_id: i64,
    errors: FieldErrors,
) -> PageResult {
    let config = app.config.clone();
    let page = app
        .db
        .read(move |conn| {
            let product = find_product(conn, product_id)?.filter(|product| product.is_published);
            let product = product.or_not_found("product")?;
            let frame = Frame::load(conn, &config, &visitor)?;
            Ok(CartItemNewPage {
                head: Head {
                    title: frame.title("Add to cart"),
                    no_index: true,
                    kind: "website",
                    ..Head::default()
                },
                product_id,
                product_href: urls::product(&product.slug),
                title: product.title,
                variant: form.variant,
                typed: form.quantity,
                errors,
                shell: frame.shell,
            })
        })
        .await?;
    unprocessable(req, &page)
}

/// `POST /cart/items/{id}/`
pub async fn update_cart_item(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    line: Path<String>,
    form: Form<QuantityForm>,
) -> PageResult {
    let line: i64 = line.parse().ok().or_not_found("line")?;
    let typed = form.quantity.clone();
    let refused = |errors| Refused { line: Some((line, typed.clone())), code: None, errors };
    let quantity = match check_quantity(&form.quantity, 0) {
        Ok(quantity) => quantity,
        Err(errors) => return refuse(&app, &req, visitor, refused(errors)).await,
    };
    let now = app.now();
    match change(&app, &visitor, move |conn, cart| carts::set(conn, cart, line, quantity, now)).await {
        Ok(()) => see_other(urls::cart()),
        Err(ChangeError::Refused(CartError::NoSuchLine)) => Err(AppError::NotFound("line")),
        Err(ChangeError::Refused(refusal)) => {
            refuse(&app, &req, visitor, refused(FieldErrors::one("quantity", refusal))).await
        }
        Err(ChangeError::Failed(error)) => Err(error),
    }
}

/// `POST /cart/items/{id}/removal/`: removing what is gone already is no error.
pub async fn delete_cart_item(app: Data<App>, visitor: Visitor, line: Path<String>) -> PageResult {
    let line: i64 = line.parse().ok().or_not_found("line")?;
    let now = app.now();
    let removed = change(&app, &visitor, move |conn, cart| carts::remove(conn, cart, line, now)).await;
    settled(removed)
}

/// `POST /cart/removal/`
pub async fn empty_cart(app: Data<App>, visitor: Visitor) -> PageResult {
    let now = app.now();
    settled(change(&app, &visitor, move |conn, cart| carts::empty(conn, cart, now)).await)
}

/// `POST /cart/code/`
pub async fn apply_code(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    form: Form<CodeForm>,
) -> PageResult {
    let mut errors = FieldErrors::default();
    let code = errors.line("code", &form.code, 64);
    if !errors.is_empty() {
        let refused = Refused { line: None, code: Some(form.into_inner().code), errors };
        return refuse(&app, &req, visitor, refused).await;
    }
    let (config, now, typed) = (app.config.clone(), app.now(), code.clone());
    let outcome =
        change(&app, &visitor, move |conn, cart| carts::apply_code(conn, cart, &code, &config, now)).await;
    match outcome {
        Err(ChangeError::Refused(CartError::CodeRefused(message))) => {
            let errors = FieldErrors::one("code", message);
            refuse(&app, &req, visitor, Refused { line: None, code: Some(typed), errors }).await
        }
        other => settled(other),
    }
}

/// `POST /cart/code/removal/`
pub async fn remove_code(app: Data<App>, visitor: Visitor) -> PageResult {
    let now = app.now();
    settled(change(&app, &visitor, move |conn, cart| carts::remove_code(conn, cart, now)).await)
}

/// `POST /cart/notices/removal/`: the shopper has read what changed.
pub async fn acknowledge_notices(app: Data<App>, visitor: Visitor) -> PageResult {
    let now = app.now();
    settled(change(&app, &visitor, move |conn, cart| carts::acknowledge(conn, cart, now)).await)
}

/// Changes the visitor's cart, which must be there.
async fn change(
    app: &App,
    visitor: &Visitor,
    work: impl FnOnce(&mut Conn, &Cart) -> Result<(), CartError> + Clone + Send + 'static,
) -> Result<(), ChangeError> {
    let visitor = visitor.clone();
    app.db
        .attempt(move |conn| {
            let owner: Option<CartOwner> = visitor.cart(visitor.signed_in(conn)?.as_ref());
            let cart = match &owner {
                Some(owner) => find_cart(conn, owner)?,
                None => None,
            };
            work(conn, &cart.ok_or(CartError::NoSuchLine)?)?;
            Ok(())
        })
        .await
}

/// Back to the cart; what is gone needs no further removing.
fn settled(outcome: Result<(), ChangeError>) -> PageResult {
    match outcome {
        Ok(()) | Err(ChangeError::Refused(_)) => see_other(urls::cart()),
        Err(ChangeError::Failed(error)) => Err(error),
    }
}

/// A whole number from `least` on; left out, it is one.
fn check_quantity(raw: &str, least: i32) -> Result<i32, FieldErrors> {
    let text = raw.trim();
    if text.is_empty() {
        return Ok(1);
    }
    let message = match text.parse::<i64>() {
        Err(_) => NOT_A_NUMBER.to_owned(),
        Ok(number) if number < i64::from(least) => {
            format!("Ensure this value is greater than or equal to {least}.")
        }
        Ok(number) => match i32::try_from(number) {
            Ok(number) if number <= MAX_QUANTITY => return Ok(number),
            _ => format!("Ensure this value is less than or equal to {MAX_QUANTITY}."),
        },
    };
    Err(FieldErrors::one("quantity", message))
}

fn check_variant(raw: &str) -> Result<Option<i64>, FieldErrors> {
    match raw.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| FieldErrors::one("variant", CartError::VariantMissing)),
    }
}
