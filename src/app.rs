//! What handlers, jobs and commands share: database, files, clock, configuration.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::accounts::passwords::Passwords;
use crate::admin::site::Site;
use crate::admin_site;
use crate::api::site::Site as Api;
use crate::api_site;
use crate::config::Config;
use crate::payments::provider::Provider;
use crate::payments::stripe::Stripe;
use crate::platform::clock::{Clock, Time};
use crate::platform::db::{ConnectError, Db};
use crate::platform::failures::FailedRequests;
use crate::platform::live::store::Pages;
use crate::platform::live::watch::Asker;
use crate::platform::mail::Mailer;
use crate::platform::storage::Storage;
use crate::shopfront::labels::{self, Labels};

/// The shared state; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Pictures and other uploads.
    pub media: Storage,
    /// Outgoing mail.
    pub mail: Mailer,
    /// Requests that failed and that nobody has been told of.
    pub failures: FailedRequests,
    /// Tells the time.
    pub clock: Clock,
    /// The settings of this process.
    pub config: Arc<Config>,
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// One uploaded picture is decoded at a time.
    pub intake: Arc<Semaphore>,
    /// What staff work with.
    pub admin: Arc<Site>,
    /// What other programs work with.
    pub api: Arc<Api>,
    /// Takes payments on a page of its own, if the shop has such a provider.
    pub provider: Option<Arc<dyn Provider>>,
    /// The pages of this process that are answered with again while nothing in them has changed.
    pub pages: Pages,
    /// Asks for all requests which state the database is in.
    pub asker: Arc<Asker>,
    /// The tags of the shop, if it has any.
    pub labels: Option<Labels>,
}

impl App {
    /// Opens what the configuration names.
    pub fn open(config: Config) -> Result<App, ConnectError> {
        let config = Arc::new(config);
        Ok(App {
            db: Db::open(&config.database)?,
            media: Storage::new(config.var.join("media")),
            mail: Mailer::open(&config),
            failures: FailedRequests::default(),
            clock: Clock::System,
            admin: Arc::new(admin_site::site(&config)),
            api: Arc::new(api_site::site(&config)),
            provider: provider(&config),
            pages: Pages::default(),
            asker: Arc::new(Asker::new(config.database.clone())),
            config,
            passwords: Passwords::default(),
            intake: Arc::new(Semaphore::new(1)),
            labels: labels::WIRED,
        })
    }

    /// Now, UTC.
    pub fn now(&self) -> Time {
        self.clock.now()
    }
}

/// The provider whose keys are there.
fn provider(config: &Config) -> Option<Arc<dyn Provider>> {
    match Stripe::new(config.stripe.as_ref()?, &config.base_url) {
        Ok(stripe) => Some(Arc::new(stripe)),
        Err(error) => {
            tracing::error!(%error, "payments by card are not offered");
            None
        }
    }
}
