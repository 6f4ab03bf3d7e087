//! Every registration of the shop for everybody: nobody, a customer, staff without any permission, and
//! staff with each single one.

use super::site::{shop, superuser};
use crate::accounts::grants::give;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::{customer, staff};
use crate::support::web::attributes;

/// A key that no object has.
const NO_KEY: i64 = 987_654_321;

/// A registration as a superuser finds it.
struct Found {
    name: &'static str,
    href: String,
    /// A stored object, if there is one.
    key: Option<i64>,
    can_add: bool,
    can_change: bool,
    can_delete: bool,
}

impl Found {
    fn path(&self, key: i64, page: &str) -> String {
        format!("{}{key}/{page}/", self.href)
    }

    /// Addresses to read and to send something to.
    fn addresses(&self, key: i64) -> (Vec<String>, Vec<String>) {
        let add = format!("{}add/", self.href);
        let (change, delete) = (self.path(key, "change"), self.path(key, "delete"));
        let posts = vec![self.href.clone(), add.clone(), change.clone(), delete.clone()];
        (vec![self.href.clone(), add, change, delete, self.path(key, "history")], posts)
    }
}

async fn find(t: &TestApp) -> Vec<Found> {
    let root = superuser(t);
    let mut all = Vec::new();
    for model in t.app.admin.models() {
        let list = root.get(&model.href()).await;
        let is_single = list.status == 303;
        let keys = attributes(&list, "input[name=_selected_action]", "value");
        let key = if is_single { Some(1) } else { keys.first().and_then(|key| key.parse().ok()) };
        let form = root.get(&model.change_href(key.unwrap_or(NO_KEY))).await;
        all.push(Found {
            name: model.name(),
            href: model.href(),
            key,
            can_add: root.get(&model.add_href()).await.status == 200,
            can_change: !attributes(&form, "button[name=_save]", "name").is_empty(),
            can_delete: !attributes(&list, "option[value=delete_selected]", "value").is_empty(),
        });
    }
    all
}

const SENT: &[(&str, &str)] = &[("action", "delete_selected"), ("select_across", "1"), ("_save", "1")];

/// The status of every address for somebody who may do nothing with the model.
async fn is_refused(browser: &Browser<'_>, found: &Found, status: u16) {
    for key in [found.key.unwrap_or(NO_KEY), NO_KEY] {
        let (gets, posts) = found.addresses(key);
        for path in gets {
            assert_eq!(browser.get(&path).await.status, status, "GET {path}");
        }
        for path in posts {
            assert_eq!(browser.post(&path, SENT).await.status, status, "POST {path}");
        }
    }
    let complete = format!("/admin/autocomplete/?model={}", found.name);
    assert_eq!(browser.get(&complete).await.status, status, "GET {complete}");
}

#[actix_web::test]
async fn nobody_and_customers_are_led_to_the_sign_in_from_every_address() {
    let t = TestApp::start();
    shop(&t).await;
    let (ann, registrations) = (t.seed(|conn| Ok(customer("Ann").insert(conn)?)), find(&t).await);
    let (nobody, shopper) = (t.browser(), t.browser());
    shopper.sign_in(ann);
    for found in &registrations {
        is_refused(&nobody, found, 303).await;
        is_refused(&shopper, found, 303).await;
        let answer = shopper.get(&found.href).await;
        assert!(answer.header("location").starts_with("/admin/login/?next="), "{}", found.name);
    }
}

#[actix_web::test]
async fn staff_without_a_permission_learn_nothing_of_any_model() {
    let t = TestApp::start();
    shop(&t).await;
    let (bob, registrations) = (t.seed(|conn| Ok(staff("Bob").insert(conn)?)), find(&t).await);
    let browser = t.browser();
    browser.sign_in(bob);
    for found in &registrations {
        is_refused(&browser, found, 403).await;
    }
    assert!(registrations.len() > 20);
}

#[actix_web::test]
async fn each_single_permission_opens_what_it_says_and_nothing_else() {
    let t = TestApp::start();
    shop(&t).await;
    let mut number = 0;
    for found in find(&t).await {
        let (domain, noun) = found.name.split_once('.').unwrap();
        for right in ["view", "add", "change", "delete"] {
            number += 1;
            let person = t.seed(|conn| {
                let person = staff(&format!("Staff{number}")).insert(conn)?;
                give(conn, person.user_id, &format!("{domain}.{right}_{noun}"))?;
                Ok(person)
            });
            let browser = t.browser();
            browser.sign_in(person);
            opens(&browser, &found, right).await;
        }
    }
}

async fn opens(browser: &Browser<'_>, found: &Found, right: &str) {
    let about = format!("{} with {right}", found.name);
    let is = |status: u16, allowed: bool| assert_eq!(status != 403, allowed, "{about}: {status}");
    let sees = matches!(right, "view" | "change");
    is(browser.get(&found.href).await.status, sees);
    is(browser.get(&format!("{}add/", found.href)).await.status, right == "add" && found.can_add);
    let Some(key) = found.key else { return };
    is(browser.get(&found.path(key, "history")).await.status, sees);
    is(browser.get(&found.path(key, "change")).await.status, sees);
    // Nobody changes or deletes a superuser, and who looks is one of the users.
    if found.name != "accounts.user" {
        let changed = browser.post(&found.path(key, "change"), &[]).await.status;
        is(changed, right == "change" && found.can_change);
        let preview = browser.get(&found.path(key, "delete")).await.status;
        is(preview, right == "delete" && found.can_delete);
    }
    if right != "delete" {
        is(browser.post(&found.path(key, "delete"), &[("post", "yes")]).await.status, false);
    }
}
