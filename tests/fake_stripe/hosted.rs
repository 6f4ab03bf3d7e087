//! The page for paying, with Stripe's cards for tests: <https://docs.stripe.com/testing>.

use std::collections::HashMap;
use std::sync::Mutex;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, Form, Path};
use serde_json::Value;

use super::state::State;

type Shared = Data<Mutex<State>>;

/// Declined.
const DECLINED: &str = "4000000000000002";
/// Asks the customer to confirm with the bank.
const CONFIRMED: &str = "4000002500003155";
/// Not one of Stripe's: a way of paying whose money comes some days later.
const DELAYED: &str = "later";

pub fn routes(urls: &mut web::ServiceConfig) {
    urls.service(web::resource("/c/pay/{id}").route(web::get().to(show)).route(web::post().to(pay)));
}

fn page(session: &Value, message: &str, is_confirming: bool) -> HttpResponse {
    let id = session["id"].as_str().unwrap();
    let form = match is_confirming {
        true => {
            "<p id=confirm>Your bank asks you to confirm.</p><input type=hidden name=card value=confirmed>"
        }
        false => "<label>Card <input id=card name=card autocomplete=off></label>",
    };
    let cancel = session["cancel_url"].as_str().unwrap();
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=en><link rel=icon href=\"data:,\"><title>Pay</title><h1>Pay {} {}</h1><p id=message>{message}</p>\
         <form method=post action=\"/c/pay/{id}\">{form}<button id=pay>Pay</button></form>\
         <a id=back href=\"{cancel}\">Back to the shop</a></html>",
        session["amount_total"], session["currency"]
    ))
}

async fn show(state: Shared, id: Path<String>) -> HttpResponse {
    let mut state = state.lock().unwrap();
    state.expire_sessions();
    match state.session(&id) {
        Some(session) if session["status"] == "open" => page(session, "", false),
        _ => HttpResponse::Gone().body("This page has expired."),
    }
}

async fn pay(state: Shared, id: Path<String>, form: Form<HashMap<String, String>>) -> HttpResponse {
    let answer = {
        let mut state = state.lock().unwrap();
        state.expire_sessions();
        let Some(session) = state.session(&id).filter(|session| session["status"] == "open").cloned() else {
            return HttpResponse::Gone().body("This page has expired.");
        };
        let card: String = form.get("card").map(|card| card.replace(' ', "")).unwrap_or_default();
        match card.as_str() {
            DECLINED => page(&session, "Your card has been declined.", false),
            CONFIRMED => page(&session, "", true),
            "4242424242424242" | "confirmed" | DELAYED => {
                state.complete(&id, card != DELAYED);
                let success = session["success_url"].as_str().unwrap();
                HttpResponse::SeeOther().insert_header((LOCATION, success)).finish()
            }
            _ => page(&session, "Your card number is invalid.", false),
        }
    };
    super::report(&state).await;
    answer
}
