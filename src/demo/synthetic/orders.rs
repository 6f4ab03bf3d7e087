//! Storing synthetic orders: many per statement.

use std::collections::HashMap;

use diesel::prelude::*;

use super::purchase::{Buyer, Fate, Purchase, REFERENCE, Shop, Ware};
use super::{ROWS, STEP, SyntheticError};
use crate::config::Config;
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, Db};
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::schema::{
    addresses, customers, order_addresses, order_events, order_items, orders, payments, product_variants,
    products, users,
};

/// Orders are made of this many customers and this many products at most: enough to look like a
/// whole shop, and never more than fits into memory.
const SAMPLE: i64 = 50_000;

/// Adds `count` orders of the shop's customers and tells `progress` after each step how many are
/// stored.
///
/// They take nothing out of stock, which is as if it had been filled up since. Numbers continue
/// after the last synthetic order. Each step is one transaction; when one fails, those before stay.
pub fn add_orders(
    db: &Db,
    config: &Config,
    count: i64,
    mut progress: impl FnMut(i64),
) -> Result<(), SyntheticError> {
    if count <= 0 {
        return Ok(());
    }
    let (first, shop) =
        db.read_blocking(|conn| Ok::<_, SyntheticError>((last_number(conn)? + 1, shop(conn, config)?)))?;
    if shop.wares.is_empty() {
        return Err(SyntheticError::NoProducts);
    }
    if shop.buyers.is_empty() {
        return Err(SyntheticError::NoCustomers);
    }
    let mut done = 0;
    while done < count {
        let step = STEP.min(count - done);
        let made: Vec<Purchase<'_>> =
            (first + done..first + done + step).filter_map(|number| Purchase::new(number, &shop)).collect();
        db.write_blocking(|conn| {
            for chunk in made.chunks(ROWS) {
                store(conn, chunk, &shop)?;
            }
            Ok::<_, SyntheticError>(())
        })?;
        done += step;
        progress(done);
    }
    Ok(())
}

fn last_number(conn: &mut Conn) -> QueryResult<i64> {
    let last: Option<Option<String>> = payments::table
        .filter(payments::reference.like(format!("{REFERENCE}%")))
        .order(payments::reference.desc())
        .select(payments::reference)
        .first(conn)
        .optional()?;
    Ok(last.flatten().and_then(|reference| reference.strip_prefix(REFERENCE)?.parse().ok()).unwrap_or(0))
}

fn shop(conn: &mut Conn, config: &Config) -> QueryResult<Shop> {
    let settings = ShopSettings::load(conn, config)?;
    let (buyers, wares) = (buyers(conn)?, wares(conn)?);
    Ok(Shop { buyers, wares, currency: settings.currency, tax_rate: settings.tax_rate })
}

fn buyers(conn: &mut Conn) -> QueryResult<Vec<Buyer>> {
    type Row = (i64, String, String, String, String, String, String, String);
    let rows: Vec<Row> = addresses::table
        .inner_join(customers::table.inner_join(users::table))
        .order(addresses::id)
        .limit(SAMPLE)
        .select((
            customers::id,
            users::email,
            users::email_key,
            addresses::name,
            addresses::street,
            addresses::city,
            addresses::zip,
            addresses::country,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(customer_id, email, email_key, name, street, city, zip, country)| Buyer {
            customer_id,
            email,
            email_key,
            name,
            street,
            city,
            zip,
            country,
        })
        .collect())
}

fn wares(conn: &mut Conn) -> QueryResult<Vec<Ware>> {
    let plain: Vec<(i64, String, Money, Money)> = products::table
        .filter(products::is_published)
        .filter(products::has_variants.eq(false))
        .order(products::id)
        .limit(SAMPLE)
        .select((products::id, products::title, products::unit_price, products::current_price))
        .load(conn)?;
    type OfVariant = (i64, i64, String, Option<String>, String, String, String, Money);
    let variants: Vec<OfVariant> = product_variants::table
        .inner_join(products::table)
        .filter(products::is_published)
        .order(product_variants::id)
        .limit(SAMPLE)
        .select((
            products::id,
            product_variants::id,
            products::title,
            product_variants::sku,
            product_variants::option1,
            product_variants::option2,
            product_variants::option3,
            product_variants::unit_price,
        ))
        .load(conn)?;
    let plain = plain.into_iter().map(|(product_id, title, list_price, price)| Ware {
        product_id,
        variant_id: None,
        title,
        label: String::new(),
        sku: String::new(),
        list_price: list_price.0,
        price: price.0,
    });
    let variants =
        variants.into_iter().map(|(product_id, variant, title, sku, one, two, three, price)| Ware {
            product_id,
            variant_id: Some(variant),
            title,
            label: [one, two, three]
                .iter()
                .filter(|value| !value.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" / "),
            sku: sku.unwrap_or_default(),
            list_price: price.0,
            price: price.0,
        });
    Ok(plain.chain(variants).collect())
}

fn store(conn: &mut Conn, made: &[Purchase<'_>], shop: &Shop) -> QueryResult<()> {
    let (currency, tax_rate) = (shop.currency.code(), shop.tax_rate.to_string());
    let rows: Vec<_> = made
        .iter()
        .map(|order| {
            let cancelled = (order.fate == Fate::Failed).then(|| order.later(48));
            let delivered = (order.fate == Fate::Delivered).then(|| order.later(96));
            (
                (
                    orders::number.eq(&order.spelled),
                    orders::token.eq(&order.token),
                    orders::customer_id.eq(order.buyer.customer_id),
                    orders::email.eq(&order.buyer.email),
                    orders::email_key.eq(&order.buyer.email_key),
                    orders::payment_status.eq(payment_status(order.fate)),
                    orders::fulfilment_status.eq(fulfilment_status(order.fate)),
                    orders::currency.eq(&currency),
                    orders::subtotal.eq(order.subtotal),
                    orders::shipping_price.eq(order.shipping),
                ),
                (
                    orders::tax.eq(order.tax),
                    orders::total.eq(order.total()),
                    orders::tax_rate.eq(&tax_rate),
                    orders::shipping_method.eq("Standard"),
                    orders::placed_at.eq(order.placed_at),
                    orders::cancelled_at.eq(cancelled),
                    orders::delivered_at.eq(delivered),
                ),
            )
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(orders::table).values(&rows).execute(c))?;
    let numbers: Vec<&str> = made.iter().map(|order| order.spelled.as_str()).collect();
    let keys: HashMap<String, i64> = orders::table
        .filter(orders::number.eq_any(&numbers))
        .select((orders::number, orders::id))
        .load(conn)?
        .into_iter()
        .collect();
    let made: Vec<(i64, &Purchase<'_>)> =
        made.iter().filter_map(|order| Some((*keys.get(&order.spelled)?, order))).collect();
    store_lines(conn, &made)?;
    store_addresses(conn, &made)?;
    store_events(conn, &made)?;
    store_payments(conn, &made, &currency)
}

fn payment_status(fate: Fate) -> &'static str {
    match fate {
        Fate::Failed => "F",
        Fate::Waiting => "P",
        Fate::Paid | Fate::Shipped | Fate::Delivered => "C",
    }
}

fn fulfilment_status(fate: Fate) -> &'static str {
    match fate {
        Fate::Failed | Fate::Waiting | Fate::Paid => "unfulfilled",
        Fate::Shipped => "shipped",
        Fate::Delivered => "delivered",
    }
}

fn store_lines(conn: &mut Conn, made: &[(i64, &Purchase<'_>)]) -> QueryResult<()> {
    let rows: Vec<_> = made
        .iter()
        .flat_map(|(order, purchase)| purchase.lines.iter().map(|line| (*order, line)))
        .map(|(order, line)| {
            (
                order_items::order_id.eq(order),
                order_items::product_id.eq(line.ware.product_id),
                order_items::variant_id.eq(line.ware.variant_id),
                order_items::title.eq(&line.ware.title),
                order_items::variant_label.eq(&line.ware.label),
                order_items::sku.eq(&line.ware.sku),
                order_items::quantity.eq(line.quantity),
                order_items::list_price.eq(line.ware.list_price),
                order_items::unit_price.eq(line.ware.price),
                order_items::tax.eq(line.tax),
                order_items::total.eq(line.price().saturating_add(line.tax)),
            )
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(order_items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

fn store_addresses(conn: &mut Conn, made: &[(i64, &Purchase<'_>)]) -> QueryResult<()> {
    let rows: Vec<_> = made
        .iter()
        .flat_map(|(order, purchase)| ["shipping", "billing"].map(|kind| (*order, kind, purchase.buyer)))
        .map(|(order, kind, buyer)| {
            (
                order_addresses::order_id.eq(order),
                order_addresses::kind.eq(kind),
                order_addresses::name.eq(&buyer.name),
                order_addresses::street.eq(&buyer.street),
                order_addresses::city.eq(&buyer.city),
                order_addresses::zip.eq(&buyer.zip),
                order_addresses::country.eq(&buyer.country),
            )
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(order_addresses::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// What happened to an order, and how many hours after it was placed.
fn history(fate: Fate) -> &'static [(&'static str, i64)] {
    match fate {
        Fate::Failed => &[("placed", 0), ("cancelled", 48)],
        Fate::Waiting => &[("placed", 0)],
        Fate::Paid => &[("placed", 0), ("paid", 1)],
        Fate::Shipped => &[("placed", 0), ("paid", 1), ("shipped", 30)],
        Fate::Delivered => &[("placed", 0), ("paid", 1), ("shipped", 30), ("delivered", 96)],
    }
}

fn store_events(conn: &mut Conn, made: &[(i64, &Purchase<'_>)]) -> QueryResult<()> {
    let rows: Vec<_> = made
        .iter()
        .flat_map(|(order, purchase)| {
            history(purchase.fate).iter().map(|(kind, hours)| (*order, *kind, purchase.later(*hours)))
        })
        .map(|(order, kind, at)| {
            (order_events::order_id.eq(order), order_events::kind.eq(kind), order_events::created_at.eq(at))
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        on_backend!(conn, |c| diesel::insert_into(order_events::table).values(chunk).execute(c))?;
    }
    Ok(())
}

fn store_payments(conn: &mut Conn, made: &[(i64, &Purchase<'_>)], currency: &str) -> QueryResult<()> {
    let rows: Vec<_> = made
        .iter()
        .map(|(order, purchase)| {
            let (state, settled): (&str, Option<Time>) = match purchase.fate {
                Fate::Failed => ("cancelled", None),
                Fate::Waiting => ("open", None),
                Fate::Paid | Fate::Shipped | Fate::Delivered => ("paid", Some(purchase.later(1))),
            };
            (
                payments::order_id.eq(*order),
                payments::provider.eq("invoice"),
                payments::state.eq(state),
                payments::amount.eq(purchase.total()),
                payments::currency.eq(currency),
                payments::reference.eq(purchase.reference()),
                payments::created_at.eq(purchase.placed_at),
                payments::settled_at.eq(settled),
            )
        })
        .collect();
    on_backend!(conn, |c| diesel::insert_into(payments::table).values(&rows).execute(c))?;
    Ok(())
}
