//! Payments that do not match, as staff meet them: on the dashboard, and first in their list.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::platform::clock::Time;
use storefront::platform::db::Conn;
use storefront::schema::payment_differences as differences;

use crate::accounts::grants::give;
use crate::support::browser::Browser;
use crate::support::people::staff;
use crate::support::web::{attributes, texts};
use crate::support::{TestApp, noon};

const LIST: &str = "/admin/payments/paymentdifference/";

fn difference(conn: &mut Conn, subject: &str, resolved_at: Option<Time>) -> QueryResult<usize> {
    diesel::insert_into(differences::table)
        .values((
            differences::kind.eq("unknown"),
            differences::subject.eq(subject),
            differences::detail.eq("Nobody knows why."),
            differences::found_at.eq(noon() - TimeDelta::days(1)),
            differences::resolved_at.eq(resolved_at),
        ))
        .execute(conn)
}

fn seed(t: &TestApp, all: &[(&str, bool)]) {
    t.seed(|conn| {
        for (subject, is_open) in all {
            difference(conn, subject, (!is_open).then(noon))?;
        }
        Ok(())
    });
}

fn staff_with<'a>(t: &'a TestApp, name: &str, permissions: &[&str]) -> Browser<'a> {
    let person = t.seed(|conn| {
        let person = staff(name).insert(conn)?;
        for codename in permissions {
            give(conn, person.user_id, codename)?;
        }
        Ok(person)
    });
    let browser = t.browser();
    browser.sign_in(person);
    browser
}

/// What stands in the list under "At the provider".
async fn subjects(browser: &Browser<'_>, address: &str) -> Vec<String> {
    let list = browser.get(address).await;
    assert_eq!(list.status, 200, "{}", list.body());
    texts(&list, "tbody tr td:nth-child(5)")
}

#[actix_web::test]
async fn open_differences_come_first_in_the_list_and_the_newest_of_them_at_its_top() {
    let t = TestApp::start();
    seed(&t, &[("a", true), ("b", false), ("c", true), ("d", false)]);
    let browser =
        staff_with(&t, "Eve", &["payments.view_paymentdifference", "payments.change_paymentdifference"]);
    assert_eq!(subjects(&browser, LIST).await, ["c", "a", "d", "b"]);
    let newest = "c";
    let id: i64 = t.read(|conn| {
        differences::table.filter(differences::subject.eq(newest)).select(differences::id).first(conn)
    });
    let chosen = id.to_string();
    let form = [("action", "resolve"), ("_selected_action", chosen.as_str())];
    assert_eq!(browser.post(LIST, &form).await.status, 303);
    assert_eq!(subjects(&browser, LIST).await, ["a", "d", "c", "b"]);
}

#[actix_web::test]
async fn the_dashboard_says_how_many_payments_do_not_match_and_leads_to_them() {
    let t = TestApp::start();
    let browser = staff_with(&t, "Eve", &["payments.view_paymentdifference"]);
    let notices = |page: &crate::support::web::Answer| texts(page, "main > .note a");
    assert_eq!(notices(&browser.get("/admin/").await), Vec::<String>::new());
    seed(&t, &[("old", false)]);
    assert_eq!(notices(&browser.get("/admin/").await), Vec::<String>::new(), "that one is dealt with");
    seed(&t, &[("first", true)]);
    assert_eq!(notices(&browser.get("/admin/").await), ["1 payment does not match"]);
    seed(&t, &[("second", true)]);
    let page = browser.get("/admin/").await;
    assert_eq!(notices(&page), ["2 payments do not match"]);
    let href = attributes(&page, "main > .note a", "href").remove(0);
    assert_eq!(subjects(&browser, &href).await, ["second", "first"]);
}

#[actix_web::test]
async fn who_may_not_see_differences_is_not_told_of_them() {
    let t = TestApp::start();
    seed(&t, &[("first", true)]);
    let browser = staff_with(&t, "Otto", &["payments.view_payment"]);
    let page = browser.get("/admin/").await;
    assert_eq!(page.status, 200);
    assert!(!page.body().contains("not match"), "{}", page.body());
}
