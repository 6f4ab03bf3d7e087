//! How fast orders are placed, beside bare commits on the same disk in the same run.

use std::fmt;
use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;

use super::StressError;
use super::browser::Browser;
use super::order_form::{OrderForm, enter_details};
use super::queries::count_due_jobs;
use super::sandbox::Sandbox;
use super::server::Server;
use super::shop::{self, Shop};
use crate::catalog::models::Sellable;
use crate::platform::clock::Clock;
use crate::platform::db::{DatabaseUrl, write_transaction};
use crate::urls;

/// Carts that each buyer orders in a round.
const CARTS: usize = 60;
/// Different things in a cart.
const LINES: usize = 3;
/// Stock that no round uses up.
const PLENTY: i32 = 100_000;
/// How long bare commits are counted in a round.
const BARE: Duration = Duration::from_secs(2);

/// A visitor with a filled cart, one click away from the order.
struct Prepared {
    visitor: Option<String>,
    form: OrderForm,
}

/// What was measured.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    buyers: usize,
    /// Of each round, a second.
    commits: Vec<f64>,
    orders: Vec<f64>,
    /// Of every order.
    latencies: Vec<Duration>,
}

/// Measures in turns: bare commits, then all buyers order at once.
pub fn measure(
    buyers: usize,
    rounds: usize,
    postgres: Option<&str>,
    tell: &dyn Fn(&str),
) -> Result<Figures, StressError> {
    let sandbox = Sandbox::make(postgres)?;
    let now = Clock::System.now();
    let (shop, _) = write_transaction(&mut sandbox.connect()?, |conn| {
        shop::open(conn, PLENTY, now).map_err(StressError::from)
    })?;
    let mut server = Server::new(&sandbox)?;
    server.start()?;
    let mut figures = Figures { buyers, ..Figures::default() };
    // The first round warms up and does not count.
    for round in 0..=rounds {
        tell(&format!("round {round} of {rounds}: {} carts are filled", buyers * CARTS));
        let carts = fill_carts(&server, &shop, buyers)?;
        wait_for_jobs(&sandbox)?;
        let commits = bare_commits(&sandbox)?;
        let (orders, latencies) = order_all(&server, carts)?;
        if round > 0 {
            figures.commits.push(commits);
            figures.orders.push(orders);
            figures.latencies.extend(latencies);
        }
    }
    figures.latencies.sort_unstable();
    Ok(figures)
}

/// One writer, one row for each transaction, as durable as an order.
fn bare_commits(sandbox: &Sandbox) -> Result<f64, StressError> {
    let database = match sandbox.database() {
        DatabaseUrl::Sqlite(path) => DatabaseUrl::Sqlite(path.with_file_name("bare.db")),
        server => server.clone(),
    };
    let mut conn = database.connect()?;
    conn.batch_execute("CREATE TABLE IF NOT EXISTS bare (id BIGINT NOT NULL, words TEXT NOT NULL)")?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < BARE {
        write_transaction(&mut conn, |conn| {
            diesel::sql_query("INSERT INTO bare (id, words) VALUES (1, 'as long as a short line of text')")
                .execute(conn)
        })?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

fn fill_carts(server: &Server, shop: &Shop, buyers: usize) -> Result<Vec<Vec<Prepared>>, StressError> {
    thread::scope(|scope| {
        let filling: Vec<_> = (0..buyers)
            .map(|number| {
                scope.spawn(move || {
                    let mut browser = Browser::new(server.address);
                    (0..CARTS).map(|_| fill_cart(&mut browser, shop, number)).collect::<Result<Vec<_>, _>>()
                })
            })
            .collect();
        filling.into_iter().map(|thread| thread.join().map_err(|_| "a buyer panicked")?).collect()
    })
}

fn fill_cart(browser: &mut Browser, shop: &Shop, number: usize) -> Result<Prepared, StressError> {
    browser.become_visitor(None);
    let things: Vec<&Sellable> = shop.things.iter().cycle().skip(number).take(LINES).collect();
    for what in things {
        let (product, variant) = (what.product_id.to_string(), what.variant_id.map(|id| id.to_string()));
        let fields =
            [("product", &*product), ("variant", variant.as_deref().unwrap_or_default()), ("quantity", "1")];
        browser.post(urls::cart_items(), &fields)?;
    }
    enter_details(browser, &format!("buyer{number}@example.com"))?;
    let page = browser.get(urls::checkout_payment())?;
    let form = OrderForm::on(&page).ok_or("the last page of the checkout has no order form")?;
    Ok(Prepared { visitor: browser.take_visitor(), form })
}

/// Everybody orders everything; orders a second and how long each took.
fn order_all(server: &Server, carts: Vec<Vec<Prepared>>) -> Result<(f64, Vec<Duration>), StressError> {
    let count = u32::try_from(carts.iter().map(Vec::len).sum::<usize>())?;
    let (start, all) = (Barrier::new(carts.len() + 1), Mutex::new(Vec::new()));
    let took = thread::scope(|scope| {
        let ordering: Vec<_> = carts
            .into_iter()
            .map(|carts| {
                let (start, all) = (&start, &all);
                scope.spawn(move || {
                    let mut browser = Browser::new(server.address);
                    let connected = browser.connect();
                    start.wait();
                    connected?;
                    let latencies = order_each(&mut browser, carts)?;
                    all.lock().unwrap_or_else(PoisonError::into_inner).extend(latencies);
                    Ok::<_, StressError>(())
                })
            })
            .collect();
        start.wait();
        let began = Instant::now();
        for thread in ordering {
            thread.join().map_err(|_| "a buyer panicked")??;
        }
        Ok::<_, StressError>(began.elapsed())
    })?;
    Ok((f64::from(count) / took.as_secs_f64(), all.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

fn order_each(browser: &mut Browser, carts: Vec<Prepared>) -> Result<Vec<Duration>, StressError> {
    let mut latencies = Vec::with_capacity(carts.len());
    for cart in carts {
        browser.become_visitor(cart.visitor);
        let began = Instant::now();
        let answer = cart.form.send(browser)?;
        latencies.push(began.elapsed());
        answer.order().ok_or_else(|| format!("an order was answered with status {}", answer.status))?;
    }
    Ok(latencies)
}

/// Mails of the last round must not disturb the bare commits of this one.
fn wait_for_jobs(sandbox: &Sandbox) -> Result<(), StressError> {
    let mut conn = sandbox.connect()?;
    let (_silent, wait) = std::sync::mpsc::channel::<()>();
    while count_due_jobs(&mut conn, Clock::System.now())? > 0 {
        let _nothing = wait.recv_timeout(Duration::from_millis(50));
    }
    Ok(())
}

impl Figures {
    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(at).map_or(0.0, Duration::as_secs_f64) * 1000.0
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (orders, commits) = (median(&self.orders), median(&self.commits));
        writeln!(
            out,
            "{} buyers, carts of {LINES}, {} orders in {} rounds beside bare commits of one writer\n",
            self.buyers,
            self.latencies.len(),
            self.orders.len()
        )?;
        writeln!(
            out,
            "| | a second, median | lowest | highest | p50 ms | p99 ms |\n|---|---|---|---|---|---|"
        )?;
        let range = |values: &[f64]| {
            let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
            let highest = values.iter().copied().fold(0.0, f64::max);
            format!("{lowest:.0} | {highest:.0}")
        };
        writeln!(out, "| bare commits | {commits:.0} | {} | | |", range(&self.commits))?;
        writeln!(
            out,
            "| orders placed | {orders:.0} | {} | {:.1} | {:.1} |",
            range(&self.orders),
            self.percentile(50),
            self.percentile(99)
        )?;
        write!(out, "\nOrders are placed at {:.0} % of the rate of bare commits.", 100.0 * orders / commits)
    }
}
