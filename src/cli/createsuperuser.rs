//! `storefront createsuperuser`: somebody who may do everything.

use super::password::{given_or_asked, new_password};
use super::{CommandResult, open_migrated};
use crate::accounts::passwords::PersonalData;
use crate::accounts::users::{self, NewUser, check_username};
use crate::accounts::{hashers, users::CreateError};
use crate::config::Config;
use crate::platform::web::error::AppError;
use crate::platform::web::form::FieldErrors;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// As they will sign in; asked for when left out.
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Their e-mail address; asked for when left out. The password is asked for, or taken from the
    /// variable STOREFRONT_PASSWORD.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    let username = given_or_asked(args.username, "Username", "Pass --username.")?;
    let email = given_or_asked(args.email, "Email address", "Pass --email.")?;
    let mut errors = FieldErrors::default();
    let about = PersonalData {
        username: check_username(&mut errors, "username", &username),
        email: errors.email("email", &email),
        ..PersonalData::default()
    };
    if let Some((field, message)) = errors.iter().next() {
        return Err(format!("The {field} cannot be used: {message}").into());
    }
    let password = new_password(&about)?;
    let user = NewUser {
        username: about.username,
        email: about.email,
        password_hash: hashers::hash(&password).map_err(|error| error.to_string())?,
        is_staff: true,
        is_superuser: true,
        ..NewUser::default()
    };
    let app = open_migrated(config)?;
    let now = app.now();
    let made = app.db.write_blocking(|conn| match users::create(conn, &user, now) {
        Ok(_) => Ok(Ok(())),
        Err(CreateError::Database(error)) => Err(AppError::from(error)),
        Err(taken) => Ok(Err(taken.to_string())),
    })?;
    made?;
    println!("Superuser {} was created.", user.username);
    Ok(())
}
