//! What other programs work with: the envelope of the API with what the accounts know of its callers.

use crate::accounts::api::callers;
use crate::accounts::permissions;
use crate::api::site::Site;
use crate::config::Config;

/// The API of a shop with this configuration.
pub fn site(config: &Config) -> Site {
    Site::new(config, callers::find, permissions::has, callers::note_key)
}
