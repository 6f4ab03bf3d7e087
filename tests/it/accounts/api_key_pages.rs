//! Keys for the API in the admin: shown once, seen by their owner, revoked.

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::accounts::api_key_editing::{ApiKeyChange, issue};
use storefront::accounts::api_keys::find;
use storefront::schema::{admin_log_entries, api_keys, sessions};

use super::grants::{give, key_of};
use crate::support::browser::Browser;
use crate::support::editing::edit_by;
use crate::support::people::{Person, staff};
use crate::support::web::{Answer, attributes, texts};
use crate::support::{TestApp, noon};

const LIST: &str = "/admin/accounts/apikey/";
const ADD: &str = "/admin/accounts/apikey/add/";

/// Staff who may do everything with keys, and view products.
fn keeper(t: &TestApp, name: &str) -> Person {
    t.seed(|conn| {
        let person = staff(name).insert(conn)?;
        for right in ["view", "add", "change", "delete"] {
            give(conn, person.user_id, &format!("accounts.{right}_apikey"))?;
        }
        give(conn, person.user_id, "accounts.view_permission")?;
        give(conn, person.user_id, "catalog.view_product")?;
        Ok(person)
    })
}

fn browser_of(t: &TestApp, person: Person) -> Browser<'_> {
    let browser = t.browser();
    browser.sign_in(person);
    browser
}

fn permission(t: &TestApp, codename: &str) -> String {
    t.read(|conn| key_of(conn, codename)).to_string()
}

/// The key on a page.
fn shown(answer: &Answer) -> Option<String> {
    let whole = |word: &str| word.starts_with("sf_") && word.len() == 76;
    let said = texts(answer, ".message").join(" ");
    said.split_whitespace().find(|word| whole(word)).map(str::to_owned)
}

fn change(id: i64) -> String {
    format!("{LIST}{id}/change/")
}

fn only_key(t: &TestApp) -> i64 {
    t.read(|conn| api_keys::table.select(api_keys::id).first(conn))
}

/// A key of this person.
fn key(t: &TestApp, person: Person, name: &str) -> (i64, String) {
    let new = ApiKeyChange { name: name.into(), expires_at: Some(noon() + TimeDelta::days(1)) };
    let (id, key) = t.change(|conn| issue(conn, &edit_by(person), &new, &[]));
    (id, key.reveal().to_owned())
}

#[actix_web::test]
async fn a_new_key_is_shown_once_and_nowhere_again() {
    let t = TestApp::start();
    let eve = keeper(&t, "Eve");
    let browser = browser_of(&t, eve);
    let view = permission(&t, "catalog.view_product");
    let form = [("name", "Warehouse"), ("permissions", view.as_str()), ("permissions-base", "")];
    let answer = browser.post(ADD, &form).await;
    assert_eq!((answer.status, answer.header("location")), (303, LIST), "{}", answer.body());
    let list = browser.get(LIST).await;
    let key = shown(&list).expect("the key");
    assert_eq!(texts(&list, ".message").len(), 2);
    let holder = t.read(|conn| find(conn, &key, noon())).unwrap();
    assert_eq!((holder.user_id, holder.permissions.len()), (eve.user_id, 1));
    let secret = key.rsplit('_').next().unwrap();
    let digest: String = t.read(|conn| api_keys::table.select(api_keys::digest).first(conn));
    let id = only_key(&t);
    for path in [LIST.into(), change(id), format!("{LIST}{id}/history/"), "/admin/".into()] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body().contains(secret) && !page.body().contains(&digest), "{path}");
    }
    let states: Vec<String> = t.read(|conn| sessions::table.select(sessions::state).load(conn));
    let history: Vec<String> =
        t.read(|conn| admin_log_entries::table.select(admin_log_entries::changes).load(conn));
    assert_eq!(history.len(), 1, "the key with its permissions is one change");
    for text in states.iter().chain(&history) {
        assert!(!text.contains(secret) && !text.contains(&digest), "{text}");
    }
    let form = browser.get(&change(id)).await;
    assert!(form.body().contains(&format!("sf_{}_…", &key[3..11])), "{}", form.body());
}

#[actix_web::test]
async fn a_key_made_in_a_window_of_its_own_is_shown_on_the_next_page() {
    let t = TestApp::start();
    let browser = browser_of(&t, keeper(&t, "Eve"));
    let answer = browser.post(&format!("{ADD}?_popup=1"), &[("name", "Warehouse")]).await;
    assert_eq!(answer.status, 200);
    assert!(shown(&browser.get(LIST).await).is_some());
    assert_eq!(shown(&browser.get(LIST).await), None);
}

#[actix_web::test]
async fn nothing_is_made_of_a_form_with_a_mistake() {
    let t = TestApp::start();
    let browser = browser_of(&t, keeper(&t, "Eve"));
    let above = permission(&t, "accounts.change_user");
    let with_more = [("name", "Warehouse"), ("permissions", above.as_str()), ("permissions-base", "")];
    let with_past = [("name", "Warehouse"), ("expires_at", "2026-03-15 12:00:00")];
    let no_time = [("name", "Warehouse"), ("expires_at", "soon")];
    for (form, message) in [
        (&with_more[..], "You can only give permissions that you have yourself."),
        (&with_past[..], "This is over already."),
        (&no_time[..], "Enter a valid date"),
        (&[("name", " ")][..], "This field is required."),
    ] {
        let answer = browser.post(ADD, form).await;
        assert_eq!(answer.status, 422, "{message}");
        assert!(answer.body().contains(message), "{message}: {}", answer.body());
        assert_eq!(shown(&browser.get(LIST).await), None);
    }
    assert_eq!(t.read(|conn| api_keys::table.count().get_result::<i64>(conn)), 0);
}

#[actix_web::test]
async fn staff_see_their_own_keys_and_a_superuser_all() {
    let t = TestApp::start();
    let (eve, otto) = (keeper(&t, "Eve"), keeper(&t, "Otto"));
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let ((of_eve, _), (of_otto, whole)) = (key(&t, eve, "Warehouse"), key(&t, otto, "Shelf"));
    let names = |list: &Answer| texts(list, "tbody tr td:nth-child(2)");
    let browser = browser_of(&t, eve);
    assert_eq!(names(&browser.get(LIST).await), ["Warehouse"]);
    assert_eq!(names(&browser.get(&format!("{LIST}?q=shelf")).await), Vec::<String>::new());
    assert_eq!(browser.get(&change(of_eve)).await.status, 200);
    let other = change(of_otto);
    for path in [&other, &format!("{LIST}{of_otto}/history/"), &format!("{LIST}{of_otto}/delete/")] {
        let answer = browser.get(path).await;
        assert!(matches!(answer.status, 303 | 403 | 404), "{path}: {}", answer.status);
        assert!(!answer.body().contains("Shelf"), "{path}");
    }
    browser.post(&other, &[("name", "Taken")]).await;
    let chosen = of_otto.to_string();
    for action in ["revoke", "delete_selected"] {
        let form = [("action", action), ("_selected_action", chosen.as_str()), ("post", "yes")];
        browser.post(LIST, &form).await;
    }
    assert_eq!(t.read(|conn| find(conn, &whole, noon())).unwrap().name, "Shelf", "nothing happened to it");
    let browser = browser_of(&t, root);
    assert_eq!(names(&browser.get(LIST).await), ["Shelf", "Warehouse"]);
    assert_eq!(browser.get(&other).await.status, 200);
}

#[actix_web::test]
async fn revoking_asks_first_and_is_seen_in_the_list_and_in_the_history() {
    let t = TestApp::start();
    let eve = keeper(&t, "Eve");
    let browser = browser_of(&t, eve);
    let (id, whole) = key(&t, eve, "Warehouse");
    assert_eq!(state(&browser).await, "Works");
    let chosen = id.to_string();
    let asked = browser.post(LIST, &[("action", "revoke"), ("_selected_action", &chosen)]).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body().contains("Revoke these keys?"), "{}", asked.body());
    assert!(t.read(|conn| find(conn, &whole, noon())).is_some());
    let confirmed: Vec<(String, String)> = attributes(&asked, "form input[name]", "name")
        .into_iter()
        .zip(attributes(&asked, "form input[name]", "value"))
        .collect();
    let confirmed: Vec<(&str, &str)> =
        confirmed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = browser.post(LIST, &confirmed).await;
    assert_eq!(answer.status, 303, "{confirmed:?}: {}", answer.body());
    assert_eq!(t.read(|conn| find(conn, &whole, noon())), None);
    assert_eq!(state(&browser).await, "Revoked");
    let history = browser.get(&format!("{LIST}{id}/history/")).await;
    assert!(history.body().contains("by an action"), "{}", history.body());
}

/// What the list says of the only key.
async fn state(browser: &Browser<'_>) -> String {
    let list = browser.get(LIST).await;
    texts(&list, "tbody .state, tbody .status").join(" ")
}

#[actix_web::test]
async fn a_key_that_has_expired_says_so() {
    let t = TestApp::start();
    let eve = keeper(&t, "Eve");
    let browser = browser_of(&t, eve);
    let (id, _) = key(&t, eve, "Warehouse");
    t.seed(|conn| {
        let over = api_keys::expires_at.eq(noon());
        Ok(diesel::update(api_keys::table).set(over).execute(conn).map(|_| ())?)
    });
    assert_eq!(state(&browser).await, "Expired");
    assert!(browser.get(&change(id)).await.body().contains("Expired"));
}

#[actix_web::test]
async fn files_hold_no_fingerprints() {
    let t = TestApp::start();
    let eve = keeper(&t, "Eve");
    let browser = browser_of(&t, eve);
    key(&t, eve, "Warehouse");
    let file = browser.post(LIST, &[("action", "export_csv"), ("select_across", "1")]).await;
    assert_eq!(file.status, 200);
    let digest: String = t.read(|conn| api_keys::table.select(api_keys::digest).first(conn));
    assert!(file.body().contains("Warehouse"), "{}", file.body());
    assert!(!file.body().contains(&digest) && !file.body().contains("igest"), "{}", file.body());
}
