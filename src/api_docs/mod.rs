//! The description of the REST API: one document in OpenAPI 3.1, and the page that shows it to people.
//!
//! Wiring: every address is listed here, with what can be done at it. What is answered is described by
//! the types that are written (`answers`), what is sent by its fields (`bodies`). A test holds the
//! document against [`routes`](crate::routes) and against real answers.

mod answers;
mod bodies;
mod buying;
mod document;
mod operation;
mod page;
mod people;
mod sample;
mod store;

pub use document::openapi_json;
pub use page::{Written, docs};

use operation::{Operation, named};
use serde_json::{Value, json};

/// Addresses with what can be done at each.
type Paths = Vec<(&'static str, Vec<Operation>)>;

/// Addresses about one noun.
struct Group {
    tag: &'static str,
    about: &'static str,
    paths: Paths,
}

/// Everything, in the order in which the page shows it.
fn groups() -> Vec<Group> {
    vec![
        store::products(),
        store::collections(),
        store::reviews(),
        buying::carts(),
        buying::orders(),
        people::customers(),
        people::users(),
        people::tokens(),
    ]
}

/// This, or the fields of it that `fields=` names.
fn some(name: &str) -> Value {
    json!({ "anyOf": [named(name), named(&format!("SomeOf{name}"))] })
}
