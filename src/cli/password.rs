//! Asking for a new password at a terminal, or taking it from the environment.

use std::error::Error;
use std::io::{self, BufRead, IsTerminal, Write};

use crate::accounts::passwords::{NOT_THE_SAME, PersonalData, broken_rules};

/// The variable that scripts pass a password in: arguments can be read by everybody on a machine.
pub const VARIABLE: &str = "STOREFRONT_PASSWORD";

/// A new password for `about` that keeps all rules.
pub fn new_password(about: &PersonalData) -> Result<String, Box<dyn Error>> {
    let password = match std::env::var(VARIABLE) {
        Ok(password) if !password.is_empty() => password,
        _ => prompt_twice()?,
    };
    match broken_rules(&password, about) {
        broken if broken.is_empty() => Ok(password),
        broken => Err(broken.join(" ").into()),
    }
}

fn prompt_twice() -> Result<String, Box<dyn Error>> {
    require_terminal(&format!("Pass the password in the variable {VARIABLE}."))?;
    let first = rpassword::prompt_password("Password: ")?;
    let second = rpassword::prompt_password("Password (again): ")?;
    if first == second { Ok(first) } else { Err(NOT_THE_SAME.into()) }
}

/// `given`, or what is typed after `question`; without a terminal the error says what to pass.
pub fn given_or_asked(
    given: Option<String>,
    question: &str,
    instead: &str,
) -> Result<String, Box<dyn Error>> {
    if let Some(given) = given {
        return Ok(given);
    }
    require_terminal(instead)?;
    eprint!("{question}: ");
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn require_terminal(instead: &str) -> Result<(), Box<dyn Error>> {
    match io::stdin().is_terminal() {
        true => Ok(()),
        false => Err(format!("Nothing can be asked, since standard input is no terminal. {instead}").into()),
    }
}
