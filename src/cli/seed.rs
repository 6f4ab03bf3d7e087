//! `storefront seed`: synthetic data for load tests.

use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::demo::synthetic;

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// How many products to add.
    #[arg(long, value_name = "N", default_value_t = 0)]
    products: u32,
    /// How many customers to add.
    #[arg(long, value_name = "N", default_value_t = 0)]
    customers: u32,
    /// How many orders to add.
    #[arg(long, value_name = "N", default_value_t = 0)]
    orders: u32,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    if args.customers > 0 || args.orders > 0 {
        return Err("This version has no accounts and orders yet, so only --products can be seeded.".into());
    }
    if args.products == 0 {
        return Err("Say how many products to add, such as --products 10000.".into());
    }
    let app = open_migrated(config)?;
    let bar = ProgressBar::new(u64::from(args.products)).with_style(style()?);
    synthetic::add_products(&app.db, i64::from(args.products), |done| {
        bar.set_position(u64::try_from(done).unwrap_or(0));
    })?;
    let took = bar.elapsed();
    bar.finish_and_clear();
    println!("Added {} products in {:.1} s.", args.products, took.as_secs_f64());
    Ok(())
}

fn style() -> Result<ProgressStyle, indicatif::style::TemplateError> {
    ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} products, {eta} left")
}
