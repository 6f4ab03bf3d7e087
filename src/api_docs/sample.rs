//! Examples: a value of a schema, made of the examples of its fields.

use serde_json::{Map, Value, json};

use super::operation::set;

/// The schema that a reference of the document names, or the schema itself.
pub fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// A value of a schema.
pub fn of(document: &Value, schema: &Value) -> Value {
    let schema = resolved(document, schema);
    if let Some(example) = schema.get("examples").and_then(|examples| examples.get(0)) {
        return example.clone();
    }
    for choice in ["enum", "anyOf", "oneOf"] {
        let Some(choices) = schema.get(choice).and_then(Value::as_array) else { continue };
        let fits = |one: &&Value| one.get("type").and_then(Value::as_str) != Some("null");
        let first = choices.iter().find(fits).unwrap_or(&Value::Null);
        return if choice == "enum" { first.clone() } else { of(document, first) };
    }
    let kind = schema.get("type");
    let kind = kind.and_then(|kind| kind.as_str().or_else(|| kind.get(0).and_then(Value::as_str)));
    match kind {
        Some("object") => object(document, schema),
        Some("array") => json!([schema.get("items").map_or(Value::Null, |item| of(document, item))]),
        Some("integer") => json!(1),
        Some("number") => json!(14.5),
        Some("boolean") => json!(true),
        Some("string") => json!(text(schema)),
        _ => Value::Null,
    }
}

/// With the fields that have to be there; with all of them when none has to.
fn object(document: &Value, schema: &Value) -> Value {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let fields = fields.filter(|(name, _)| required.is_empty() || required.contains(&name.as_str()));
    let made: Map<String, Value> = fields.map(|(name, field)| (name.clone(), of(document, field))).collect();
    Value::Object(made)
}

fn text(schema: &Value) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2026-03-15T12:00:00Z",
        Some("date") => "2026-03-15",
        Some("uri") => "https://shop.example.com/…",
        Some("uuid") => "0d4c9b0e-9ab6-4b0e-8f1c-6c0f6a1d2b3c",
        Some("email") => "ada@example.com",
        _ => "…",
    }
}

/// Gives every JSON body of a request an example.
pub fn add_to_bodies(document: &mut Value) {
    let read = document.clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, methods) in paths {
        for (_, operation) in methods.as_object_mut().into_iter().flatten() {
            let Some(media) = operation.pointer_mut("/requestBody/content/application~1json") else {
                continue;
            };
            let example = media.get("schema").map(|schema| of(&read, schema)).unwrap_or_default();
            set(media, "example", example);
        }
    }
}
