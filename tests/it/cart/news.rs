//! What the cart says of lines that are no longer what they were.

use diesel::prelude::*;
use storefront::cart::carts;
use storefront::catalog::products::{self, create_variant};
use storefront::schema::{carts as carts_table, products as products_table};

use crate::support::builders::{product, variant};
use crate::support::shopping::promotion;
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn a_changed_price_is_said_until_it_was_read() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    t.seed(|conn| Ok(promotion(1_000, &[mug]).insert(conn)?));
    let cart = browser.get("/cart/").await;
    assert!(
        cart.body().contains("The price has gone down; it was $10.00 when you chose it."),
        "{}",
        cart.body()
    );
    assert!(cart.body().contains("$9.00") && cart.body().contains("Sale"));
    assert_eq!(browser.post("/cart/notices/removal/", &[]).await.status, 303);
    assert!(!browser.get("/cart/").await.body().contains("The price has gone"));
}

#[actix_web::test]
async fn a_line_that_cannot_be_ordered_says_why_and_stays() {
    let t = TestApp::start();
    let (out, few, gone) = t.seed(|conn| {
        Ok((product("Out").insert(conn)?, product("Few").insert(conn)?, product("Hidden").insert(conn)?))
    });
    let browser = t.browser();
    for id in [out, few, gone] {
        browser.put(id, 5).await;
    }
    t.seed(|conn| {
        for (id, left) in [(out, 0), (few, 2)] {
            diesel::update(products_table::table.find(id))
                .set(products_table::inventory.eq(left))
                .execute(conn)?;
        }
        diesel::update(products_table::table.find(gone))
            .set(products_table::is_published.eq(false))
            .execute(conn)?;
        Ok(())
    });
    let cart = browser.get("/cart/").await;
    for sentence in ["“Out” is sold out.", "Only 2 of “Few” are left.", "“Hidden” is no longer available."]
    {
        assert!(cart.body().contains(sentence), "{sentence}: {}", cart.body());
    }
    assert!(cart.body().contains("Please change or remove what cannot be ordered first."));
    assert!(!cart.body().contains("Go to checkout"));
}

#[actix_web::test]
async fn a_deleted_product_or_variant_leaves_word_of_itself() {
    let t = TestApp::start();
    let (mug, shirt, blue) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        let blue = create_variant(conn, shirt, &variant("Blue"), noon())?;
        create_variant(conn, shirt, &variant("Red"), noon())?;
        Ok((product("Blue Mug").insert(conn)?, shirt, blue))
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.post("/cart/items/", &[("product", &shirt.to_string()), ("variant", &blue.to_string())]).await;
    t.seed(|conn| {
        products::delete(conn, &[mug], noon())?;
        products::delete_variant(conn, blue, noon())?;
        Ok(())
    });
    let cart = browser.get("/cart/").await;
    for title in ["Blue Mug", "Shirt"] {
        let sentence = format!("“{title}” is no longer sold and has left your cart.");
        assert!(cart.body().contains(&sentence), "{}", cart.body());
    }
    browser.post("/cart/notices/removal/", &[]).await;
    assert!(!browser.get("/cart/").await.body().contains("no longer sold"));
}

#[actix_web::test]
async fn a_product_that_got_variants_must_be_chosen_anew() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    t.seed(|conn| Ok(create_variant(conn, mug, &variant("Large"), noon())?));
    assert!(browser.get("/cart/").await.body().contains("“Blue Mug” is no longer available."));
}

#[actix_web::test]
async fn carts_that_nobody_touched_for_three_months_are_removed() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?));
    let (old, young) = (t.browser(), t.browser());
    old.put(mug, 1).await;
    t.seed(|conn| {
        let long_ago = noon() - chrono::TimeDelta::days(91);
        diesel::update(carts_table::table).set(carts_table::updated_at.eq(long_ago)).execute(conn)?;
        Ok(())
    });
    young.put(mug, 1).await;
    assert_eq!(t.seed(|conn| Ok(carts::delete_old(conn, noon())?)), 1);
    assert!(old.get("/cart/").await.body().contains("There is nothing in your cart yet."));
    assert!(young.get("/cart/").await.body().contains("Blue Mug"));
    old.put(mug, 1).await;
    assert!(old.get("/cart/").await.body().contains("Blue Mug"), "a session without cart gets a new one");
}
