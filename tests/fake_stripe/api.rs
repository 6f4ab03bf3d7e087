//! The endpoints of the API.

use std::collections::BTreeMap;
use std::sync::Mutex;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::SECRET_KEY;
use super::state::{State, Trouble};

type Shared = Data<Mutex<State>>;
type Fields = BTreeMap<String, String>;
type Answer = (u16, Value);

pub fn routes(urls: &mut web::ServiceConfig) {
    urls.service(
        web::resource("/v1/checkout/sessions")
            .route(web::get().to(list_sessions))
            .route(web::post().to(create_session)),
    )
    .service(web::resource("/v1/checkout/sessions/{id}").route(web::get().to(find_session)))
    .service(web::resource("/v1/checkout/sessions/{id}/expire").route(web::post().to(expire_session)))
    .service(web::resource("/v1/payment_intents/{id}").route(web::get().to(find_intent)))
    .service(
        web::resource("/v1/refunds").route(web::get().to(list_refunds)).route(web::post().to(create_refund)),
    );
}

fn refuse(status: u16, kind: &str, code: &str, message: &str) -> Answer {
    (status, json!({ "error": { "type": kind, "code": code, "message": message } }))
}

fn invalid(code: &str, message: &str) -> Answer {
    refuse(400, "invalid_request_error", code, message)
}

fn missing() -> Answer {
    refuse(404, "invalid_request_error", "resource_missing", "No such object")
}

fn fields(text: &[u8]) -> Fields {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Answers a call, with what every call has in common: the key, the version, trouble, idempotency.
fn call(
    req: &HttpRequest,
    state: &Shared,
    body: &[u8],
    act: impl FnOnce(&mut State, &Fields) -> Answer,
) -> HttpResponse {
    let header =
        |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = format!("{} {}", req.method(), req.path());
    let mut state = state.lock().unwrap();
    state.calls.push(name.clone());
    state.expire_sessions();
    if header("authorization") != format!("Bearer {SECRET_KEY}") {
        return send(refuse(401, "invalid_request_error", "", "Invalid API Key provided"));
    }
    assert!(header("stripe-version").starts_with("20"), "the version of the API is pinned");
    let trouble = state.trouble_of(&name);
    match trouble {
        Some(Trouble::ErrorBefore) => return send(refuse(500, "api_error", "", "Something went wrong")),
        Some(Trouble::LostBefore) => return lost(),
        Some(Trouble::KillBefore) => {
            state.kill();
            return lost();
        }
        Some(Trouble::TooMany) => return send(refuse(429, "rate_limit_error", "", "Too many requests")),
        Some(Trouble::Conflict) => {
            return send(refuse(409, "idempotency_error", "idempotency_key_in_use", "The key is in use"));
        }
        _ => {}
    }
    let is_post = req.method() == "POST";
    let asked = if is_post { body } else { req.query_string().as_bytes() };
    let key = header("idempotency-key");
    assert!(!is_post || !key.is_empty(), "{name} has no idempotency key");
    let text = format!("{name} {}", String::from_utf8_lossy(asked));
    let answer = match state.keys.get(key) {
        Some((known, status, answer)) if is_post && *known == text => (*status, answer.clone()),
        Some(_) if is_post => refuse(
            400,
            "idempotency_error",
            "",
            "Keys for idempotent requests can only be used with the same parameters",
        ),
        _ => {
            let answer = act(&mut state, &fields(asked));
            // What was not begun, because its parameters were wrong, is not remembered.
            if is_post && answer.0 != 400 {
                state.keys.insert(key.to_owned(), (text, answer.0, answer.1.clone()));
            }
            answer
        }
    };
    match trouble {
        Some(Trouble::ErrorAfter) => send(refuse(500, "api_error", "", "Something went wrong")),
        Some(Trouble::LostAfter) => lost(),
        Some(Trouble::KillAfter) => {
            state.kill();
            lost()
        }
        Some(Trouble::Garbage) => HttpResponse::Ok().body("<html>"),
        _ => send(answer),
    }
}

fn send((status, answer): Answer) -> HttpResponse {
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).json(answer)
}

/// The connection breaks in the middle of the answer.
fn lost() -> HttpResponse {
    let broken: Result<Bytes, std::io::Error> = Err(std::io::Error::other("lost"));
    HttpResponse::Ok().streaming(stream::iter([broken]))
}

async fn create_session(req: HttpRequest, state: Shared, body: Bytes) -> HttpResponse {
    let answer = call(&req, &state, &body, |state, fields| {
        let get = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
        if get("mode") != "payment" {
            return invalid("parameter_invalid", "mode");
        }
        let lasts = get("expires_at").parse::<i64>().unwrap_or_default() - state.now();
        if !(30 * 60..=24 * 60 * 60).contains(&lasts) {
            return invalid(
                "parameter_invalid",
                "expires_at must be between 30 minutes and 24 hours from now",
            );
        }
        for name in ["success_url", "cancel_url"] {
            if url::Url::parse(get(name)).is_err() {
                return invalid("url_invalid", name);
            }
        }
        let mut amount = 0;
        for number in 0.. {
            let of = |what: &str| get(&format!("line_items[{number}]{what}"));
            if of("[quantity]").is_empty() {
                break;
            }
            let (units, price) =
                (of("[quantity]").parse::<i64>(), of("[price_data][unit_amount]").parse::<i64>());
            match (units, price) {
                (Ok(units @ 1..), Ok(price @ 0..)) => amount += units * price,
                _ => return invalid("parameter_invalid_integer", "line_items"),
            }
            if of("[price_data][product_data][name]").is_empty() {
                return invalid("parameter_missing", "name");
            }
        }
        // The least that Stripe charges in dollars.
        if amount < 50 {
            return invalid("amount_too_small", "The amount must be at least $0.50 usd");
        }
        (200, state.open_session(fields, amount))
    });
    super::report(&state).await;
    answer
}

/// A session, with its payment when that is asked for.
fn expanded(state: &State, mut session: Value, fields: &Fields, how: &str) -> Value {
    if fields.get("expand[]").is_some_and(|wanted| wanted == how)
        && let Some(intent) = session["payment_intent"].as_str().map(str::to_owned)
    {
        session["payment_intent"] = state.intents[&intent].clone();
    }
    session
}

async fn find_session(req: HttpRequest, state: Shared, id: Path<String>) -> HttpResponse {
    call(&req, &state, b"", |state, fields| match state.session(&id).cloned() {
        Some(session) => (200, expanded(state, session, fields, "payment_intent")),
        None => missing(),
    })
}

async fn expire_session(req: HttpRequest, state: Shared, id: Path<String>, body: Bytes) -> HttpResponse {
    let answer = call(&req, &state, &body, |state, _| match state.session(&id).cloned() {
        Some(session) if session["status"] == "open" => {
            state.expire(&id);
            (200, state.session(&id).unwrap().clone())
        }
        Some(_) => invalid("", "Only Checkout Sessions with a status in [\"open\"] can be expired."),
        None => missing(),
    });
    super::report(&state).await;
    answer
}

/// Part of a list, newest first.
fn part(state: &State, all: Vec<Value>, fields: &Fields) -> Answer {
    let limit = fields.get("limit").map_or(10, |limit| limit.parse::<usize>().unwrap());
    let start = match fields.get("starting_after") {
        Some(after) => match all.iter().position(|entry| entry["id"] == after.as_str()) {
            Some(place) => place + 1,
            None => return missing(),
        },
        None => 0,
    };
    let data: Vec<Value> = all.iter().skip(start).take(limit.min(state.most_per_part)).cloned().collect();
    let has_more = start + data.len() < all.len();
    (200, json!({ "object": "list", "data": data, "has_more": has_more }))
}

async fn list_sessions(req: HttpRequest, state: Shared) -> HttpResponse {
    call(&req, &state, b"", |state, fields| {
        let since = fields.get("created[gte]").map_or(0, |since| since.parse::<i64>().unwrap());
        let all = state.sessions.iter().rev();
        let all = all
            .filter(|session| session["created"].as_i64().unwrap() >= since)
            .map(|session| expanded(state, session.clone(), fields, "data.payment_intent"))
            .collect();
        part(state, all, fields)
    })
}

async fn find_intent(req: HttpRequest, state: Shared, id: Path<String>) -> HttpResponse {
    call(&req, &state, b"", |state, _| match state.intents.get(&*id) {
        Some(intent) => (200, intent.clone()),
        None => missing(),
    })
}

async fn create_refund(req: HttpRequest, state: Shared, body: Bytes) -> HttpResponse {
    let answer = call(&req, &state, &body, |state, fields| {
        let intent = fields.get("payment_intent").map(String::as_str).unwrap_or_default().to_owned();
        let amount = fields.get("amount").and_then(|amount| amount.parse::<i64>().ok()).unwrap_or_default();
        match state.left_of(&intent) {
            None => missing(),
            Some(0) => invalid("charge_already_refunded", "Charge has already been refunded."),
            Some(left) if amount < 1 || amount > left => {
                invalid("", "Refund amount is greater than unrefunded amount on charge")
            }
            Some(_) => {
                let refund = fields.get("metadata[refund_id]").cloned().unwrap_or_default();
                (200, state.give_back(&intent, amount, json!({ "refund_id": refund })))
            }
        }
    });
    super::report(&state).await;
    answer
}

async fn list_refunds(req: HttpRequest, state: Shared) -> HttpResponse {
    call(&req, &state, b"", |state, fields| {
        let intent = fields.get("payment_intent").cloned().unwrap_or_default();
        let all = state.refunds.iter().rev();
        let all = all.filter(|refund| refund["payment_intent"] == intent.as_str()).cloned().collect();
        part(state, all, fields)
    })
}
