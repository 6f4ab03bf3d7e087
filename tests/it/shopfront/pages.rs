//! The shop's pages over HTTP: what they show, what they refuse, how many statements they run.

use scraper::{Html, Selector};
use storefront::catalog::{PRODUCT, products};
use storefront::platform::live::store::Pages;
use storefront::reviews::models::ReviewChange;
use storefront::reviews::reviews;
use storefront::tags::tagging;

use crate::support::builders::{collection, product, variant};
use crate::support::web::texts;
use crate::support::{TestApp, noon};

/// A small shop: a mug with variants and reviews, a sold-out bowl, a draft.
fn shop() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        let table = collection(conn, "Table", None)?;
        let mugs = collection(conn, "Mugs", Some(table))?;
        let mug = product("Harbour Mug").description("A *good* mug.").within(mugs).insert(conn)?;
        let mut dear = variant("Large");
        dear.unit_price = storefront::platform::money::Money(2_000);
        dear.inventory = 0;
        products::set_options(conn, mug, &["Size".into()])?;
        products::create_variant(conn, mug, &variant("Small"), noon())?;
        products::create_variant(conn, mug, &dear, noon())?;
        tagging::set_labels(conn, PRODUCT, mug, &["gift".into(), "stoneware".into()])?;
        let bowl = product("Bowl").price(3_000).inventory(0).within(table).insert(conn)?;
        tagging::set_labels(conn, PRODUCT, bowl, &["gift".into()])?;
        product("Secret draft").unpublished().within(table).insert(conn)?;
        let review = ReviewChange {
            product_id: mug,
            name: "Customer from Lisbon".into(),
            rating: Some(4),
            description: "Holds <b>tea</b>.".into(),
            date: noon().date(),
            approved: true,
        };
        reviews::create(conn, &review)?;
        reviews::create(conn, &ReviewChange { approved: false, description: "Hidden".into(), ..review })?;
        Ok(())
    });
    t
}

#[actix_web::test]
async fn the_list_shows_published_products_with_what_a_shopper_pays() {
    let t = shop();
    let list = t.get("/products/").await;
    assert_eq!(list.status, 200);
    assert_eq!(texts(&list, ".product-card__title"), ["Bowl", "Harbour Mug"]);
    assert_eq!(texts(&list, ".product-card__price"), ["$30.00", "from $10.00"]);
    assert_eq!(texts(&list, ".product-card__stock"), ["Sold out"]);
    assert_eq!(texts(&list, ".results__total"), ["2 products"]);
    assert!(!list.body().contains("Secret draft"));
}

#[actix_web::test]
async fn filters_narrow_the_list_and_stand_beside_it_as_chips() {
    let t = shop();
    let list = t.get("/products/?collection=table&tag=gift&in_stock=1").await;
    assert_eq!(texts(&list, ".product-card__title"), ["Harbour Mug"]);
    assert_eq!(texts(&list, ".chip"), ["Table", "gift", "In stock", "Clear all"]);
    let none = t.get("/products/?tag=nothing-has-this").await;
    assert_eq!((none.status, texts(&none, ".results__total")), (200, vec!["No products".to_owned()]));
    assert!(none.body().contains("Take one off"));
}

#[actix_web::test]
async fn a_collection_shows_what_lies_inside_it_and_an_old_address_leads_to_the_new_one() {
    let t = shop();
    let page = t.get("/collections/table/").await;
    assert_eq!(texts(&page, ".product-card__title"), ["Bowl", "Harbour Mug"]);
    assert_eq!(texts(&page, "h1"), ["Table"]);
    t.seed(|conn| {
        let all = storefront::catalog::queries::list_collections(conn)?;
        let table = all.iter().find(|c| c.slug == "table").unwrap();
        let change = storefront::catalog::models::CollectionChange {
            title: "Tableware".into(),
            slug: "tableware".into(),
            ..Default::default()
        };
        storefront::catalog::collections::update(conn, table.id, &change, noon()).unwrap();
        Ok(())
    });
    let moved = t.get("/collections/table/").await;
    assert_eq!((moved.status, moved.header("location")), (301, "/collections/tableware/"));
    assert_eq!(t.get("/collections/nothing/").await.status, 404);
}

#[actix_web::test]
async fn a_product_page_shows_variants_reviews_and_data_for_search_engines() {
    let t = shop();
    let page = t.get("/products/harbour-mug/").await;
    assert_eq!(page.status, 200);
    assert_eq!(texts(&page, "h1"), ["Harbour Mug"]);
    assert_eq!(texts(&page, ".variant__label"), ["Small", "Large"]);
    assert_eq!(texts(&page, ".variant--out .variant__stock"), ["Sold out"]);
    assert_eq!(texts(&page, ".review__text"), ["Holds <b>tea</b>."], "escaped, and only approved ones");
    assert!(page.body().contains("<em>good</em>"));
    assert_eq!(texts(&page, ".shelf .product-card__title"), ["Bowl"], "related by the shared tag");
    let data = texts(&page, "script[type='application/ld+json']");
    let product: serde_json::Value = serde_json::from_str(&data[0]).unwrap();
    assert_eq!(product["aggregateRating"]["ratingValue"], "4.0");
    assert_eq!(product["offers"]["lowPrice"], "10.00");
}

#[actix_web::test]
async fn the_address_can_name_a_variant() {
    let t = shop();
    let small = t.look(|conn| {
        let mug = storefront::catalog::queries::find_by_slug(conn, "harbour-mug")?.unwrap();
        Ok(storefront::catalog::queries::list_variants(conn, mug.id)?[1].id)
    });
    let page = t.get(&format!("/products/harbour-mug/?variant={small}")).await;
    assert_eq!(texts(&page, ".product__price"), ["$20.00"]);
    for odd in ["999999", "x", "-1", "99999999999999999999", ""] {
        let page = t.get(&format!("/products/harbour-mug/?variant={odd}")).await;
        assert_eq!(texts(&page, ".product__price"), ["from $10.00"], "{odd}");
    }
}

#[actix_web::test]
async fn a_renamed_product_answers_301_and_an_unpublished_one_404() {
    let t = shop();
    t.seed(|conn| {
        let bowl = storefront::catalog::queries::find_by_slug(conn, "bowl")?.unwrap();
        let mut change = product("Big bowl").change;
        change.collection_id = bowl.collection_id;
        products::update(conn, bowl.id, &change, noon())?;
        Ok(())
    });
    let moved = t.get("/products/bowl/").await;
    assert_eq!((moved.status, moved.header("location")), (301, "/products/big-bowl/"));
    assert_eq!(t.get("/products/secret-draft/").await.status, 404);
}

#[actix_web::test]
async fn bad_parameters_never_give_an_error_page() {
    let t = shop();
    for query in [
        "page=abc",
        "page=0",
        "page=-5",
        "page=99999999999999999999999",
        "page=1e9",
        "page=%00",
        "after=x",
        "before=0",
        "after=99999999",
        "q=%00",
        "q=%FF%FE",
        "q=%22%27%3B--",
        "q=*",
        "tag=%00",
        "collection=%00",
        "collection=../..",
        "min_price=12,50",
        "min_price=-1",
        "max_price=99999999999999999999999999999999",
        "min_price=9&max_price=1",
        "sort=x",
        "sort=relevance",
        "in_stock=maybe",
        "%",
        "&&&===",
        "q=%F0%9F%99%82",
        "min_price=NaN",
    ] {
        assert_eq!(t.get(&format!("/products/?{query}")).await.status, 200, "{query}");
    }
    let long = format!("/products/?q={}", "mug+".repeat(2_500));
    assert_eq!(t.get(&long).await.status, 200);
    for path in [
        "/products/%00/",
        "/products/%FF/",
        "/products/..%2f..%2fetc/",
        "/collections/%00/",
        "/pages/%00/",
        "/nothing/",
        "/products/x/y/",
        "/sitemap-0.xml",
        "/sitemap-99999999999999999999.xml",
    ] {
        let status = t.get(path).await.status;
        assert!((400..=404).contains(&status), "{path}: {status}");
    }
}

#[actix_web::test]
async fn an_empty_shop_has_pages_too() {
    let t = TestApp::start();
    for path in ["/", "/products/", "/collections/", "/products/?q=mug", "/sitemap.xml", "/robots.txt"] {
        assert_eq!(t.get(path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn the_shop_works_without_tags() {
    let mut t = shop();
    t.app.labels = None;
    t.app.pages = Pages::default();
    for path in ["/", "/products/", "/products/?tag=gift", "/collections/table/", "/products/harbour-mug/"] {
        let page = t.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(
            texts(&page, ".chips [href*=tag]").is_empty() && texts(&page, "[name=tag]").is_empty(),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn the_number_of_statements_of_a_page_is_fixed() {
    let t = shop();
    // BEGIN and COMMIT included.
    let pages = [
        ("/", 12),
        ("/products/", 13),
        ("/products/?in_stock=1&tag=gift", 15),
        ("/products/?q=mug", 14),
        ("/collections/", 10),
        ("/collections/table/", 13),
        ("/products/harbour-mug/", 21),
        ("/products/bowl/", 21),
        ("/sitemap.xml", 7),
    ];
    let check = async |when: &str| {
        for (path, expected) in pages {
            let (answer, statements) = t.statements(t.get(path)).await;
            assert_eq!(answer.status, 200, "{path}");
            let list: Vec<&str> = statements.iter().map(|statement| statement.shape()).collect();
            assert_eq!(statements.len(), expected, "{path} {when}:\n{}", list.join("\n"));
        }
    };
    check("with two products").await;
    t.seed(|conn| {
        let table = collection(conn, "Table", None)?;
        for number in 0..60 {
            let id = product(&format!("Mug {number}")).within(table).insert(conn)?;
            products::create_variant(conn, id, &variant("One"), noon())?;
            tagging::set_labels(conn, PRODUCT, id, &["gift".into(), "stoneware".into()])?;
        }
        Ok(())
    });
    check("with sixty more").await;
}

#[actix_web::test]
async fn a_product_with_one_nameless_variant_offers_no_choice_and_orders_that_variant() {
    let t = TestApp::start();
    let only = t.seed(|conn| {
        let shelf = collection(conn, "Shelf", None)?;
        let jar = product("Jar").within(shelf).insert(conn)?;
        let mut nameless = variant("");
        nameless.sku = Some("JAR-1".into());
        nameless.inventory = 4;
        Ok(products::create_variant(conn, jar, &nameless, noon())?)
    });

    let page = t.get("/products/jar/").await;

    assert_eq!(page.status, 200);
    let html = Html::parse_document(page.body());
    let select = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).map(|element| element.value().clone()).collect::<Vec<_>>()
    };
    assert!(select(".buy input[type=radio], .variants, .options").is_empty(), "there is nothing to choose");
    let fields = select(".buy input[type=hidden][name=variant]");
    let values: Vec<_> = fields.iter().map(|field| field.attr("value").unwrap()).collect();
    assert_eq!(values, [only.to_string()]);
    assert_eq!(
        select("#quantity").first().and_then(|field| field.attr("max")),
        Some("4"),
        "as the page says anyway"
    );
    assert!(page.body().contains("Add to cart"));
}
