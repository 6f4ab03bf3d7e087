//! The description of the API says what is so: it is held against the addresses and against real answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::api::carts::cart_with;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::{customer, staff};
use crate::support::web::{attributes, texts};

type Methods = BTreeMap<String, BTreeSet<String>>;

async fn document(t: &TestApp) -> Value {
    let answer = t.client().get("/openapi.json").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-cache"));
    answer.json()
}

/// Addresses and methods, as the source of the addresses lists them.
fn routed() -> Methods {
    let text = include_str!("../../../src/routes.rs");
    let starts: Vec<usize> = text.match_indices("address(\"").map(|(at, _)| at).collect();
    let mut found = Methods::new();
    for (at, start) in starts.iter().enumerate() {
        let rest = &text[*start + "address(\"".len()..*starts.get(at + 1).unwrap_or(&text.len())];
        // A block ends with the next function.
        let rest = rest.split("\nfn ").next().unwrap();
        let path = rest.split('"').next().unwrap();
        let methods = ["get", "post", "put", "patch", "delete"];
        let used =
            methods.iter().filter(|method| rest.contains(&format!(".{method}("))).map(|m| (*m).to_owned());
        found.insert(format!("/api{path}"), used.collect());
    }
    found
}

fn described(document: &Value) -> Methods {
    let methods = |item: &Value| {
        item.as_object().unwrap().keys().filter(|name| *name != "parameters").cloned().collect()
    };
    document["paths"].as_object().unwrap().iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters")
        {
            found.push((format!("{method} {path}"), operation.clone()));
        }
    }
    found
}

fn filled(path: &str) -> String {
    path.replace("{cart_id}", "0d4c9b0e-9ab6-4b0e-8f1c-6c0f6a1d2b3c")
        .replace("{token}", "nothing")
        .replace("{product_id}", "1")
        .replace("{id}", "1")
}

#[actix_web::test]
async fn the_document_has_exactly_the_addresses_that_there_are() {
    let t = TestApp::start();
    let document = document(&t).await;
    let routed = routed();
    assert!(routed.len() > 35, "the source was read");
    assert_eq!(described(&document), routed);
    for (path, methods) in routed {
        let request = actix_web::test::TestRequest::default().method(actix_web::http::Method::OPTIONS);
        let answer = t.call(request.uri(&filled(&path))).await;
        let allowed: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_lowercase).collect();
        let extra = if methods.contains("get") { vec!["head", "options"] } else { vec!["options"] };
        let expected = methods.into_iter().chain(extra.into_iter().map(str::to_owned)).collect();
        assert_eq!((answer.status, allowed), (200, expected), "{path}");
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|item| references(item, found));
        }
        _ => {}
    }
}

#[actix_web::test]
async fn every_reference_of_the_document_leads_somewhere_and_every_schema_is_used() {
    let t = TestApp::start();
    let document = document(&t).await;
    let mut found = Vec::new();
    references(&document, &mut found);
    for reference in &found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(found.contains(&format!("#/components/schemas/{name}")), "{name} is used nowhere");
    }
}

#[actix_web::test]
async fn every_operation_has_a_name_of_its_own_a_group_and_says_what_can_go_wrong() {
    let t = TestApp::start();
    let document = document(&t).await;
    let tags: Vec<&Value> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    let text = include_str!("../../../src/routes.rs");
    let mut names = BTreeSet::new();
    for (what, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(text.contains(&format!("::{name})")), "{what}: no function is called {name}");
        assert!(names.insert(name), "{what}: the name is taken");
        assert!(tags.contains(&&operation["tags"][0]), "{what}");
        let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
        assert!(statuses.iter().any(|status| status.starts_with('2')), "{what}");
        assert!(statuses.iter().any(|status| status.starts_with('4')), "{what}");
        let takes = operation.get("requestBody").is_none_or(|body| body["content"].is_object());
        assert!(takes, "{what}");
    }
}

/// What is wrong with a value, by its schema.
fn violations(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return violations(document, target, value, at);
    }
    for several in ["anyOf", "oneOf"] {
        let Some(choices) = schema[several].as_array() else { continue };
        // "This, or some fields of it" means this, where no fields were asked for.
        let some_of = |choice: &&Value| choice["$ref"].as_str().is_none_or(|name| !name.contains("/SomeOf"));
        let tried: Vec<Vec<String>> =
            choices.iter().filter(some_of).map(|choice| violations(document, choice, value, at)).collect();
        return match tried.iter().any(Vec::is_empty) {
            true => Vec::new(),
            false => tried.into_iter().flatten().collect(),
        };
    }
    let mut wrong = Vec::new();
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => Vec::new(),
        kind => vec![kind.clone()],
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is_a(value, kind.as_str().unwrap())) {
        wrong.push(format!("{at}: {value} is none of {kinds:?}"));
    }
    if let Some(texts) = schema["enum"].as_array().filter(|texts| !texts.contains(value)) {
        wrong.push(format!("{at}: {value} is none of {texts:?}"));
    }
    if let (Value::Object(_), Some(map)) = (schema, value.as_object()) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(name) {
                wrong.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, inner) in map {
            match (schema["properties"].get(name), schema.get("additionalProperties")) {
                (Some(field), _) | (None, Some(field)) => {
                    wrong.extend(violations(document, field, inner, &format!("{at}.{name}")));
                }
                (None, None) => wrong.push(format!("{at}: {name} is not described")),
            }
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        wrong.extend(list.iter().flat_map(|item| violations(document, items, item, &format!("{at}[]"))));
    }
    wrong
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    }
}

#[actix_web::test]
async fn what_is_read_is_what_the_document_says() {
    let t = TestApp::start();
    let (mug, ann, chief) = t.seed(|conn| {
        let mug = product("Mug").price(1_000).inventory(50).insert(conn)?;
        Ok((mug, customer("Ann").insert(conn)?, staff("Chief").superuser().insert(conn)?))
    });
    let document = document(&t).await;
    let api = t.client_of(chief);
    let own = t.client_of(ann);
    let cart = cart_with(&api, mug, 2).await;
    let cart_id = cart.split('/').nth(3).unwrap().to_owned();
    let theirs = cart_with(&own, mug, 1).await;
    let made = own.post("/store/orders/", json!({"cart_id": theirs.split('/').nth(3).unwrap()})).await.json();
    let order = made["id"].to_string();
    let review = json!({"name": "Ann", "description": "Fine.", "rating": 5});
    let review = own.post(&format!("/store/products/{mug}/reviews/"), review).await.json()["id"].to_string();
    let variant = json!({"unit_price": 9.5, "inventory": 3});
    let variant =
        api.post(&format!("/store/products/{mug}/variants/"), variant).await.json()["id"].to_string();
    let item = api.get(&format!("/store/carts/{cart_id}/items/")).await.json()[0]["id"].to_string();
    let token: String = t.look(|conn| {
        use diesel::prelude::*;
        use storefront::schema::orders;
        Ok(orders::table.select(orders::token).first(conn)?)
    });
    let collection = api.get("/store/collections/").await.json()[0]["id"].to_string();
    let mut read = 0;
    for (what, operation) in operations(&document) {
        let Some(path) = what.strip_prefix("get /api") else { continue };
        let last = match path {
            path if path.contains("/reviews/{id}") => &review,
            path if path.contains("/variants/{id}") => &variant,
            path if path.contains("/items/{id}") => &item,
            path if path.contains("/orders/{id}") => &order,
            path if path.contains("/collections/{id}") => &collection,
            path if path.contains("/products/{id}") => &mug.to_string(),
            path if path.contains("/customers/{id}") => &ann.customer_id.to_string(),
            _ => &ann.user_id.to_string(),
        };
        let path = path
            .replace("{cart_id}", &cart_id)
            .replace("{token}", &token)
            .replace("{product_id}", &mug.to_string())
            .replace("{id}", last);
        if path.contains("/images/") && path.split('/').count() > 6 {
            // No file is uploaded here; its shape is that of the list.
            continue;
        }
        for include in ["", "details", "variants,details", "prices", "rating"] {
            let asked = if include.is_empty() { path.clone() } else { format!("{path}?include={include}") };
            let answer = api.get(&asked).await;
            if !include.is_empty() && answer.status == 400 {
                continue;
            }
            assert_eq!(answer.status, 200, "{asked}: {}", answer.body());
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            let wrong = violations(&document, schema, &answer.json(), "");
            assert!(wrong.is_empty(), "{asked}: {wrong:#?}");
            read += 1;
        }
    }
    assert!(read > 60, "{read}");
}

#[actix_web::test]
async fn what_the_document_does_not_say_is_found() {
    let t = TestApp::start();
    let document = document(&t).await;
    let schema = json!({"$ref": "#/components/schemas/ProductImage"});
    for (value, expected) in [
        (json!({"id": 1, "image": "x"}), 0),
        (json!({"id": 1}), 1),
        (json!({"id": "1", "image": "x"}), 1),
        (json!({"id": 1, "image": "x", "more": 1}), 1),
        (json!([]), 1),
    ] {
        assert_eq!(violations(&document, &schema, &value, "").len(), expected, "{value}");
    }
}

#[actix_web::test]
async fn whoever_has_the_document_gets_no_second_copy() {
    let t = TestApp::start();
    let first = t.client().get("/openapi.json").await;
    let again = t.client().with("if-none-match", first.header("etag")).get("/openapi.json").await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
}

#[actix_web::test]
async fn the_page_shows_every_operation_with_a_request_to_copy() {
    let t = TestApp::start();
    let document = document(&t).await;
    let page = t.client().get("/docs/").await;
    assert_eq!(page.status, 200);
    let shown: BTreeSet<String> = attributes(&page, "article", "id").into_iter().collect();
    let known: BTreeSet<String> = operations(&document)
        .iter()
        .map(|(_, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shown, known);
    let requests = texts(&page, "article .operation__request");
    assert!(requests.len() == known.len() && requests.iter().all(|text| text.starts_with("curl ")));
    let root = t.client().get("/").await.json();
    assert!(root["docs"].as_str().unwrap().ends_with("/api/docs/"));
}
