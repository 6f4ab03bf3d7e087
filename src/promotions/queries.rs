//! Reads and writes of the promotions' tables, and the listed price they give.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::codes::{Code, CodeProblem, code_key};
use super::models::{Promotion, PromotionKind};
use crate::catalog::derive::{CHUNK, key_list};
use crate::on_backend;
use crate::platform::clock::Time;
use crate::platform::db::{Conn, among};
use crate::platform::money::Money;
use crate::schema::{promotion_products, promotion_uses, promotions};

/// Sets `current_price` of these products to what the promotions in force at `now` make of it.
///
/// The arithmetic is that of [`Promotion::apply`], in SQL, so that any number of products is one
/// statement; a property test holds the two together.
pub fn reprice(conn: &mut Conn, ids: &[i64], now: Time) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let keys = key_list(chunk);
        diesel::sql_query(format!(
            "UPDATE products SET current_price = d.price \
             FROM (SELECT p.id, MIN(CASE \
                     WHEN m.kind = 'percentage' THEN (p.unit_price * (10000 - m.discount) + 5000) / 10000 \
                     WHEN m.kind = 'amount' AND m.discount < p.unit_price THEN p.unit_price - m.discount \
                     WHEN m.kind = 'amount' THEN 0 \
                     ELSE p.unit_price END) AS price \
                   FROM products p \
                   LEFT JOIN promotion_products pp ON pp.product_id = p.id \
                   LEFT JOIN promotions m ON m.id = pp.promotion_id AND m.code IS NULL \
                       AND (m.starts_at IS NULL OR m.starts_at <= $1) AND (m.ends_at IS NULL OR m.ends_at > $1) \
                   WHERE p.id IN {keys} GROUP BY p.id, p.unit_price) AS d \
             WHERE products.id = d.id AND products.current_price <> d.price"
        ))
        .bind::<Timestamp, _>(now)
        .execute(conn)?;
    }
    Ok(())
}

/// The promotions without a code on this product, whenever they apply.
pub fn list_of_product(conn: &mut Conn, product_id: i64) -> QueryResult<Vec<Promotion>> {
    promotions::table
        .inner_join(promotion_products::table)
        .filter(promotion_products::product_id.eq(product_id))
        .filter(promotions::code.is_null())
        .order(promotions::id)
        .select(Promotion::as_select())
        .load(conn)
}

/// The products of a promotion.
pub fn list_products(conn: &mut Conn, promotion_id: i64) -> QueryResult<Vec<i64>> {
    promotion_products::table
        .filter(promotion_products::promotion_id.eq(promotion_id))
        .order(promotion_products::product_id)
        .select(promotion_products::product_id)
        .load(conn)
}

/// The promotions without a code that started or ended after `since` and up to `now`.
pub fn list_turned(conn: &mut Conn, since: Time, now: Time) -> QueryResult<Vec<i64>> {
    promotions::table
        .filter(promotions::code.is_null())
        .filter(
            (promotions::starts_at.gt(since).and(promotions::starts_at.le(now)))
                .or(promotions::ends_at.gt(since).and(promotions::ends_at.le(now))),
        )
        .select(promotions::id)
        .load(conn)
}

/// The promotions without a code on these products, with the product of each, whenever they apply.
pub fn list_of_products(conn: &mut Conn, products: &[i64]) -> QueryResult<Vec<(i64, Promotion)>> {
    on_backend!(conn, |c| promotions::table
        .inner_join(promotion_products::table)
        .filter(among(promotion_products::product_id, products))
        .filter(promotions::code.is_null())
        .order(promotions::id)
        .select((promotion_products::product_id, Promotion::as_select()))
        .load(c))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = promotions)]
struct CodeRow {
    id: i64,
    code: Option<String>,
    description: String,
    kind: PromotionKind,
    discount: i64,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    usage_limit: Option<i32>,
    usage_limit_per_customer: Option<i32>,
    minimum_total: Option<Money>,
    used_count: i32,
}

/// The promotion with the code that a shopper typed, whether or not it is in force.
pub fn find_code(conn: &mut Conn, typed: &str) -> QueryResult<Option<Code>> {
    let row: Option<CodeRow> = promotions::table
        .filter(promotions::code_key.eq(code_key(typed)))
        .select(CodeRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Code {
        products: list_products(conn, row.id)?,
        code: row.code.unwrap_or_default(),
        id: row.id,
        description: row.description,
        kind: row.kind,
        discount: row.discount,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        usage_limit: row.usage_limit,
        usage_limit_per_customer: row.usage_limit_per_customer,
        minimum_total: row.minimum_total,
        used_count: row.used_count,
    }))
}

/// Who uses a code with which order.
#[derive(Debug, Clone, Copy)]
pub struct CodeUse<'a> {
    /// The promotion.
    pub promotion_id: i64,
    /// The order.
    pub order_id: i64,
    /// The normalised e-mail address of the order.
    pub customer_key: &'a str,
    /// The account, if there is one.
    pub customer_id: Option<i64>,
}

/// Uses a code once, if its limits allow it.
///
/// Both limits are conditions of the statements. The first one holds the promotion's row until the
/// transaction ends, so that the second one, which counts, is alone with it.
pub fn use_code(conn: &mut Conn, used: CodeUse<'_>, now: Time) -> QueryResult<Result<(), CodeProblem>> {
    let counted = diesel::update(promotions::table.find(used.promotion_id))
        .filter(
            promotions::usage_limit
                .is_null()
                .or(promotions::usage_limit.gt(promotions::used_count.nullable())),
        )
        .set(promotions::used_count.eq(promotions::used_count + 1))
        .execute(conn)?;
    if counted == 0 {
        return Ok(Err(CodeProblem::UsedUp));
    }
    let noted = diesel::sql_query(
        "INSERT INTO promotion_uses (promotion_id, order_id, customer_key, customer_id, used_at) \
         SELECT m.id, $1, $2, $3, $4 FROM promotions m \
         WHERE m.id = $5 AND (m.usage_limit_per_customer IS NULL OR m.usage_limit_per_customer > \
             (SELECT COUNT(*) FROM promotion_uses u WHERE u.promotion_id = m.id \
                 AND (u.customer_key = $2 OR u.customer_id = $3)))",
    )
    .bind::<BigInt, _>(used.order_id)
    .bind::<Text, _>(used.customer_key)
    .bind::<Nullable<BigInt>, _>(used.customer_id)
    .bind::<Timestamp, _>(now)
    .bind::<BigInt, _>(used.promotion_id)
    .execute(conn)?;
    Ok(if noted == 1 { Ok(()) } else { Err(CodeProblem::UsedByCustomer) })
}

/// How often this customer has used a promotion.
pub fn count_uses_by(
    conn: &mut Conn,
    promotion_id: i64,
    customer_key: &str,
    customer_id: Option<i64>,
) -> QueryResult<i64> {
    promotion_uses::table
        .filter(promotion_uses::promotion_id.eq(promotion_id))
        .filter(
            promotion_uses::customer_key
                .eq(customer_key)
                .or(promotion_uses::customer_id.nullable().eq(customer_id)),
        )
        .count()
        .get_result(conn)
}

/// Gives back the use of a code by an order that is no more.
pub fn give_back_use(conn: &mut Conn, order_id: i64) -> QueryResult<()> {
    let promotions: Vec<i64> =
        diesel::delete(promotion_uses::table.filter(promotion_uses::order_id.eq(order_id)))
            .returning(promotion_uses::promotion_id)
            .get_results(conn)?;
    for id in promotions {
        diesel::update(promotions::table.find(id))
            .filter(promotions::used_count.gt(0))
            .set(promotions::used_count.eq(promotions::used_count - 1))
            .execute(conn)?;
    }
    Ok(())
}
