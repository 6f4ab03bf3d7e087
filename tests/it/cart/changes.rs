//! Putting things into the cart, changing and removing them.

use storefront::catalog::products;

use crate::support::builders::{product, variant};
use crate::support::people::customer;
use crate::support::shopping::{code, field};
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn what_is_put_in_is_in_the_cart_and_counted_on_every_page() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?));
    let browser = t.browser();
    let answer = browser.post("/cart/items/", &[("product", &mug.to_string()), ("quantity", "2")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/cart/"));
    let cart = browser.get("/cart/").await;
    assert_eq!(cart.header("cache-control"), "no-store");
    assert!(cart.body().contains("“Blue Mug” is in your cart."));
    assert!(cart.body().contains("$20.00") && cart.body().contains("2 items"), "{}", cart.body());
    assert!(browser.get("/").await.body().contains("data-cart-count>2<"));
    assert!(!browser.get("/cart/").await.body().contains("is in your cart."), "it is said once");
}

#[actix_web::test]
async fn adding_again_raises_the_quantity() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 2).await;
    browser.put(mug, 3).await;
    let cart = browser.get("/cart/").await;
    assert_eq!(field(&cart, "quantity"), "5");
}

#[actix_web::test]
async fn more_than_there_is_is_refused_with_the_number_that_is_left() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").inventory(3).insert(conn)?));
    let browser = t.browser();
    let answer = browser.post("/cart/items/", &[("product", &mug.to_string()), ("quantity", "4")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body().contains("Only 3 of “Blue Mug” are left."), "{}", answer.body());
    assert_eq!(field(&answer, "quantity"), "4", "what was typed stays");
    browser.put(mug, 2).await;
    let answer = browser.post("/cart/items/", &[("product", &mug.to_string()), ("quantity", "2")]).await;
    assert!(answer.body().contains("and your cart has 2 of them already"), "{}", answer.body());
    let line = line_of(&browser.get("/cart/").await);
    let answer = browser.post(&line, &[("quantity", "9")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body().contains("Only 3 of “Blue Mug” are left."));
    assert_eq!(field(&answer, "quantity"), "9");
    assert_eq!(field(&browser.get("/cart/").await, "quantity"), "2", "the cart is as it was");
}

#[actix_web::test]
async fn what_is_not_tracked_or_can_be_back_ordered_has_no_limit() {
    let t = TestApp::start();
    let (free, later) = t.seed(|conn| {
        let mut free = product("Poster").inventory(0);
        free.change.track_inventory = false;
        let mut later = product("Chair").inventory(1);
        later.change.allow_backorder = true;
        Ok((free.insert(conn)?, later.insert(conn)?))
    });
    let browser = t.browser();
    browser.put(free, 50).await;
    browser.put(later, 50).await;
    assert!(browser.get("/cart/").await.body().contains("Go to checkout"));
}

#[actix_web::test]
async fn nonsense_as_a_quantity_is_refused_at_the_field() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").insert(conn)?)).to_string();
    let browser = t.browser();
    for (quantity, message) in [
        ("many", "Enter a whole number."),
        ("1.5", "Enter a whole number."),
        ("-1", "greater than or equal to 1."),
        ("0", "greater than or equal to 1."),
        ("10000", "less than or equal to 9999."),
        ("99999999999999999999", "Enter a whole number."),
        ("<script>alert(1)</script>", "Enter a whole number."),
    ] {
        let answer = browser.post("/cart/items/", &[("product", &mug), ("quantity", quantity)]).await;
        assert_eq!(answer.status, 422, "{quantity}");
        assert!(answer.body().contains(message), "{quantity}: {}", answer.body());
        assert_eq!(field(&answer, "quantity"), quantity);
        assert!(!answer.body().contains("<script>alert"));
    }
    assert_eq!(browser.post("/cart/items/", &[("product", &mug)]).await.status, 303, "left out it is one");
    for product in ["", "x", "999999", "-1", "99999999999999999999"] {
        let answer = browser.post("/cart/items/", &[("product", product), ("quantity", "1")]).await;
        assert_eq!(answer.status, 404, "{product}");
    }
}

#[actix_web::test]
async fn a_product_with_variants_is_put_in_with_one_of_its_own() {
    let t = TestApp::start();
    let (shirt, blue, foreign) = t.seed(|conn| {
        let shirt = product("Shirt").insert(conn)?;
        let blue = products::create_variant(conn, shirt, &variant("Blue"), noon())?;
        let other = product("Other").insert(conn)?;
        let foreign = products::create_variant(conn, other, &variant("Red"), noon())?;
        Ok((shirt.to_string(), blue.to_string(), foreign.to_string()))
    });
    let browser = t.browser();
    for variant in ["", "x", "0", &foreign] {
        let answer = browser.post("/cart/items/", &[("product", &shirt), ("variant", variant)]).await;
        assert_eq!(answer.status, 422, "{variant}");
        assert!(answer.body().contains("Please choose one of the variants first."), "{}", answer.body());
    }
    let answer = browser.post("/cart/items/", &[("product", &shirt), ("variant", &blue)]).await;
    assert_eq!(answer.status, 303);
    let cart = browser.get("/cart/").await;
    assert!(
        cart.body().contains("Blue") && cart.body().contains(&format!("/products/shirt/?variant={blue}"))
    );
}

#[actix_web::test]
async fn an_unpublished_product_cannot_be_put_in() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Blue Mug").unpublished().insert(conn)?)).to_string();
    assert_eq!(t.browser().post("/cart/items/", &[("product", &mug)]).await.status, 404);
}

#[actix_web::test]
async fn a_line_is_set_removed_and_the_cart_emptied() {
    let t = TestApp::start();
    let (mug, bowl) = t.seed(|conn| Ok((product("Blue Mug").insert(conn)?, product("Bowl").insert(conn)?)));
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.put(bowl, 1).await;
    let line = line_of(&browser.get("/cart/").await);
    assert_eq!(browser.post(&line, &[("quantity", "4")]).await.status, 303);
    assert_eq!(field(&browser.get("/cart/").await, "quantity"), "4");
    assert_eq!(browser.post(&line, &[("quantity", "0")]).await.status, 303, "zero removes");
    assert!(!browser.get("/cart/").await.body().contains("Blue Mug</a>"));
    assert_eq!(browser.post(&format!("{line}removal/"), &[]).await.status, 303, "removing twice is no error");
    assert_eq!(browser.post("/cart/removal/", &[]).await.status, 303);
    assert!(browser.get("/cart/").await.body().contains("There is nothing in your cart yet."));
}

#[actix_web::test]
async fn nobody_changes_the_cart_of_somebody_else() {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| Ok((product("Blue Mug").insert(conn)?, customer("Ann").insert(conn)?)));
    let (owner, thief) = (t.browser(), t.browser());
    owner.sign_in(ann);
    owner.put(mug, 2).await;
    let line = line_of(&owner.get("/cart/").await);
    for path in [line.clone(), format!("{line}removal/")] {
        thief.post(&path, &[("quantity", "1")]).await;
        t.browser().post(&path, &[("quantity", "1")]).await;
    }
    thief.put(mug, 1).await;
    assert_eq!(thief.post(&line, &[("quantity", "1")]).await.status, 404);
    assert_eq!(field(&owner.get("/cart/").await, "quantity"), "2");
}

#[actix_web::test]
async fn a_code_is_entered_explained_and_taken_away() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        code("SAVE10").insert(conn)?;
        code("BIG").minimum(5_000).insert(conn)?;
        Ok(product("Blue Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    for (typed, message) in [
        ("NOPE", "The code “NOPE” is not valid."),
        ("big", "counts for goods of $50.00 and more."),
        ("", "This field is required."),
        ("<script>alert(1)</script>", "is not valid."),
    ] {
        let answer = browser.post("/cart/code/", &[("code", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.body().contains(message), "{typed}: {}", answer.body());
        assert!(!answer.body().contains("<script>alert"));
    }
    assert_eq!(browser.post("/cart/code/", &[("code", " save10 ")]).await.status, 303);
    let cart = browser.get("/cart/").await;
    assert!(cart.body().contains("Code SAVE10") && cart.body().contains("-$1.00"), "{}", cart.body());
    assert!(cart.body().contains("Why this price"));
    assert_eq!(browser.post("/cart/code/removal/", &[]).await.status, 303);
    assert!(!browser.get("/cart/").await.body().contains("SAVE10"));
}

/// The address of the first line's form.
fn line_of(cart: &crate::support::web::Answer) -> String {
    let body = cart.body();
    let at = body.find("action=\"/cart/items/").unwrap() + "action=\"".len();
    body[at..].split('"').next().unwrap().to_owned()
}
