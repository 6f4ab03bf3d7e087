//! The yardstick of `scripts/measure`: actix-web sending the same bytes from memory, and nothing else.
//!
//! `static_bytes PORT FILE` serves the file at every address until it is ended. Without arguments,
//! as `cargo bench` starts it, it only says what it is for.

use actix_web::http::header::ContentType;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (Some(port), Some(file)) = (arguments.next(), arguments.next()) else {
        println!("static_bytes PORT FILE: scripts/measure uses it to compare with");
        return Ok(());
    };
    let port: u16 = port.parse().map_err(std::io::Error::other)?;
    let body = Bytes::from(std::fs::read(file)?);
    HttpServer::new(move || {
        let body = body.clone();
        App::new().default_service(web::to(move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type(ContentType::html()).body(body) }
        }))
    })
    .bind(("127.0.0.1", port))?
    .run()
    .await
}
