//! `storefront serve`: web and background jobs in one process.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, web};
use tokio::signal::unix::{SignalKind, signal};

use super::{CommandResult, open_migrated};
use crate::accounts::first_staff::{self, FirstStaff};
use crate::admin::check::check;
use crate::app::App;
use crate::config::Config;
use crate::demo;
use crate::platform::sessions;
use crate::platform::telemetry::{self, Metrics};
use crate::platform::web::error::AppError;
use crate::server;
use crate::urls;
use crate::worker::Worker;

/// Requests in hand get this long to finish at shutdown.
const SHUTDOWN_SECONDS: u64 = 30;
/// An idle connection is kept this long; also what a quiet shutdown may have to wait for.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Somebody who sends a request slower than this is cut off.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Leave background jobs to other processes (storefront work).
    #[arg(long)]
    no_work: bool,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    telemetry::init(&config)?;
    let config = super::with_secret_key(config)?;
    if let Some(url) = &config.redis_url {
        sessions::check_redis(url)?;
    }
    // Before anything is made: a second start by mistake leaves no trace.
    let listener = TcpListener::bind(config.bind).map_err(|error| cannot_bind(config.bind, &error))?;
    let app = open_migrated(config)?;
    check_admin(&app)?;
    if let Some(loaded) = demo::load::load_into_empty(&app)? {
        tracing::info!(
            products = loaded.products,
            "the shop was empty and has been filled with the demo shop"
        );
    }
    let staff = first_staff::make_if_missing(&app)?;
    actix_web::rt::System::new().block_on(serve(app, listener, staff, args))
}

/// A registration that does not fit is said now and not on the page that needs it.
fn check_admin(app: &App) -> CommandResult {
    let problems = app.db.read_blocking(|conn| Ok::<_, AppError>(check(conn, &app.admin)))?;
    match problems.is_empty() {
        true => Ok(()),
        false => Err(format!("The staff admin does not fit the database:\n{}", problems.join("\n")).into()),
    }
}

async fn serve(app: App, listener: TcpListener, staff: Option<FirstStaff>, args: Args) -> CommandResult {
    let workers = app.config.workers.unwrap_or_else(cores);
    let metrics = web::Data::new(Metrics::default());
    let shared = app.clone();
    let server = HttpServer::new(move || server::application(shared.clone(), metrics.clone(), |_| {}))
        .workers(workers)
        .tcp_nodelay(true)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(REQUEST_TIMEOUT)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    announce(&app, &server.addrs(), staff)?;
    let worker = Worker::start(&app, if args.no_work { 0 } else { 1 })?;
    let running = server.run();
    let stopping = actix_web::rt::spawn(stop_on_signal(running.handle()));
    running.await?;
    stopping.abort();
    worker.stop();
    Ok(())
}

/// Results go to standard output: a script reads the address from there.
fn announce(app: &App, addresses: &[SocketAddr], staff: Option<FirstStaff>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for address in addresses {
        writeln!(out, "Storefront is running at http://{address}/")?;
    }
    if app.config.is_https() {
        writeln!(out, "Shoppers reach it at {}/", app.config.base_url)?;
    }
    if let Some(FirstStaff { username, password }) = staff {
        writeln!(out, "Staff account: {username} / {password}")?;
        writeln!(
            out,
            "Sign in at {}{} and change the password; it is shown only now.",
            app.config.base_url,
            urls::admin_login(urls::admin_password())
        )?;
    }
    out.flush()
}

/// The first signal lets requests finish, a second one does not.
async fn stop_on_signal(server: ServerHandle) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be received; the shop stops only by force");
        return;
    };
    let mut graceful = true;
    loop {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        actix_web::rt::spawn(server.stop(graceful));
        graceful = false;
    }
}

fn cannot_bind(bind: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("Another program already listens at {bind}. Stop it, or set BIND to a free port.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("Listening at {bind} is not allowed for this user. Set BIND to a port above 1023.")
        }
        _ => format!("Listening at {bind} does not work: {error}."),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
