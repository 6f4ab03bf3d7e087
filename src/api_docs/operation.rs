//! What can be done at an address, in words: the parts of an operation, put together as OpenAPI.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Who may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anybody,
    /// Whoever has an account.
    Members,
    /// Staff with this permission.
    Staff(&'static str),
    /// Any account with this permission.
    Permitted(&'static str),
}

impl Who {
    /// As a sentence.
    pub fn sentence(self) -> String {
        match self {
            Who::Anybody => "Anybody.".to_owned(),
            Who::Members => "Whoever has an account.".to_owned(),
            Who::Staff(permission) => format!("Staff with the permission `{permission}`."),
            Who::Permitted(permission) => format!("Accounts with the permission `{permission}`."),
        }
    }

    fn security(self) -> Value {
        match self {
            Who::Anybody => json!([{}, {"jwt": []}, {"bearer": []}, {"apiKey": []}]),
            _ => json!([{"jwt": []}, {"bearer": []}, {"apiKey": []}]),
        }
    }
}

/// One method of one address.
#[derive(Debug)]
pub struct Operation {
    /// `get`, `post`, `put`, `patch` or `delete`.
    pub method: &'static str,
    name: &'static str,
    summary: &'static str,
    about: &'static str,
    who: Who,
    parameters: Vec<Value>,
    body: Option<Value>,
    answers: BTreeMap<u16, Value>,
}

/// A reference to a schema of the document.
pub fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A list of such things.
pub fn list_of(schema: &Value) -> Value {
    json!({ "type": "array", "items": schema })
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

impl Operation {
    /// `name` is the function that answers.
    pub fn new(method: &'static str, name: &'static str, summary: &'static str, who: Who) -> Operation {
        let operation = Operation {
            method,
            name,
            summary,
            about: "",
            who,
            parameters: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
        };
        let operation = operation
            .fails(401, "Unauthenticated", "Nobody said who asks, or the token or key counts for nothing.")
            .fails(429, "Detail", "Too many requests from this key, account or address.")
            .fails(500, "Detail", "A fault of the shop. Nothing was changed.");
        match who {
            Who::Anybody | Who::Members => operation,
            _ => operation.forbidden(),
        }
    }

    /// What else there is to know.
    pub fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// 403.
    pub fn forbidden(self) -> Self {
        self.fails(403, "Detail", "The sender may not do this.")
    }

    /// A parameter of the query.
    pub fn query(mut self, name: &str, schema: Value, about: &str) -> Self {
        self.parameters.push(json!({ "name": name, "in": "query", "description": about, "schema": schema }));
        self
    }

    /// `include=`, with these words.
    pub fn include(self, words: &[&str], about: &str) -> Self {
        let schema = match words {
            [only] => json!({ "type": "string", "enum": [only] }),
            _ => json!({ "type": "string", "pattern": format!("^({0})(,({0}))*$", words.join("|")) }),
        };
        self.query("include", schema, about).wrong("The word of `include` is unknown.")
    }

    /// 200 with something to read, which has a version.
    pub fn reads(mut self, schema: &Value) -> Self {
        self.parameters.push(json!({ "$ref": "#/components/parameters/fields" }));
        self.parameters.push(json!({ "$ref": "#/components/parameters/ifNoneMatch" }));
        self.answers.insert(304, json!({ "description": "The sender has this version already." }));
        let answer = self.answered(200, schema, "What was asked for.");
        answer.wrong("A parameter means nothing.")
    }

    /// 200 with what became of it.
    pub fn answers(self, schema: &Value, about: &str) -> Self {
        self.answered(200, schema, about)
    }

    fn answered(mut self, status: u16, schema: &Value, about: &str) -> Self {
        let mut answer = json!({ "description": about, "content": content(schema) });
        if self.method == "get" {
            set(&mut answer, "headers", json!({ "ETag": header("ETag") }));
        }
        self.answers.insert(status, answer);
        self
    }

    /// 201 with what was made, and where it is.
    pub fn makes(self, schema: &Value) -> Self {
        self.makes_once(schema).once()
    }

    /// 201 with what was made, which has no address of its own in the answer.
    pub fn adds(self, schema: &Value) -> Self {
        self.answered(201, schema, "It was made.").once()
    }

    /// 204.
    pub fn ends(mut self, about: &str) -> Self {
        self.answers.insert(204, json!({ "description": about }));
        self
    }

    /// Takes an `Idempotency-Key`.
    pub fn once(mut self) -> Self {
        self.parameters.push(json!({ "$ref": "#/components/parameters/idempotencyKey" }));
        self.wrong("What was sent cannot be taken.")
            .fails(
                409,
                "Detail",
                "The state of the shop does not allow it, or the same key is being worked on.",
            )
            .fails(422, "Detail", "The `Idempotency-Key` was used for another request.")
    }

    /// 201 with what was made; the answer is not remembered, so there is no `Idempotency-Key`.
    pub fn makes_once(mut self, schema: &Value) -> Self {
        self = self.answered(201, schema, "It was made.");
        if let Some(answer) = self.answers.get_mut(&201) {
            set(answer, "headers", json!({ "Location": header("Location") }));
        }
        self
    }

    /// 409: the state of the shop does not allow it.
    pub fn refused(self) -> Self {
        self.fails(409, "Detail", "The state of the shop does not allow it.")
    }

    /// 401 about a token or a password that came in the body.
    pub fn refused_token(self) -> Self {
        self.fails(401, "Unauthenticated", "What was sent counts for nothing.")
    }

    /// Takes `If-Match`.
    pub fn versioned(mut self) -> Self {
        self.parameters.push(json!({ "$ref": "#/components/parameters/ifMatch" }));
        self.refused().wrong("What was sent cannot be taken.").fails(
            412,
            "Detail",
            "It has changed since the version that `If-Match` names.",
        )
    }

    /// A body with these fields.
    pub fn takes(self, schema: &str) -> Self {
        self.takes_json(&named(schema))
    }

    /// A body that may be left out.
    pub fn takes_maybe(self, schema: &str) -> Self {
        let mut operation = self.takes(schema);
        if let Some(body) = &mut operation.body {
            set(body, "required", json!(false));
        }
        operation
    }

    /// A body of this shape.
    pub fn takes_json(self, schema: &Value) -> Self {
        self.body(content(schema))
    }

    /// A body with a file.
    pub fn takes_file(self, schema: &str) -> Self {
        self.body(json!({ "multipart/form-data": { "schema": named(schema) } }))
    }

    fn body(mut self, content: Value) -> Self {
        self.body = Some(json!({ "required": true, "content": content }));
        self.wrong("What was sent cannot be taken; every field that is wrong is named.")
            .fails(413, "Detail", "More than 2 MB was sent.")
            .fails(415, "Detail", "The kind of content is not taken here.")
    }

    /// 400, with the fields that are wrong.
    pub fn wrong(self, about: &str) -> Self {
        self.fails(400, "BadRequest", about)
    }

    /// 404.
    pub fn missing(self) -> Self {
        self.fails(404, "Detail", "There is no such thing, or the sender may not see it.")
    }

    /// An error of this shape; the first sentence about a status counts.
    pub fn fails(mut self, status: u16, shape: &str, about: &str) -> Self {
        self.answers.entry(status).or_insert_with(|| {
            let mut answer = json!({ "description": about, "content": content(&named(shape)) });
            let named = match status {
                401 => Some("WWW-Authenticate"),
                405 => Some("Allow"),
                429 => Some("Retry-After"),
                _ => None,
            };
            if let Some(name) = named {
                let mut headers = Map::new();
                headers.insert(name.to_owned(), header(name));
                set(&mut answer, "headers", Value::Object(headers));
            }
            answer
        });
        self
    }

    /// As OpenAPI writes it.
    pub fn write(self, tag: &str) -> Value {
        let answers: Map<String, Value> =
            self.answers.into_iter().map(|(status, answer)| (status.to_string(), answer)).collect();
        let who = self.who.sentence();
        let description = match self.about {
            "" => format!("Who may: {who}"),
            about => format!("{about}\n\nWho may: {who}"),
        };
        let mut made = json!({
            "operationId": self.name,
            "tags": [tag],
            "summary": self.summary,
            "description": description,
            "security": self.who.security(),
            "responses": answers,
        });
        if !self.parameters.is_empty() {
            set(&mut made, "parameters", Value::Array(self.parameters));
        }
        if let Some(body) = self.body {
            set(&mut made, "requestBody", body);
        }
        made
    }
}

/// Sets a member of an object.
pub fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
