//! Which products a promotion is for, chosen from either side.

use diesel::prelude::*;

use super::queries;
use crate::events;
use crate::on_backend;
use crate::platform::db::{Conn, among};
use crate::platform::editing::{Chosen, Edit, Refused};
use crate::schema::promotion_products;

/// The products of a promotion.
pub fn list_product_ids(conn: &mut Conn, promotion: i64) -> QueryResult<Vec<i64>> {
    queries::list_products(conn, promotion)
}

/// Adds products to a promotion and takes others out; their prices follow.
pub fn choose_products(conn: &mut Conn, edit: &Edit, promotion: i64, chosen: &Chosen) -> Result<(), Refused> {
    let of_promotion = promotion_products::table.filter(promotion_products::promotion_id.eq(promotion));
    diesel::delete(of_promotion.filter(among(promotion_products::product_id, &chosen.removed)))
        .execute(conn)?;
    for product in &chosen.added {
        relate(conn, promotion, *product).map_err(Refused::key_of("products"))?;
    }
    let touched = [chosen.added.as_slice(), &chosen.removed].concat();
    Ok(events::prices_changed(conn, &touched, edit.now)?)
}

/// The promotions of a product, those with a code included.
pub fn list_promotion_ids(conn: &mut Conn, product: i64) -> QueryResult<Vec<i64>> {
    promotion_products::table
        .filter(promotion_products::product_id.eq(product))
        .order(promotion_products::promotion_id)
        .select(promotion_products::promotion_id)
        .load(conn)
}

/// Puts a product into promotions and takes it out of others; its price follows.
pub fn choose_promotions(conn: &mut Conn, edit: &Edit, product: i64, chosen: &Chosen) -> Result<(), Refused> {
    let of_product = promotion_products::table.filter(promotion_products::product_id.eq(product));
    diesel::delete(of_product.filter(among(promotion_products::promotion_id, &chosen.removed)))
        .execute(conn)?;
    for promotion in &chosen.added {
        relate(conn, *promotion, product).map_err(Refused::key_of("promotions"))?;
    }
    Ok(events::prices_changed(conn, &[product], edit.now)?)
}

fn relate(conn: &mut Conn, promotion: i64, product: i64) -> QueryResult<()> {
    let row = (promotion_products::promotion_id.eq(promotion), promotion_products::product_id.eq(product));
    on_backend!(conn, |c| diesel::insert_into(promotion_products::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
