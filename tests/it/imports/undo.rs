//! Taking a run back.

use storefront::catalog::models::VariantChange;
use storefront::catalog::{products, queries};
use storefront::imports::undo::undo;
use storefront::platform::money::Money;

use super::{catalogue, find, import, rows, variants};
use crate::deletion::order;
use crate::support::builders::{product, variant};
use crate::support::{TestApp, noon};

const FILE: &str = "slug,title,price,compare_at_price,inventory,collection,tags,description,option1_name,option1_value,sku,image\n\
    mug,New Mug,15,20,9,New > Deep,\"fresh, old\",Better,Size,S,M-S,https://x.example/m.jpg\n\
    mug,,16,,9,,,,,XL,M-XL,https://x.example/n.jpg\n\
    a-handle-that-is-much-too-long-to-be-kept-as-it-stands-here,Long,5,,1,New,only,,,,,https://x.example/m.jpg\n\
    vase,Vase,30,,,,,,,,,\n\
    bowl,Bowl,10.00,,10,,,,,,,\n";

fn with_mug() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        let id = product("Mug").description("Old").insert(conn)?;
        let mut small = variant("S");
        small.sku = Some("M-S".into());
        products::create_variant(conn, id, &small, noon())?;
        products::create_variant(conn, id, &variant("M"), noon())?;
        products::set_options(conn, id, &["Colour".to_owned()])?;
        storefront::tags::tagging::set_labels(conn, "catalog.product", id, &["old".into(), "gone".into()])?;
        product("Bowl").insert(conn)?;
        Ok(())
    });
    t
}

#[test]
fn after_an_undo_the_catalogue_is_as_before() {
    let t = with_mug();
    let before = catalogue(&t);
    let updated = find(&t, "mug").last_update;
    let report = import(&t, FILE);
    assert_eq!(rows(&report), [2, 2, 1, 0], "{report}");
    assert_ne!(catalogue(&t), before);
    let undone = undo(&t.app, None).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept.len()), (2, 1, 0), "{undone}");
    assert_eq!(catalogue(&t), before);
    assert_eq!(find(&t, "mug").last_update, updated);
    let fetches = t.look(|conn| Ok(storefront::platform::queue::count_waiting_and_failed(conn)?));
    assert_eq!(fetches, (0, 0), "no fetch waits for a picture that is gone");
    assert!(undo(&t.app, None).unwrap_err().to_string().contains("no import run"));
    assert!(undo(&t.app, report.run).unwrap_err().to_string().contains("already"));
    assert!(undo(&t.app, Some(99)).unwrap_err().to_string().contains("no import run 99"));
}

#[test]
fn what_somebody_changed_since_is_kept_and_listed() {
    let t = with_mug();
    import(&t, FILE);
    let (mug, vase) = (find(&t, "mug").id, find(&t, "vase").id);
    t.seed(|conn| {
        let first = queries::list_variants(conn, mug)?.remove(0);
        let change = VariantChange { inventory: 3, sku: first.sku, ..variant("S") };
        products::update_variant(conn, first.id, &change, noon())?;
        storefront::tags::tagging::set_labels(conn, "catalog.product", vase, &["kept".into()])?;
        Ok(())
    });
    let undone = undo(&t.app, None).unwrap();
    assert_eq!((undone.removed, undone.restored), (1, 0), "{undone}");
    let text = undone.to_string();
    assert!(text.contains("“New Mug” (mug): changed since the import: variants"), "{text}");
    assert!(text.contains("“Vase” (vase): changed since the import: tags"), "{text}");
    assert!(text.contains("collection “Deep”"), "a collection with a kept product stays: {text}");
    assert_eq!((variants(&t, "mug")[0].inventory, find(&t, "vase").unit_price), (3, Money(3000)));
}

#[test]
fn a_sale_of_the_run_goes_with_it() {
    let t = TestApp::start();
    import(&t, "slug,title,price\nlogo,Logo,20\n");
    let before = catalogue(&t);
    import(
        &t,
        "Type,SKU,Name,Regular price,Sale price,Date sale price starts,Date sale price ends\n\
         simple,,Logo,20,18,2026-01-01,2026-12-31\nsimple,N,New,20,18,2026-01-01,2027-12-31\n",
    );
    assert_eq!(find(&t, "logo").current_price, Money(1800));
    let undone = undo(&t.app, None).unwrap();
    assert_eq!(undone.kept, Vec::<String>::new());
    assert_eq!(catalogue(&t), before);
}

#[test]
fn runs_can_be_undone_in_any_order_and_a_later_one_protects_its_changes() {
    let t = TestApp::start();
    let first = import(&t, "slug,title,price\na,A,5\nb,B,5\n").run;
    import(&t, "slug,title,price\na,A,6\nc,C,5\n");
    let undone = undo(&t.app, first).unwrap();
    assert_eq!((undone.removed, undone.kept.len()), (1, 2), "the product and its collection: {undone}");
    let undone = undo(&t.app, None).unwrap();
    assert_eq!((undone.removed, undone.restored), (1, 1), "{undone}");
    assert_eq!(find(&t, "a").unit_price, Money(500));
}

#[test]
fn a_product_that_somebody_has_ordered_is_kept_and_listed() {
    let t = TestApp::start();
    import(&t, "slug,title,price,collection\na,A,5,New\nb,B,5,New\nc,C,5,New\nd,D,5,Other\n");
    let ordered = find(&t, "b").id;
    t.seed(|conn| Ok(order(conn, "4K7Q-92XM", None, ordered)?));
    let undone = undo(&t.app, None).unwrap();
    assert_eq!((undone.removed, undone.restored), (3, 0), "{undone}");
    assert_eq!(undone.kept.len(), 2, "the product and its collection: {undone}");
    assert_eq!(undone.kept[0], "“B” (b): it is in use, such as in an order");
    assert!(undone.kept[1].starts_with("collection “New”"), "{undone}");
    assert_eq!(find(&t, "b").id, ordered);
    t.look(|conn| {
        for gone in ["a", "c", "d"] {
            assert!(queries::find_by_slug(conn, gone)?.is_none(), "{gone}");
        }
        Ok(())
    });
}
