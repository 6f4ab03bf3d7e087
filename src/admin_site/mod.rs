//! The admin of this shop: every registration in one list, and what the engine is told of the
//! program around it.

mod system;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::web;
use diesel::QueryResult;

use crate::accounts;
use crate::admin::deletion::Generic;
use crate::admin::site::{Doors, Site};
use crate::admin::staff::Staff;
use crate::app::App;
use crate::cart;
use crate::catalog;
use crate::checkout;
use crate::config::Config;
use crate::media;
use crate::orders;
use crate::payments;
use crate::platform::db::Conn;
use crate::promotions;
use crate::reviews;
use crate::shopfront;
use crate::tags;
use crate::urls;
use crate::webhooks;

pub use system::SETTINGS_HISTORY;

/// Models that tags, likes and former addresses may belong to, each with its table.
const ANYTHING: &[(&str, &str)] = &[(catalog::PRODUCT, "products"), (catalog::COLLECTION, "collections")];

/// The site with every model.
pub fn site(config: &Arc<Config>) -> Site {
    let doors = Doors { log_in: urls::admin_login, accent: urls::accent };
    Site::new("Storefront Admin", "Admin Dashboard", find_staff, (store_picture, show_pictures), doors)
        .app("catalog", "Catalog")
        .app("promotions", "Promotions")
        .app("orders", "Orders")
        .app("payments", "Payments")
        .app("cart", "Carts")
        .app("checkout", "Checkout")
        .app("reviews", "Reviews")
        .app("accounts", "Accounts")
        .app("tags", "Tags")
        .app("media", "Media")
        .app("shopfront", "Pages")
        .app("webhooks", "Webhooks")
        .app("platform", "System")
        // The tags of products: without this line they are on no form.
        .model(catalog::admin::product().inline(tags::admin::inline(catalog::PRODUCT)))
        .model(catalog::admin::collection())
        .model(catalog::admin::variant())
        .model(promotions::admin::promotion())
        .model(orders::admin::order(config))
        .model(payments::admin::payment())
        .model(payments::admin::refund())
        .model(payments::admin::difference())
        .model(payments::admin::event())
        .model(payments::admin::invoice())
        .model(cart::admin::cart())
        .model(checkout::admin::shipping_method())
        .model(reviews::admin::review())
        .model(accounts::admin::customer())
        .model(accounts::admin::address())
        .model(accounts::admin::user())
        .model(accounts::admin::group())
        .model(accounts::admin::permission())
        .model(accounts::admin::api_key())
        .model(tags::admin::tag())
        .model(media::admin::media_file())
        .model(shopfront::admin::page())
        .model(webhooks::admin::webhook())
        .model(webhooks::admin::delivery())
        .model(system::setting(config))
        .model(system::job())
        .model(system::mail())
        .model(system::import_run())
        .model(system::log_entry())
        .page(payments::admin::accounting::PAGE)
        .notice(payments::admin::UNMATCHED)
        .generic(generic("tagged_items"))
        .generic(generic("liked_items"))
        .generic(generic("slug_history"))
}

fn generic(table: &'static str) -> Generic {
    Generic { table, type_column: "content_type", key_column: "object_id", models: ANYTHING }
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
