//! The first account of the staff: made at the first start, so that somebody can sign in at all.

use url::{Host, Url};

use super::hashers;
use super::queries;
use super::users::{self, CreateError, NewUser};
use crate::app::App;
use crate::config::Config;
use crate::platform::web::error::AppError;

/// What is printed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstStaff {
    /// To sign in with.
    pub username: String,
    /// Known to nobody else, stored nowhere.
    pub password: String,
}

/// Makes a superuser when there is none; `None` when there is one.
///
/// Of two processes that start together one makes it: the name is unique, and who comes second
/// finds that there is a superuser.
pub fn make_if_missing(app: &App) -> Result<Option<FirstStaff>, AppError> {
    if app.db.read_blocking(|conn| Ok::<_, AppError>(queries::has_superuser(conn)?))? {
        return Ok(None);
    }
    let password = random_password();
    let hash = hashers::hash(&password).map_err(|error| AppError::internal(error.to_string()))?;
    for username in ["admin", "storefront-admin"] {
        let user = NewUser {
            username: username.to_owned(),
            email: format!("{username}@{}", mail_host(&app.config)),
            password_hash: hash.clone(),
            is_staff: true,
            is_superuser: true,
            ..NewUser::default()
        };
        let made = app.db.write_blocking(|conn| match queries::has_superuser(conn)? {
            true => Ok(None),
            false => users::create(conn, &user, app.now()).map(Some).or_else(|error| match error {
                CreateError::Database(error) => Err(AppError::from(error)),
                // A customer has the name, or another process has just made the account.
                _ => Ok(None),
            }),
        })?;
        if made.is_some() {
            return Ok(Some(FirstStaff { username: username.to_owned(), password }));
        }
    }
    Ok(None)
}

/// 80 bits in digits and letters that are not mistaken for one another.
fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let letters: Vec<char> = rand::random::<[u8; 16]>()
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).map(|letter| char::from(*letter)))
        .collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The shop's own host, as it may stand behind an `@`.
fn mail_host(config: &Config) -> String {
    match Url::parse(&config.base_url).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => "localhost".to_owned(),
    }
}
