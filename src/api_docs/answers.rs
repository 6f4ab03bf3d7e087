//! What is answered: the types that handlers write, and the shapes of errors.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::operation::{list_of, named, set};
use crate::{accounts, cart, catalog, checkout, orders, reviews};

/// Every answer, by name.
pub fn all() -> Map<String, Value> {
    let mut known = Map::new();
    catalogue(&mut known);
    buying(&mut known);
    add::<accounts::api::Me>(&mut known);
    add::<accounts::api::UserInList>(&mut known);
    add::<accounts::api::Profile>(&mut known);
    choices(&mut known, "Customer", "membership", &["B", "S", "G"]);
    let by_hand = [errors(), small(), tokens(), history()].into_iter().flatten();
    known.extend(by_hand.map(|(name, schema)| (name.to_owned(), schema)));
    let parts: Vec<(String, Value)> = READ_IN_PARTS.iter().filter_map(|name| some_of(&known, name)).collect();
    known.extend(parts);
    known
}

/// What can be read with `fields=`.
const READ_IN_PARTS: [&str; 15] = [
    "Root",
    "StoreRoot",
    "CustomerHistory",
    "Product",
    "ProductImage",
    "Variant",
    "Review",
    "Collection",
    "Cart",
    "CartItem",
    "Checkout",
    "Order",
    "Customer",
    "User",
    "Me",
];

/// The same with whatever fields were asked for.
fn some_of(known: &Map<String, Value>, name: &str) -> Option<(String, Value)> {
    let mut made = known.get(name)?.clone();
    made.as_object_mut()?.remove("required");
    set(&mut made, "description", json!("The fields that `fields=` names."));
    Some((format!("SomeOf{name}"), made))
}

fn catalogue(known: &mut Map<String, Value>) {
    add::<catalog::wire::ProductJson>(known);
    flatten::<catalog::wire::DetailsJson>(known, "Product", false);
    add::<catalog::api::CollectionJson>(known);
    flatten::<catalog::api::DetailsJson>(known, "Collection", false);
    add::<reviews::api::ReviewJson>(known);
}

fn buying(known: &mut Map<String, Value>) {
    const STATES: [&str; 3] = ["P", "C", "F"];
    add::<cart::api::CartJson>(known);
    flatten::<cart::api::OfferJson>(known, "CartItem", false);
    add::<cart::api::AddedJson>(known);
    add::<checkout::api::CheckoutJson>(known);
    add::<orders::wire::OrderJson>(known);
    flatten::<orders::wire::ItemDetailsJson>(known, "OrderItem", false);
    add::<checkout::api::PlacedJson>(known);
    flatten::<orders::wire::OrderJson>(known, "PlacedOrder", true);
    flatten::<orders::wire::OrderDetailsJson>(known, "PlacedOrder", true);
    flatten::<orders::wire::OrderDetailsJson>(known, "Order", false);
    choices(known, "Order", "payment_status", &STATES);
    choices(known, "PlacedOrder", "payment_status", &STATES);
}

/// A type with everything that it is made of.
fn add<T: ToSchema>(known: &mut Map<String, Value>) {
    let mut parts: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut parts);
    for (name, schema) in parts {
        if let Ok(schema) = serde_json::to_value(schema) {
            known.entry(name).or_insert(schema);
        }
    }
}

/// Fields that are written beside those of `name`: always, or when they are asked for.
fn flatten<T: ToSchema>(known: &mut Map<String, Value>, name: &str, always: bool) {
    let mut parts = Map::new();
    add::<T>(&mut parts);
    let inner = parts.remove(T::name().as_ref()).unwrap_or_default();
    for (part, schema) in parts {
        known.entry(part).or_insert(schema);
    }
    let Some(outer) = known.get_mut(name) else { return };
    let list = |schema: &Value, member: &str| schema.get(member).and_then(Value::as_array).cloned();
    let fields = inner.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(properties) = outer.get_mut("properties").and_then(Value::as_object_mut) {
        properties.extend(fields);
    }
    if always {
        let mut required = list(outer, "required").unwrap_or_default();
        required.extend(list(&inner, "required").unwrap_or_default());
        set(outer, "required", Value::Array(required));
    }
}

/// The texts that a field may have.
fn choices(known: &mut Map<String, Value>, name: &str, field: &str, texts: &[&str]) {
    let found = known.get_mut(name).and_then(|schema| schema.get_mut("properties")?.get_mut(field));
    if let Some(schema) = found {
        set(schema, "enum", json!(texts));
    }
}

fn object(about: &str, fields: &Value) -> Value {
    let required: Vec<&String> = fields.as_object().into_iter().flat_map(Map::keys).collect();
    json!({ "type": "object", "description": about, "required": required, "properties": fields })
}

fn errors() -> Vec<(&'static str, Value)> {
    let text = || json!({ "type": "string" });
    let detail = json!({ "detail": { "type": "string", "examples": ["Not found."] } });
    let fields = json!({
        "type": "object",
        "description": "What is wrong, by field; what is about no single field is under `non_field_errors`.",
        "additionalProperties": { "type": "array", "minItems": 1, "items": { "type": "string" } },
        "examples": [{ "title": ["This field is required."] }],
    });
    let message = object(
        "One way in which the token was read.",
        &json!({
            "token_class": text(), "token_type": text(), "message": text(),
        }),
    );
    let mut refused = object(
        "Why the token or its account does not count.",
        &json!({
            "detail": text(), "code": text(),
        }),
    );
    if let Some(properties) = refused.get_mut("properties") {
        set(properties, "messages", list_of(&message));
    }
    vec![
        ("Detail", object("A sentence that says why.", &detail)),
        ("FieldErrors", fields),
        ("TokenProblem", refused),
        ("Kept", object("Why it was not deleted.", &json!({ "error": text() }))),
        ("BadRequest", json!({ "anyOf": [named("Detail"), named("FieldErrors")] })),
        ("Unauthenticated", json!({ "anyOf": [named("TokenProblem"), named("Detail")] })),
        ("KeptOrNotAllowed", json!({ "anyOf": [named("Kept"), named("Detail")] })),
    ]
}

fn small() -> Vec<(&'static str, Value)> {
    let address = || json!({ "type": "string", "format": "uri" });
    let of = |names: &[&str]| -> Value {
        Value::Object(names.iter().map(|name| ((*name).to_owned(), address())).collect())
    };
    let products = object(
        "Some of the products.",
        &json!({
            "count": { "type": "integer", "minimum": 0, "description": "Rows of the whole list." },
            "next": { "type": ["string", "null"], "format": "uri", "description": "Address of the next page." },
            "previous": { "type": ["string", "null"], "format": "uri", "description": "Address of the page before." },
            "results": list_of(&json!({ "anyOf": [named("Product"), named("SomeOfProduct")] })),
        }),
    );
    let outcome = json!({
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": { "type": "integer", "description": "What the same request for one product would answer." },
            "id": { "type": "integer", "format": "int64" },
            "errors": { "anyOf": [named("Kept"), named("Detail"), named("FieldErrors")] },
        },
    });
    vec![
        ("Root", object("What there is.", &of(&["store", "auth", "openapi", "docs"]))),
        (
            "StoreRoot",
            object(
                "The lists of the shop.",
                &of(&["products", "collections", "carts", "customers", "orders"]),
            ),
        ),
        ("PageOfProducts", products),
        (
            "Outcomes",
            object(
                "What became of each, in the order in which they were sent.",
                &json!({ "results": list_of(&outcome) }),
            ),
        ),
        ("Quantity", object("How many there are now.", &json!({ "quantity": { "type": "integer" } }))),
        (
            "PaymentState",
            object(
                "What the payment is now.",
                &json!({ "payment_status": { "type": "string", "enum": ["P", "C", "F"] } }),
            ),
        ),
        (
            "Cancellation",
            object(
                "Whether it is cancelled, or will be when the page for paying is closed.",
                &json!({ "state": { "type": "string", "enum": ["cancelled", "cancelling"] } }),
            ),
        ),
        ("PaymentPage", object("Where it is paid.", &json!({ "page": address() }))),
    ]
}

fn tokens() -> Vec<(&'static str, Value)> {
    let token = || json!({ "type": "string" });
    vec![
        ("Tokens", object("They count for a day.", &json!({ "refresh": token(), "access": token() }))),
        ("AccessToken", object("It counts for a day.", &json!({ "access": token() }))),
        ("Nothing", json!({ "type": "object", "description": "Empty.", "maxProperties": 0 })),
    ]
}

fn history() -> Vec<(&'static str, Value)> {
    let text = || json!({ "type": "string" });
    let order = object(
        "An order in few words.",
        &json!({
            "id": { "type": "integer", "format": "int64" },
            "number": text(),
            "placed_at": { "type": "string", "format": "date-time" },
            "payment_status": { "type": "string", "enum": ["P", "C", "F"] },
            "fulfilment_status": text(),
            "total": text(),
            "currency": text(),
        }),
    );
    let change = object(
        "A change of the record.",
        &json!({
            "at": { "type": "string", "format": "date-time" },
            "by": text(),
            "what": text(),
            "fields": list_of(&object("A field.", &json!({ "field": text(), "before": {}, "after": {} }))),
        }),
    );
    let all = json!({
        "customer": { "type": "integer", "format": "int64" },
        "orders": list_of(&order),
        "changes": list_of(&change),
    });
    vec![("CustomerHistory", object("The newest orders and changes.", &all))]
}
