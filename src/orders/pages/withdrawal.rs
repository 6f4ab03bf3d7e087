//! The withdrawal function: a form that says what it does, and a button that confirms it.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::orders::models::Order;
use crate::orders::queries::{find_by_token, list_addresses};
use crate::orders::withdrawal::{self, WithdrawalError};
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::{personal_page, see_other, unprocessable};
use crate::shell::{Frame, Shell, Visitor, actor, flash, flash_error};
use crate::shopfront::views::Head;
use crate::urls;

/// The declaration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    name: String,
    statement: String,
}

#[derive(Template)]
#[template(path = "orders/order_withdrawal.html")]
struct OrderWithdrawalPage {
    shell: Shell,
    head: Head,
    number: String,
    token: String,
    email: String,
    is_open: bool,
    days: i64,
    form: WithdrawalForm,
    errors: FieldErrors,
}

/// `GET /orders/{token}/withdrawal/`
pub async fn order_withdrawal(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    token: Path<Uuid>,
) -> PageResult {
    let (config, now, token) = (app.config.clone(), app.now(), token.to_string());
    let page = app
        .db
        .read(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let frame = Frame::load(conn, &config, &visitor)?;
            let name = receiver(conn, &order)?;
            let form = WithdrawalForm { name, statement: String::new() };
            let is_open = withdrawal::is_open(&order, now);
            Ok(build(frame, order, is_open, form, FieldErrors::default()))
        })
        .await?;
    personal_page(&req, &page)
}

/// `POST /orders/{token}/withdrawal/`
pub async fn declare_withdrawal(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    session: Session,
    token: Path<Uuid>,
    form: Form<WithdrawalForm>,
) -> PageResult {
    let (config, now, token) = (app.config.clone(), app.now(), token.to_string());
    let (page, form) = (urls::order(&token), form.into_inner());
    let outcome = app
        .db
        .write(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let statement = match form.check() {
                Ok(statement) => statement,
                Err(errors) => {
                    let frame = Frame::load(conn, &config, &visitor)?;
                    let is_open = withdrawal::is_open(&order, now);
                    return Ok(Err(Box::new(build(frame, order, is_open, form, errors))));
                }
            };
            let actor = actor(visitor.signed_in(conn)?.as_ref());
            match withdrawal::declare(conn, &order, &statement, &actor, now) {
                Ok(()) => Ok(Ok(true)),
                Err(WithdrawalError::NotPossible) => Ok(Ok(order.withdrawn_at.is_some())),
                Err(WithdrawalError::Database(error)) => Err(AppError::from(error)),
            }
        })
        .await?;
    match outcome {
        Err(refused) => return unprocessable(&req, &*refused),
        Ok(true) => flash(&session, "We have received your withdrawal and sent you a confirmation.")?,
        Ok(false) => flash_error(&session, &WithdrawalError::NotPossible.to_string())?,
    }
    see_other(&page)
}

impl WithdrawalForm {
    /// The statement as it is kept with the order.
    fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.line("name", &self.name, 255);
        let statement = match self.statement.trim() {
            "" => String::new(),
            text => errors.paragraphs("statement", text, 2_000),
        };
        errors.or(match statement.as_str() {
            "" => name,
            reason => format!("{name}: {reason}"),
        })
    }
}

/// Who the order went to.
fn receiver(conn: &mut Conn, order: &Order) -> Result<String, AppError> {
    let addresses = list_addresses(conn, order.id)?;
    Ok(addresses.into_iter().next().map(|(_, address)| address.name).unwrap_or_default())
}

fn build(
    frame: Frame,
    order: Order,
    is_open: bool,
    form: WithdrawalForm,
    errors: FieldErrors,
) -> OrderWithdrawalPage {
    OrderWithdrawalPage {
        head: Head {
            title: frame.title("Withdraw from the contract"),
            no_index: true,
            kind: "website",
            ..Head::default()
        },
        is_open,
        days: withdrawal::DAYS,
        number: order.number,
        token: order.token,
        email: order.email,
        form,
        errors,
        shell: frame.shell,
    }
}
