//! The command line: parses the command and runs it.

use std::process::ExitCode;

use clap::Parser;
use storefront::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(Cli::parse())
}
