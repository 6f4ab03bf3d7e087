//! What `doctor` finds.

use diesel::connection::SimpleConnection;
use storefront::cli::doctor::{Finding, examine};
use storefront::platform::settings;
use storefront::platform::web::error::AppError;

use crate::support::people::{customer, staff};
use crate::support::smtp::MailServer;
use crate::support::{TestApp, noon};

fn problems(t: &TestApp, change: impl FnOnce(&mut storefront::config::Config)) -> String {
    let mut config = (*t.app.config).clone();
    config.base_url = "https://shop.example".to_owned();
    let mail_server = MailServer::start();
    config.smtp_url = Some(mail_server.url.parse().unwrap());
    config.mail_from = Some("post@shop.example".parse().unwrap());
    config.admins = vec!["ann@example.com".to_owned()];
    change(&mut config);
    let told = examine(&config).into_iter().filter_map(|finding| match finding {
        Finding::Fine(_) => None,
        Finding::Warning(text) => (!text.contains("MB are free")).then(|| format!("warn {text}")),
        Finding::Error(text) => Some(format!("error {text}")),
    });
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_sound_shop_has_no_problems() {
    assert_eq!(problems(&TestApp::start(), |_| {}), "");
}

#[test]
fn each_unsafe_setting_is_named() {
    let t = TestApp::start();
    let key = "a".repeat(40);
    assert!(problems(&t, |config| config.secret_key = Some(key)).contains("error The secret key is easy"));
    assert!(problems(&t, |config| config.debug_toolbar = true).contains("error DEBUG_TOOLBAR"));
    assert!(problems(&t, |config| config.base_url = "http://shop.example".into()).contains("error BASE_URL"));
    assert!(
        problems(&t, |config| config.base_url = "http://127.0.0.1:8000".into()).contains("warn BASE_URL")
    );
    let open = |config: &mut storefront::config::Config| {
        config.base_url = "http://127.0.0.1:8000".into();
        config.bind = "0.0.0.0:8000".parse().unwrap();
    };
    assert!(problems(&t, open).contains("warn BIND"));
}

#[test]
fn mail_that_nobody_would_get_is_named() {
    let t = TestApp::start();
    let away = |config: &mut storefront::config::Config| {
        config.smtp_url = Some("smtp://shop:hunter2@127.0.0.1:1".parse().unwrap());
    };
    let told = problems(&t, away);
    assert!(told.contains("error The mail server smtp://127.0.0.1:1 cannot be used"), "{told}");
    assert!(!told.contains("hunter2"));
    assert!(problems(&t, |config| config.smtp_url = None).contains("error SMTP_URL is not set"));
    assert!(problems(&t, |config| config.mail_from = None).contains("warn MAIL_FROM is not set"));
    assert!(problems(&t, |config| config.admins.clear()).contains("warn ADMINS is not set"));
}

#[test]
fn saved_settings_that_differ_and_given_up_jobs_are_named() {
    let t = TestApp::start();
    t.seed(|conn| {
        settings::save(conn, "currency", "EUR", noon())?;
        settings::save(conn, "tax_rate", "0.19", noon())?;
        conn.batch_execute(
            "INSERT INTO jobs (kind, state, run_at, created_at) VALUES ('x', 'failed', '2026-01-01', '2026-01-01')",
        )?;
        Ok::<_, AppError>(())
    });
    let told = problems(&t, |_| {});
    assert!(told.contains("saved currency is EUR, CURRENCY says USD"), "{told}");
    assert!(told.contains("saved tax rate is 0.19, TAX_RATE says 0.10"), "{told}");
    assert!(told.contains("1 background job was given up"), "{told}");
}

#[test]
fn a_shop_that_cannot_sell_or_whose_rows_contradict_each_other_is_named() {
    let t = TestApp::start();
    t.seed(|conn| {
        customer("Ann").insert(conn)?;
        conn.batch_execute(
            "UPDATE shipping_methods SET is_active = FALSE; \
             INSERT INTO orders (number, token, email, email_key, currency, subtotal, total, placed_at) \
                 VALUES ('RIGHT', 'a', '', '', 'USD', 0, 0, '2026-01-01'), \
                     ('WRONG', 'b', '', '', 'USD', 500, 500, '2026-01-02'), \
                     ('WRONG-TOO', 'c', '', '', 'USD', 0, 500, '2026-01-03'); \
             INSERT INTO users (username, email, email_key, password_hash, date_joined, password_changed_at) \
                 VALUES ('bob', '', 'bob', '!', '2026-01-01', '2026-01-01')",
        )?;
        Ok::<_, AppError>(())
    });
    let told = problems(&t, |_| {});
    assert!(told.contains("warn No active account may do everything"), "{told}");
    assert!(told.contains("warn 1 account is without a customer record"), "{told}");
    assert!(told.contains("error No shipping method is active"), "{told}");
    assert!(told.contains("in 2 orders: WRONG-TOO, WRONG"), "{told}");
    t.seed(|conn| Ok(staff("Eve").superuser().insert(conn)?));
    assert!(!problems(&t, |_| {}).contains("No active account"));
}

#[test]
fn a_database_that_cannot_be_used_is_an_error() {
    let t = TestApp::start();
    let nowhere = "postgres://nobody@127.0.0.1:1/none".parse().unwrap();
    assert!(
        problems(&t, |config| config.database = nowhere)
            .contains("error The database server cannot be reached")
    );
    t.seed(|conn| {
        conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')")?;
        Ok::<_, AppError>(())
    });
    assert!(problems(&t, |_| {}).contains("newer version"));
}
