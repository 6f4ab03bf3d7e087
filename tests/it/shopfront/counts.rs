//! The kept numbers, folded on PostgreSQL.

use storefront::catalog::products;
use storefront::shopfront::counts::{Counts, fold};

use crate::support::builders::product;
use crate::support::{TestApp, noon};

#[test]
fn folding_the_differences_changes_no_number() {
    let t = TestApp::start();
    t.seed(|conn| {
        let mug = product("Mug").price(3_000).insert(conn)?;
        product("Cup").inventory(0).insert(conn)?;
        product("Draft").unpublished().insert(conn)?;
        products::delete(conn, &[mug], noon())?;
        Ok(())
    });
    let before = t.look(|conn| Ok(Counts::load(conn)?));
    assert_eq!((before.all, before.available, before.by_band), (1, 0, [1, 0, 0, 0, 0]));
    t.seed(|conn| Ok(fold(conn)?));
    assert_eq!(t.look(|conn| Ok(Counts::load(conn)?)).by_band, before.by_band);
}
