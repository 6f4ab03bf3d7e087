//! After rows were loaded: what they left out and other rows tell, and what follows from them.

use diesel::QueryResult;

use crate::catalog::derive::CHUNK;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::dumps::{LoadError, Loaded};
use crate::platform::money::Currency;
use crate::{
    accounts, cart, catalog, checkout, engagement, events, media, orders, payments, promotions, reviews,
};

/// Models whose rows products derive something from.
const BEHIND_PRODUCTS: &[&str] = &[
    "tags.tag",
    "catalog.collection",
    "catalog.product",
    "catalog.productoption",
    "catalog.productvariant",
    "catalog.pricechange",
    "tags.taggeditem",
    "promotions.promotion",
    "reviews.review",
    "engagement.likeditem",
];

/// Fills in the fields that rows left out and other rows tell, and adds the rows that always are
/// there: a customer for every user, a payment for every order that is paid or waits for it.
pub(super) fn fill_in(conn: &mut Conn, loaded: &Loaded, currency: Currency) -> Result<(), LoadError> {
    if loaded.has_any(&["accounts.user"]) {
        accounts::loading::add_missing_customers(conn)?;
    }
    cart::loading::fill_seen_prices(conn, &loaded.without("cart.cartitem", "seen_price"))?;
    fill_in_orders(conn, loaded, currency)?;
    promotions::loading::fill_customer_keys(
        conn,
        &loaded.without("promotions.promotionuse", "customer_key"),
    )?;
    promotions::loading::fill_used_counts(conn, &loaded.without("promotions.promotion", "used_count"))?;
    payments::loading::fill_amounts(conn, &loaded.without("payments.payment", "amount"))?;
    payments::loading::fill_currencies(conn, &loaded.without("payments.payment", "currency"))?;
    payments::loading::add_missing(conn, &loaded.keys("orders.order"))?;
    checkout::loading::drop_first_method(conn, &loaded.keys("checkout.shippingmethod"))?;
    Ok(())
}

/// Lines before their orders: the sums are over complete lines.
fn fill_in_orders(conn: &mut Conn, loaded: &Loaded, currency: Currency) -> Result<(), LoadError> {
    const ORDER: &str = "orders.order";
    const ITEM: &str = "orders.orderitem";
    orders::loading::fill_titles(conn, &loaded.without(ITEM, "title"))?;
    orders::loading::fill_line_totals(conn, &loaded.without(ITEM, "total"))?;
    orders::loading::fill_emails(conn, &loaded.without(ORDER, "email"))?;
    orders::loading::fill_currencies(conn, &loaded.without(ORDER, "currency"), currency)?;
    let not_added_up = loaded.without(ORDER, "subtotal");
    if let Some(key) = orders::loading::find_over_discounted(conn, &not_added_up)? {
        let reason = "field discount: it is more than its lines cost".to_owned();
        return Err(loaded.refuse(ORDER, key, reason));
    }
    orders::loading::fill_subtotals(conn, &not_added_up)?;
    orders::loading::fill_totals(conn, &loaded.without(ORDER, "total"))?;
    Ok(())
}

/// Rebuilds derived columns, indexes and schedules after rows were loaded.
///
/// A loaded row may have left a product that the file does not name, so every product is settled;
/// each step writes only what differs.
pub(super) fn rebuild(conn: &mut Conn, loaded: &Loaded, now: Time) -> QueryResult<()> {
    if loaded.has_any(BEHIND_PRODUCTS) {
        let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let mut after = 0;
        loop {
            let ids = catalog::queries::list_product_ids_after(conn, after, limit)?;
            let Some(last) = ids.last() else { break };
            after = *last;
            events::products_changed(conn, &ids, now)?;
            reviews::queries::settle_ratings(conn, &ids)?;
            engagement::queries::settle_like_counts(conn, &ids)?;
        }
    }
    if loaded.has_any(&["payments.invoice"]) {
        payments::loading::settle_counters(conn)?;
    }
    promotions::promotions::schedule_all(conn, &loaded.keys("promotions.promotion"), now)?;
    media::files::queue_work(conn, &loaded.keys("media.mediafile"), now)
}
