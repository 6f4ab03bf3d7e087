//! The admin of this shop: every registration in one list, and what the engine is told of the
//! program around it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::web;
use diesel::QueryResult;

use crate::accounts;
use crate::admin::site::{Doors, Site};
use crate::admin::staff::Staff;
use crate::app::App;
use crate::media;
use crate::platform::db::Conn;
use crate::urls;

/// The site with every model.
pub fn site() -> Site {
    let doors = Doors { log_in: urls::admin_login, accent: urls::accent };
    Site::new("Storefront Admin", "Admin Dashboard", find_staff, (store_picture, show_pictures), doors)
        .app("catalog", "Catalog")
        .app("promotions", "Promotions")
        .app("orders", "Orders")
        .app("cart", "Carts")
        .app("checkout", "Checkout")
        .app("reviews", "Reviews")
        .app("accounts", "Accounts")
        .app("tags", "Tags")
        .app("shopfront", "Pages")
        .app("platform", "System")
}

fn find_staff(conn: &mut Conn, user_id: i64, version: Option<i32>) -> QueryResult<Option<Staff>> {
    let version = match version {
        Some(version) => version,
        None => accounts::queries::find_user(conn, user_id)?.map_or(-1, |user| user.session_version),
    };
    let Some(account) = accounts::queries::find_signed_in(conn, user_id, version)? else { return Ok(None) };
    if !account.is_staff {
        return Ok(None);
    }
    Ok(Some(Staff {
        user_id,
        name: account.name(),
        is_superuser: account.is_superuser,
        permissions: if account.is_superuser {
            Default::default()
        } else {
            accounts::permissions::all_of(conn, user_id)?
        },
    }))
}

/// Checks, writes anew and stores a picture; its row is made in a transaction of its own, so that a
/// form with an error elsewhere keeps it.
fn store_picture(
    app: &App,
    bytes: Vec<u8>,
    alt: String,
) -> Pin<Box<dyn Future<Output = Result<i64, String>>>> {
    let app = app.clone();
    Box::pin(async move {
        let broken = |_| "The picture could not be stored. Please try again.".to_owned();
        // A decoded picture takes hundreds of MB at worst: one at a time.
        let permit = app.intake.clone().acquire_owned().await.map_err(broken)?;
        let storage = app.media.clone();
        let stored = web::block(move || {
            let _permit = permit;
            media::intake::store(&storage, &bytes, &alt)
        })
        .await
        .map_err(|_| "The picture could not be stored. Please try again.".to_owned())?
        .map_err(|error| error.to_string())?;
        let now = app.now();
        app.db
            .write(move |conn| Ok(media::files::insert_stored(conn, &stored, now)?))
            .await
            .map_err(|_| "The picture could not be stored. Please try again.".to_owned())
    })
}

fn show_pictures(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, (String, String)>> {
    media::queries::list_thumbnails(conn, ids)
}
