//! Products, collections, pictures, variants and reviews over the API.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::{Value, json};
use storefront::platform::audit;
use storefront::schema::products;

use crate::api::client::{Client, permit};
use crate::support::TestApp;
use crate::support::builders::{collection, product, variant};
use crate::support::editing::edit;
use crate::support::people::{customer, staff};

fn staff_client(t: &TestApp) -> Client<'_> {
    let sue = t.seed(|conn| staff("Sue").superuser().insert(conn).map_err(Into::into));
    t.client_of(sue)
}

#[actix_web::test]
async fn a_product_is_made_changed_and_remembered_in_its_history() {
    let t = TestApp::start();
    let things = t.seed(|conn| Ok(collection(conn, "Things", None)?));
    let api = staff_client(&t);
    let sent = json!({"title": " Blue Mug ", "slug": "blue-mug", "unit_price": 999.99, "inventory": 4,
        "collection": things});
    let made = api.post("/store/products/", sent).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let id = made.json()["id"].as_i64().unwrap();
    assert_eq!(made.header("location"), format!("/api/store/products/{id}/"));
    let expected = json!({"id": id, "title": "Blue Mug", "description": null, "slug": "blue-mug",
        "inventory": 4, "unit_price": 999.99, "price_with_tax": 1099.99, "collection": things, "images": []});
    assert_eq!(made.json(), expected);
    let path = format!("/store/products/{id}/");
    assert_eq!(api.patch(&path, json!({"inventory": "7"})).await.json()["inventory"], 7);
    let answer = api.put(&path, json!({"title": "Mug"})).await;
    let missing = ["slug", "inventory", "unit_price", "collection"];
    let missing: serde_json::Map<_, _> =
        missing.iter().map(|name| ((*name).to_owned(), json!(["This field is required."]))).collect();
    assert_eq!(answer.told(), (400, Value::Object(missing)));
    let entries = t.look(|conn| Ok(audit::page_of_object(conn, "catalog.product", id, 1, 10)?.entries));
    let sources: Vec<_> = entries.iter().map(|entry| (entry.source.as_str(), entry.flag.as_str())).collect();
    assert_eq!(sources, [("api", "change"), ("api", "add")]);
    assert_eq!(entries[0].actor, "Sue");
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.get(&path).await.told(), (404, json!({"detail": "No Product matches the given query."})));
}

#[actix_web::test]
async fn a_slug_that_is_taken_is_said_at_its_field_after_everything_else_is_right() {
    let t = TestApp::start();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let api = staff_client(&t);
    let sent = |price: Value| json!({"title": "M", "slug": "mug", "unit_price": price, "inventory": 0, "collection": 1});
    let answer = api.post("/store/products/", sent(json!(0.5))).await;
    assert_eq!(
        answer.told(),
        (400, json!({"unit_price": ["Ensure this value is greater than or equal to 1."]}))
    );
    let answer = api.post("/store/products/", sent(json!(5))).await;
    assert_eq!(answer.told(), (400, json!({"slug": ["Product with this Slug already exists."]})));
}

#[actix_web::test]
async fn unpublished_products_are_for_staff_who_may_see_products() {
    let t = TestApp::start();
    let (hidden, sue, tom) = t.seed(|conn| {
        let hidden = product("Hidden").unpublished().insert(conn)?;
        let (sue, tom) = (staff("Sue").insert(conn)?, staff("Tom").insert(conn)?);
        permit(conn, sue, &["catalog.view_product"])?;
        Ok((hidden, sue, tom))
    });
    let path = format!("/store/products/{hidden}/");
    for (client, status, count) in
        [(t.client(), 404, 0), (t.client_of(tom), 404, 0), (t.client_of(sue), 200, 1)]
    {
        assert_eq!(client.get(&path).await.status, status);
        assert_eq!(client.get("/store/products/").await.json()["count"], count);
    }
}

#[actix_web::test]
async fn lists_filter_sort_and_page_exactly() {
    let t = TestApp::start();
    let (mugs, _) = t.seed(|conn| {
        let (mugs, cups) = (collection(conn, "Mugs", None)?, collection(conn, "Cups", None)?);
        for number in 1..=23 {
            let within = if number % 2 == 0 { mugs } else { cups };
            let text = if number % 5 == 0 { "Holds 10 OUNCES, Österreich" } else { "Plain" };
            product(&format!("Thing {number:02}"))
                .price(number * 100)
                .description(text)
                .within(within)
                .insert(conn)?;
        }
        Ok((mugs, cups))
    });
    let api = t.client();
    let list = |query: &str| {
        let (api, path) = (api.clone(), format!("/store/products/?{query}"));
        async move {
            let answer = api.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body());
            let json = answer.json();
            let titles: Vec<String> = json["results"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["title"].as_str().unwrap()["Thing ".len()..].to_owned())
                .collect();
            (json["count"].as_i64().unwrap(), titles.join(" "), json)
        }
    };
    let (count, titles, json) = list("page=3").await;
    assert_eq!((count, titles.as_str()), (23, "21 22 23"));
    assert_eq!(json["next"], Value::Null);
    let base = t.app.config.base_url.clone();
    assert_eq!(json["previous"], format!("{base}/api/store/products/?page=2"));
    assert_eq!(list("page=2&page_size=20").await.1, "21 22 23");
    assert_eq!(list("page_size=1000").await.1.split(' ').count(), 23);
    assert_eq!(list(&format!("collection_id={mugs}&page=2")).await.1, "22");
    assert_eq!(list("unit_price__gt=20&unit_price__lt=23").await.1, "21 22");
    assert_eq!(list("ordering=-unit_price").await.1, "23 22 21 20 19 18 17 16 15 14");
    assert_eq!(list("ordering=-unit_price&page=3").await.1, "03 02 01");
    assert_eq!(list("search=ounces").await.1, "05 10 15 20");
    assert_eq!(list("search=oSTERR").await.0, 4);
    assert_eq!(list("search=%2210%20ounces%22,thing").await.0, 4);
    assert_eq!(list("search=ounce+2").await.1, "20");
    assert_eq!(list("search=100%25").await.0, 0);
    assert_eq!(list("search=_").await.0, 0);
    let (_, _, json) = list("search=ounces&page_size=2").await;
    assert_eq!(json["next"], format!("{base}/api/store/products/?page=2&page_size=2&search=ounces"));
    assert_eq!(api.get("/store/products/?page=4").await.told(), (404, json!({"detail": "Invalid page."})));
}

#[actix_web::test]
async fn every_product_is_on_exactly_one_page_whatever_the_order() {
    let t = TestApp::start();
    t.seed(|conn| {
        for number in 0..37 {
            product(&format!("Same {number}")).price(1_000).insert(conn)?;
        }
        Ok(diesel::update(products::table).set(products::title_key.eq("same")).execute(conn)?)
    });
    for ordering in ["", "unit_price", "-unit_price", "last_update", "-last_update"] {
        let mut seen = Vec::new();
        for page in 1..=8 {
            let path = format!("/store/products/?ordering={ordering}&page_size=5&page={page}");
            let json = t.client().get(&path).await.json();
            seen.extend(json["results"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()));
        }
        assert_eq!(seen.len(), 37, "{ordering}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 37, "{ordering}");
    }
}

#[actix_web::test]
async fn some_fields_are_enough_and_more_can_be_had() {
    let t = TestApp::start();
    let mug = t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        storefront::catalog::products::set_options(conn, mug, &["Size".to_owned()])?;
        storefront::catalog::products::create_variant(conn, mug, &variant("Large"), edit().now)?;
        Ok(mug)
    });
    let api = t.client();
    let answer = api.get("/store/products/?fields=id,title").await;
    assert_eq!(answer.json()["results"], json!([{"id": mug, "title": "Mug"}]));
    let answer = api.get(&format!("/store/products/{mug}/?fields=id,colour")).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body().contains("There is no field \\\"colour\\\""), "{}", answer.body());
    let json = api.get(&format!("/store/products/{mug}/?include=variants,details")).await.json();
    assert_eq!((&json["options"], &json["variants"][0]["options"]), (&json!(["Size"]), &json!(["Large"])));
    assert_eq!(json["has_variants"], true);
    assert_eq!(api.get(&format!("/store/products/{mug}/?include=all")).await.status, 400);
}

#[actix_web::test]
async fn variants_are_made_and_the_product_follows() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").price(5_000).inventory(9).insert(conn)?));
    let api = staff_client(&t);
    let path = format!("/store/products/{mug}/variants/");
    let made =
        api.post(&path, json!({"options": ["Large"], "unit_price": 12, "inventory": 3, "sku": "L"})).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let one = format!("{path}{}/", made.json()["id"]);
    assert_eq!(
        api.post(&path, json!({"options": ["Small"], "unit_price": "10.50", "inventory": 4})).await.status,
        201
    );
    let json = api.get(&format!("/store/products/{mug}/")).await.json();
    assert_eq!((&json["unit_price"], &json["inventory"]), (&json!(10.5), &json!(7)));
    assert_eq!(api.patch(&one, json!({"inventory": 0})).await.json()["inventory"], 0);
    let answer = api.post(&path, json!({"options": ["Large"], "unit_price": 1, "inventory": 0})).await;
    assert_eq!(
        answer.told(),
        (400, json!({"options": ["Two variants of a product cannot have the same option values."]}))
    );
    assert_eq!(api.delete(&one).await.status, 204);
    assert_eq!(api.get(&path).await.json().as_array().unwrap().len(), 1);
    assert_eq!(t.client().post(&path, json!({})).await.status, 401);
}

#[actix_web::test]
async fn many_products_are_stored_at_once_and_each_is_told_what_became_of_it() {
    let t = TestApp::start();
    let things = t.seed(|conn| Ok(collection(conn, "Things", None)?));
    let api = staff_client(&t);
    let one = |slug: &str, price: f64| json!({"title": slug, "slug": slug, "unit_price": price, "inventory": 1, "collection": things});
    let sent = json!([one("a", 5.0), one("b", 0.1), one("a", 6.0), 7, one("c", 7.0)]);
    let answer = api.post("/store/products/bulk/", sent).await;
    assert_eq!(answer.status, 200, "{}", answer.body());
    let results = answer.json()["results"].as_array().unwrap().clone();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [201, 400, 400, 400, 201]);
    assert_eq!(
        results[1]["errors"],
        json!({"unit_price": ["Ensure this value is greater than or equal to 1."]})
    );
    let (first, last) = (&results[0]["id"], &results[4]["id"]);
    let answer = api
        .patch(
            "/store/products/bulk/",
            json!([{"id": first, "inventory": 50}, {"id": last, "title": ""},
        {"inventory": 5}, {"id": 999_999, "inventory": 1}]),
        )
        .await;
    let statuses: Vec<_> = answer.json()["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["status"].as_i64().unwrap())
        .collect();
    assert_eq!(statuses, [200, 400, 400, 404]);
    let stock: Vec<(String, i32)> = t.look(|conn| {
        Ok(products::table.order(products::id).select((products::slug, products::inventory)).load(conn)?)
    });
    assert_eq!(stock, [("a".to_owned(), 50), ("c".to_owned(), 1)]);
}

#[actix_web::test]
async fn collections_count_what_is_on_sale_and_get_a_slug_of_their_own() {
    let t = TestApp::start();
    let api = staff_client(&t);
    let made = api.post("/store/collections/", json!({"title": "Täglich Frisch"})).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let id = made.json()["id"].as_i64().unwrap();
    assert_eq!(made.json(), json!({"id": id, "title": "Täglich Frisch", "products_count": 0}));
    let path = format!("/store/collections/{id}/");
    assert_eq!(api.get(&format!("{path}?include=details")).await.json()["slug"], "taglich-frisch");
    let again = api.post("/store/collections/", json!({"title": "Täglich Frisch"})).await;
    assert_eq!(again.status, 201);
    t.seed(|conn| {
        product("Mug").within(id).insert(conn)?;
        product("Hidden").within(id).unpublished().insert(conn)?;
        Ok(())
    });
    assert_eq!(t.client().get(&path).await.json()["products_count"], 1);
    let error = "Collection cannot be deleted because it includes one or more products.";
    assert_eq!(api.delete(&path).await.told(), (405, json!({"error": error})));
}

fn picture(name: &str, bytes: &[u8]) -> TestRequest {
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    TestRequest::post().insert_header(("content-type", "multipart/form-data; boundary=x")).set_payload(body)
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(4, 4).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[actix_web::test]
async fn pictures_are_taken_from_staff_and_shown_to_all() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let api = staff_client(&t);
    let path = format!("/api/store/products/{mug}/images/");
    assert_eq!(t.client().raw(picture("a.png", &png()).uri(&path)).await.status, 401);
    let made = api.raw(picture("a.PNG", &png()).uri(&path)).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let address = made.json()["image"].as_str().unwrap().to_owned();
    assert!(address.starts_with(&format!("{}/media/", t.app.config.base_url)), "{address}");
    let images = t.client().get(&format!("/store/products/{mug}/")).await.json()["images"].clone();
    assert_eq!(images, json!([made.json()]));
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
    let answer = api.raw(picture("a.png", script).uri(&path)).await;
    assert_eq!(answer.status, 400);
    let answer = api.raw(picture("a.html", &png()).uri(&path)).await;
    assert!(answer.body().contains("File extension “html” is not allowed."), "{}", answer.body());
    let answer = api.raw(picture("a.png", &vec![0; 600_000]).uri(&path)).await;
    assert_eq!(answer.told(), (400, json!({"image": ["Files cannot be larger than 500KB!"]})));
    let one = format!("/store/products/{mug}/images/{}/", made.json()["id"]);
    assert_eq!(t.client().delete(&one).await.status, 401);
    assert_eq!(api.delete(&one).await.status, 204);
    assert_eq!(
        t.client().get(&one).await.told(),
        (404, json!({"detail": "No ProductImage matches the given query."}))
    );
}

#[actix_web::test]
async fn reviews_are_written_by_anybody_and_changed_by_their_author_and_staff() {
    let t = TestApp::start();
    let (mug, ann, bob) = t.seed(|conn| {
        Ok((product("Mug").insert(conn)?, customer("Ann").insert(conn)?, customer("Bob").insert(conn)?))
    });
    let path = format!("/store/products/{mug}/reviews/");
    let made = t.client().post(&path, json!({"name": "Guest", "description": "Good."})).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let guests = format!("{path}{}/", made.json()["id"]);
    assert_eq!(t.client().patch(&guests, json!({"name": "Other"})).await.status, 401);
    let anns = t.client_of(ann);
    let made = anns.post(&path, json!({"name": "Ann A.", "description": "Better.", "rating": 5})).await;
    let own = format!("{path}{}/", made.json()["id"]);
    assert_eq!(anns.patch(&guests, json!({"name": "Other"})).await.status, 403);
    assert_eq!(t.client_of(bob).patch(&own, json!({"name": "Other"})).await.status, 403);
    let answer = anns.patch(&format!("{own}?include=rating"), json!({"description": "Best."})).await;
    assert_eq!((answer.status, &answer.json()["rating"]), (200, &json!(5)), "{}", answer.body());
    // A customer has one review of a product.
    let again = anns.post(&path, json!({"name": "Ann", "description": "Changed."})).await;
    assert_eq!(again.json()["id"], made.json()["id"]);
    assert_eq!(t.client().get(&path).await.json().as_array().unwrap().len(), 2);
    assert_eq!(staff_client(&t).delete(&guests).await.status, 204);
    assert_eq!(anns.delete(&own).await.status, 204);
    assert_eq!(t.client().get(&path).await.json(), json!([]));
    assert_eq!(
        t.client()
            .post("/store/products/999/reviews/", json!({"name": "A", "description": "B"}))
            .await
            .status,
        404
    );
}
