//! The environment variables in words.

/// Every variable with what it means, in the order `doctor` and the README print them.
pub const VARIABLES: &[(&str, &str)] = &[
    (
        "DATABASE_URL",
        "sqlite://path or postgres://user:password@host/name (default sqlite://var/storefront.db)",
    ),
    (
        "SECRET_KEY",
        "at least 32 characters that sign cookies (default: made once and kept in var/secret.key)",
    ),
    (
        "REDIS_URL",
        "redis://host:port/number: keeps sessions there, for several machines (default: in the database)",
    ),
    ("BIND", "address and port to listen on (default 127.0.0.1:8000)"),
    ("BASE_URL", "the address shoppers use (default: http:// and BIND)"),
    (
        "SMTP_URL",
        "smtp://user:password@host:587 or smtps://…; encrypted unless on this machine (default: mail becomes files in var/mail)",
    ),
    ("MAIL_FROM", "sender of mails, such as Shop <shop@example.com> (default: shop at the host of BASE_URL)"),
    ("ADMINS", "addresses, separated by commas, that hear of failures (default: nobody)"),
    ("CURRENCY", "ISO 4217 code of the shop's currency (default USD)"),
    ("TAX_RATE", "part of the price added as tax, 0 to 1 (default 0.10)"),
    ("MIN_UNIT_PRICE", "lowest price that forms and imports accept, in major units (default 1.00)"),
    (
        "STRIPE_SECRET_KEY",
        "sk_test_… or sk_live_…: takes payments by card on Stripe's page (default: payment by invoice only)",
    ),
    (
        "STRIPE_WEBHOOK_SECRET",
        "whsec_…, with which Stripe signs what it reports to /payment/webhook/; several, separated by commas, while one is exchanged",
    ),
    ("STRIPE_API_BASE", "address of Stripe or of a stand-in for tests (default https://api.stripe.com)"),
    (
        "PAYMENT_HOLD",
        "minutes that an order waits for its payment on the provider's page, 31 to 1440 (default 35)",
    ),
    (
        "TRUST_PROXY",
        "1 takes the shopper's address from X-Forwarded-For of a proxy on this machine or in the private network, 0 never (default: from a proxy on this machine, unless BASE_URL is local)",
    ),
    (
        "RATE_LIMIT_LOGIN",
        "failed sign-ins per account and address in 15 minutes, ten times as many per address; 0 is no limit (default 10)",
    ),
    (
        "RATE_LIMIT_MAIL",
        "requests for an account or a new password per address in an hour, a quarter of it per e-mail address; 0 is no limit (default 20)",
    ),
    (
        "RATE_LIMIT_API",
        "requests to the API per key, account or address in a minute; 0 is no limit (default 3000000)",
    ),
    (
        "CORS_ORIGINS",
        "origins whose pages may use the API from a browser, separated by commas, such as https://app.example.com (default: none)",
    ),
    ("WORKERS", "threads that answer requests (default: one per core)"),
    ("LOG_LEVEL", "error, warn, info, debug or trace, or a tracing filter (default info)"),
    ("LOG_FILE", "file that the log is appended to as JSON (default: standard error)"),
    ("ACCESS_LOG", "1 logs every request, 0 only slow ones, writes and errors (default 0)"),
    (
        "DEBUG_TOOLBAR",
        "1 shows the debug toolbar under every page (default: 1 in a development build, else 0)",
    ),
];
