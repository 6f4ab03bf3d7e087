//! How often one key, account or address may ask.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::platform::web::error::AppError;

/// Callers that have not asked for so long are forgotten when this many are known.
const REMEMBERED: usize = 100_000;

/// Counts the requests of each caller in this process.
pub struct Limits {
    limiter: Option<DefaultKeyedRateLimiter<String>>,
}

impl Limits {
    /// So many requests a minute; 0 is no limit. As many may come at once after a minute of silence.
    pub fn new(per_minute: u32) -> Limits {
        let quota = NonZeroU32::new(per_minute).map(Quota::per_minute);
        Limits { limiter: quota.map(RateLimiter::keyed) }
    }

    /// Counts a request; [`AppError::TooManyRequests`] when there were too many.
    pub fn take(&self, caller: &str) -> Result<(), AppError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if limiter.len() > REMEMBERED {
            limiter.retain_recent();
        }
        limiter.check_key(&caller.to_owned()).map_err(|wait| {
            let wait = wait.wait_time_from(limiter.clock().now());
            AppError::TooManyRequests((wait + Duration::from_millis(999)).as_secs().max(1))
        })
    }
}
