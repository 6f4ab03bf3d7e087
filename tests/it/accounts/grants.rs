//! Groups and permissions: nobody gives what they do not have.

use diesel::prelude::*;
use storefront::accounts::grants::{choose_groups, choose_permissions, list_group_ids, list_permission_ids};
use storefront::accounts::group_editing::{self, GroupChange};
use storefront::accounts::permissions::has;
use storefront::platform::db::Conn;
use storefront::platform::editing::Chosen;
use storefront::schema::{permissions, user_permissions};

use crate::support::TestApp;
use crate::support::editing::edit_by;
use crate::support::people::staff;

pub fn key_of(conn: &mut Conn, codename: &str) -> QueryResult<i64> {
    permissions::table.filter(permissions::codename.eq(codename)).select(permissions::id).first(conn)
}

pub fn give(conn: &mut Conn, user: i64, codename: &str) -> QueryResult<()> {
    let permission = key_of(conn, codename)?;
    diesel::insert_into(user_permissions::table)
        .values((user_permissions::user_id.eq(user), user_permissions::permission_id.eq(permission)))
        .execute(conn)?;
    Ok(())
}

fn added(id: i64) -> Chosen {
    Chosen { added: vec![id], removed: vec![] }
}

#[test]
fn a_superuser_gives_groups_and_permissions() {
    let t = TestApp::start();
    let (root, eve, view, change) = t.seed(|conn| {
        let root = staff("Root").superuser().insert(conn)?;
        let eve = staff("Eve").insert(conn)?;
        Ok((root, eve, key_of(conn, "orders.view_order")?, key_of(conn, "orders.change_order")?))
    });
    let by = edit_by(root);
    let packers = GroupChange { name: "Packers".into() };
    let group = t.change(|conn| group_editing::save(conn, &by, None, &packers));
    let taken = t.refusal(|conn| group_editing::save(conn, &by, None, &packers));
    assert_eq!(taken, ("name".into(), "Group with this Name already exists.".into()));
    t.change(|conn| group_editing::save(conn, &by, Some(group), &packers));
    t.change(|conn| group_editing::choose_permissions(conn, &by, group, &added(view)));
    t.change(|conn| choose_groups(conn, &by, eve.user_id, &added(group)));
    t.change(|conn| choose_permissions(conn, &by, eve.user_id, &added(change)));
    assert_eq!(t.read(|conn| group_editing::list_permission_ids(conn, group)), [view]);
    assert_eq!(t.read(|conn| list_group_ids(conn, eve.user_id)), [group]);
    assert_eq!(t.read(|conn| list_permission_ids(conn, eve.user_id)), [change]);
    assert!(t.read(|conn| has(conn, eve.user_id, "orders.view_order")));
    assert_eq!(t.change(|conn| group_editing::delete(conn, &by, &[group])), 1);
    assert!(!t.read(|conn| has(conn, eve.user_id, "orders.view_order")));
    let unknown = t.refusal(|conn| choose_groups(conn, &by, eve.user_id, &added(4_711)));
    assert_eq!(unknown.0, "groups");
}

#[test]
fn staff_give_only_what_they_have_not_even_to_themselves() {
    let t = TestApp::start();
    let (eve, otto, own, other, group) = t.seed(|conn| {
        let (eve, otto) = (staff("Eve").insert(conn)?, staff("Otto").insert(conn)?);
        give(conn, eve.user_id, "orders.view_order")?;
        let (own, other) = (key_of(conn, "orders.view_order")?, key_of(conn, "orders.change_order")?);
        let root = staff("Root").superuser().insert(conn)?;
        let bosses = GroupChange { name: "Bosses".into() };
        let group = group_editing::save(conn, &edit_by(root), None, &bosses).unwrap();
        group_editing::choose_permissions(conn, &edit_by(root), group, &added(other)).unwrap();
        Ok((eve, otto, own, other, group))
    });
    let by = edit_by(eve);
    t.change(|conn| choose_permissions(conn, &by, otto.user_id, &added(own)));
    for who in [eve, otto] {
        assert_eq!(
            t.refusal(|conn| choose_permissions(conn, &by, who.user_id, &added(other))).0,
            "permissions"
        );
        assert_eq!(t.refusal(|conn| choose_groups(conn, &by, who.user_id, &added(group))).0, "groups");
    }
    let refused = t.refusal(|conn| group_editing::choose_permissions(conn, &by, group, &added(other)));
    assert_eq!(refused.0, "permissions");
    t.change(|conn| group_editing::choose_permissions(conn, &by, group, &added(own)));
    assert!(!t.read(|conn| has(conn, eve.user_id, "orders.change_order")));
}
