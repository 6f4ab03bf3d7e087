//! `/api/openapi.json`: the document, written once.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use super::operation::set;
use super::{Group, answers, bodies, groups, sample};
use crate::api::reply::etag;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::page::not_modified;

const ABOUT: &str = "Everything that the shop's pages can do, for other programs.\n\n\
    An address ends in a slash; those of the store also answer under `.json`, those of accounts without \
    the slash. Every address answers OPTIONS and says in `Allow` what it takes; HEAD is GET without a body. \
    Bodies are JSON; a form (`application/x-www-form-urlencoded` or `multipart/form-data`) with the same \
    names is taken as well where nothing but texts and numbers is sent. Numbers may be written as texts \
    and texts as numbers. \
    Amounts are numbers in major units of the shop's currency, times are UTC.\n\n\
    Reads carry an `ETag`. A POST with an `Idempotency-Key` is done once, however often it is sent.";

/// The document, the same for every shop.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(document);
static WRITTEN: LazyLock<(Vec<u8>, String)> = LazyLock::new(|| {
    let bytes = DOCUMENT.to_string().into_bytes();
    let tag = etag(&bytes);
    (bytes, tag)
});

/// `GET /api/openapi.json`
pub async fn openapi_json(req: HttpRequest) -> PageResult {
    let (bytes, tag) = &*WRITTEN;
    let tag = HeaderValue::from_str(tag).map_err(AppError::internal)?;
    let mut response = match not_modified(&req, &tag) {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    let is_known = not_modified(&req, &tag);
    response
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((VARY, "Origin"))
        .insert_header((ETAG, tag));
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/json").body(bytes.as_slice()))
}

fn document() -> Value {
    let mut schemas = answers::all();
    schemas.extend(bodies::all().into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    let (mut tags, mut paths) = (Vec::new(), Map::new());
    for Group { tag, about, paths: own } in groups() {
        tags.push(json!({ "name": tag, "description": about }));
        for (address, operations) in own {
            let mut methods = Map::new();
            let parameters = of_address(address);
            if !parameters.is_empty() {
                methods.insert("parameters".to_owned(), Value::Array(parameters));
            }
            for operation in operations {
                methods.insert(operation.method.to_owned(), operation.write(tag));
            }
            paths.insert(address.to_owned(), Value::Object(methods));
        }
    }
    let mut made = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Storefront",
            "summary": "The REST API of the shop.",
            "description": ABOUT,
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": parameters(),
            "headers": headers(),
            "securitySchemes": security(),
        },
    });
    sample::add_to_bodies(&mut made);
    made
}

/// What stands in the address.
fn of_address(address: &str) -> Vec<Value> {
    let names = address.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let parameter = |name: &str| {
        let (schema, about) = match name {
            "cart_id" => (json!({ "type": "string", "format": "uuid" }), "The UUID of the cart."),
            "token" => {
                (json!({ "type": "string", "pattern": "^[0-9A-Za-z_-]+$" }), "The token of the order.")
            }
            "product_id" => (key(), "The key of the product."),
            _ => (key(), "The key."),
        };
        json!({ "name": name, "in": "path", "required": true, "description": about, "schema": schema })
    };
    names.map(parameter).collect()
}

fn key() -> Value {
    json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": i64::MAX })
}

fn parameters() -> Value {
    let mut made = Map::new();
    let header = |name: &str, about: &str, schema: Value| json!({ "name": name, "in": "header", "description": about, "schema": schema });
    let fields = json!({
        "name": "fields",
        "in": "query",
        "description": "Only these fields of each object, with commas between them.",
        "schema": { "type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$" },
    });
    let tag = || json!({ "type": "string", "pattern": "^(\\*|\"[0-9a-f-]+\")$" });
    made.insert("fields".to_owned(), fields);
    made.insert(
        "ifNoneMatch".to_owned(),
        header(
            "If-None-Match",
            "The tag of the version that the sender has: 304 when it is the present one.",
            tag(),
        ),
    );
    made.insert(
        "ifMatch".to_owned(),
        header(
            "If-Match",
            "The tag of the version that is to be changed: 412 when it is not the present one.",
            tag(),
        ),
    );
    made.insert(
        "idempotencyKey".to_owned(),
        header(
            "Idempotency-Key",
            "The sender's name for this request. Sent again with the same key, it is answered from memory for a day.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }),
        ),
    );
    Value::Object(made)
}

fn headers() -> Value {
    let of = |about: &str, schema: Value| json!({ "description": about, "schema": schema });
    let text = || json!({ "type": "string" });
    let mut made = json!({
        "ETag": of("The version of what was answered.", text()),
        "Location": of("Where what was made is.", text()),
        "Allow": of("What can be done at this address.", text()),
        "Retry-After": of("Seconds after which it may be tried again.", json!({ "type": "integer", "minimum": 1 })),
    });
    set(&mut made, "WWW-Authenticate", of("How to say who asks.", text()));
    made
}

fn security() -> Value {
    json!({
        "jwt": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: JWT <access token>`, the token from `/api/auth/jwt/create/`.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The same token as `Authorization: Bearer <access token>`.",
        },
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Api-Key <key>`, a key that staff made for a program.",
        },
    })
}
