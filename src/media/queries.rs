//! Reads and writes of the media tables, and the pictures of products.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::files::StoredPicture;
use super::models::{MediaFile, MediaSize, MediaState};
use super::view::Picture;
use crate::platform::db::{Conn, among};
use crate::schema::{media_files, media_sizes, product_images};

/// A picture of a product with its smaller copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPicture {
    /// Key of the link between product and file.
    pub image_id: i64,
    /// The file.
    pub file: MediaFile,
    /// Its smaller copies, narrowest first.
    pub sizes: Vec<MediaSize>,
}

/// The file with this key.
pub fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<MediaFile>> {
    media_files::table.find(id).select(MediaFile::as_select()).first(conn).optional()
}

/// The picture of a file: two statements; `None` while it waits, has failed or is gone.
pub fn find_picture(conn: &mut Conn, id: i64) -> QueryResult<Option<Picture>> {
    let sizes = list_sizes(conn, &[id])?;
    Ok(find(conn, id)?.and_then(|file| Picture::new(&file, &sizes)))
}

/// The files with these keys, by key.
pub fn list(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<MediaFile>> {
    media_files::table
        .filter(media_files::id.eq_any(ids))
        .order(media_files::id)
        .select(MediaFile::as_select())
        .load(conn)
}

/// The smaller copies of these files, narrowest first.
pub fn list_sizes(conn: &mut Conn, media_ids: &[i64]) -> QueryResult<Vec<MediaSize>> {
    media_sizes::table
        .filter(among(media_sizes::media_id, media_ids))
        .order((media_sizes::media_id, media_sizes::width))
        .select(MediaSize::as_select())
        .load(conn)
}

/// The address of the narrowest copy of each of these files, with what is on it: two statements.
pub fn list_thumbnails(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, (String, String)>> {
    let sizes = list_sizes(conn, ids)?;
    let narrowest = |id: i64| sizes.iter().find(|size| size.media_id == id).map(|size| &size.storage_key);
    let files = list(conn, ids)?.into_iter().filter(|file| file.state == MediaState::Ready);
    Ok(files
        .map(|file| {
            let key = narrowest(file.id).unwrap_or(&file.storage_key);
            (file.id, (crate::urls::media(key), file.alt.clone()))
        })
        .collect())
}

/// Puts the picture that a waiting file waited for in its place; `false` when it waits no more.
///
/// Its alternative text stays, since staff may have changed it meanwhile.
pub fn update_arrived(conn: &mut Conn, id: i64, picture: &StoredPicture) -> QueryResult<bool> {
    let updated = diesel::update(media_files::table.find(id))
        .filter(media_files::state.eq(MediaState::Waiting))
        .set((
            media_files::storage_key.eq(&picture.storage_key),
            media_files::content_type.eq(&picture.content_type),
            media_files::byte_size.eq(picture.byte_size),
            media_files::width.eq(picture.width),
            media_files::height.eq(picture.height),
            media_files::state.eq(MediaState::Ready),
            media_files::error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Notes why a waiting file will not arrive; `false` when it waits no more.
pub fn update_failed(conn: &mut Conn, id: i64, reason: &str) -> QueryResult<bool> {
    let reason: String = reason.chars().take(500).collect();
    let updated = diesel::update(media_files::table.find(id))
        .filter(media_files::state.eq(MediaState::Waiting))
        .set((media_files::state.eq(MediaState::Failed), media_files::error.eq(reason)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// The pictures of each of these products in their order: two statements, however many products.
pub fn list_of_products(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, Vec<ProductPicture>>> {
    let rows: Vec<(i64, i64, MediaFile)> = product_images::table
        .inner_join(media_files::table)
        .filter(among(product_images::product_id, ids))
        .order((product_images::product_id, product_images::position, product_images::id))
        .select((product_images::product_id, product_images::id, MediaFile::as_select()))
        .load(conn)?;
    with_sizes(conn, rows)
}

/// The main picture of each of these products, for cards: two statements.
///
/// That is the first one which has not failed; products without one are left out.
pub fn main_of_products(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, ProductPicture>> {
    let mut rows: Vec<(i64, i64, MediaFile)> = product_images::table
        .inner_join(media_files::table)
        .filter(among(product_images::product_id, ids))
        .filter(media_files::state.ne(MediaState::Failed))
        .order((product_images::product_id, product_images::position, product_images::id))
        .select((product_images::product_id, product_images::id, MediaFile::as_select()))
        .load(conn)?;
    let mut seen = HashSet::new();
    rows.retain(|(product_id, _, _)| seen.insert(*product_id));
    let pictures = with_sizes(conn, rows)?;
    Ok(pictures.into_iter().filter_map(|(id, pictures)| Some((id, pictures.into_iter().next()?))).collect())
}

fn with_sizes(
    conn: &mut Conn,
    rows: Vec<(i64, i64, MediaFile)>,
) -> QueryResult<HashMap<i64, Vec<ProductPicture>>> {
    let mut files: Vec<i64> = rows.iter().map(|(_, _, file)| file.id).collect();
    files.sort_unstable();
    files.dedup();
    let mut sizes: HashMap<i64, Vec<MediaSize>> = HashMap::new();
    for size in list_sizes(conn, &files)? {
        sizes.entry(size.media_id).or_default().push(size);
    }
    let mut pictures: HashMap<i64, Vec<ProductPicture>> = HashMap::new();
    for (product_id, image_id, file) in rows {
        let sizes = sizes.get(&file.id).cloned().unwrap_or_default();
        pictures.entry(product_id).or_default().push(ProductPicture { image_id, file, sizes });
    }
    Ok(pictures)
}

/// How many files could not be fetched.
pub fn count_failed(conn: &mut Conn) -> QueryResult<i64> {
    media_files::table.filter(media_files::state.eq("failed")).count().get_result(conn)
}
