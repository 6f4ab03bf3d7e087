//! What is sent: the fields of every body with their limits, and an example of each. The rules themselves
//! are where bodies are read, in each domain's `api`.

use serde_json::{Map, Value, json};

/// A field: its name, whether it has to be there, and what it may be.
struct Field(&'static str, bool, Value);

fn must(name: &'static str, schema: Value) -> Field {
    Field(name, true, schema)
}

fn may(name: &'static str, schema: Value) -> Field {
    Field(name, false, schema)
}

fn object(about: &str, fields: Vec<Field>) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| field.1).map(|field| field.0).collect();
    let properties: Map<String, Value> =
        fields.into_iter().map(|Field(name, _, schema)| (name.to_owned(), schema)).collect();
    let mut made = json!({ "type": "object", "description": about, "properties": properties });
    if !required.is_empty() {
        super::operation::set(&mut made, "required", json!(required));
    }
    made
}

fn text(longest: usize, example: &str) -> Value {
    // Something that is not space has to be in it.
    json!({ "type": "string", "maxLength": longest, "pattern": "\\S", "examples": [example] })
}

fn maybe_blank(longest: usize, example: &str) -> Value {
    json!({ "type": "string", "maxLength": longest, "examples": [example] })
}

fn slug() -> Value {
    json!({ "type": "string", "maxLength": 50, "pattern": "^[-a-zA-Z0-9_]+$", "examples": ["blue-mug"] })
}

fn email() -> Value {
    json!({ "type": "string", "format": "email", "maxLength": 254, "examples": ["ada@example.com"] })
}

fn secret(example: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "examples": [example] })
}

fn whole(least: i32, example: i32) -> Value {
    json!({ "type": "integer", "format": "int32", "minimum": least, "maximum": i32::MAX, "examples": [example] })
}

fn key(example: i64) -> Value {
    json!({ "type": "integer", "format": "int64", "examples": [example] })
}

fn amount(example: f64) -> Value {
    json!({
        "type": "number",
        "minimum": 0,
        "description": "In major units, with no more decimal places than the shop's currency has.",
        "examples": [example],
    })
}

fn switch(example: bool) -> Value {
    json!({ "type": "boolean", "examples": [example] })
}

fn nullable(mut schema: Value) -> Value {
    let kind = schema.get("type").cloned().unwrap_or_default();
    super::operation::set(&mut schema, "type", json!([kind, "null"]));
    schema
}

/// The same where nothing has to be there.
fn part(schema: &Value) -> Value {
    let mut made = schema.clone();
    if let Some(members) = made.as_object_mut() {
        members.remove("required");
    }
    made
}

/// Every body, by name.
pub fn all() -> Vec<(&'static str, Value)> {
    let mut all = catalogue();
    all.extend(buying());
    all.extend(accounts());
    all.extend(links());
    all
}

fn product() -> Value {
    object(
        "A product as it is sent.",
        vec![
            must("title", text(255, "Blue mug")),
            may("description", nullable(maybe_blank(100_000, "Holds a third of a litre."))),
            must("slug", slug()),
            must("inventory", whole(0, 12)),
            must("unit_price", amount(14.5)),
            must("collection", key(1)),
            may("compare_at_price", nullable(amount(18.0))),
            may("track_inventory", switch(true)),
            may("allow_backorder", switch(false)),
            may("is_published", switch(true)),
        ],
    )
}

fn variant() -> Value {
    let options = json!({
        "type": "array",
        "maxItems": 3,
        "items": { "type": "string", "maxLength": 255 },
        "description": "The values of the product's options, in their order.",
        "examples": [["Blue", "Large"]],
    });
    object(
        "A variant as it is sent.",
        vec![
            may("sku", nullable(maybe_blank(255, "MUG-BLUE-L"))),
            may("options", options),
            must("unit_price", amount(14.5)),
            may("compare_at_price", nullable(amount(18.0))),
            must("inventory", whole(0, 12)),
            may("track_inventory", switch(true)),
            may("allow_backorder", switch(false)),
            may("position", whole(0, 0)),
        ],
    )
}

fn catalogue() -> Vec<(&'static str, Value)> {
    let (product, variant) = (product(), variant());
    let collection = object(
        "A collection as it is sent.",
        vec![
            must("title", text(255, "Cups")),
            may("slug", slug()),
            may("description", maybe_blank(100_000, "Everything to drink from.")),
            may("parent", nullable(key(1))),
            may("featured_product", nullable(key(1))),
        ],
    );
    let review = object(
        "A review as it is sent.",
        vec![
            must("name", text(255, "Ada")),
            must("description", text(5_000, "Holds tea, and looks good.")),
            may(
                "rating",
                json!({ "type": ["integer", "null"], "minimum": 1, "maximum": 5, "examples": [5] }),
            ),
        ],
    );
    let file = json!({ "type": "string", "contentMediaType": "application/octet-stream" });
    let image = object("A picture of at most 500 KB: GIF, JPEG, PNG or WebP.", vec![must("image", file)]);
    let mut change = part(&product);
    if let Some(fields) = change.get_mut("properties") {
        super::operation::set(fields, "id", key(1));
    }
    super::operation::set(&mut change, "required", json!(["id"]));
    let many = |of: &str| json!({ "type": "array", "maxItems": 1_000, "items": super::operation::named(of) });
    vec![
        ("NewProducts", many("ProductBody")),
        ("ProductChanges", many("ProductChange")),
        ("ProductChange", change),
        ("ProductPart", part(&product)),
        ("ProductBody", product),
        ("VariantPart", part(&variant)),
        ("VariantBody", variant),
        ("CollectionPart", part(&collection)),
        ("CollectionBody", collection),
        ("ReviewPart", part(&review)),
        ("ReviewBody", review),
        ("ImagePart", part(&image)),
        ("ImageBody", image),
    ]
}

fn address() -> Value {
    object(
        "A postal address as it is sent.",
        vec![
            must("name", text(255, "Ada Lovelace")),
            must("street", text(255, "12 Mill Lane")),
            may("line2", maybe_blank(255, "")),
            must("city", text(255, "Cambridge")),
            must("zip", text(32, "CB2 1RX")),
            may("region", maybe_blank(255, "")),
            must(
                "country",
                json!({ "type": "string", "minLength": 2, "maxLength": 2,
                "description": "ISO 3166-1 alpha-2, one that the shop ships to.", "examples": ["GB"] }),
            ),
        ],
    )
}

fn buying() -> Vec<(&'static str, Value)> {
    let cart =
        json!({ "type": "string", "format": "uuid", "examples": ["0d4c9b0e-9ab6-4b0e-8f1c-6c0f6a1d2b3c"] });
    let method = json!({ "type": "string", "enum": ["invoice", "stripe"],
        "description": "One that the checkout offers; by invoice when nothing is said.", "examples": ["invoice"] });
    let billing = json!({ "oneOf": [{ "type": "null" }, super::operation::named("AddressBody")] });
    let status = json!({ "type": "string", "enum": ["P", "C", "F"],
        "description": "P pending, C complete, F failed.", "examples": ["C"] });
    vec![
        ("NewCart", object("Nothing is needed.", vec![])),
        (
            "NewItem",
            object(
                "What to add.",
                vec![
                    must("product_id", whole(0, 1)),
                    may("variant_id", nullable(key(1))),
                    must("quantity", whole(1, 2)),
                ],
            ),
        ),
        ("ItemPart", object("How many.", vec![may("quantity", whole(1, 3))])),
        ("Code", object("A code of a promotion.", vec![must("code", text(255, "SPRING"))])),
        ("AddressBody", address()),
        (
            "CheckoutBody",
            object(
                "Who orders, and where it goes.",
                vec![
                    must("email", email()),
                    must("shipping_address", super::operation::named("AddressBody")),
                    may("billing_address", billing),
                    may("shipping_method", nullable(key(1))),
                ],
            ),
        ),
        ("OrderOfCart", object("How the cart is paid.", vec![may("payment_method", method.clone())])),
        (
            "NewOrder",
            object(
                "Which cart to order, and how it is paid.",
                vec![must("cart_id", cart), may("payment_method", method)],
            ),
        ),
        ("OrderPart", object("What became of the payment.", vec![may("payment_status", status)])),
    ]
}

fn accounts() -> Vec<(&'static str, Value)> {
    let username =
        || json!({ "type": "string", "maxLength": 150, "pattern": "^[\\w.@+-]+$", "examples": ["ada"] });
    let name = |example| maybe_blank(150, example);
    let birth = json!({ "type": ["string", "null"], "format": "date", "examples": ["1990-12-10"] });
    let membership = json!({ "type": "string", "enum": ["B", "S", "G"], "examples": ["B"] });
    let phone = || maybe_blank(255, "+44 1223 000000");
    let customer = object(
        "A customer as they are sent.",
        vec![must("phone", phone()), may("birth_date", birth), may("membership", membership)],
    );
    let mut new = customer.clone();
    if let Some(fields) = new.get_mut("properties") {
        super::operation::set(fields, "user_id", key(1));
    }
    super::operation::set(&mut new, "required", json!(["phone", "user_id"]));
    let me = object(
        "Oneself as sent.",
        vec![must("email", email()), may("first_name", name("Ada")), may("last_name", name("Lovelace"))],
    );
    let user = object("A user as sent.", vec![must("email", email())]);
    vec![
        ("NewCustomer", new),
        ("CustomerPart", part(&customer)),
        ("CustomerBody", customer),
        (
            "NewUser",
            object(
                "An account to make.",
                vec![
                    must("username", username()),
                    must("password", secret("a-kettle-of-9-fish")),
                    must("email", email()),
                    may("first_name", name("Ada")),
                    may("last_name", name("Lovelace")),
                ],
            ),
        ),
        ("MePart", part(&me)),
        ("MeBody", me),
        ("UserPart", part(&user)),
        ("UserBody", user),
        (
            "NewUsername",
            object(
                "Another user name.",
                vec![
                    must("new_username", username()),
                    must("current_password", secret("a-kettle-of-9-fish")),
                ],
            ),
        ),
        (
            "UsernameByLink",
            object(
                "Another user name, by a mailed link.",
                vec![
                    may("uid", maybe_blank(255, "")),
                    must("token", text(255, "last-part-of-the-link")),
                    must("new_username", username()),
                ],
            ),
        ),
    ]
}

fn links() -> Vec<(&'static str, Value)> {
    let token = || must("token", text(255, "last-part-of-the-link"));
    let uid = || may("uid", maybe_blank(255, ""));
    let password = || secret("a-kettle-of-9-fish");
    vec![
        ("OwnPassword", object("Shows that it is really they.", vec![must("current_password", password())])),
        (
            "NewPassword",
            object(
                "Another password.",
                vec![must("new_password", secret("a-pot-of-7-plaice")), must("current_password", password())],
            ),
        ),
        (
            "PasswordByLink",
            object(
                "Another password, by a mailed link.",
                vec![uid(), token(), must("new_password", secret("a-pot-of-7-plaice"))],
            ),
        ),
        ("Link", object("A mailed link.", vec![uid(), token()])),
        ("Mail", object("Where a mail goes.", vec![must("email", email())])),
        (
            "Credentials",
            object(
                "Who asks for a token.",
                vec![must("username", text(254, "ada")), must("password", password())],
            ),
        ),
        ("Refresh", object("A token that gets another one.", vec![must("refresh", secret("eyJhbGciOi…"))])),
        ("AnyToken", object("A token to look at.", vec![must("token", secret("eyJhbGciOi…"))])),
    ]
}
