//! Where log lines go.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::SubscriberBuilder;
use tracing_subscriber::fmt::format::{DefaultFields, Format};

use super::panics;
use crate::config::Config;

/// Starts the log: JSON to `LOG_FILE`, or to standard error, there for people if it is a terminal.
///
/// Panics are logged as errors from here on. An error is one sentence for the person at the
/// terminal.
pub fn init(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(directives(&config.log_level))
        .map_err(|error| format!("LOG_LEVEL is “{}”, which cannot be used: {error}.", config.log_level))?;
    let builder = || tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    match &config.log_file {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
                format!("LOG_FILE is “{}”, which cannot be written: {error}.", path.display())
            })?;
            json(builder()).with_writer(Mutex::new(file)).init();
        }
        None if io::stderr().is_terminal() => builder().with_writer(io::stderr).init(),
        None => json(builder()).with_writer(io::stderr).init(),
    }
    panics::log_panics();
    Ok(())
}

/// A plain level is about the shop; what the server library says about itself needs a filter.
fn directives(level: &str) -> String {
    match level.contains(['=', ',']) {
        true => level.to_owned(),
        false => format!("{level},actix_server=warn,actix_http=warn,mio=warn"),
    }
}

fn json<W>(
    builder: SubscriberBuilder<DefaultFields, Format, EnvFilter, W>,
) -> SubscriberBuilder<
    tracing_subscriber::fmt::format::JsonFields,
    Format<tracing_subscriber::fmt::format::Json>,
    EnvFilter,
    W,
> {
    builder.json().flatten_event(true).with_current_span(false).with_span_list(false)
}
