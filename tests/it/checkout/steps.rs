//! The steps of the checkout: what they ask, keep and refuse.

use diesel::prelude::*;
use scraper::{Html, Selector};
use storefront::schema::{addresses, checkouts, settings, shipping_methods};

use crate::support::builders::product;
use crate::support::people::customer;
use crate::support::shopping::{DETAILS, field};
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn without_a_cart_every_step_leads_to_it() {
    let t = TestApp::start();
    for path in ["/checkout/", "/checkout/shipping/", "/checkout/payment/"] {
        let answer = t.browser().get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/cart/"), "{path}");
        let answer = t.browser().post(path, DETAILS).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/cart/"), "{path}");
    }
}

#[actix_web::test]
async fn a_later_step_leads_back_to_what_is_missing() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    for path in ["/checkout/shipping/", "/checkout/payment/"] {
        assert_eq!(browser.get(path).await.header("location"), "/checkout/", "{path}");
        assert_eq!(browser.post(path, &[]).await.header("location"), "/checkout/", "{path}");
    }
}

#[actix_web::test]
async fn at_most_eight_fields_are_seen_and_each_says_what_browsers_may_fill_in() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    let answer = browser.get("/checkout/").await;
    let page = Html::parse_document(answer.body());
    let all = Selector::parse(".checkout-form input:not([type=hidden]), .checkout-form select").unwrap();
    let hidden = Selector::parse(
        ".checkout-form details input, .checkout-form__elsewhere input, .checkout-form__elsewhere select",
    )
    .unwrap();
    let seen = page.select(&all).count() - page.select(&hidden).count();
    assert!((6..=8).contains(&seen), "{seen} fields");
    let tokens: Vec<_> = page.select(&all).filter_map(|field| field.value().attr("autocomplete")).collect();
    for token in
        ["email", "shipping name", "shipping address-line1", "shipping postal-code", "shipping country"]
    {
        assert!(tokens.contains(&token), "{token}: {tokens:?}");
    }
    assert!(!answer.body().contains("cc-"));
}

#[actix_web::test]
async fn what_was_typed_stays_with_a_message_at_each_field() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    let long = "x".repeat(256);
    let answer = browser
        .post(
            "/checkout/",
            &[
                ("email", "ann@"),
                ("name", "<script>alert(1)</script>"),
                ("street", &long),
                ("city", ""),
                ("zip", ""),
                ("country", "XX"),
                ("billing_differs", "1"),
                ("billing_name", "Bob\r\nBcc: x@example.com"),
            ],
        )
        .await;
    assert_eq!(answer.status, 422);
    let page = Html::parse_document(answer.body());
    let error = |name: &str| {
        let selector = Selector::parse(&format!("#{name}-error")).unwrap();
        page.select(&selector).next().map(|found| found.text().collect::<String>())
    };
    for (name, message) in [
        ("email", "Enter a valid email address."),
        ("street", "Ensure this value has at most 255 characters (it has 256)."),
        ("city", "This field is required."),
        ("country", "Select a valid choice. That choice is not one of the available choices."),
        ("billing_name", "Control characters and line breaks are not allowed here."),
        ("billing_street", "This field is required."),
    ] {
        assert_eq!(error(name).as_deref(), Some(message), "{name}");
    }
    assert_eq!(error("name"), None);
    assert_eq!(field(&answer, "name"), "<script>alert(1)</script>");
    assert_eq!(field(&answer, "street"), long);
    assert!(!answer.body().contains("<script>alert"));
    let kept: i64 = t.look(|conn| Ok(checkouts::table.count().get_result(conn)?));
    assert_eq!(kept, 0, "nothing half-checked is kept");
}

#[actix_web::test]
async fn each_step_can_be_left_and_come_back_to() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.to_last_step().await;
    browser.get("/products/").await;
    let back = browser.get("/checkout/").await;
    assert_eq!((field(&back, "name"), field(&back, "street")), ("Ann Lee".into(), "1 High Street".into()));
    assert_eq!(browser.get("/checkout/payment/").await.status, 200);
}

#[actix_web::test]
async fn an_account_finds_its_address_filled_in() {
    let t = TestApp::start();
    let (mug, ann) = t.seed(|conn| {
        let ann = customer("Ann").insert(conn)?;
        diesel::insert_into(addresses::table)
            .values((
                addresses::customer_id.eq(ann.customer_id),
                addresses::street.eq("7 Low Road"),
                addresses::city.eq("Bath"),
                addresses::zip.eq("BA1"),
                addresses::country.eq("GB"),
            ))
            .execute(conn)?;
        Ok((product("Mug").insert(conn)?, ann))
    });
    let browser = t.browser();
    browser.sign_in(ann);
    browser.put(mug, 1).await;
    let page = browser.get("/checkout/").await;
    let found = ["email", "name", "street", "city"].map(|name| field(&page, name));
    assert_eq!(found, ["ann@example.com", "Ann", "7 Low Road", "Bath"]);
    assert!(!page.body().contains("No account needed."));
}

#[actix_web::test]
async fn shipping_is_offered_by_country_and_value_the_cheapest_first() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        diesel::delete(shipping_methods::table).execute(conn)?;
        for (name, countries, price, free_from) in [
            ("Courier", "", 1_900, None),
            ("Parcel", "US CA", 490, Some(5_000)),
            ("Bicycle", "NL", 100, None),
        ] {
            diesel::insert_into(shipping_methods::table)
                .values((
                    shipping_methods::name.eq(name),
                    shipping_methods::countries.eq(countries),
                    shipping_methods::price.eq(i64::from(price)),
                    shipping_methods::free_from.eq(free_from.map(i64::from)),
                ))
                .execute(conn)?;
        }
        Ok(product("Mug").inventory(100).insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    browser.post("/checkout/", DETAILS).await;
    let page = browser.get("/checkout/shipping/").await;
    let at = |name: &str| page.body().find(&format!(">{name}<"));
    assert!(at("Parcel").unwrap() < at("Courier").unwrap() && at("Bicycle").is_none(), "{}", page.body());
    assert!(page.body().contains("$4.90"));
    browser.put(mug, 4).await;
    assert!(browser.get("/checkout/shipping/").await.body().contains(">Free<"), "from $50.00 on");
    for method in ["", "x", "999999"] {
        let answer = browser.post("/checkout/shipping/", &[("method", method)]).await;
        assert_eq!(answer.status, 422, "{method}");
    }
}

#[actix_web::test]
async fn a_country_that_nothing_ships_to_is_refused_at_the_field() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        diesel::update(shipping_methods::table).set(shipping_methods::countries.eq("DE AT")).execute(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 1).await;
    let answer = browser.post("/checkout/", DETAILS).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body().contains("Sorry, we do not ship to this country."));
}

#[actix_web::test]
async fn the_whole_total_is_shown_before_the_last_step_with_tax_inside_or_on_top() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        diesel::update(shipping_methods::table).set(shipping_methods::price.eq(490)).execute(conn)?;
        Ok(product("Mug").insert(conn)?)
    });
    let browser = t.browser();
    browser.put(mug, 2).await;
    browser.post("/checkout/", DETAILS).await;
    let added = browser.get("/checkout/shipping/").await;
    assert!(added.body().contains("Tax, 10%") && added.body().contains("$27.39"), "{}", added.body());
    t.seed(|conn| {
        diesel::insert_into(settings::table)
            .values((
                settings::name.eq("prices_include_tax"),
                settings::value.eq("1"),
                settings::updated_at.eq(noon()),
            ))
            .execute(conn)?;
        Ok(())
    });
    let inside = browser.get("/checkout/shipping/").await;
    assert!(inside.body().contains("$24.90") && inside.body().contains("includes 10% tax of $2.27"));
}

#[actix_web::test]
async fn the_number_of_statements_of_a_step_does_not_grow_with_the_cart() {
    let t = TestApp::start();
    let products = t.seed(|conn| {
        (0..6)
            .map(|number| product(&format!("Mug {number}")).insert(conn))
            .collect::<QueryResult<Vec<_>>>()
            .map_err(Into::into)
    });
    let browser = t.browser();
    browser.put(products[0], 1).await;
    browser.to_last_step().await;
    let mut counts = Vec::new();
    for _ in 0..2 {
        let mut steps = Vec::new();
        for path in ["/cart/", "/checkout/", "/checkout/shipping/", "/checkout/payment/"] {
            browser.get(path).await;
            let (answer, statements) = t.statements(browser.get(path)).await;
            assert_eq!(answer.status, 200);
            steps.push(statements.len());
        }
        counts.push(steps);
        for id in &products[1..] {
            browser.put(*id, 1).await;
        }
    }
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[0], [18, 20, 18, 18], "BEGIN, COMMIT and the session included");
}
