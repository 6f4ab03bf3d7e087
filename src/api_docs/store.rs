//! The catalogue, reviews and carts: what can be done at each address.

use serde_json::{Value, json};

use super::operation::{Operation, Who, list_of, named};
use super::{Group, Paths, some};

/// Products, with their pictures and variants.
pub fn products() -> Group {
    let mut paths = vec![
        ("/api/", vec![read("api_root", "What there is", &some("Root"))]),
        ("/api/store/", vec![read("store_root", "The lists of the shop", &some("StoreRoot"))]),
    ];
    paths.extend(whole_products());
    paths.extend(images());
    paths.extend(variants());
    Group { tag: "Products", about: "What the shop sells, with pictures and variants.", paths }
}

fn read(name: &'static str, summary: &'static str, schema: &Value) -> Operation {
    Operation::new("get", name, summary, Who::Anybody).reads(schema)
}

const CHANGE: Who = Who::Staff("catalog.change_product");

fn whole_products() -> Paths {
    let change = |method, name, summary| {
        let operation = Operation::new(method, name, summary, CHANGE).missing();
        with_includes(operation).answers(&named("Product"), "It was changed.").versioned()
    };
    vec![
        (
            "/api/store/products/",
            vec![
                product_list(),
                with_includes(Operation::new("post", "create_product", "Makes a product", Who::Staff("catalog.add_product")))
                    .takes("ProductBody")
                    .makes(&named("Product")),
            ],
        ),
        (
            "/api/store/products/bulk/",
            vec![
                Operation::new("post", "create_products", "Makes many products", Who::Staff("catalog.add_product"))
                    .about("What is wrong with one keeps none of the others from being stored; at most 1,000 at once.")
                    .takes_json(&named("NewProducts"))
                    .answers(&named("Outcomes"), "What became of each.")
                    .once(),
                Operation::new("patch", "update_products", "Changes many products", CHANGE)
                    .about("Each with the `id` of its product; what is wrong with one keeps none of the others from being stored.")
                    .takes_json(&named("ProductChanges"))
                    .answers(&named("Outcomes"), "What became of each.")
                    .refused(),
            ],
        ),
        (
            "/api/store/products/{id}/",
            vec![
                with_includes(read("product_detail", "One product", &some("Product"))).missing(),
                change("put", "update_product", "Changes a product").takes("ProductBody"),
                change("patch", "patch_product", "Changes some fields of a product").takes("ProductPart"),
                Operation::new("delete", "delete_product", "Removes a product", Who::Staff("catalog.delete_product"))
                    .ends("It is gone.")
                    .missing()
                    .versioned()
                    .fails(405, "KeptOrNotAllowed", "An order has it."),
            ],
        ),
    ]
}

fn with_includes(operation: Operation) -> Operation {
    operation.include(
        &["variants", "details"],
        "More of each product: `variants`, `details`, or both with a comma.",
    )
}

fn product_list() -> Operation {
    let number = || json!({ "type": "number" });
    with_includes(read("product_list", "Lists products", &named("PageOfProducts")))
        .about("By title unless `ordering` says otherwise.")
        .query("page", json!({ "type": "integer", "minimum": 1 }), "Which page.")
        .query(
            "page_size",
            json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 10 }),
            "Rows of a page.",
        )
        .query("search", json!({ "type": "string" }), "Words that title or description have.")
        .query(
            "ordering",
            json!({ "type": "string", "enum": ["unit_price", "-unit_price", "last_update", "-last_update"] }),
            "A field, with `-` backwards.",
        )
        .query(
            "collection_id",
            json!({ "type": "integer", "format": "int64" }),
            "Products of this collection.",
        )
        .query("unit_price__gt", number(), "Products that cost more.")
        .query("unit_price__lt", number(), "Products that cost less.")
        .fails(404, "Detail", "The list ends before this page.")
}

fn images() -> Paths {
    let change = |method, name, summary| {
        Operation::new(method, name, summary, CHANGE)
            .missing()
            .answers(&named("ProductImage"), "It was changed.")
            .refused()
    };
    vec![
        (
            "/api/store/products/{product_id}/images/",
            vec![
                read("image_list", "Lists the pictures of a product", &list_of(&some("ProductImage")))
                    .missing(),
                Operation::new("post", "create_image", "Adds a picture", CHANGE)
                    .missing()
                    .takes_file("ImageBody")
                    .adds(&named("ProductImage")),
            ],
        ),
        (
            "/api/store/products/{product_id}/images/{id}/",
            vec![
                read("image_detail", "One picture", &some("ProductImage")).missing(),
                change("put", "update_image", "Puts another file in its place").takes_file("ImageBody"),
                change("patch", "patch_image", "Puts another file in its place, or nothing")
                    .takes_file("ImagePart"),
                Operation::new("delete", "delete_image", "Removes a picture", CHANGE)
                    .ends("It is gone.")
                    .missing()
                    .refused(),
            ],
        ),
    ]
}

fn variants() -> Paths {
    let change = |method, name, summary| {
        Operation::new(method, name, summary, CHANGE)
            .missing()
            .answers(&named("Variant"), "It was changed.")
            .versioned()
    };
    vec![
        (
            "/api/store/products/{product_id}/variants/",
            vec![
                read("variant_list", "Lists the variants of a product", &list_of(&some("Variant"))).missing(),
                Operation::new("post", "create_variant", "Adds a variant", CHANGE)
                    .missing()
                    .takes("VariantBody")
                    .makes(&named("Variant")),
            ],
        ),
        (
            "/api/store/products/{product_id}/variants/{id}/",
            vec![
                read("variant_detail", "One variant", &some("Variant")).missing(),
                change("put", "update_variant", "Changes a variant").takes("VariantBody"),
                change("patch", "patch_variant", "Changes some fields of a variant").takes("VariantPart"),
                Operation::new("delete", "delete_variant", "Removes a variant", CHANGE)
                    .ends("It is gone.")
                    .missing()
                    .versioned(),
            ],
        ),
    ]
}

/// What customers think.
pub fn reviews() -> Group {
    let stars = |operation: Operation| operation.include(&["rating"], "The stars as well.");
    let change = |method, name, summary| {
        let operation = Operation::new(method, name, summary, Who::Members).forbidden().missing();
        stars(operation)
            .about("Its author, or staff with the permission `reviews.change_review`.")
            .answers(&named("Review"), "It was changed.")
            .versioned()
    };
    let paths = vec![
        (
            "/api/store/products/{product_id}/reviews/",
            vec![
                stars(read("review_list", "Lists the reviews of a product", &list_of(&some("Review"))))
                    .missing(),
                stars(Operation::new("post", "create_review", "Writes a review", Who::Anybody))
                    .about("A customer has one review of a product; writing again changes it.")
                    .missing()
                    .takes("ReviewBody")
                    .makes(&named("Review")),
            ],
        ),
        (
            "/api/store/products/{product_id}/reviews/{id}/",
            vec![
                stars(read("review_detail", "One review", &some("Review"))).missing(),
                change("put", "update_review", "Changes a review").takes("ReviewBody"),
                change("patch", "patch_review", "Changes some fields of a review").takes("ReviewPart"),
                Operation::new("delete", "delete_review", "Removes a review", Who::Members)
                    .about("Its author, or staff with the permission `reviews.delete_review`.")
                    .forbidden()
                    .ends("It is gone.")
                    .missing()
                    .refused(),
            ],
        ),
    ];
    Group { tag: "Reviews", about: "What customers think of products.", paths }
}

/// Collections of products.
pub fn collections() -> Group {
    let details =
        |operation: Operation| operation.include(&["details"], "Slug, description and place as well.");
    let change = |method, name, summary| {
        let operation =
            Operation::new(method, name, summary, Who::Staff("catalog.change_collection")).missing();
        details(operation).answers(&named("Collection"), "It was changed.").versioned()
    };
    let paths = vec![
        (
            "/api/store/collections/",
            vec![
                details(read("collection_list", "Lists collections", &list_of(&some("Collection")))),
                details(Operation::new(
                    "post",
                    "create_collection",
                    "Makes a collection",
                    Who::Staff("catalog.add_collection"),
                ))
                .takes("CollectionBody")
                .makes(&named("Collection")),
            ],
        ),
        (
            "/api/store/collections/{id}/",
            vec![
                details(read("collection_detail", "One collection", &some("Collection"))).missing(),
                change("put", "update_collection", "Changes a collection").takes("CollectionBody"),
                change("patch", "patch_collection", "Changes some fields of a collection")
                    .takes("CollectionPart"),
                Operation::new(
                    "delete",
                    "delete_collection",
                    "Removes a collection",
                    Who::Staff("catalog.delete_collection"),
                )
                .ends("It is gone.")
                .missing()
                .versioned()
                .fails(405, "KeptOrNotAllowed", "Something is in it."),
            ],
        ),
    ];
    Group { tag: "Collections", about: "How products are arranged.", paths }
}
