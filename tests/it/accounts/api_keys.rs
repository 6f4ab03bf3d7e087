//! Keys for the API: who holds one, for how long, and what it may.

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::accounts::api_key_editing::{ApiKeyChange, choose_permissions, delete, issue, revoke, save};
use storefront::accounts::api_keys::{KeyHolder, PlainKey, find, touch};
use storefront::accounts::permissions::keep;
use storefront::accounts::user_editing;
use storefront::platform::clock::Time;
use storefront::platform::db::Conn;
use storefront::platform::editing::{Chosen, Edit, Refused};
use storefront::schema::{api_key_permissions, api_keys, user_permissions, users};

use super::grants::{give, key_of};
use crate::support::at_once::at_once;
use crate::support::editing::{edit, edit_by};
use crate::support::people::{Person, customer, staff};
use crate::support::{TestApp, noon};

const CHANGE: &str = "catalog.change_product";
const VIEW: &str = "orders.view_order";
const NOT_YOURS: &str = "This API key belongs to somebody else.";

fn named(name: &str) -> ApiKeyChange {
    ApiKeyChange { name: name.into(), expires_at: None }
}

fn until(end: Time) -> ApiKeyChange {
    ApiKeyChange { expires_at: Some(end), ..named("Warehouse") }
}

fn keys_of(conn: &mut Conn, codenames: &[&str]) -> QueryResult<Vec<i64>> {
    codenames.iter().map(|codename| key_of(conn, codename)).collect()
}

fn make(
    conn: &mut Conn,
    by: &Edit,
    change: &ApiKeyChange,
    codenames: &[&str],
) -> Result<(i64, PlainKey), Refused> {
    let permissions = keys_of(conn, codenames)?;
    issue(conn, by, change, &permissions)
}

fn holder(t: &TestApp, key: &PlainKey) -> Option<KeyHolder> {
    t.read(|conn| find(conn, key.reveal(), noon()))
}

fn set(codenames: &[&str]) -> HashSet<String> {
    codenames.iter().map(|codename| (*codename).to_owned()).collect()
}

/// Eve, who may change products and view orders, with a key that may do both.
fn eve_with_key(t: &TestApp) -> (Person, i64, PlainKey) {
    let eve = t.seed(|conn| {
        let eve = staff("Eve").insert(conn)?;
        give(conn, eve.user_id, CHANGE)?;
        give(conn, eve.user_id, VIEW)?;
        Ok(eve)
    });
    let (id, key) = t.change(|conn| make(conn, &edit_by(eve), &named("Warehouse"), &[CHANGE, VIEW]));
    (eve, id, key)
}

fn set_user(t: &TestApp, person: Person, work: impl FnOnce(&mut Conn, i64) -> QueryResult<usize>) {
    t.seed(|conn| Ok(work(conn, person.user_id).map(|_| ())?));
}

#[test]
fn a_key_leads_to_whoever_answers_for_it_and_to_what_it_may() {
    let t = TestApp::start();
    let (eve, id, key) = eve_with_key(&t);
    let found = holder(&t, &key).unwrap();
    let expected = KeyHolder {
        key_id: id,
        name: "Warehouse".into(),
        user_id: eve.user_id,
        username: "eve".into(),
        permissions: set(&[CHANGE, VIEW]),
        last_used_at: None,
    };
    assert_eq!(found, expected);
    let (_, other) = t.change(|conn| make(conn, &edit_by(eve), &named("Shelf"), &[]));
    assert_eq!(holder(&t, &other).unwrap().permissions, set(&[]), "no permission is given by itself");
}

#[test]
fn a_key_has_256_bits_of_chance_behind_eight_letters_to_know_it_by_and_is_stored_as_a_fingerprint() {
    let t = TestApp::start();
    let (_, id, key) = eve_with_key(&t);
    let parts: Vec<&str> = key.reveal().split('_').collect();
    assert_eq!((parts[0], parts[1], parts[2].len()), ("sf", key.prefix(), 64));
    let (prefix, digest): (String, String) =
        t.read(|conn| api_keys::table.find(id).select((api_keys::prefix, api_keys::digest)).first(conn));
    assert_eq!((prefix.as_str(), prefix.len()), (key.prefix(), 8));
    assert!(!key.reveal().contains(&digest) && !digest.contains(parts[2]));
    assert!(!format!("{key:?}").contains(parts[2]), "nothing that is logged shows it");
    assert_ne!(PlainKey::make(), PlainKey::make());
}

#[test]
fn what_is_no_key_finds_nobody() {
    let t = TestApp::start();
    let (_, id, key) = eve_with_key(&t);
    let whole = key.reveal();
    let digest: String = t.read(|conn| api_keys::table.find(id).select(api_keys::digest).first(conn));
    let mut other = whole.to_owned();
    other.pop();
    let last = if whole.ends_with('0') { '1' } else { '0' };
    let wrong = [
        String::new(),
        " ".into(),
        "sf_".into(),
        "sf__".into(),
        key.prefix().into(),
        format!("sf_{}", key.prefix()),
        format!("sf_{}_", key.prefix()),
        other.clone(),
        format!("{other}{last}"),
        format!("{whole}0"),
        format!(" {whole}"),
        format!("{whole}\n"),
        whole.to_uppercase(),
        whole.trim_start_matches("sf_").into(),
        whole.rsplit('_').next().unwrap().into(),
        digest,
        "x".repeat(1_000_000),
        "käse \0 \u{1F9C0} ' OR 1=1 --".into(),
    ];
    for presented in &wrong {
        let found = t.read(|conn| find(conn, presented, noon()));
        assert_eq!(found, None, "{:?}", presented.get(..80.min(presented.len())));
    }
    assert!(holder(&t, &key).is_some());
}

#[test]
fn a_key_works_until_it_expires() {
    let t = TestApp::start();
    let (eve, ..) = eve_with_key(&t);
    let end = noon() + TimeDelta::days(1);
    let (id, key) = t.change(|conn| make(conn, &edit_by(eve), &until(end), &[]));
    let at = |now: Time| t.read(|conn| find(conn, key.reveal(), now)).is_some();
    assert!(at(noon()) && at(end - TimeDelta::seconds(1)));
    assert!(!at(end) && !at(end + TimeDelta::days(400)));
    let by = edit_by(eve);
    let past = |conn: &mut Conn| make(conn, &by, &until(noon()), &[]);
    assert_eq!(t.refusal(past), ("expires_at".into(), "This is over already.".into()));
    let later = Edit { now: end + TimeDelta::days(2), ..by.clone() };
    let renamed = ApiKeyChange { name: "Old one".into(), ..until(end) };
    t.change(|conn| save(conn, &later, id, &renamed));
    let moved = until(end + TimeDelta::days(1));
    assert_eq!(t.refusal(|conn| save(conn, &later, id, &moved)).0, "expires_at");
    t.change(|conn| save(conn, &later, id, &named("Without an end")));
    assert!(at(end), "the end was taken away");
}

#[test]
fn a_revoked_key_is_over_for_good() {
    let t = TestApp::start();
    let (eve, id, key) = eve_with_key(&t);
    let (_, other) = t.change(|conn| make(conn, &edit_by(eve), &named("Shelf"), &[]));
    assert_eq!(t.change(|conn| revoke(conn, &edit_by(eve), &[id])), 1);
    assert_eq!(holder(&t, &key), None);
    assert!(holder(&t, &other).is_some());
    let later = Edit { now: noon() + TimeDelta::days(1), ..edit_by(eve) };
    assert_eq!(t.change(|conn| revoke(conn, &later, &[id])), 0, "once");
    let since: Option<Time> =
        t.read(|conn| api_keys::table.find(id).select(api_keys::revoked_at).first(conn));
    assert_eq!(since, Some(noon()));
    t.change(|conn| save(conn, &edit_by(eve), id, &named("Still over")));
    assert_eq!(holder(&t, &key), None);
}

#[test]
fn a_key_counts_only_while_its_user_is_active_staff() {
    let t = TestApp::start();
    let (eve, _, key) = eve_with_key(&t);
    for (active, is_staff, works) in [(false, true, false), (true, false, false), (true, true, true)] {
        set_user(&t, eve, |conn, id| {
            diesel::update(users::table.find(id))
                .set((users::is_active.eq(active), users::is_staff.eq(is_staff)))
                .execute(conn)
        });
        assert_eq!(holder(&t, &key).is_some(), works, "active {active}, staff {is_staff}");
    }
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    t.change(|conn| user_editing::delete(conn, &edit_by(root), &[eve.user_id]));
    assert_eq!(holder(&t, &key), None, "keys go with their user");
}

#[test]
fn a_permission_that_is_taken_from_the_user_is_taken_from_the_key() {
    let t = TestApp::start();
    let (eve, _, key) = eve_with_key(&t);
    set_user(&t, eve, |conn, id| {
        let permission = key_of(conn, CHANGE)?;
        diesel::delete(user_permissions::table.find((id, permission))).execute(conn)
    });
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[VIEW]));
    t.seed(|conn| Ok(give(conn, eve.user_id, "accounts.view_user")?));
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[VIEW]), "what the user gets the key does not");
    t.seed(|conn| Ok(give(conn, eve.user_id, CHANGE)?));
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[CHANGE, VIEW]));
}

#[test]
fn the_key_of_a_superuser_may_what_it_was_given_and_no_more() {
    let t = TestApp::start();
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let (_, key) = t.change(|conn| make(conn, &edit_by(root), &named("Warehouse"), &[CHANGE]));
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[CHANGE]));
    set_user(&t, root, |conn, id| {
        diesel::update(users::table.find(id)).set(users::is_superuser.eq(false)).execute(conn)
    });
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[]));
}

#[test]
fn nobody_gives_a_key_what_they_or_its_user_do_not_have() {
    let t = TestApp::start();
    let (eve, id, key) = eve_with_key(&t);
    let (root, ann) =
        t.seed(|conn| Ok((staff("Root").superuser().insert(conn)?, customer("Ann").insert(conn)?)));
    let theirs = t.read(|conn| keys_of(conn, &["accounts.change_user"]));
    let more = Chosen { added: theirs, removed: vec![] };
    let refused = t.refusal(|conn| make(conn, &edit_by(eve), &named("Root"), &["accounts.change_user"]));
    assert_eq!(refused.0, "permissions");
    assert_eq!(t.read(|conn| api_keys::table.count().get_result::<i64>(conn)), 1, "no half of a key is left");
    assert_eq!(t.refusal(|conn| choose_permissions(conn, &edit_by(eve), id, &more)), refused_to_give());
    let (field, sentence) = t.refusal(|conn| choose_permissions(conn, &edit_by(root), id, &more));
    assert_eq!((field.as_str(), sentence.contains("does not have")), ("permissions", true), "{sentence}");
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[CHANGE, VIEW]));
    let unknown = Chosen { added: vec![987_654_321], removed: vec![] };
    assert_eq!(t.refusal(|conn| choose_permissions(conn, &edit_by(eve), id, &unknown)).0, "permissions");
    for nobody in [edit_by(ann), edit()] {
        let (_, sentence) = t.refusal(|conn| make(conn, &nobody, &named("Mine"), &[]));
        assert_eq!(sentence, "Only staff can have API keys.");
    }
    let less = Chosen { added: vec![], removed: t.read(|conn| keys_of(conn, &[VIEW])) };
    t.change(|conn| choose_permissions(conn, &edit_by(root), id, &less));
    assert_eq!(holder(&t, &key).unwrap().permissions, set(&[CHANGE]));
}

fn refused_to_give() -> (String, String) {
    ("permissions".into(), "You can only give permissions that you have yourself.".into())
}

#[test]
fn staff_touch_only_their_own_keys_and_a_superuser_all() {
    let t = TestApp::start();
    let (eve, id, key) = eve_with_key(&t);
    let (otto, root) =
        t.seed(|conn| Ok((staff("Otto").insert(conn)?, staff("Root").superuser().insert(conn)?)));
    let (own, _) = t.change(|conn| make(conn, &edit_by(otto), &named("Otto's"), &[]));
    let by = edit_by(otto);
    let nothing = Chosen::default();
    let tries = [
        t.refusal(|conn| save(conn, &by, id, &named("Taken"))),
        t.refusal(|conn| choose_permissions(conn, &by, id, &nothing)),
        t.refusal(|conn| revoke(conn, &by, &[own, id])),
        t.refusal(|conn| delete(conn, &by, &[own, id])),
    ];
    assert!(tries.iter().all(|(_, sentence)| sentence == NOT_YOURS), "{tries:?}");
    assert_eq!(holder(&t, &key).unwrap().name, "Warehouse");
    t.change(|conn| save(conn, &edit_by(root), id, &named("Renamed")));
    assert_eq!(holder(&t, &key).unwrap().user_id, eve.user_id, "whoever answers for it stays");
    assert_eq!(t.change(|conn| delete(conn, &edit_by(root), &[own, id])), 2);
    assert_eq!(holder(&t, &key), None);
    let gone = t.refusal(|conn| save(conn, &edit_by(root), id, &named("Gone")));
    assert!(gone.1.contains("doesn’t exist"), "{gone:?}");
    assert_eq!(t.refusal(|conn| make(conn, &edit_by(root), &named("  "), &[])).0, "name");
}

#[test]
fn the_last_use_is_noted_once_a_minute_also_by_requests_at_once() {
    let t = TestApp::start();
    let (_, id, key) = eve_with_key(&t);
    let last = || -> Option<Time> {
        t.read(|conn| api_keys::table.find(id).select(api_keys::last_used_at).first(conn))
    };
    let touch_at = |now: Time| t.seed(|conn| Ok(touch(conn, id, now)?));
    let is_due = |now: Time| holder(&t, &key).unwrap().is_to_be_touched(now);
    assert!(is_due(noon()));
    let written = at_once(8, |_| touch_at(noon()));
    assert_eq!(written.iter().filter(|written| **written).count(), 1, "{written:?}");
    assert_eq!(last(), Some(noon()));
    for (seconds, writes) in [(0, false), (59, false), (60, true), (61, false), (119, false), (120, true)] {
        let now = noon() + TimeDelta::seconds(seconds);
        assert_eq!(is_due(now), writes, "{seconds}");
        assert_eq!(touch_at(now), writes, "{seconds}");
    }
    assert_eq!(last(), Some(noon() + TimeDelta::seconds(120)));
    assert!(!t.seed(|conn| Ok(touch(conn, 4_711, noon())?)), "there is no such key");
}

#[test]
fn a_permission_that_only_a_key_has_is_kept() {
    let t = TestApp::start();
    let (_, id, _) = eve_with_key(&t);
    t.seed(|conn| Ok(diesel::delete(user_permissions::table).execute(conn).map(|_| ())?));
    t.seed(|conn| Ok(keep(conn, &[])?));
    let given: i64 = t.read(|conn| {
        api_key_permissions::table.filter(api_key_permissions::api_key_id.eq(id)).count().get_result(conn)
    });
    assert_eq!(given, 2);
}
