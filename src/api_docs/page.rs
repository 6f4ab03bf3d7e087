//! `/api/docs/`: the document for people. It is made of the document alone, so that it says the same.

use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde_json::Value;

use super::document::DOCUMENT;
use super::sample::{self, resolved};
use crate::app::App;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::page::RenderedPage;

/// In the order in which things are read, changed and removed.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage<'a> {
    version: &'a str,
    base: &'a str,
    about: Vec<Paragraph<'a>>,
    groups: Vec<GroupPart<'a>>,
}

/// Words, and whether they are code.
type Paragraph<'a> = Vec<(bool, &'a str)>;

struct GroupPart<'a> {
    id: String,
    name: &'a str,
    about: &'a str,
    operations: Vec<OperationPart<'a>>,
}

struct OperationPart<'a> {
    id: &'a str,
    method: String,
    address: &'a str,
    summary: &'a str,
    about: Vec<Paragraph<'a>>,
    parameters: Vec<Row<'a>>,
    fields: Vec<Row<'a>>,
    answers: Vec<AnswerPart<'a>>,
    answer: String,
    curl: String,
}

/// A parameter or a field.
struct Row<'a> {
    name: &'a str,
    place: &'a str,
    kind: String,
    required: bool,
    about: &'a str,
}

struct AnswerPart<'a> {
    status: &'a str,
    about: &'a str,
    headers: String,
}

/// `GET /api/docs/`
pub async fn docs(app: web::Data<App>, req: HttpRequest, written: web::Data<Written>) -> PageResult {
    if let Some(page) = written.0.get() {
        return page.answer(&req, StatusCode::OK);
    }
    let page = RenderedPage::new(render(&app.config.base_url).map_err(AppError::internal)?);
    written.0.get_or_init(|| page).answer(&req, StatusCode::OK)
}

/// The page, once it was asked for.
#[derive(Debug, Default)]
pub struct Written(OnceLock<RenderedPage>);

fn render(base: &str) -> Result<String, askama::Error> {
    let document: &Value = &DOCUMENT;
    let groups = list(document, "tags").map(|tag| group(document, tag, base)).collect();
    let info = document.get("info").unwrap_or(&Value::Null);
    let page = DocsPage { version: text(info, "version"), base, about: paragraphs(info), groups };
    page.render()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let found = value.get(name).and_then(Value::as_object);
    found.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn paragraphs(value: &Value) -> Vec<Paragraph<'_>> {
    let paragraph = |text| -> Paragraph<'_> {
        str::split(text, '`').enumerate().map(|(at, words)| (at % 2 == 1, words)).collect()
    };
    text(value, "description").split("\n\n").map(paragraph).collect()
}

fn group<'a>(document: &'a Value, tag: &'a Value, base: &str) -> GroupPart<'a> {
    let name = text(tag, "name");
    let mut operations = Vec::new();
    for (address, methods) in members(document, "paths") {
        for method in METHODS {
            let Some(found) = methods.get(method) else { continue };
            if list(found, "tags").any(|tag| tag.as_str() == Some(name)) {
                operations.push(operation(document, (address, method), (methods, found), base));
            }
        }
    }
    GroupPart {
        id: format!("group-{}", name.to_lowercase()),
        name,
        about: text(tag, "description"),
        operations,
    }
}

fn operation<'a>(
    document: &'a Value,
    (address, method): (&'a str, &str),
    (shared, found): (&'a Value, &'a Value),
    base: &str,
) -> OperationPart<'a> {
    let parameters = list(shared, "parameters").chain(list(found, "parameters"));
    let body = found
        .pointer("/requestBody/content")
        .and_then(Value::as_object)
        .and_then(|kinds| kinds.iter().next());
    let answers: Vec<AnswerPart<'_>> = members(found, "responses").map(answer).collect();
    let example = members(found, "responses")
        .find(|(status, _)| status.starts_with('2'))
        .and_then(|(_, answer)| answer.pointer("/content/application~1json/schema"))
        .map(|schema| pretty(&sample::of(document, schema)));
    OperationPart {
        id: text(found, "operationId"),
        method: method.to_uppercase(),
        address,
        summary: text(found, "summary"),
        about: paragraphs(found),
        parameters: parameters.map(|parameter| parameter_row(resolved(document, parameter))).collect(),
        fields: body
            .and_then(|(_, media)| media.get("schema"))
            .map(|schema| fields(document, schema))
            .unwrap_or_default(),
        answers,
        answer: example.unwrap_or_default(),
        curl: curl(base, address, method, found, body),
    }
}

fn parameter_row(parameter: &Value) -> Row<'_> {
    Row {
        name: text(parameter, "name"),
        place: text(parameter, "in"),
        kind: kind(parameter.get("schema").unwrap_or(&Value::Null)),
        required: parameter.get("required") == Some(&Value::Bool(true)),
        about: text(parameter, "description"),
    }
}

/// The fields of a body, or of each thing in a list.
fn fields<'a>(document: &'a Value, schema: &'a Value) -> Vec<Row<'a>> {
    let mut schema = resolved(document, schema);
    if let Some(items) = schema.get("items") {
        schema = resolved(document, items);
    }
    let row = |(name, field): (&'a str, &'a Value)| Row {
        name,
        place: "",
        kind: kind(resolved(document, field)),
        required: list(schema, "required").any(|known| known.as_str() == Some(name)),
        about: text(field, "description"),
    };
    members(schema, "properties").map(row).collect()
}

/// What a value has to be, in few words.
fn kind(schema: &Value) -> String {
    let mut words = match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "object or null".to_owned(),
    };
    if let Some(Value::Array(texts)) = schema.get("enum") {
        let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
        words = format!("one of {}", texts.join(", "));
    }
    let limits = [("maxLength", "at most", "characters"), ("minimum", "from", ""), ("maximum", "to", "")];
    for (name, before, after) in limits {
        let limit =
            schema.get(name).filter(|limit| limit.as_i64().is_some_and(|limit| limit < i64::from(i32::MAX)));
        if let Some(limit) = limit {
            words = format!("{words}, {before} {limit} {after}").trim_end().to_owned();
        }
    }
    words
}

fn answer<'a>((status, answer): (&'a str, &'a Value)) -> AnswerPart<'a> {
    let headers: Vec<&str> = members(answer, "headers").map(|(name, _)| name).collect();
    AnswerPart { status, about: text(answer, "description"), headers: headers.join(", ") }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// As it is typed in a shell.
fn curl(base: &str, address: &str, method: &str, found: &Value, body: Option<(&String, &Value)>) -> String {
    let address = address
        .replace("{cart_id}", "0d4c9b0e-9ab6-4b0e-8f1c-6c0f6a1d2b3c")
        .replace("{token}", "$ORDER")
        .replace("{product_id}", "1")
        .replace("{id}", "1");
    let mut lines = vec![match method {
        "get" => format!("curl \"{base}{address}\""),
        _ => format!("curl -X {} \"{base}{address}\"", method.to_uppercase()),
    }];
    let is_open = list(found, "security").any(|one| one.as_object().is_some_and(serde_json::Map::is_empty));
    if !is_open {
        lines.push("-H \"Authorization: JWT $TOKEN\"".to_owned());
    }
    match body {
        Some((kind, _)) if kind.starts_with("multipart/") => lines.push("-F image=@mug.jpg".to_owned()),
        Some((kind, media)) => {
            lines.push(format!("-H \"Content-Type: {kind}\""));
            let example = media.get("example").unwrap_or(&Value::Null);
            lines.push(format!("-d '{}'", pretty(example).replace('\'', "'\\''")));
        }
        None => {}
    }
    lines.join(" \\\n  ")
}
