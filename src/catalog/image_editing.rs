//! The pictures of a product as rows of its form.

use diesel::prelude::*;

use super::products as rules;
use crate::events;
use crate::media::alt;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused, Rows};
use crate::platform::web::form::FieldErrors;
use crate::schema::{media_files, product_images};

/// What may be set on a picture of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable)]
pub struct ImageChange {
    /// The file.
    pub media_id: i64,
    /// What it shows, for those who cannot see it; belongs to the file.
    pub alt: String,
    /// Place among the pictures; the first is the main one.
    pub position: i32,
}

/// The pictures of a product in their order, with their keys.
pub fn list_images(conn: &mut Conn, product: i64) -> QueryResult<Vec<(i64, ImageChange)>> {
    product_images::table
        .inner_join(media_files::table)
        .filter(product_images::product_id.eq(product))
        .order((product_images::position, product_images::id))
        .select((product_images::id, (product_images::media_id, media_files::alt, product_images::position)))
        .load(conn)
}

/// Adds, changes and removes pictures of a product; files that no product shows any more stay.
pub fn change_images(
    conn: &mut Conn,
    edit: &Edit,
    product: i64,
    rows: &Rows<ImageChange>,
) -> Result<(), Refused> {
    rules::remove_images(conn, &rows.removed)?;
    for (id, row) in &rows.changed {
        check(row)?;
        let own = product_images::table.find(id).filter(product_images::product_id.eq(product));
        let updated = diesel::update(own)
            .set((product_images::media_id.eq(row.media_id), product_images::position.eq(row.position)))
            .execute(conn)
            .map_err(Refused::key_of("media_id"))?;
        if updated == 0 {
            return Err(Refused::gone("product image"));
        }
        alt::save(conn, row.media_id, &row.alt)?;
    }
    for row in &rows.added {
        check(row)?;
        rules::add_image(conn, product, row.media_id, row.position).map_err(Refused::key_of("media_id"))?;
        // A file that is shown elsewhere keeps what is said of it.
        if !row.alt.trim().is_empty() {
            alt::save(conn, row.media_id, &row.alt)?;
        }
    }
    Ok(events::products_changed(conn, &[product], edit.now)?)
}

fn check(row: &ImageChange) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.range("position", row.position, 0, i32::MAX);
    errors.or(())
}
