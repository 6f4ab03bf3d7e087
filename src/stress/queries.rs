//! Everything that the audit reads, whole tables at once, and the few writes that no domain offers.

use diesel::prelude::*;

use crate::catalog::models::{Product, Variant};
use crate::orders::models::{AddressKind, Order, OrderItem, PostalAddress};
use crate::payments::models::Payment;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::schema::{
    carts, idempotency_keys, jobs, order_addresses, order_events, order_items, orders, payments,
    product_variants, products, promotion_uses, promotions, shipping_methods,
};

/// The books of a shop at one moment.
#[derive(Debug, Clone)]
pub struct Books {
    /// Products.
    pub products: Vec<Product>,
    /// Their variants.
    pub variants: Vec<Variant>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Their lines.
    pub items: Vec<OrderItem>,
    /// Their addresses, with the order of each.
    pub addresses: Vec<(i64, AddressKind, PostalAddress)>,
    /// What happened to which order.
    pub events: Vec<(i64, String)>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// Which form was answered with which order.
    pub forms: Vec<(String, i64)>,
    /// What the forms of the carts that are still there will send.
    pub open_forms: Vec<String>,
    /// Codes with their limits.
    pub codes: Vec<CodeState>,
    /// Their uses: promotion, order and customer.
    pub uses: Vec<(i64, i64, String)>,
    /// Jobs.
    pub jobs: Vec<JobState>,
}

/// A code, as far as its limits are concerned.
#[derive(Debug, Clone, Queryable)]
pub struct CodeState {
    /// Key of the promotion.
    pub id: i64,
    /// As staff wrote it; promotions without one are none of ours.
    pub code: Option<String>,
    /// By all together.
    pub usage_limit: Option<i32>,
    /// By one customer.
    pub usage_limit_per_customer: Option<i32>,
    /// How often it was used.
    pub used_count: i32,
}

/// A job, as far as the audit is concerned.
#[derive(Debug, Clone, Queryable)]
pub struct JobState {
    /// Key.
    pub id: i64,
    /// Which function runs it.
    pub kind: String,
    /// JSON.
    pub arguments: String,
    /// `queued`, `running`, `done` or `failed`.
    pub state: String,
}

/// Reads the books; the caller's transaction makes it one moment.
pub fn load_books(conn: &mut Conn) -> QueryResult<Books> {
    Ok(Books {
        products: products::table.order(products::id).select(Product::as_select()).load(conn)?,
        variants: product_variants::table
            .order(product_variants::id)
            .select(Variant::as_select())
            .load(conn)?,
        orders: orders::table.order(orders::id).select(Order::as_select()).load(conn)?,
        items: order_items::table.order(order_items::id).select(OrderItem::as_select()).load(conn)?,
        addresses: order_addresses::table
            .select((order_addresses::order_id, order_addresses::kind, PostalAddress::as_select()))
            .load(conn)?,
        events: order_events::table.select((order_events::order_id, order_events::kind)).load(conn)?,
        payments: payments::table.select(Payment::as_select()).load(conn)?,
        forms: idempotency_keys::table
            .select((idempotency_keys::token, idempotency_keys::order_id))
            .load(conn)?,
        open_forms: carts::table.select(carts::checkout_token).load(conn)?,
        codes: promotions::table
            .filter(promotions::code.is_not_null())
            .select((
                promotions::id,
                promotions::code,
                promotions::usage_limit,
                promotions::usage_limit_per_customer,
                promotions::used_count,
            ))
            .load(conn)?,
        uses: promotion_uses::table
            .select((promotion_uses::promotion_id, promotion_uses::order_id, promotion_uses::customer_key))
            .load(conn)?,
        jobs: jobs::table.select((jobs::id, jobs::kind, jobs::arguments, jobs::state)).load(conn)?,
    })
}

/// What the database itself finds wrong with its file and its references; SQLite only.
pub fn list_file_errors(conn: &mut Conn) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        line: String,
    }
    if matches!(conn, Conn::Pg(_)) {
        return Ok(Vec::new());
    }
    let mut found: Vec<Line> = diesel::sql_query(
        "SELECT integrity_check AS line FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    )
    .load(conn)?;
    found.extend(
        diesel::sql_query(
            "SELECT \"table\" || ' refers to a missing row of ' || \"parent\" AS line \
             FROM pragma_foreign_key_check",
        )
        .load::<Line>(conn)?,
    );
    Ok(found.into_iter().map(|found| found.line).collect())
}

/// How many jobs are due but not begun.
pub fn count_due_jobs(conn: &mut Conn, now: Time) -> QueryResult<i64> {
    jobs::table.filter(jobs::state.eq("queued")).filter(jobs::run_at.le(now)).count().get_result(conn)
}

/// Sets what shipping costs and returns the key of the way.
pub fn set_shipping_price(conn: &mut Conn, price: Money) -> QueryResult<i64> {
    let id = shipping_methods::table
        .order(shipping_methods::id)
        .select(shipping_methods::id)
        .first::<i64>(conn)?;
    diesel::update(shipping_methods::table.find(id)).set(shipping_methods::price.eq(price)).execute(conn)?;
    Ok(id)
}

/// Makes a few carts look untouched since `at`: those that follow `after`, in the order of their
/// random keys.
pub fn age_carts(conn: &mut Conn, after: &str, count: i64, at: Time) -> QueryResult<()> {
    let chosen: Vec<String> = carts::table
        .filter(carts::id.gt(after))
        .order(carts::id)
        .limit(count)
        .select(carts::id)
        .load(conn)?;
    diesel::update(carts::table.filter(carts::id.eq_any(&chosen)))
        .set(carts::updated_at.eq(at))
        .execute(conn)?;
    Ok(())
}
