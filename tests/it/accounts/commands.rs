//! The commands about accounts, and the first account of the staff.

use std::process::{Command, Output, Stdio};
use std::thread;

use diesel::prelude::*;
use storefront::accounts::{first_staff, hashers, jobs};
use storefront::platform::db::DatabaseUrl;
use storefront::platform::queue;
use storefront::schema::{account_tokens, customers, registrations, sessions, throttles, users};
use storefront::worker::run_next;

use super::{OTHER_PASSWORD, PASSWORD, is_signed_in, log_in, stored_hash, with_password};
use crate::support::people::customer;
use crate::support::{TestApp, noon};

fn run(t: &TestApp, arguments: &[&str], password: Option<&str>) -> Output {
    let url = match &t.app.config.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_storefront"));
    command.current_dir(&t.app.config.var).env_clear().env("DATABASE_URL", url).args(arguments);
    command.envs(password.map(|password| ("STOREFRONT_PASSWORD", password)));
    command.stdin(Stdio::null()).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[actix_web::test]
async fn a_superuser_is_made_by_command() {
    let t = TestApp::start();
    let arguments = ["createsuperuser", "--username", "root", "--email", "root@example.com"];
    let output = run(&t, &arguments, Some(PASSWORD));
    assert!(output.status.success(), "{}", told(&output));
    let made: (bool, bool, String) = t.look(|conn| {
        let rows = users::table.inner_join(customers::table);
        Ok(rows.select((users::is_staff, users::is_superuser, users::email)).first(conn)?)
    });
    assert_eq!(made, (true, true, "root@example.com".into()));
    assert_eq!(log_in(&t.browser(), "root", PASSWORD).await.status, 303);

    let again = run(&t, &arguments, Some(PASSWORD));
    assert_eq!(again.status.code(), Some(1));
    assert!(told(&again).contains("A user with that username already exists."), "{}", told(&again));
    let other = ["createsuperuser", "--username", "root2", "--email", "ROOT@example.com"];
    assert!(told(&run(&t, &other, Some(PASSWORD))).contains("email address already exists"));
}

#[test]
fn nothing_is_asked_without_a_terminal() {
    let t = TestApp::start();
    for (arguments, expected) in [
        (vec!["createsuperuser"], "Pass --username."),
        (vec!["createsuperuser", "--username", "root"], "Pass --email."),
        (vec!["createsuperuser", "--username", "root", "--email", "r@example.com"], "STOREFRONT_PASSWORD"),
        (vec!["createsuperuser", "--username", "a b", "--email", "r@example.com"], "Enter a valid username."),
        (vec!["createsuperuser", "--username", "root", "--email", "r"], "Enter a valid email address."),
        (vec!["changepassword", "nobody"], "There is no user “nobody”."),
    ] {
        let output = run(&t, &arguments, None);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(told(&output).contains(expected), "{arguments:?}: {}", told(&output));
    }
    let arguments = ["createsuperuser", "--username", "root", "--email", "r@example.com"];
    assert!(told(&run(&t, &arguments, Some("12345678"))).contains("This password is too common."));
}

#[actix_web::test]
async fn a_password_is_changed_by_command_and_every_session_ends() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let output = run(&t, &["changepassword", "ann"], Some(OTHER_PASSWORD));
    assert!(output.status.success(), "{}", told(&output));
    assert!(!is_signed_in(&browser).await);
    assert!(hashers::verify(OTHER_PASSWORD, &stored_hash(&t, "ann")));
    while run_next(&t.app).unwrap() {}
}

#[actix_web::test]
async fn the_first_account_of_the_staff_is_made_once() {
    let t = TestApp::start();
    let made = first_staff::make_if_missing(&t.app).unwrap().unwrap();
    assert_eq!(made.username, "admin");
    assert_eq!(first_staff::make_if_missing(&t.app).unwrap(), None);
    let flags: Vec<(bool, bool)> =
        t.look(|conn| Ok(users::table.select((users::is_staff, users::is_superuser)).load(conn)?));
    assert_eq!(flags, [(true, true)]);
    assert_eq!(log_in(&t.browser(), "admin", &made.password).await.status, 303);
}

#[test]
fn of_processes_that_start_together_one_makes_the_first_account() {
    let t = TestApp::start();
    let starts: Vec<_> = (0..6)
        .map(|_| {
            let app = t.app.clone();
            thread::spawn(move || first_staff::make_if_missing(&app).unwrap())
        })
        .collect();
    let made: Vec<_> = starts.into_iter().filter_map(|start| start.join().unwrap()).collect();
    assert_eq!(made.len(), 1);
    let users: i64 = t.look(|conn| Ok(users::table.count().get_result(conn)?));
    assert_eq!(users, 1);
}

#[test]
fn a_customer_called_admin_does_not_keep_the_staff_out() {
    let t = TestApp::start();
    t.seed(|conn| Ok(customer("Admin").insert(conn)?));
    assert_eq!(first_staff::make_if_missing(&t.app).unwrap().unwrap().username, "storefront-admin");
}

#[test]
fn what_is_over_is_removed() {
    let t = TestApp::start();
    let ann = t.seed(|conn| Ok(customer("Ann").insert(conn)?));
    let hour = chrono::TimeDelta::hours(1);
    t.seed(|conn| {
        for (name, ends) in [("over", noon() - hour), ("not yet", noon() + hour)] {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(name),
                    sessions::state.eq("{}"),
                    sessions::created_at.eq(noon()),
                    sessions::last_seen_at.eq(noon()),
                    sessions::expires_at.eq(ends),
                ))
                .execute(conn)?;
            diesel::insert_into(account_tokens::table)
                .values((
                    account_tokens::user_id.eq(ann.user_id),
                    account_tokens::purpose.eq("password_reset"),
                    account_tokens::token_hash.eq(name),
                    account_tokens::created_at.eq(noon()),
                    account_tokens::expires_at.eq(ends),
                ))
                .execute(conn)?;
            diesel::insert_into(registrations::table)
                .values((
                    registrations::username.eq(name),
                    registrations::email.eq("x@example.com"),
                    registrations::email_key.eq("x@example.com"),
                    registrations::password_hash.eq("!"),
                    registrations::created_at.eq(noon()),
                    registrations::expires_at.eq(ends),
                ))
                .execute(conn)?;
            diesel::insert_into(throttles::table)
                .values((throttles::name.eq(name), throttles::count.eq(1), throttles::resets_at.eq(ends)))
                .execute(conn)?;
        }
        Ok(queue::enqueue(conn, jobs::CLEAN_UP, &serde_json::json!({}), noon())?)
    });
    while run_next(&t.app).unwrap() {}
    let left: [Vec<String>; 4] = t.look(|conn| {
        Ok([
            sessions::table.select(sessions::id).load(conn)?,
            account_tokens::table.select(account_tokens::token_hash).load(conn)?,
            registrations::table.select(registrations::username).load(conn)?,
            throttles::table.select(throttles::name).load(conn)?,
        ])
    });
    assert_eq!(
        left,
        [["not yet"], ["not yet"], ["not yet"], ["not yet"]].map(|names| names.map(str::to_owned).to_vec())
    );
}
