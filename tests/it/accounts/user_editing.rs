//! Users as staff edit them: nobody raises themselves or edits anybody above them.

use diesel::prelude::*;
use storefront::accounts::queries::find_user;
use storefront::accounts::user_addition::{PasswordEntry, UserAddition};
use storefront::accounts::user_editing::{UserChange, create, delete, find_change, save, set_password};
use storefront::schema::users;

use super::grants::give;
use crate::deletion::order;
use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::editing::edit_by;
use crate::support::people::{customer, staff};

fn version(t: &TestApp, user: i64) -> i32 {
    t.read(|conn| users::table.find(user).select(users::session_version).first(conn))
}

#[test]
fn names_and_addresses_are_taken_once() {
    let t = TestApp::start();
    let (root, ann, bob) = t.seed(|conn| {
        let root = staff("Root").superuser().insert(conn)?;
        Ok((root, customer("Ann").insert(conn)?, customer("Bob").insert(conn)?))
    });
    let stored = t.read(|conn| find_change(conn, ann.user_id)).unwrap();
    let refused =
        |id: Option<i64>, change: &UserChange| t.refusal(|conn| save(conn, &edit_by(root), id, change));
    let name = UserChange { username: "bob".into(), ..stored.clone() };
    let taken = ("username".into(), "A user with that username already exists.".into());
    assert_eq!(refused(Some(ann.user_id), &name), taken);
    assert_eq!(refused(None, &UserChange { email: "new@example.com".into(), ..name }), taken);
    let address = UserChange { email: "BOB@example.com".into(), ..stored.clone() };
    let taken = ("email".into(), "A user with that email address already exists.".into());
    assert_eq!(refused(Some(ann.user_id), &address), taken);
    assert_eq!(refused(None, &UserChange { username: "new".into(), ..address }), taken);
    assert_eq!(refused(Some(ann.user_id), &UserChange { email: "ann".into(), ..stored.clone() }).0, "email");
    t.change(|conn| save(conn, &edit_by(root), Some(ann.user_id), &stored));
    assert_eq!(version(&t, ann.user_id), 0, "nothing that ends a session");
    assert_ne!(ann, bob);
}

#[test]
fn an_address_that_nobody_could_enter_does_not_stand_in_the_way_of_other_changes() {
    let t = TestApp::start();
    let root = t.seed(|conn| {
        let root = staff("Root").superuser().insert(conn)?;
        let key = (users::email.eq("root@localhost"), users::email_key.eq("root@localhost"));
        diesel::update(users::table.find(root.user_id)).set(key).execute(conn)?;
        Ok(root)
    });
    let stored = t.read(|conn| find_change(conn, root.user_id)).unwrap();
    let named = UserChange { last_name: "Lee".into(), ..stored.clone() };
    t.change(|conn| save(conn, &edit_by(root), Some(root.user_id), &named));
    let elsewhere = UserChange { email: "root@otherhost".into(), ..stored };
    assert_eq!(t.refusal(|conn| save(conn, &edit_by(root), Some(root.user_id), &elsewhere)).0, "email");
}

#[test]
fn who_is_deactivated_or_loses_rights_is_signed_out_everywhere() {
    let t = TestApp::start();
    let (root, eve) =
        t.seed(|conn| Ok((staff("Root").superuser().insert(conn)?, staff("Eve").superuser().insert(conn)?)));
    let mut change = t.read(|conn| find_change(conn, eve.user_id)).unwrap();
    let steps: [fn(&mut UserChange); 4] = [
        |eve| eve.is_superuser = false,
        |eve| eve.is_staff = false,
        |eve| eve.is_active = false,
        |eve| eve.is_active = true,
    ];
    for (step, expected) in steps.into_iter().zip([1, 2, 3, 3]) {
        step(&mut change);
        t.change(|conn| save(conn, &edit_by(root), Some(eve.user_id), &change));
        assert_eq!(version(&t, eve.user_id), expected);
    }
}

#[test]
fn staff_make_nobody_staff_or_superuser_and_edit_nobody_above_them() {
    let t = TestApp::start();
    let (root, eve, otto, ann) = t.seed(|conn| {
        let root = staff("Root").superuser().insert(conn)?;
        let (eve, otto) = (staff("Eve").insert(conn)?, staff("Otto").insert(conn)?);
        give(conn, eve.user_id, "accounts.change_user")?;
        give(conn, otto.user_id, "orders.view_order")?;
        Ok((root, eve, otto, customer("Ann").insert(conn)?))
    });
    let try_on = |who: i64, change: fn(&mut UserChange)| {
        let mut user = t.read(|conn| find_change(conn, who)).unwrap();
        change(&mut user);
        t.attempt(|conn| save(conn, &edit_by(eve), Some(who), &user)).map_err(|said| said.0)
    };
    assert_eq!(try_on(ann.user_id, |ann| ann.last_name = "Lee".into()), Ok(ann.user_id));
    assert_eq!(try_on(ann.user_id, |ann| ann.is_staff = true), Err("is_staff".into()));
    assert_eq!(try_on(ann.user_id, |ann| ann.is_superuser = true), Err("is_superuser".into()));
    assert_eq!(try_on(eve.user_id, |eve| eve.is_superuser = true), Err("is_superuser".into()));
    assert_eq!(try_on(eve.user_id, |eve| eve.is_active = false), Err("is_active".into()));
    for above in [root, otto] {
        assert_eq!(try_on(above.user_id, |user| user.email = "eve2@example.com".into()), Err(String::new()));
        let taken_over = t.attempt(|conn| set_password(conn, &edit_by(eve), above.user_id, "!"));
        assert!(taken_over.is_err());
        assert!(t.attempt(|conn| delete(conn, &edit_by(eve), &[ann.user_id, above.user_id])).is_err());
    }
    let new = UserChange { username: "n".into(), email: "n@example.com".into(), ..UserChange::default() };
    let staff = UserChange { is_staff: true, ..new.clone() };
    assert_eq!(t.refusal(|conn| save(conn, &edit_by(eve), None, &staff)).0, "is_staff");
    t.change(|conn| save(conn, &edit_by(eve), None, &new));
}

#[test]
fn an_inactive_account_keeps_its_rights_out_of_reach() {
    let t = TestApp::start();
    let (eve, root) =
        t.seed(|conn| Ok((staff("Eve").insert(conn)?, staff("Root").superuser().insert(conn)?)));
    t.seed(|conn| {
        diesel::update(users::table.find(root.user_id)).set(users::is_active.eq(false)).execute(conn)?;
        Ok(())
    });
    assert!(t.attempt(|conn| set_password(conn, &edit_by(eve), root.user_id, "!")).is_err());
}

#[test]
fn the_only_superuser_stays_one() {
    let t = TestApp::start();
    let (root, second) = t.seed(|conn| {
        Ok((staff("Root").superuser().insert(conn)?, staff("Second").superuser().insert(conn)?))
    });
    let mut change = t.read(|conn| find_change(conn, root.user_id)).unwrap();
    change.is_superuser = false;
    t.change(|conn| save(conn, &edit_by(root), Some(root.user_id), &change));
    let mut last = t.read(|conn| find_change(conn, second.user_id)).unwrap();
    last.is_superuser = false;
    let refused = t.refusal(|conn| save(conn, &edit_by(second), Some(second.user_id), &last));
    assert_eq!(refused.0, "is_superuser");
    assert!(t.attempt(|conn| delete(conn, &edit_by(second), &[second.user_id])).is_err());
}

#[test]
fn a_user_with_orders_is_not_deleted_and_others_go_or_stay_together() {
    let t = TestApp::start();
    let (root, ann, bob) = t.seed(|conn| {
        let ann = customer("Ann").insert(conn)?;
        let mug = product("Mug").insert(conn)?;
        order(conn, "A", Some(ann), mug)?;
        Ok((staff("Root").superuser().insert(conn)?, ann, customer("Bob").insert(conn)?))
    });
    let (_, sentence) = t.refusal(|conn| delete(conn, &edit_by(root), &[bob.user_id, ann.user_id]));
    assert!(sentence.contains("“ann”"), "{sentence}");
    assert!(t.read(|conn| find_user(conn, bob.user_id)).is_some());
    assert_eq!(t.change(|conn| delete(conn, &edit_by(root), &[bob.user_id])), 1);
}

#[test]
fn passwords_are_checked_before_they_are_hashed_and_never_printed() {
    let t = TestApp::start();
    let root = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let mut form = UserAddition {
        username: "eve".into(),
        email: "eve@example.com".into(),
        password1: "a long secret 4711".into(),
        password2: "a long secret 4711".into(),
        ..UserAddition::default()
    };
    assert!(!format!("{form:?}").contains("secret"));
    let (user, password) = form.check().unwrap();
    assert_eq!(password, "a long secret 4711");
    let id = t.change(|conn| create(conn, &edit_by(root), &user, "the hash"));
    let stored = t.read(|conn| find_user(conn, id)).unwrap();
    assert_eq!((stored.password_hash.as_str(), stored.is_staff), ("the hash", false));
    form.password2 = "another".into();
    assert!(form.check().is_err());
    let entry = PasswordEntry { password1: "eve".into(), password2: "eve".into() };
    assert!(entry.check(&stored).is_err());
    t.change(|conn| set_password(conn, &edit_by(root), id, "another hash"));
    assert_eq!(
        (t.read(|conn| find_user(conn, id)).unwrap().password_hash.as_str(), version(&t, id)),
        ("another hash", 1)
    );
}
