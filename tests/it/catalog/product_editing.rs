//! Products as staff edit them.

use diesel::prelude::*;
use storefront::catalog::models::ProductChange;
use storefront::catalog::product_editing::{clear_inventory, delete, find_change, save};
use storefront::catalog::{PRODUCT, products, queries};
use storefront::platform::money::Money;
use storefront::schema::{product_variants, products as table};

use crate::deletion::order;
use crate::support::builders::{product, things, variant};
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

#[test]
fn a_product_is_made_found_and_changed_and_its_old_address_still_answers() {
    let t = TestApp::start();
    let collection = t.seed(|conn| Ok(things(conn)?));
    let mug = ProductChange {
        title: "  Mug ".into(),
        slug: "mug".into(),
        unit_price: Money(1_200),
        collection_id: collection,
        ..ProductChange::default()
    };
    let id = t.change(|conn| save(conn, &edit(), None, &mug));
    let found = t.read(|conn| find_change(conn, id)).unwrap();
    assert_eq!(found, ProductChange { title: "Mug".into(), ..mug });
    assert!(found.is_published && found.track_inventory);

    let renamed = ProductChange { slug: "cup".into(), ..found };
    assert_eq!(t.change(|conn| save(conn, &edit(), Some(id), &renamed)), id);
    assert_eq!(t.read(|conn| queries::find_former_slug(conn, PRODUCT, "mug")), Some(id));
    let gone =
        t.refusal(|conn| save(conn, &edit(), Some(4_711), &ProductChange { slug: "x".into(), ..renamed }));
    assert_eq!(gone.1, "This product doesn’t exist. Perhaps it was deleted?");
}

#[test]
fn what_is_wrong_with_a_product_is_said_at_its_field() {
    let t = TestApp::start();
    let (mug, cup) = t.seed(|conn| Ok((product("Mug").insert(conn)?, product("Cup").insert(conn)?)));
    let valid = t.read(|conn| find_change(conn, cup)).unwrap();
    let with = |change: fn(&mut ProductChange)| {
        let mut product = valid.clone();
        change(&mut product);
        t.refusal(|conn| save(conn, &edit(), Some(cup), &product))
    };
    let taken = with(|cup| cup.slug = "mug".into());
    assert_eq!(taken, ("slug".into(), "Product with this Slug already exists.".into()));
    assert!(with(|cup| cup.slug = "no slug".into()).1.starts_with("Enter a valid “slug”"));
    assert_eq!(with(|cup| cup.title = " ".into()), ("title".into(), "This field is required.".into()));
    assert_eq!(with(|cup| cup.collection_id = 4_711).0, "collection_id");
    assert_eq!(with(|cup| cup.inventory = -1).0, "inventory");
    assert_eq!(with(|cup| cup.unit_price = Money(-1)).0, "unit_price");
    t.change(|conn| save(conn, &edit(), Some(cup), &valid));
    assert_ne!(mug, cup);
}

#[test]
fn what_follows_from_variants_cannot_be_set_at_the_product() {
    let t = TestApp::start();
    let shirt = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        products::create_variant(conn, shirt, &variant("Blue"), noon())?;
        Ok(shirt)
    });
    let valid = t.read(|conn| find_change(conn, shirt)).unwrap();
    let dearer = ProductChange { unit_price: Money(valid.unit_price.0 + 1), ..valid.clone() };
    let fuller = ProductChange { inventory: valid.inventory + 1, ..valid.clone() };
    for (change, field) in [(dearer, "unit_price"), (fuller, "inventory")] {
        let refusal = t.refusal(|conn| save(conn, &edit(), Some(shirt), &change));
        assert_eq!(refusal.0, field);
        assert!(refusal.1.contains("at its variants"), "{}", refusal.1);
    }
    let renamed = ProductChange { title: "Blouse".into(), ..valid };
    assert_eq!(t.change(|conn| save(conn, &edit(), Some(shirt), &renamed)), shirt);
}

#[test]
fn clearing_empties_products_and_their_variants_and_settles_what_follows() {
    let t = TestApp::start();
    let (mug, shirt, other) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        products::create_variant(conn, shirt, &variant("Blue"), noon())?;
        products::create_variant(conn, shirt, &variant("Red"), noon())?;
        Ok((product("Mug").insert(conn)?, shirt, product("Other").insert(conn)?))
    });
    assert_eq!(t.change(|conn| clear_inventory(conn, &edit(), &[mug, shirt, 4_711])), 2);
    let stock: Vec<(i64, i32, bool)> = t.read(|conn| {
        table::table.order(table::id).select((table::id, table::inventory, table::is_available)).load(conn)
    });
    let mut expected = vec![(mug, 0, false), (shirt, 0, false), (other, 10, true)];
    expected.sort_unstable();
    assert_eq!(stock, expected);
    let units: Vec<i32> =
        t.read(|conn| product_variants::table.select(product_variants::inventory).load(conn));
    assert_eq!(units, [0, 0]);
}

#[test]
fn products_go_together_or_not_at_all_and_one_in_an_order_stays() {
    let t = TestApp::start();
    let (sold, unsold) = t.seed(|conn| {
        let sold = product("Mug").insert(conn)?;
        order(conn, "A", None, sold)?;
        Ok((sold, product("Cup").insert(conn)?))
    });
    let (field, sentence) = t.refusal(|conn| delete(conn, &edit(), &[unsold, sold]));
    assert_eq!(field, "");
    assert_eq!(sentence, "Product cannot be deleted because it is associated with an order item.");
    assert!(t.read(|conn| find_change(conn, unsold)).is_some());
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[unsold])), 1);
}
