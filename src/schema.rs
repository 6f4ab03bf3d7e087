// @generated automatically by Diesel CLI.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        arguments -> Text,
        state -> Text,
        unique_key -> Nullable<Text>,
        attempts -> Integer,
        run_at -> Timestamp,
        created_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        leased_until -> Nullable<Timestamp>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    schedules (name) {
        name -> Text,
        next_run_at -> Timestamp,
    }
}

diesel::table! {
    media_files (id) {
        id -> BigInt,
        storage_key -> Text,
        content_type -> Text,
        byte_size -> BigInt,
        width -> Integer,
        height -> Integer,
        alt -> Text,
        source_url -> Nullable<Text>,
        state -> Text,
        error -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    media_sizes (id) {
        id -> BigInt,
        media_id -> BigInt,
        width -> Integer,
        height -> Integer,
        storage_key -> Text,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        label -> Text,
    }
}

diesel::table! {
    tagged_items (id) {
        id -> BigInt,
        tag_id -> BigInt,
        content_type -> Text,
        object_id -> BigInt,
    }
}

diesel::table! {
    collections (id) {
        id -> BigInt,
        title -> Text,
        title_key -> Text,
        slug -> Text,
        description -> Text,
        parent_id -> Nullable<BigInt>,
        featured_product_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        title -> Text,
        title_key -> Text,
        slug -> Text,
        description -> Nullable<Text>,
        unit_price -> BigInt,
        compare_at_price -> Nullable<BigInt>,
        inventory -> Integer,
        track_inventory -> Bool,
        allow_backorder -> Bool,
        collection_id -> BigInt,
        is_published -> Bool,
        created_at -> Timestamp,
        last_update -> Timestamp,
        has_variants -> Bool,
        price_varies -> Bool,
        is_available -> Bool,
        current_price -> BigInt,
        rating_count -> Integer,
        rating_average -> Integer,
    }
}

diesel::table! {
    product_options (id) {
        id -> BigInt,
        product_id -> BigInt,
        position -> Integer,
        name -> Text,
    }
}

diesel::table! {
    product_images (id) {
        id -> BigInt,
        product_id -> BigInt,
        media_id -> BigInt,
        position -> Integer,
    }
}

diesel::table! {
    product_variants (id) {
        id -> BigInt,
        product_id -> BigInt,
        sku -> Nullable<Text>,
        option1 -> Text,
        option2 -> Text,
        option3 -> Text,
        unit_price -> BigInt,
        compare_at_price -> Nullable<BigInt>,
        inventory -> Integer,
        track_inventory -> Bool,
        allow_backorder -> Bool,
        image_id -> Nullable<BigInt>,
        position -> Integer,
    }
}

diesel::table! {
    price_changes (id) {
        id -> BigInt,
        product_id -> BigInt,
        unit_price -> BigInt,
        current_price -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    slug_history (id) {
        id -> BigInt,
        content_type -> Text,
        object_id -> BigInt,
        slug -> Text,
    }
}

diesel::table! {
    promotions (id) {
        id -> BigInt,
        description -> Text,
        kind -> Text,
        discount -> BigInt,
        code -> Nullable<Text>,
        starts_at -> Nullable<Timestamp>,
        ends_at -> Nullable<Timestamp>,
        usage_limit -> Nullable<Integer>,
        usage_limit_per_customer -> Nullable<Integer>,
        minimum_total -> Nullable<BigInt>,
    }
}

diesel::table! {
    promotion_products (promotion_id, product_id) {
        promotion_id -> BigInt,
        product_id -> BigInt,
    }
}

diesel::table! {
    reviews (id) {
        id -> BigInt,
        product_id -> BigInt,
        name -> Text,
        rating -> Nullable<Integer>,
        description -> Text,
        date -> Date,
        approved -> Bool,
    }
}

diesel::table! {
    pages (id) {
        id -> BigInt,
        slug -> Text,
        title -> Text,
        body -> Text,
        position -> Integer,
    }
}

diesel::table! {
    search_documents (id) {
        id -> BigInt,
        content_type -> Text,
        object_id -> BigInt,
        title -> Text,
        keywords -> Text,
        body -> Text,
    }
}

diesel::table! {
    search_words (id) {
        id -> BigInt,
        word -> Text,
    }
}

diesel::table! {
    catalog_counts (kind, item) {
        kind -> Text,
        item -> BigInt,
        n -> Integer,
    }
}

diesel::table! {
    import_runs (id) {
        id -> BigInt,
        file_name -> Text,
        format -> Text,
        state -> Text,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        created_rows -> BigInt,
        changed_rows -> BigInt,
        unchanged_rows -> BigInt,
        refused_rows -> BigInt,
    }
}

diesel::table! {
    import_changes (id) {
        id -> BigInt,
        run_id -> BigInt,
        content_type -> Text,
        object_id -> BigInt,
        before_state -> Nullable<Text>,
        after_state -> Text,
    }
}

diesel::joinable!(import_changes -> import_runs (run_id));
diesel::joinable!(media_sizes -> media_files (media_id));
diesel::joinable!(tagged_items -> tags (tag_id));
diesel::joinable!(products -> collections (collection_id));
diesel::joinable!(product_options -> products (product_id));
diesel::joinable!(product_images -> products (product_id));
diesel::joinable!(product_images -> media_files (media_id));
diesel::joinable!(product_variants -> products (product_id));
diesel::joinable!(product_variants -> product_images (image_id));
diesel::joinable!(price_changes -> products (product_id));
diesel::joinable!(promotion_products -> promotions (promotion_id));
diesel::joinable!(promotion_products -> products (product_id));
diesel::joinable!(reviews -> products (product_id));

diesel::allow_tables_to_appear_in_same_query!(
    catalog_counts,
    collections,
    import_changes,
    import_runs,
    jobs,
    media_files,
    media_sizes,
    pages,
    price_changes,
    product_images,
    product_options,
    product_variants,
    products,
    promotion_products,
    promotions,
    reviews,
    schedules,
    search_documents,
    search_words,
    settings,
    slug_history,
    tagged_items,
    tags,
);
