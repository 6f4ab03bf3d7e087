//! Who may do what.

use std::collections::HashSet;

use diesel::prelude::*;
use storefront::accounts::permissions::{Permission, all_of, are_kept, has, keep};
use storefront::models;
use storefront::platform::db::Conn;
use storefront::schema::{group_permissions, groups, permissions, user_groups, users};

use super::grants::{give, key_of};
use crate::support::TestApp;
use crate::support::people::{customer, staff};

fn give_by_group(conn: &mut Conn, user: i64, name: &str, codename: &str) -> QueryResult<()> {
    let permission = key_of(conn, codename)?;
    let group: i64 = diesel::insert_into(groups::table)
        .values(groups::name.eq(name))
        .returning(groups::id)
        .get_result(conn)?;
    diesel::insert_into(group_permissions::table)
        .values((group_permissions::group_id.eq(group), group_permissions::permission_id.eq(permission)))
        .execute(conn)?;
    diesel::insert_into(user_groups::table)
        .values((user_groups::user_id.eq(user), user_groups::group_id.eq(group)))
        .execute(conn)?;
    Ok(())
}

#[test]
fn every_model_has_four_permissions_with_names_and_some_have_more() {
    let t = TestApp::start();
    let stored: Vec<(String, String)> = t
        .look(|conn| Ok(permissions::table.select((permissions::codename, permissions::name)).load(conn)?));
    let without_dump = 4;
    assert_eq!(stored.len(), (models::all().len() + without_dump) * 4 + 2);
    for (codename, name) in [
        ("catalog.view_product", "Can view product"),
        ("catalog.change_productvariant", "Can change product variant"),
        ("accounts.add_address", "Can add address"),
        ("promotions.delete_promotionuse", "Can delete promotion use"),
        ("catalog.view_slughistory", "Can view slug history"),
        ("platform.view_logentry", "Can view admin log entry"),
        ("platform.change_job", "Can change job"),
        ("orders.cancel_order", "Can cancel order"),
        ("accounts.view_history", "Can view history"),
    ] {
        assert!(stored.contains(&(codename.to_owned(), name.to_owned())), "{codename}: {stored:?}");
    }
}

#[test]
fn staff_may_do_what_was_given_to_them_or_to_one_of_their_groups() {
    let t = TestApp::start();
    let (eve, other) = t.seed(|conn| {
        let (eve, other) = (staff("Eve").insert(conn)?, staff("Otto").insert(conn)?);
        give(conn, eve.user_id, "catalog.change_product")?;
        give_by_group(conn, eve.user_id, "Packers", "orders.view_order")?;
        give_by_group(conn, eve.user_id, "Helpers", "catalog.change_product")?;
        give_by_group(conn, other.user_id, "Bookkeepers", "payments.view_payment")?;
        Ok((eve, other))
    });
    t.look(|conn| {
        let both = HashSet::from(["catalog.change_product".to_owned(), "orders.view_order".to_owned()]);
        assert_eq!(all_of(conn, eve.user_id)?, both);
        assert!(has(conn, eve.user_id, "catalog.change_product")?);
        assert!(has(conn, eve.user_id, "orders.view_order")?);
        for denied in ["payments.view_payment", "catalog.delete_product", "no.such_permission", ""] {
            assert!(!has(conn, eve.user_id, denied)?, "{denied}");
        }
        assert!(has(conn, other.user_id, "payments.view_payment")?);
        assert!(!has(conn, other.user_id, "catalog.change_product")?);
        assert!(all_of(conn, 4711)?.is_empty());
        Ok(())
    });
}

#[test]
fn a_superuser_may_do_everything_and_whoever_is_inactive_nothing() {
    let t = TestApp::start();
    let (root, eve, ann) = t.seed(|conn| {
        let root = staff("Root").superuser().insert(conn)?;
        let eve = staff("Eve").insert(conn)?;
        give(conn, eve.user_id, "catalog.change_product")?;
        Ok((root, eve, customer("Ann").insert(conn)?))
    });
    let everything = models::permissions().len();
    t.look(|conn| {
        assert_eq!(all_of(conn, root.user_id)?.len(), everything);
        assert!(has(conn, root.user_id, "orders.cancel_order")?);
        assert!(all_of(conn, ann.user_id)?.is_empty());
        Ok(())
    });
    t.seed(|conn| Ok(diesel::update(users::table).set(users::is_active.eq(false)).execute(conn)?));
    t.look(|conn| {
        for person in [root, eve] {
            assert!(all_of(conn, person.user_id)?.is_empty());
            assert!(!has(conn, person.user_id, "catalog.change_product")?);
        }
        Ok(())
    });
}

#[test]
fn a_new_version_adds_renames_and_removes_but_never_takes_from_anybody() {
    let t = TestApp::start();
    let named = |codename: &str, name: &str| Permission { codename: codename.into(), name: name.into() };
    let wanted = [named("a.view_a", "Can look at a"), named("a.add_a", "Can add a")];
    t.seed(|conn| {
        let eve = staff("Eve").insert(conn)?;
        give(conn, eve.user_id, "orders.view_order")?;
        give_by_group(conn, eve.user_id, "Packers", "catalog.view_product")?;
        assert!(are_kept(conn, &models::permissions())?);
        keep(conn, &[named("a.view_a", "Can view a")])?;
        assert!(!are_kept(conn, &wanted)?);
        keep(conn, &wanted)?;
        keep(conn, &wanted)?;
        let stored: Vec<(String, String)> = permissions::table
            .order(permissions::codename)
            .select((permissions::codename, permissions::name))
            .load(conn)?;
        let stored: Vec<(&str, &str)> =
            stored.iter().map(|(codename, name)| (codename.as_str(), name.as_str())).collect();
        assert_eq!(
            stored,
            [
                ("a.add_a", "Can add a"),
                ("a.view_a", "Can look at a"),
                ("catalog.view_product", "Can view product"),
                ("orders.view_order", "Can view order"),
            ]
        );
        Ok(())
    });
}
