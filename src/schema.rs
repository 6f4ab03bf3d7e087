// @generated automatically by Diesel CLI.

diesel::table! {
    api_answers (caller, key) {
        caller -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> Integer,
        body -> Text,
        location -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

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
        like_count -> Integer,
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
        code_key -> Nullable<Text>,
        used_count -> Integer,
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
        user_id -> Nullable<BigInt>,
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

diesel::table! {
    users (id) {
        id -> BigInt,
        username -> Text,
        email -> Text,
        email_key -> Text,
        password_hash -> Text,
        first_name -> Text,
        last_name -> Text,
        is_active -> Bool,
        is_staff -> Bool,
        is_superuser -> Bool,
        date_joined -> Timestamp,
        last_login -> Nullable<Timestamp>,
        session_version -> Integer,
        password_changed_at -> Timestamp,
    }
}

diesel::table! {
    groups (id) {
        id -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    permissions (id) {
        id -> BigInt,
        codename -> Text,
        name -> Text,
    }
}

diesel::table! {
    group_permissions (group_id, permission_id) {
        group_id -> BigInt,
        permission_id -> BigInt,
    }
}

diesel::table! {
    user_groups (user_id, group_id) {
        user_id -> BigInt,
        group_id -> BigInt,
    }
}

diesel::table! {
    user_permissions (user_id, permission_id) {
        user_id -> BigInt,
        permission_id -> BigInt,
    }
}

diesel::table! {
    api_keys (id) {
        id -> BigInt,
        name -> Text,
        user_id -> BigInt,
        prefix -> Text,
        digest -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    api_key_permissions (api_key_id, permission_id) {
        api_key_id -> BigInt,
        permission_id -> BigInt,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        user_id -> BigInt,
        phone -> Text,
        birth_date -> Nullable<Date>,
        membership -> Text,
        photo_id -> Nullable<BigInt>,
        orders_count -> Integer,
    }
}

diesel::table! {
    addresses (id) {
        id -> BigInt,
        customer_id -> BigInt,
        name -> Text,
        street -> Text,
        line2 -> Text,
        city -> Text,
        zip -> Text,
        region -> Text,
        country -> Text,
    }
}

diesel::table! {
    registrations (id) {
        id -> BigInt,
        token_hash -> Nullable<Text>,
        username -> Text,
        email -> Text,
        email_key -> Text,
        first_name -> Text,
        last_name -> Text,
        password_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    account_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        purpose -> Text,
        token_hash -> Text,
        email -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Nullable<BigInt>,
        state -> Text,
        agent -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    throttles (name) {
        name -> Text,
        count -> Integer,
        resets_at -> Timestamp,
    }
}

diesel::table! {
    carts (id) {
        id -> Text,
        customer_id -> Nullable<BigInt>,
        code -> Nullable<Text>,
        checkout_token -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        number -> BigInt,
    }
}

diesel::table! {
    cart_items (id) {
        id -> BigInt,
        cart_id -> Text,
        product_id -> BigInt,
        variant_id -> Nullable<BigInt>,
        quantity -> Integer,
        seen_price -> BigInt,
        added_at -> Timestamp,
    }
}

diesel::table! {
    cart_notices (id) {
        id -> BigInt,
        cart_id -> Text,
        message -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    orders (id) {
        id -> BigInt,
        number -> Text,
        token -> Text,
        customer_id -> Nullable<BigInt>,
        email -> Text,
        email_key -> Text,
        payment_status -> Text,
        fulfilment_status -> Text,
        currency -> Text,
        subtotal -> BigInt,
        discount -> BigInt,
        shipping_price -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        tax_rate -> Text,
        prices_include_tax -> Bool,
        shipping_method -> Text,
        payment_method -> Text,
        code -> Nullable<Text>,
        why -> Text,
        placed_at -> Timestamp,
        cancelled_at -> Nullable<Timestamp>,
        delivered_at -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
        notes -> Text,
    }
}

diesel::table! {
    order_addresses (id) {
        id -> BigInt,
        order_id -> BigInt,
        kind -> Text,
        name -> Text,
        street -> Text,
        line2 -> Text,
        city -> Text,
        zip -> Text,
        region -> Text,
        country -> Text,
    }
}

diesel::table! {
    order_items (id) {
        id -> BigInt,
        order_id -> BigInt,
        product_id -> BigInt,
        variant_id -> Nullable<BigInt>,
        title -> Text,
        variant_label -> Text,
        sku -> Text,
        quantity -> Integer,
        list_price -> BigInt,
        unit_price -> BigInt,
        discount -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        stock_taken -> Integer,
        why -> Text,
    }
}

diesel::table! {
    order_events (id) {
        id -> BigInt,
        order_id -> BigInt,
        kind -> Text,
        message -> Text,
        actor -> Text,
        user_id -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    promotion_uses (id) {
        id -> BigInt,
        promotion_id -> BigInt,
        order_id -> BigInt,
        customer_key -> Text,
        customer_id -> Nullable<BigInt>,
        used_at -> Timestamp,
    }
}

diesel::table! {
    payments (id) {
        id -> BigInt,
        order_id -> BigInt,
        provider -> Text,
        state -> Text,
        amount -> BigInt,
        currency -> Text,
        reference -> Nullable<Text>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
        refunded -> BigInt,
        session -> Nullable<Text>,
        session_url -> Nullable<Text>,
        expires_at -> Nullable<Timestamp>,
        attempt -> Integer,
        closing_at -> Nullable<Timestamp>,
        checked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    refunds (id) {
        id -> BigInt,
        payment_id -> BigInt,
        amount -> BigInt,
        state -> Text,
        reason -> Text,
        reference -> Nullable<Text>,
        failure -> Text,
        actor -> Text,
        user_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    refund_lines (id) {
        id -> BigInt,
        refund_id -> BigInt,
        order_item_id -> Nullable<BigInt>,
        quantity -> Integer,
        amount -> BigInt,
        restocked -> Integer,
    }
}

diesel::table! {
    payment_events (id) {
        id -> BigInt,
        event_id -> Text,
        kind -> Text,
        subject -> Text,
        payload -> Text,
        state -> Text,
        note -> Text,
        happened_at -> Timestamp,
        received_at -> Timestamp,
        handled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payment_differences (id) {
        id -> BigInt,
        order_id -> Nullable<BigInt>,
        payment_id -> Nullable<BigInt>,
        kind -> Text,
        subject -> Text,
        detail -> Text,
        found_at -> Timestamp,
        resolved_at -> Nullable<Timestamp>,
        resolved_by -> Text,
    }
}

diesel::table! {
    invoices (id) {
        id -> BigInt,
        order_id -> BigInt,
        refund_id -> Nullable<BigInt>,
        kind -> Text,
        year -> Integer,
        serial -> Integer,
        number -> Text,
        content -> Text,
        issued_at -> Timestamp,
    }
}

diesel::table! {
    invoice_counters (kind, year) {
        kind -> Text,
        year -> Integer,
        last -> Integer,
    }
}

diesel::table! {
    shipping_methods (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        countries -> Text,
        price -> BigInt,
        free_from -> Nullable<BigInt>,
        position -> Integer,
        is_active -> Bool,
    }
}

diesel::table! {
    checkouts (cart_id) {
        cart_id -> Text,
        email -> Text,
        shipping_name -> Text,
        shipping_street -> Text,
        shipping_line2 -> Text,
        shipping_city -> Text,
        shipping_zip -> Text,
        shipping_region -> Text,
        shipping_country -> Text,
        billing_differs -> Bool,
        billing_name -> Text,
        billing_street -> Text,
        billing_line2 -> Text,
        billing_city -> Text,
        billing_zip -> Text,
        billing_region -> Text,
        billing_country -> Text,
        shipping_method_id -> Nullable<BigInt>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (token) {
        token -> Text,
        order_id -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    liked_items (id) {
        id -> BigInt,
        user_id -> BigInt,
        content_type -> Text,
        object_id -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        event_id -> BigInt,
        webhook_id -> BigInt,
        topic -> Text,
        object -> Text,
        state -> Text,
        attempts -> Integer,
        next_attempt_at -> Timestamp,
        status -> Nullable<Integer>,
        error -> Text,
        took_ms -> Nullable<BigInt>,
        delivered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> BigInt,
        message_id -> Text,
        topic -> Text,
        object -> Text,
        payload -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhook_stock (product_id) {
        product_id -> BigInt,
        inventory -> Nullable<Integer>,
        is_available -> Nullable<Bool>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        name -> Text,
        address -> Text,
        secret -> Text,
        topics -> Text,
        is_active -> Bool,
        created_at -> Timestamp,
        failing_since -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        disabled_reason -> Text,
        busy_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    wish_items (id) {
        id -> BigInt,
        user_id -> BigInt,
        product_id -> BigInt,
        added_at -> Timestamp,
    }
}

diesel::table! {
    viewed_items (user_id, product_id) {
        user_id -> BigInt,
        product_id -> BigInt,
        viewed_at -> Timestamp,
    }
}

diesel::table! {
    admin_log_entries (id) {
        id -> BigInt,
        user_id -> Nullable<BigInt>,
        actor -> Text,
        model -> Text,
        object_id -> BigInt,
        label -> Text,
        flag -> Text,
        changes -> Text,
        source -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    row_counts (name, slot) {
        name -> Text,
        slot -> Integer,
        n -> BigInt,
    }
}

diesel::table! {
    versions (slot) {
        slot -> BigInt,
        catalog -> BigInt,
        feedback -> BigInt,
        content -> BigInt,
        settings -> BigInt,
        stock -> BigInt,
    }
}

diesel::table! {
    admin_tasks (id) {
        id -> BigInt,
        user_id -> BigInt,
        model -> Text,
        action -> Text,
        query -> Text,
        inputs -> Text,
        last_key -> BigInt,
        upto -> BigInt,
        total -> BigInt,
        done -> BigInt,
        state -> Text,
        message -> Text,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        file -> Nullable<Text>,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(webhook_deliveries -> webhook_events (event_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
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
diesel::joinable!(group_permissions -> permissions (permission_id));
diesel::joinable!(group_permissions -> groups (group_id));
diesel::joinable!(user_groups -> groups (group_id));
diesel::joinable!(user_groups -> users (user_id));
diesel::joinable!(user_permissions -> permissions (permission_id));
diesel::joinable!(user_permissions -> users (user_id));
diesel::joinable!(api_keys -> users (user_id));
diesel::joinable!(api_key_permissions -> api_keys (api_key_id));
diesel::joinable!(api_key_permissions -> permissions (permission_id));
diesel::joinable!(customers -> media_files (photo_id));
diesel::joinable!(customers -> users (user_id));
diesel::joinable!(addresses -> customers (customer_id));
diesel::joinable!(account_tokens -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(carts -> customers (customer_id));
diesel::joinable!(cart_items -> product_variants (variant_id));
diesel::joinable!(cart_items -> products (product_id));
diesel::joinable!(cart_items -> carts (cart_id));
diesel::joinable!(cart_notices -> carts (cart_id));
diesel::joinable!(orders -> customers (customer_id));
diesel::joinable!(order_addresses -> orders (order_id));
diesel::joinable!(order_items -> product_variants (variant_id));
diesel::joinable!(order_items -> products (product_id));
diesel::joinable!(order_items -> orders (order_id));
diesel::joinable!(order_events -> users (user_id));
diesel::joinable!(order_events -> orders (order_id));
diesel::joinable!(promotion_uses -> customers (customer_id));
diesel::joinable!(promotion_uses -> orders (order_id));
diesel::joinable!(promotion_uses -> promotions (promotion_id));
diesel::joinable!(payments -> orders (order_id));
diesel::joinable!(refunds -> payments (payment_id));
diesel::joinable!(refunds -> users (user_id));
diesel::joinable!(refund_lines -> refunds (refund_id));
diesel::joinable!(refund_lines -> order_items (order_item_id));
diesel::joinable!(payment_differences -> orders (order_id));
diesel::joinable!(payment_differences -> payments (payment_id));
diesel::joinable!(invoices -> orders (order_id));
diesel::joinable!(invoices -> refunds (refund_id));
diesel::joinable!(checkouts -> shipping_methods (shipping_method_id));
diesel::joinable!(checkouts -> carts (cart_id));
diesel::joinable!(idempotency_keys -> orders (order_id));
diesel::joinable!(liked_items -> users (user_id));
diesel::joinable!(wish_items -> products (product_id));
diesel::joinable!(wish_items -> users (user_id));
diesel::joinable!(viewed_items -> products (product_id));
diesel::joinable!(viewed_items -> users (user_id));
diesel::joinable!(reviews -> users (user_id));
diesel::joinable!(admin_tasks -> users (user_id));
diesel::joinable!(admin_log_entries -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    account_tokens,
    addresses,
    admin_log_entries,
    admin_tasks,
    api_answers,
    api_key_permissions,
    api_keys,
    cart_items,
    cart_notices,
    carts,
    catalog_counts,
    checkouts,
    collections,
    customers,
    group_permissions,
    groups,
    idempotency_keys,
    import_changes,
    import_runs,
    jobs,
    liked_items,
    media_files,
    media_sizes,
    order_addresses,
    order_events,
    order_items,
    orders,
    pages,
    invoice_counters,
    invoices,
    payment_differences,
    payment_events,
    payments,
    permissions,
    price_changes,
    product_images,
    product_options,
    product_variants,
    products,
    promotion_products,
    promotion_uses,
    promotions,
    refund_lines,
    refunds,
    registrations,
    reviews,
    row_counts,
    schedules,
    search_documents,
    search_words,
    sessions,
    settings,
    shipping_methods,
    slug_history,
    tagged_items,
    tags,
    throttles,
    user_groups,
    user_permissions,
    users,
    versions,
    viewed_items,
    webhook_deliveries,
    webhook_events,
    webhook_stock,
    webhooks,
    wish_items,
);
