//! Every column of the database: which topics a change of it raises, or that no stored page shows it.

use storefront::platform::versions::Topic::{self, Catalog, Content, Feedback, Settings, Stock};

/// A table that stored pages show.
pub struct Shown {
    pub table: &'static str,
    /// What a new row and a removed one raise.
    pub rows: &'static [Topic],
    /// What a change raises, by column.
    pub columns: &'static [(&'static str, &'static [Topic])],
    /// Columns that no stored page shows.
    pub hidden: &'static str,
}

/// What to say of a table that stored pages show.
const fn table(
    table: &'static str,
    rows: &'static [Topic],
    columns: &'static [(&'static str, &'static [Topic])],
    hidden: &'static str,
) -> Shown {
    Shown { table, rows, columns, hidden }
}

/// What stored pages and the answers of the API to everybody are made from.
pub const SHOWN: &[Shown] = &[
    table(
        "products",
        &[Catalog, Stock],
        &[
            (
                "title title_key slug description unit_price compare_at_price collection_id is_published \
                 created_at last_update has_variants price_varies is_available current_price rating_count \
                 rating_average",
                &[Catalog],
            ),
            ("id inventory track_inventory allow_backorder", &[Catalog, Stock]),
            ("like_count", &[Feedback]),
        ],
        "",
    ),
    table(
        "product_variants",
        &[Catalog, Stock],
        &[
            ("sku option1 option2 option3 unit_price compare_at_price image_id position", &[Catalog]),
            ("id product_id inventory track_inventory allow_backorder", &[Catalog, Stock]),
        ],
        "",
    ),
    table("product_options", &[Catalog], &[("id product_id position name", &[Catalog])], ""),
    table("product_images", &[Catalog], &[("id product_id media_id position", &[Catalog])], ""),
    table(
        "media_files",
        &[Catalog],
        &[("id storage_key width height alt state", &[Catalog])],
        "content_type byte_size source_url error created_at",
    ),
    table("media_sizes", &[Catalog], &[("id media_id width storage_key", &[Catalog])], "height"),
    table(
        "collections",
        &[Catalog],
        &[("id title title_key slug description parent_id featured_product_id", &[Catalog])],
        "",
    ),
    table(
        "promotions",
        &[Catalog],
        &[("id description kind discount code starts_at ends_at", &[Catalog])],
        "usage_limit usage_limit_per_customer minimum_total code_key used_count",
    ),
    table("promotion_products", &[Catalog], &[("promotion_id product_id", &[Catalog])], ""),
    table("tags", &[Catalog], &[("id label", &[Catalog])], ""),
    table("tagged_items", &[Catalog], &[("id tag_id content_type object_id", &[Catalog])], ""),
    table("slug_history", &[Catalog], &[("id content_type object_id slug", &[Catalog])], ""),
    table(
        "search_documents",
        &[Catalog],
        &[("id content_type object_id title keywords body", &[Catalog])],
        "terms",
    ),
    table("search_words", &[Catalog], &[("id word", &[Catalog])], ""),
    table(
        "reviews",
        &[Feedback],
        &[("id product_id name rating description date approved", &[Feedback])],
        "user_id",
    ),
    table("pages", &[Content], &[("id slug title body position", &[Content])], ""),
    table("settings", &[Settings], &[("name value", &[Settings])], "updated_at"),
];

/// Tables of which no stored page shows anything, with their columns. What the kept counts say follows from
/// rows that raise topics themselves.
pub const HIDDEN: &[(&str, &str)] = &[
    ("account_tokens", "id user_id purpose token_hash email created_at expires_at"),
    ("addresses", "id customer_id name street line2 city zip region country"),
    ("admin_log_entries", "id user_id actor model object_id label flag changes source created_at"),
    (
        "admin_tasks",
        "id user_id model action query inputs last_key upto total done state message created_at \
         finished_at file expires_at",
    ),
    ("api_answers", "caller key fingerprint status body location created_at"),
    ("api_key_permissions", "api_key_id permission_id"),
    ("api_keys", "id name user_id prefix digest created_at expires_at last_used_at revoked_at"),
    ("cart_items", "id cart_id product_id variant_id quantity seen_price added_at"),
    ("cart_notices", "id cart_id message created_at"),
    ("carts", "id customer_id code checkout_token created_at updated_at number"),
    ("catalog_counts", "kind item n"),
    (
        "checkouts",
        "cart_id email shipping_name shipping_street shipping_line2 shipping_city shipping_zip \
         shipping_region shipping_country billing_differs billing_name billing_street billing_line2 \
         billing_city billing_zip billing_region billing_country shipping_method_id updated_at",
    ),
    ("customers", "id user_id phone birth_date membership photo_id orders_count"),
    ("group_permissions", "group_id permission_id"),
    ("groups", "id name"),
    ("idempotency_keys", "token order_id created_at"),
    ("import_changes", "id run_id content_type object_id before_state after_state"),
    (
        "import_runs",
        "id file_name format state started_at finished_at created_rows changed_rows unchanged_rows \
         refused_rows",
    ),
    ("invoice_counters", "kind year last"),
    ("invoices", "id order_id refund_id kind year serial number content issued_at"),
    (
        "jobs",
        "id kind arguments state unique_key attempts run_at created_at started_at finished_at \
         leased_until error",
    ),
    ("liked_items", "id user_id content_type object_id created_at"),
    ("order_addresses", "id order_id kind name street line2 city zip region country"),
    ("order_events", "id order_id kind message actor user_id created_at"),
    (
        "order_items",
        "id order_id product_id variant_id title variant_label sku quantity list_price unit_price \
         discount tax total stock_taken why",
    ),
    (
        "orders",
        "id number token customer_id email email_key payment_status fulfilment_status currency subtotal \
         discount shipping_price tax total tax_rate prices_include_tax shipping_method payment_method \
         code why placed_at cancelled_at delivered_at withdrawn_at notes",
    ),
    ("payment_differences", "id order_id payment_id kind subject detail found_at resolved_at resolved_by"),
    ("payment_events", "id event_id kind subject payload state note happened_at received_at handled_at"),
    (
        "payments",
        "id order_id provider state amount currency reference created_at settled_at refunded session \
         session_url expires_at attempt closing_at checked_at",
    ),
    ("permissions", "id codename name"),
    ("price_changes", "id product_id unit_price current_price changed_at"),
    ("promotion_uses", "id promotion_id order_id customer_key customer_id used_at"),
    ("refund_lines", "id refund_id order_item_id quantity amount restocked"),
    ("refunds", "id payment_id amount state reason reference failure actor user_id created_at settled_at"),
    (
        "registrations",
        "id token_hash username email email_key first_name last_name password_hash created_at expires_at",
    ),
    ("row_counts", "name slot n"),
    ("schedules", "name next_run_at"),
    ("sessions", "id user_id state agent created_at last_seen_at expires_at"),
    ("shipping_methods", "id name description countries price free_from position is_active"),
    ("throttles", "name count resets_at"),
    ("user_groups", "user_id group_id"),
    ("user_permissions", "user_id permission_id"),
    (
        "users",
        "id username email email_key password_hash first_name last_name is_active is_staff is_superuser \
         date_joined last_login session_version password_changed_at",
    ),
    ("viewed_items", "user_id product_id viewed_at"),
    (
        "webhook_deliveries",
        "id event_id webhook_id topic object state attempts next_attempt_at status error took_ms \
         delivered_at",
    ),
    ("webhook_events", "id message_id topic object payload created_at"),
    ("webhook_stock", "product_id inventory is_available"),
    (
        "webhooks",
        "id name address secret topics is_active created_at failing_since disabled_at disabled_reason \
         busy_until",
    ),
    ("wish_items", "id user_id product_id added_at"),
];

/// What the database computes from other columns and nobody can write.
pub const COMPUTED: &[(&str, &str)] = &[("search_documents", "terms")];
/// The numbers themselves, and where Diesel notes which migrations have run.
pub const BESIDE: &[&str] = &["versions", "__diesel_schema_migrations"];

/// The topics that a new or removed row of a table raises.
pub fn rows(table: &str) -> &'static [Topic] {
    SHOWN.iter().find(|shown| shown.table == table).map_or(&[], |shown| shown.rows)
}

/// The topics that a change of a column raises; `None` when nobody has said.
pub fn topics(table: &str, column: &str) -> Option<&'static [Topic]> {
    let has = |columns: &str| columns.split(' ').any(|known| known == column);
    if let Some(shown) = SHOWN.iter().find(|shown| shown.table == table) {
        let named = shown.columns.iter().find(|(columns, _)| has(columns)).map(|(_, topics)| *topics);
        return named.or(has(shown.hidden).then_some(&[]));
    }
    HIDDEN.iter().any(|(known, columns)| *known == table && has(columns)).then_some(&[])
}

/// Every table and column that is named here.
pub fn named() -> Vec<(&'static str, &'static str)> {
    let of = |table: &'static str, columns: &'static str| {
        columns.split(' ').filter(|column| !column.is_empty()).map(move |column| (table, column))
    };
    let shown = SHOWN.iter().flat_map(|shown| {
        let columns = shown.columns.iter().flat_map(move |(columns, _)| of(shown.table, columns));
        columns.chain(of(shown.table, shown.hidden))
    });
    shown.chain(HIDDEN.iter().flat_map(|(table, columns)| of(table, columns))).collect()
}
