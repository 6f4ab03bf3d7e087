//! Many products at once: what is wrong with one keeps none of the others from being stored, and the
//! answer says for each what became of it, in the order in which they were sent.

use actix_web::ResponseError;
use actix_web::http::StatusCode;
use diesel::Connection;
use serde_json::{Value, json};

use super::products::{change, create};
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::catalog::queries;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;

/// At once.
const MOST: usize = 1_000;

/// `POST /api/store/products/bulk/`: a list of products to make.
pub async fn create_products(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        asked.staff(conn, "catalog.add_product")?;
        each(conn, asked, |conn, settings, input| {
            Ok((StatusCode::CREATED, create(conn, asked, settings, input)?))
        })
    })
    .await
}

/// `PATCH /api/store/products/bulk/`: a list of changes, each with the `id` of its product.
pub async fn update_products(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        asked.staff(conn, "catalog.change_product")?;
        each(conn, asked, |conn, settings, mut input| {
            let id = input.key("id", Need::Required);
            let Some(id) = id else { return Err(input.finish().err().unwrap_or_else(ApiError::not_found)) };
            queries::find_product(conn, id)?.ok_or_else(|| ApiError::no("Product"))?;
            change(conn, asked, settings, id, input.partial())?;
            Ok((StatusCode::OK, id))
        })
    })
    .await
}

/// Does each row in a savepoint of its own.
fn each(
    conn: &mut Conn,
    asked: &Asked<'_>,
    work: impl Fn(&mut Conn, &ShopSettings, Input) -> Result<(StatusCode, i64), ApiError>,
) -> Result<Reply, ApiError> {
    let Value::Array(rows) = asked.call.body.value()? else {
        return Err(ApiError::bad_request("Send a list of products."));
    };
    if rows.len() > MOST {
        return Err(ApiError::bad_request(format_args!("Send at most {MOST} products at once.")));
    }
    let settings = asked.settings(conn)?;
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let done = conn.transaction(|conn| work(conn, &settings, Input::of(row)?));
        results.push(match done {
            Ok((status, id)) => json!({ "status": status.as_u16(), "id": id }),
            // A fault of ours takes all of it back.
            Err(error @ ApiError::App(AppError::Internal(_) | AppError::Unavailable(_))) => {
                return Err(error);
            }
            Err(error) => json!({ "status": error.status_code().as_u16(), "errors": error.body() }),
        });
    }
    Reply::ok(&json!({ "results": results }))
}
