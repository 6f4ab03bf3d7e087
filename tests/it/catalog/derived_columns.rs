//! What a product derives from its variants.

use storefront::catalog::{products, queries};
use storefront::platform::money::Money;

use crate::support::builders::{product, variant};
use crate::support::{TestApp, noon};

#[test]
fn a_product_with_variants_shows_their_lowest_price_and_summed_stock() {
    let t = TestApp::start();
    let id = t.seed(|conn| {
        let id = product("Blue Mug").insert(conn)?;
        let small = products::create_variant(conn, id, &variant("Small"), noon())?;
        let mut large = variant("Large");
        large.unit_price = Money(700);
        large.inventory = 3;
        products::create_variant(conn, id, &large, noon())?;
        assert!(small > 0);
        Ok(id)
    });
    let found = t.look(|conn| Ok(queries::find_product(conn, id)?)).unwrap();
    assert_eq!((found.unit_price, found.inventory), (Money(700), 13));
    assert!(found.has_variants && found.price_varies && found.is_available);
}
