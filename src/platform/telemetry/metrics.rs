//! Figures for Prometheus, kept in this process.

use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::{Duration, Instant};

use actix_web::http::Method;
use actix_web::{HttpResponse, web};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::app::App;
use crate::platform::queue;
use crate::platform::web::error::{AppError, PageResult};

/// Upper bounds in seconds: fine where pages are, coarse where only trouble is.
const BUCKETS: [f64; 12] = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

/// Counters, latencies and gauges of one process. Labels are patterns of addresses, never
/// addresses, so their number is that of the lines in the table of addresses.
pub struct Metrics {
    registry: Registry,
    requests: Family<Outcome, Counter>,
    latency: Family<RouteLabel, Histogram, fn() -> Histogram>,
    started: Instant,
    uptime: Gauge<f64, AtomicU64>,
    memory: Gauge<i64, AtomicI64>,
    waiting: Gauge,
    running: Gauge,
    waited: Gauge,
    failed: Gauge,
    connections: Gauge,
    idle: Gauge,
    pages: Gauge,
    groups: Gauge,
    pieces: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Metrics {
            registry: Registry::default(),
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            started: Instant::now(),
            uptime: Gauge::default(),
            memory: Gauge::default(),
            waiting: Gauge::default(),
            running: Gauge::default(),
            waited: Gauge::default(),
            failed: Gauge::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            pages: Gauge::default(),
            groups: Gauge::default(),
            pieces: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let all = &mut self.registry;
        all.register("http_requests", "Requests answered", self.requests.clone());
        all.register("http_request_duration_seconds", "Time to answer", self.latency.clone());
        all.register("process_uptime_seconds", "Time since the start", self.uptime.clone());
        all.register("process_resident_memory_bytes", "Memory in use", self.memory.clone());
        all.register("jobs_waiting", "Background jobs that wait", self.waiting.clone());
        all.register("jobs_running", "Background jobs that run now", self.running.clone());
        all.register("jobs_oldest_waiting_seconds", "Age of the oldest due job", self.waited.clone());
        all.register("jobs_failed", "Background jobs given up", self.failed.clone());
        all.register("database_connections", "Open database connections", self.connections.clone());
        all.register("database_connections_idle", "Of these, unused now", self.idle.clone());
        all.register("pages_kept_bytes", "Memory of kept pages", self.pages.clone());
        all.register("database_write_groups", "Commits that writes shared on SQLite", self.groups.clone());
        all.register("database_grouped_writes", "Writes in these commits", self.pieces.clone());
    }

    /// Counts one answered request.
    pub fn count(&self, method: &Method, route: Option<String>, status: u16, took: Duration) {
        let route = route.unwrap_or_else(|| "unmatched".to_owned());
        let label = RouteLabel { route };
        self.latency.get_or_create(&label).observe(took.as_secs_f64());
        let outcome = Outcome { method: name(method), route: label.route, status: class(status) };
        self.requests.get_or_create(&outcome).inc();
    }

    fn text(&self) -> Result<String, AppError> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(AppError::internal)?;
        Ok(text)
    }
}

/// `GET /metrics`
pub async fn show(app: web::Data<App>, metrics: web::Data<Metrics>) -> PageResult {
    metrics.uptime.set(metrics.started.elapsed().as_secs_f64());
    metrics.memory.set(resident_bytes().unwrap_or_default());
    let state = app.db.connections();
    metrics.connections.set(i64::from(state.open));
    metrics.idle.set(i64::from(state.idle));
    let gauge = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (groups, pieces) = app.db.groups();
    metrics.groups.set(gauge(groups));
    metrics.pieces.set(gauge(pieces));
    metrics.pages.set(gauge(app.pages.weight()));
    // The figures of the process matter most while the database is down.
    let now = app.now();
    if let Ok(jobs) = app.db.read(move |conn| Ok(queue::count(conn, now)?)).await {
        metrics.waiting.set(jobs.queued);
        metrics.running.set(jobs.running);
        metrics.waited.set(jobs.seconds_waited(now));
        metrics.failed.set(jobs.failed);
    }
    Ok(HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(metrics.text()?))
}

/// From `/proc`; nothing on systems without it.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: i64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

fn class(status: u16) -> &'static str {
    match status {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
