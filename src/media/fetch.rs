//! Fetching pictures that are somewhere else: the job [`FETCH`](super::files::FETCH).

use std::io::{self, Read};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::blocking::Response;
use reqwest::header::{ACCEPT, LOCATION};
use url::Url;

use super::files::{MAKE_SIZES, OneFile};
use super::intake::{self, IntakeError, MAX_BYTES};
use super::models::{MediaFile, MediaState};
use super::queries;
use crate::app::App;
use crate::platform::db::PoolError;
use crate::platform::outgoing::addresses::{Reach, Refused};
use crate::platform::outgoing::{Unanswered, client};
use crate::platform::queue;

/// For one picture, its redirects included.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(60);
/// One more is refused.
const MAX_REDIRECTS: usize = 3;

/// Why a picture did not arrive; the text is kept with the file for staff to read.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address may not be called.
    #[error("Not fetched: {0}.")]
    Refused(#[from] Refused),
    /// The address is no address.
    #[error("Not fetched: the address cannot be read ({0}).")]
    Address(#[from] url::ParseError),
    /// The server said something other than yes.
    #[error("The server answered {0}.")]
    Status(StatusCode),
    /// It was sent on too often, or to nowhere.
    #[error("The server redirects more than three times or to nowhere.")]
    Redirects,
    /// The server is not there, too slow, or broke off.
    #[error("The server could not be reached: {0}.")]
    Unreachable(String),
    /// What came is not taken.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl From<Unanswered> for FetchError {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Refused(refused) => FetchError::Refused(refused),
            Unanswered::Unreachable(cause) => FetchError::Unreachable(cause),
        }
    }
}

impl FetchError {
    /// Whether trying again may help.
    pub fn is_passing(&self) -> bool {
        match self {
            FetchError::Status(status) => {
                status.is_server_error()
                    || matches!(*status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
            }
            FetchError::Unreachable(_) | FetchError::Database(_) | FetchError::Pool(_) => true,
            FetchError::Intake(error) => matches!(error, IntakeError::Storage(_)),
            FetchError::Refused(_) | FetchError::Address(_) | FetchError::Redirects => false,
        }
    }
}

/// Fetches the picture that a file waits for, stores it and queues its sizes.
///
/// A failure that is final marks the file as failed. A passing one is an error, for the queue to
/// try again; with `is_last` it also marks the file.
pub fn run(app: &App, media_id: i64, reach: Reach, is_last: bool) -> Result<(), FetchError> {
    let file = app.db.read_blocking(|conn| Ok::<_, FetchError>(queries::find(conn, media_id)?))?;
    let Some((file, url)) = file.as_ref().and_then(waiting) else { return Ok(()) };
    let arrived = fetch(url, reach).and_then(|bytes| Ok(intake::store(&app.media, &bytes, &file.alt)?));
    let now = app.now();
    match arrived {
        Ok(picture) => app.db.write_blocking(|conn| {
            if queries::update_arrived(conn, media_id, &picture)? {
                queue::enqueue(conn, MAKE_SIZES, &OneFile { media: media_id }, now)?;
            }
            Ok(())
        }),
        Err(error) => {
            let is_passing = error.is_passing();
            if is_last || !is_passing {
                app.db.write_blocking(|conn| {
                    Ok::<_, FetchError>(queries::update_failed(conn, media_id, &error.to_string())?)
                })?;
            }
            if is_passing { Err(error) } else { Ok(()) }
        }
    }
}

fn waiting(file: &MediaFile) -> Option<(&MediaFile, &str)> {
    let url = file.source_url.as_deref().filter(|_| file.state == MediaState::Waiting)?;
    Some((file, url))
}

/// The bytes at `url`, at most [`MAX_BYTES`]; every address on the way is checked.
pub fn fetch(url: &str, reach: Reach) -> Result<Vec<u8>, FetchError> {
    let deadline = Instant::now() + TOTAL_TIMEOUT;
    let client = client()?;
    let mut url = Url::parse(url)?;
    for _ in 0..=MAX_REDIRECTS {
        reach.check(&url)?;
        let left = deadline.saturating_duration_since(Instant::now());
        let response = client
            .get(url.clone())
            .timeout(left)
            .header(ACCEPT, "image/webp,image/png,image/jpeg,image/gif")
            .send()
            .map_err(Unanswered::from)?;
        let status = response.status();
        if status.is_success() {
            return read(response, deadline);
        }
        if !status.is_redirection() {
            return Err(FetchError::Status(status));
        }
        let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        url = url.join(target.ok_or(FetchError::Redirects)?)?;
    }
    Err(FetchError::Redirects)
}

fn read(mut response: Response, deadline: Instant) -> Result<Vec<u8>, FetchError> {
    let too_large = |length: usize| length > MAX_BYTES;
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, too_large)) {
        return Err(IntakeError::TooLarge.into());
    }
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        // The client's own limit is for each piece; a server could drip for ever.
        if Instant::now() > deadline {
            return Err(FetchError::Unreachable("it took too long".to_owned()));
        }
        match response.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FetchError::Unreachable(error.to_string())),
        }
        if too_large(bytes.len()) {
            return Err(IntakeError::TooLarge.into());
        }
    }
}
