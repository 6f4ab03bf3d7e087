//! Variants and options of a product as rows of its form.

use storefront::catalog::models::VariantChange;
use storefront::catalog::option_editing::{OptionChange, change_options, list_options};
use storefront::catalog::queries::find_product;
use storefront::catalog::variant_editing::{change_variants, list_variants};
use storefront::platform::editing::Rows;
use storefront::platform::money::Money;

use crate::support::TestApp;
use crate::support::builders::{product, variant};
use crate::support::editing::edit;

fn with_sku(value: &str, sku: &str) -> VariantChange {
    VariantChange { sku: Some(sku.into()), ..variant(value) }
}

fn added<C>(rows: Vec<C>) -> Rows<C> {
    Rows { added: rows, ..Rows::default() }
}

#[test]
fn variants_are_added_changed_and_removed_and_the_product_follows() {
    let t = TestApp::start();
    let shirt = t.seed(|conn| Ok(product("Shirt").insert(conn)?));
    let cheap = VariantChange { unit_price: Money(700), inventory: 3, ..variant("Red") };
    t.change(|conn| change_variants(conn, &edit(), shirt, &added(vec![variant("Blue"), cheap])));
    let found = t.read(|conn| find_product(conn, shirt)).unwrap();
    assert_eq!((found.has_variants, found.unit_price, found.inventory), (true, Money(700), 13));
    assert_eq!(
        t.read(|conn| list_options(conn, shirt)).into_iter().map(|(_, option)| option).collect::<Vec<_>>(),
        [OptionChange { position: 1, name: "Option 1".into() }]
    );

    let rows = t.read(|conn| list_variants(conn, shirt));
    let change = Rows {
        added: vec![],
        changed: vec![(rows[0].0, VariantChange { inventory: 1, ..rows[0].1.clone() })],
        removed: vec![rows[1].0],
    };
    t.change(|conn| change_variants(conn, &edit(), shirt, &change));
    let found = t.read(|conn| find_product(conn, shirt)).unwrap();
    assert_eq!((found.unit_price, found.inventory), (Money(1_000), 1));
}

#[test]
fn two_variants_can_swap_their_values_and_skus() {
    let t = TestApp::start();
    let shirt = t.seed(|conn| Ok(product("Shirt").insert(conn)?));
    let rows = added(vec![with_sku("Blue", "A"), with_sku("Red", "B")]);
    t.change(|conn| change_variants(conn, &edit(), shirt, &rows));
    let before = t.read(|conn| list_variants(conn, shirt));
    let swapped = vec![(before[0].0, before[1].1.clone()), (before[1].0, before[0].1.clone())];
    let rows = Rows { changed: swapped.clone(), ..Rows::default() };
    t.change(|conn| change_variants(conn, &edit(), shirt, &rows));
    assert_eq!(t.read(|conn| list_variants(conn, shirt)), swapped);
}

#[test]
fn what_variants_must_keep_together_is_said_and_nothing_is_stored() {
    let t = TestApp::start();
    let (shirt, other) = t.seed(|conn| Ok((product("Shirt").insert(conn)?, product("Other").insert(conn)?)));
    t.change(|conn| change_variants(conn, &edit(), other, &added(vec![with_sku("Green", "TAKEN")])));
    let refused =
        |rows: Vec<VariantChange>| t.refusal(|conn| change_variants(conn, &edit(), shirt, &added(rows)));
    let taken = refused(vec![variant("Blue"), with_sku("Red", "TAKEN")]);
    assert_eq!(taken, ("sku".into(), "Product variant with this SKU already exists: TAKEN.".into()));
    assert_eq!(refused(vec![with_sku("Blue", "A"), with_sku("Red", "A")]).0, "sku");
    assert_eq!(refused(vec![variant("Blue"), variant(" Blue ")]).0, "option1");
    let many = |value: &str| VariantChange { inventory: i32::MAX, ..variant(value) };
    assert_eq!(refused(vec![many("Blue"), many("Red")]).0, "inventory");
    assert_eq!(refused(vec![VariantChange { image_id: Some(4_711), ..variant("Blue") }]).0, "image_id");
    assert!(t.read(|conn| list_variants(conn, shirt)).is_empty());
}

#[test]
fn options_can_swap_their_places_and_none_in_use_loses_its_name() {
    let t = TestApp::start();
    let shirt = t.seed(|conn| Ok(product("Shirt").insert(conn)?));
    let named = |position, name: &str| OptionChange { position, name: name.into() };
    let options = added(vec![named(1, "Colour"), named(2, "Size")]);
    t.change(|conn| change_options(conn, &edit(), shirt, &options));
    let rows = t.read(|conn| list_options(conn, shirt));
    let swapped = Rows {
        changed: vec![(rows[0].0, named(2, "Colour")), (rows[1].0, named(1, "Size"))],
        ..Rows::default()
    };
    t.change(|conn| change_options(conn, &edit(), shirt, &swapped));
    let rows = t.read(|conn| list_options(conn, shirt));
    assert_eq!(rows.iter().map(|(_, option)| option.name.as_str()).collect::<Vec<_>>(), ["Size", "Colour"]);
    let clash = t.refusal(|conn| change_options(conn, &edit(), shirt, &added(vec![named(1, "Fit")])));
    assert_eq!(clash.0, "position");
    assert_eq!(
        t.refusal(|conn| change_options(conn, &edit(), shirt, &added(vec![named(4, "Fit")]))).0,
        "position"
    );

    t.change(|conn| change_variants(conn, &edit(), shirt, &added(vec![variant("Large")])));
    let all = Rows { removed: rows.iter().map(|(id, _)| *id).collect(), ..Rows::default() };
    t.change(|conn| change_options(conn, &edit(), shirt, &all));
    let left: Vec<OptionChange> =
        t.read(|conn| list_options(conn, shirt)).into_iter().map(|(_, option)| option).collect();
    assert_eq!(left, [named(1, "Option 1")]);
}
