//! Pictures of a product.

use actix_web::web;

use super::PUBLIC;
use super::products::find;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::Upload;
use crate::api::reply::Reply;
use crate::catalog::history;
use crate::catalog::image_editing::{self, ImageChange};
use crate::catalog::queries;
use crate::catalog::wire::{ImageJson, Writing};
use crate::media::files::{self, StoredPicture};
use crate::media::intake::{self, IntakeError};
use crate::platform::audit::{Source, tracked};
use crate::platform::db::Conn;
use crate::platform::editing::Rows;
use crate::platform::web::error::AppError;
use crate::platform::web::multipart::SentFile;

const CHANGE: &str = "catalog.change_product";
const TOO_LARGE: &str = "Files cannot be larger than 500KB!";
const NO_PICTURE: &str =
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
/// Names that pictures have which are taken.
const EXTENSIONS: [&str; 5] = ["gif", "jpeg", "jpg", "png", "webp"];

/// `GET /api/store/products/{product_id}/images/`
pub async fn image_list(call: Call) -> ApiResult {
    let product = call.id("product_id")?;
    call.read_public(PUBLIC, move |conn, asked| {
        find(conn, asked, product)?;
        let images = list(conn, asked, product)?;
        Reply::ok(&images)
    })
    .await
}

fn list(conn: &mut Conn, asked: &Asked<'_>, product: i64) -> Result<Vec<ImageJson>, ApiError> {
    let settings = asked.settings(conn)?;
    let writing = Writing::new(&settings, &asked.request().base);
    let rows = queries::list_images_of(conn, &[product])?;
    Ok(rows.iter().filter_map(|(image, file)| writing.image(image, file)).collect())
}

fn find_image(conn: &mut Conn, asked: &Asked<'_>, product: i64, id: i64) -> Result<ImageJson, ApiError> {
    let found = list(conn, asked, product)?.into_iter().find(|image| image.id == id);
    found.ok_or_else(|| ApiError::no("ProductImage"))
}

/// `GET /api/store/products/{product_id}/images/{id}/`
pub async fn image_detail(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.read_public(PUBLIC, move |conn, asked| {
        find(conn, asked, product)?;
        Reply::ok(&find_image(conn, asked, product, id)?)
    })
    .await
}

/// `POST /api/store/products/{product_id}/images/`: a file in the field `image`.
pub async fn create_image(call: Call) -> ApiResult {
    let product = call.id("product_id")?;
    let picture = take(&call, product, None).await?;
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        let media_id = files::insert_stored(conn, &picture, asked.now)?;
        let present = image_editing::list_images(conn, product)?;
        let position = present.last().map_or(0, |(_, image)| image.position.saturating_add(1));
        let added = vec![ImageChange { media_id, alt: String::new(), position }];
        store(conn, asked, product, &Rows { added, ..Rows::default() })?;
        let made = list(conn, asked, product)?.pop().ok_or_else(|| ApiError::no("ProductImage"))?;
        Reply::created(&made)
    })
    .await
}

/// `PUT /api/store/products/{product_id}/images/{id}/`: another file.
pub async fn update_image(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    let picture = take(&call, product, Some(id)).await?;
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        let media_id = files::insert_stored(conn, &picture, asked.now)?;
        let present = image_editing::list_images(conn, product)?;
        let old =
            present.into_iter().find(|(key, _)| *key == id).ok_or_else(|| ApiError::no("ProductImage"))?;
        let changed = vec![(id, ImageChange { media_id, ..old.1 })];
        store(conn, asked, product, &Rows { changed, ..Rows::default() })?;
        Reply::ok(&find_image(conn, asked, product, id)?)
    })
    .await
}

/// `PATCH /api/store/products/{product_id}/images/{id}/`: the same, or nothing.
pub async fn patch_image(call: Call) -> ApiResult {
    let has_file = call.body.input().is_ok_and(|input| input.has("image"));
    if has_file {
        return update_image(call).await;
    }
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.read(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        Reply::ok(&find_image(conn, asked, product, id)?)
    })
    .await
}

/// `DELETE /api/store/products/{product_id}/images/{id}/`
pub async fn delete_image(call: Call) -> ApiResult {
    let (product, id) = (call.id("product_id")?, call.id("id")?);
    call.write(move |conn, asked| {
        asked.staff(conn, CHANGE)?;
        find_image(conn, asked, product, id)?;
        store(conn, asked, product, &Rows { removed: vec![id], ..Rows::default() })?;
        Ok(Reply::no_content())
    })
    .await
}

fn store(conn: &mut Conn, asked: &Asked<'_>, product: i64, rows: &Rows<ImageChange>) -> Result<(), ApiError> {
    let edit = asked.edit();
    tracked(conn, &edit, Source::Api, &history::PRODUCT, Some(product), |conn| {
        image_editing::change_images(conn, &edit, product, rows).map(|()| (product, ()))
    })?;
    Ok(())
}

/// The picture that was sent, checked by its content and written anew; whoever may not send one learns
/// that before anything is decoded.
async fn take(call: &Call, product: i64, image: Option<i64>) -> Result<StoredPicture, ApiError> {
    let title = call
        .look(move |conn, asked| {
            asked.staff(conn, CHANGE)?;
            let product = find(conn, asked, product)?;
            if let Some(image) = image {
                find_image(conn, asked, product.id, image)?;
            }
            Ok(product.title)
        })
        .await?;
    let mut input = call.body.input()?;
    let file = input.file("image");
    input.finish()?;
    let bytes = checked(file.ok_or_else(|| ApiError::field("image", NO_PICTURE))?)?;
    let storage = call.app.media.clone();
    // A decoded picture takes hundreds of MB at worst: one at a time.
    let permit = call.app.intake.clone().acquire_owned().await.map_err(AppError::internal)?;
    let stored = web::block(move || {
        let _permit = permit;
        intake::store(&storage, &bytes, &title)
    });
    stored.await.map_err(AppError::internal)?.map_err(|error| match error {
        IntakeError::Storage(error) => AppError::internal(error).into(),
        IntakeError::TooManyPixels { .. } => ApiError::field("image", error),
        _ => ApiError::field("image", NO_PICTURE),
    })
}

fn checked(file: Upload) -> Result<Vec<u8>, ApiError> {
    let SentFile::Bytes(bytes) = file.content else { return Err(ApiError::field("image", TOO_LARGE)) };
    if bytes.is_empty() {
        return Err(ApiError::field("image", "The submitted file is empty."));
    }
    let extension = file.name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    // As in Django, the name is looked at only when the content could be a picture.
    if image_like(&bytes) && !EXTENSIONS.contains(&extension.as_str()) {
        let known = EXTENSIONS.join(", ");
        return Err(ApiError::field(
            "image",
            format_args!("File extension “{extension}” is not allowed. Allowed extensions are: {known}."),
        ));
    }
    Ok(bytes)
}

fn image_like(bytes: &[u8]) -> bool {
    image::guess_format(bytes).is_ok()
}
