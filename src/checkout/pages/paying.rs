//! Paying an order on the provider's page, and coming back from there. The pages say what is true of
//! the order, whatever their address claims.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{self, Data, Path, Query};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::checkout::paying::opening::{Next, OpeningError, can_be_paid, open};
use crate::checkout::paying::refreshing::refresh;
use crate::checkout::views::PayView;
use crate::orders::models::{Order, PaymentStatus};
use crate::orders::queries::find_by_token;
use crate::payments::models::PaymentState;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{Frame, Shell, Visitor, flash, flash_error};
use crate::shopfront::views::Head;
use crate::urls;

/// `POST /orders/{token}/payment/`
pub async fn pay_order(app: Data<App>, session: Session, token: Path<Uuid>) -> PageResult {
    lead_to_page(&app, &session, token.to_string()).await
}

/// Leads to the provider's page for paying an order, or back to the order with the reason.
pub(super) async fn lead_to_page(app: &App, session: &Session, token: String) -> PageResult {
    let (shop, order) = (app.clone(), token.clone());
    let next = web::block(move || open(&shop, &order)).await.map_err(AppError::internal)?;
    match next {
        Ok(Next::Page(address)) => return see_other(&address),
        Ok(Next::NothingToPay) => flash(session, "This order is paid. There is nothing more to do.")?,
        Ok(Next::Over) => flash_error(session, "This order can no longer be paid.")?,
        Err(OpeningError::NotThisWay) => {
            flash_error(session, "This order is not paid by card. Its page says how it is paid.")?;
        }
        Err(OpeningError::Provider(error)) => {
            tracing::warn!(%error, "no page for paying could be opened");
            flash_error(
                session,
                "The payment page cannot be opened right now. Your order is kept: please try again in a minute.",
            )?;
        }
        Err(OpeningError::Database(error)) => return Err(error.into()),
        Err(OpeningError::Pool(error)) => return Err(error.into()),
    }
    see_other(&urls::order(&token))
}

/// What the addresses say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    order: String,
}

impl Returned {
    /// The order; a page about none is not there.
    fn token(&self) -> Result<String, AppError> {
        Ok(Uuid::parse_str(&self.order).ok().or_not_found("order")?.to_string())
    }
}

/// Where an order is between the cart and its payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Paid,
    OnItsWay,
    Unpaid,
    Closing,
    Over,
}

#[derive(Template)]
#[template(path = "checkout/payment_returned.html")]
struct PaymentReturnedPage {
    shell: Shell,
    head: Head,
    title: &'static str,
    number: String,
    token: String,
    email: String,
    standing: Standing,
    pay: Option<PayView>,
}

/// `GET /payment/completed/`: where the provider leads after paying. The provider is asked how it
/// went, in case its report has not come yet.
pub async fn payment_completed(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    asked: Query<Returned>,
) -> PageResult {
    let token = asked.token()?;
    let (shop, order) = (app.get_ref().clone(), token.clone());
    if let Err(error) = web::block(move || refresh(&shop, &order)).await.map_err(AppError::internal)? {
        tracing::warn!(%error, "the provider could not be asked about a payment");
    }
    show(&app, &req, visitor, token).await
}

/// `GET /payment/canceled/`: where the provider leads without paying.
pub async fn payment_canceled(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    asked: Query<Returned>,
) -> PageResult {
    let token = asked.token()?;
    show(&app, &req, visitor, token).await
}

async fn show(app: &App, req: &HttpRequest, visitor: Visitor, token: String) -> PageResult {
    let config = app.config.clone();
    let provider = app.provider.as_ref().map(|provider| provider.key());
    let page = app
        .db
        .read(move |conn| {
            let order = find_by_token(conn, &token)?.or_not_found("order")?;
            let awaited = can_be_paid(conn, &order, provider)?;
            let standing = standing(&order, awaited.as_ref());
            let frame = Frame::load(conn, &config, &visitor)?;
            let title = title(standing);
            Ok(PaymentReturnedPage {
                head: Head { title: frame.title(title), no_index: true, kind: "website", ..Head::default() },
                title,
                pay: awaited.as_ref().and_then(PayView::of),
                standing,
                number: order.number,
                token: order.token,
                email: order.email,
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(req, &page)
}

fn standing(order: &Order, awaited: Option<&crate::payments::models::Payment>) -> Standing {
    match (order.payment_status, awaited) {
        (PaymentStatus::Complete, _) => Standing::Paid,
        (_, Some(payment)) if payment.state == PaymentState::Settling => Standing::OnItsWay,
        (_, Some(payment)) if payment.closing_at.is_some() => Standing::Closing,
        (PaymentStatus::Pending, _) if order.cancelled_at.is_none() => Standing::Unpaid,
        _ => Standing::Over,
    }
}

fn title(standing: Standing) -> &'static str {
    match standing {
        Standing::Paid => "Your payment was successful",
        Standing::OnItsWay => "Your payment is on its way",
        Standing::Unpaid => "Your payment has not been processed",
        Standing::Closing => "Your order is being cancelled",
        Standing::Over => "Your order was cancelled",
    }
}
