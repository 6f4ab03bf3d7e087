//! What operators see of a running shop: log lines, request ids, figures for Prometheus.
//!
//! A request is logged when it failed, wrote something or was slow; everything else is in the
//! figures. Secrets and personal data are in neither: no query strings, no address with a token.

mod log;
pub mod metrics;
pub mod panics;
mod request;

pub use log::init;
pub use metrics::Metrics;
pub use request::{Books, RequestId, finished};
