//! The page on which staff choose a period, and its entries as a file.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;
use chrono::{Datelike, NaiveDate};

use crate::admin::desk::{self, Caller, Desk};
use crate::admin::export::harmless;
use crate::admin::export::stream::{Parts, send};
use crate::admin::list::asked::Asked;
use crate::admin::reply::{Download, Reply};
use crate::admin::site::SitePage;
use crate::admin::staff::Right;
use crate::admin::views::AdminShell;
use crate::app::App;
use crate::payments::accounting::{Cursor, Entry, Period, list_entries};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::platform::web::error::{AppError, PageResult};

/// Where it is found.
pub const PAGE: SitePage = SitePage {
    app: "payments",
    label: "Accounting export",
    href: "/admin/payments/accounting/",
    model: "payments.payment",
};

/// Entries of one part.
const PART: i64 = 500;

const HEADS: [&str; 12] = [
    "Date",
    "Document",
    "Order",
    "Kind",
    "Provider",
    "Reference",
    "Currency",
    "Gross",
    "Net",
    "Tax",
    "Tax rate",
    "Country",
];

#[derive(Template)]
#[template(path = "admin/accounting.html")]
struct AccountingPage {
    shell: AdminShell,
    from: String,
    to: String,
    error: Option<&'static str>,
}

/// `GET /admin/payments/accounting/`: asks for a period; the month before this one is suggested.
pub async fn accounting(app: Data<App>, caller: Caller) -> PageResult {
    desk::read(&app, &caller, |_, desk| {
        require(desk)?;
        let today = desk.now().date();
        let this_month = today.with_day(1).unwrap_or(today);
        let to = this_month.pred_opt().unwrap_or(today);
        let from = to.with_day(1).unwrap_or(to);
        show(desk, StatusCode::OK, (from.to_string(), to.to_string()), None)
    })
    .await
}

/// `GET /admin/payments/accounting/file/?from=…&to=…`: a line for each payment and each refund that
/// was settled on these days, as CSV, read while it is sent.
pub async fn accounting_file(app: Data<App>, caller: Caller, req: HttpRequest) -> PageResult {
    let asked = Asked::parse(req.query_string());
    let shared = app.clone();
    desk::read(&app, &caller, move |_, desk| {
        require(desk)?;
        let (from, to) = (asked.get("from").to_owned(), asked.get("to").to_owned());
        let period = match read_period(&from, &to) {
            Ok(period) => period,
            Err(error) => return show(desk, StatusCode::UNPROCESSABLE_ENTITY, (from, to), Some(error)),
        };
        let file = File {
            app: App::clone(&shared),
            user_id: desk.staff.user_id,
            period,
            after: Cursor::before(&period),
            has_begun: false,
        };
        Ok(Reply::download(Download {
            name: format!("accounting-{}-{}.csv", period.from, period.to),
            content_type: "text/csv; charset=utf-8",
            body: send(shared.db.clone(), file),
        }))
    })
    .await
}

fn require(desk: &Desk<'_>) -> Result<(), AppError> {
    if desk.staff.may_do(Right::View, PAGE.model) { Ok(()) } else { Err(AppError::Forbidden) }
}

fn read_period(from: &str, to: &str) -> Result<Period, &'static str> {
    let day = |text: &str| {
        let day: NaiveDate = text.trim().parse().map_err(|_| "Enter both days as year-month-day.")?;
        // Years of four digits, as both databases write them.
        if (1..=9998).contains(&day.year()) { Ok(day) } else { Err("There is no such year here.") }
    };
    let period = Period { from: day(from)?, to: day(to)? };
    if period.from <= period.to { Ok(period) } else { Err("The last day is before the first one.") }
}

fn show(
    desk: &Desk<'_>,
    status: StatusCode,
    (from, to): (String, String),
    error: Option<&'static str>,
) -> Result<Reply, AppError> {
    let crumbs = desk.page_crumbs(&PAGE);
    let shell = desk.shell(PAGE.label, crumbs, None);
    Reply::status(status, &AccountingPage { shell, from, to, error })
}

/// What is still to be sent.
struct File {
    app: App,
    user_id: i64,
    period: Period,
    after: Cursor,
    has_begun: bool,
}

impl Parts for File {
    fn part(mut self, conn: &mut Conn) -> Result<(Vec<u8>, Option<File>), AppError> {
        let desk = Desk::of_user(conn, &self.app, self.user_id)?.ok_or(AppError::Forbidden)?;
        require(&desk)?;
        drop(desk);
        let entries = list_entries(conn, &self.period, &self.after, PART)?;
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.has_begun, true) {
            writer.write_record(HEADS).map_err(AppError::internal)?;
        }
        for entry in &entries {
            writer.write_record(line(entry)).map_err(AppError::internal)?;
        }
        let bytes = writer.into_inner().map_err(|error| AppError::internal(error.to_string()))?;
        let Some(last) = entries.last() else { return Ok((bytes, None)) };
        self.after = Cursor::after(last);
        Ok((bytes, Some(self)))
    }
}

fn line(entry: &Entry) -> [String; 12] {
    let currency = Currency::from_code(&entry.currency).unwrap_or(Currency::NONE);
    let net = Money(entry.gross.0 - entry.tax.0);
    [
        entry.at.date().to_string(),
        harmless(&entry.document),
        harmless(&entry.order),
        entry.movement.as_str().to_owned(),
        harmless(&entry.provider),
        harmless(&entry.reference),
        entry.currency.clone(),
        currency.plain(entry.gross),
        currency.plain(net),
        currency.plain(entry.tax),
        entry.tax_rate.clone(),
        harmless(&entry.country),
    ]
}
