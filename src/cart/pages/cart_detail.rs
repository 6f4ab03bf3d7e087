//! The page that shows the cart.

use actix_web::HttpRequest;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::cart::contents::{Line, LineProblem};
use crate::cart::models::Cart;
use crate::cart::pricing::{CodeOutcome, Payer};
use crate::cart::queries::{find_cart, list_notices};
use crate::checkout::quote::{Destination, Quote};
use crate::checkout::views;
use crate::orders::views::{LineView, TotalsView};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
use crate::platform::text::counted;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::{personal_page, unprocessable};
use crate::shell::{Frame, Shell, Visitor};
use crate::shopfront::views::Head;

/// A line with its form.
pub(super) struct CartLine {
    id: i64,
    view: LineView,
    /// What is in the field: the stored quantity, or what was typed.
    typed: String,
    /// The most that can be ordered, if there is a limit.
    limit: Option<i32>,
    /// Why it cannot be ordered as it stands.
    problem: Option<String>,
    is_gone: bool,
    /// What has changed since the shopper last looked.
    note: Option<String>,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "cart/cart_detail.html")]
pub(super) struct CartDetailPage {
    shell: Shell,
    head: Head,
    lines: Vec<CartLine>,
    count_label: String,
    notices: Vec<String>,
    has_news: bool,
    totals: Option<TotalsView>,
    can_check_out: bool,
    code: Option<String>,
    code_typed: String,
    code_error: Option<String>,
}

/// What was sent and refused: shown again where it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Refused {
    /// The line and what was typed for its quantity.
    pub line: Option<(i64, String)>,
    /// What was typed as a code.
    pub code: Option<String>,
    /// The message, at `quantity` or at `code`.
    pub errors: FieldErrors,
}

/// `GET /cart/`
pub async fn cart_detail(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let page = load(&app, visitor, Refused::default()).await?;
    personal_page(&req, &page)
}

/// The cart again, with what was refused.
pub(super) async fn refuse(app: &App, req: &HttpRequest, visitor: Visitor, refused: Refused) -> PageResult {
    let page = load(app, visitor, refused).await?;
    unprocessable(req, &page)
}

async fn load(app: &App, visitor: Visitor, refused: Refused) -> Result<CartDetailPage, AppError> {
    let (config, now) = (app.config.clone(), app.now());
    app.db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            build(conn, frame, &refused, now)
        })
        .await
}

fn build(conn: &mut Conn, frame: Frame, refused: &Refused, now: Time) -> Result<CartDetailPage, AppError> {
    let cart = match &frame.cart {
        Some(owner) => find_cart(conn, owner)?,
        None => None,
    };
    let mut page = CartDetailPage {
        head: Head { title: frame.title("Cart"), no_index: true, kind: "website", ..Head::default() },
        lines: Vec::new(),
        count_label: String::new(),
        notices: Vec::new(),
        has_news: false,
        totals: None,
        can_check_out: false,
        code: None,
        code_typed: refused.code.clone().unwrap_or_default(),
        code_error: refused.errors.on("code").map(str::to_owned),
        shell: frame.shell.clone(),
    };
    if let Some(cart) = cart {
        fill(conn, &mut page, &frame, &cart, refused, now)?;
    }
    Ok(page)
}

fn fill(
    conn: &mut Conn,
    page: &mut CartDetailPage,
    frame: &Frame,
    cart: &Cart,
    refused: &Refused,
    now: Time,
) -> Result<(), AppError> {
    let settings = &frame.settings;
    let payer = Payer { key: None, customer_id: frame.account.as_ref().map(|account| account.customer_id) };
    let quote = Quote::load(conn, cart, payer, Destination::default(), settings, now)?;
    let pictures = views::pictures(conn, &quote)?;
    page.notices = list_notices(conn, &cart.id)?;
    page.lines = quote
        .cart
        .lines_with_discounts()
        .map(|(line, discount)| {
            let view = views::line(&quote, line, discount, &pictures, settings);
            cart_line(line, view, refused, settings)
        })
        .collect();
    let units: i64 = quote.cart.lines.iter().map(|line| i64::from(line.quantity)).sum();
    page.count_label = counted(units, "item", "items");
    page.has_news = !page.notices.is_empty() || page.lines.iter().any(|line| line.note.is_some());
    page.totals = (!page.lines.is_empty()).then(|| views::totals(&quote, settings));
    page.can_check_out = !page.lines.is_empty() && page.lines.iter().all(|line| line.problem.is_none());
    match &quote.cart.code {
        Some(CodeOutcome::Applied(code)) => page.code = Some(code.code.clone()),
        Some(CodeOutcome::Refused(typed, problem)) => {
            page.code = Some(typed.clone());
            page.code_error.get_or_insert_with(|| problem.sentence(typed, settings));
            page.can_check_out = false;
        }
        None => {}
    }
    Ok(())
}

fn cart_line(line: &Line, view: LineView, refused: &Refused, settings: &ShopSettings) -> CartLine {
    let typed = refused.line.as_ref().filter(|(id, _)| *id == line.id).map(|(_, typed)| typed.clone());
    let error = typed.as_ref().and_then(|_| refused.errors.on("quantity")).map(str::to_owned);
    let was = line.seen_price;
    CartLine {
        id: line.id,
        typed: typed.unwrap_or_else(|| line.quantity.to_string()),
        limit: line.supply.limit().filter(|left| *left > 0),
        problem: line.obstacle(),
        is_gone: matches!(line.problem, Some(LineProblem::NotOffered | LineProblem::SoldOut)),
        note: line.price_changed().then(|| match line.unit_price > was {
            true => format!("The price has gone up; it was {} when you chose it.", settings.price(was)),
            false => format!("The price has gone down; it was {} when you chose it.", settings.price(was)),
        }),
        view,
        error,
    }
}
