//! For load balancers and supervisors.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::platform::db;

/// `GET /healthz`: this process answers.
pub async fn alive() -> HttpResponse {
    answer(StatusCode::OK, "ok")
}

/// `GET /readyz`: the database is reachable and has the schema of this version.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let unready = |sentence: &'static str| answer(StatusCode::SERVICE_UNAVAILABLE, sentence);
    match app.db.read(|conn| Ok(db::is_current(conn)?)).await {
        Ok(true) => answer(StatusCode::OK, "ok"),
        Ok(false) => unready("The database does not have the schema of this version."),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            unready("The database cannot be used.")
        }
    }
}

fn answer(status: StatusCode, sentence: &'static str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(sentence)
}
