//! `storefront seed`: synthetic data for load tests.

use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandResult, open_migrated};
use crate::config::Config;
use crate::demo::synthetic::{self, SyntheticError};

/// Arguments.
#[derive(Debug, Default, clap::Args)]
#[command(
    after_help = "Synthetic customers are called customer000001 and so on; each has the password “synthetic customer”."
)]
pub struct Args {
    /// How many products to add.
    #[arg(long, value_name = "N", default_value_t = 0)]
    products: u32,
    /// How many customers to add.
    #[arg(long, value_name = "N", default_value_t = 0)]
    customers: u32,
    /// How many orders to add, of products and customers that the shop has then.
    #[arg(long, value_name = "N", default_value_t = 0)]
    orders: u32,
}

/// Runs the command.
pub fn run(config: Config, args: Args) -> CommandResult {
    if args.products == 0 && args.customers == 0 && args.orders == 0 {
        return Err("Say what to add, such as --products 10000 --customers 1000 --orders 5000.".into());
    }
    let app = open_migrated(config)?;
    add(args.products, "products", |count, progress| synthetic::add_products(&app.db, count, progress))?;
    add(args.customers, "customers", |count, progress| synthetic::add_customers(&app.db, count, progress))?;
    add(args.orders, "orders", |count, progress| synthetic::add_orders(&app.db, &app.config, count, progress))
}

/// Adds `count` things with a bar that shows how many are there.
fn add(
    count: u32,
    things: &str,
    work: impl FnOnce(i64, &mut dyn FnMut(i64)) -> Result<(), SyntheticError>,
) -> CommandResult {
    if count == 0 {
        return Ok(());
    }
    let bar = ProgressBar::new(u64::from(count)).with_style(style(things)?);
    work(i64::from(count), &mut |done| bar.set_position(u64::try_from(done).unwrap_or(0)))?;
    let took = bar.elapsed();
    bar.finish_and_clear();
    println!("Added {count} {things} in {:.1} s.", took.as_secs_f64());
    Ok(())
}

fn style(things: &str) -> Result<ProgressStyle, indicatif::style::TemplateError> {
    ProgressStyle::with_template(&format!(
        "{{wide_bar}} {{human_pos}} of {{human_len}} {things}, {{eta}} left"
    ))
}
