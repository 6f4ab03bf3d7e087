//! Hostile input: whatever is sent, the answer is no fault, and nothing happens that may not.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use storefront::schema::{media_files, products, users};

use super::people::{root, staff_with};
use super::seeds::{product_with, review, tag, title_and_price, units};
use super::sheet::Sheet;
use super::toys::shop;
use crate::support::builders::product;

const PRODUCTS: &str = "/admin/catalog/product/";

#[actix_web::test]
async fn nobody_filters_or_sorts_by_what_is_no_filter_or_column() {
    let t = shop();
    t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let eve = staff_with(&t, "Eve", &["accounts.view_user", "catalog.view_product", "reviews.view_review"]);
    for query in [
        "password_hash__exact=x",
        "password_hash__startswith=%24argon",
        "is_superuser__exact=1",
        "username=Eve",
        "id=1",
        "title__exact=Mug",
    ] {
        for path in ["/admin/accounts/user/", PRODUCTS] {
            assert_eq!(eve.get(&format!("{path}?{query}")).await.status, 303, "{path}?{query}");
        }
    }
    for query in ["o=1;drop", "o=99", "o=-", "o=1.1.1", "o=9223372036854775808", "o=%00", "o='"] {
        assert_eq!(eve.get(&format!("{PRODUCTS}?{query}")).await.status, 200, "{query}");
    }
}

#[actix_web::test]
async fn no_value_of_a_parameter_is_a_fault() {
    let t = shop();
    t.seed(|conn| {
        let mug = product("Mug").insert(conn)?;
        Ok(review(conn, mug, "Ann", Some(3), "2026-03-01", true)?)
    });
    let browser = root(&t);
    let long = "x".repeat(10_000);
    let values = [
        "",
        "1",
        "-1",
        "0",
        "x",
        "%00",
        "%ff%fe",
        "'",
        "%22",
        "1e9",
        "9223372036854775807",
        "9223372036854775808",
        "-262000-01-01",
        "262000-01-01",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2026-03-01+25:00",
        "True",
        "None",
        "..%2f..",
        "%3Cscript%3E",
        "NaN",
        "0.001",
        &long,
    ];
    let names = [
        "collection__id__exact",
        "collection__id",
        "collection__isnull",
        "is_published__exact",
        "is_published__isnull",
        "last_update__gte",
        "last_update__lt",
        "last_update__isnull",
        "unit_price__gte",
        "unit_price__lte",
        "inventory__gte",
        "description__isempty",
        "stock",
        "q",
        "o",
        "p",
        "all",
        "e",
        "_facets",
        "_popup",
        "_pick",
        "_to_field",
        "_changelist_filters",
        "",
        "a",
    ];
    for name in names {
        for value in values {
            let answer = browser.get(&format!("{PRODUCTS}?{name}={value}")).await;
            assert!(matches!(answer.status, 200 | 303 | 400), "{name}={value}: {}", answer.status);
        }
    }
    for name in ["date__year", "date__month", "date__day", "date__gte", "date__lt", "rating__exact"] {
        for value in values {
            for rest in ["", "&date__year=2026", "&date__year=9998&date__month=12"] {
                let answer = browser.get(&format!("/admin/reviews/review/?{name}={value}{rest}")).await;
                assert!(matches!(answer.status, 200 | 303 | 400), "{name}={value}{rest}: {}", answer.status);
            }
        }
    }
    for value in values {
        for path in [
            format!("/admin/autocomplete/?model=catalog.product&q={value}"),
            format!("/admin/autocomplete/?model={value}"),
            format!("/admin/autocomplete/?model=catalog.product&page={value}"),
            format!("/admin/history/?user={value}&p={value}"),
            format!("{PRODUCTS}add/?title={value}&collection_id={value}&tags={value}&unit_price={value}"),
        ] {
            let status = browser.get(&path).await.status;
            assert!(matches!(status, 200 | 303 | 400 | 404), "{path}: {status}");
        }
    }
}

#[actix_web::test]
async fn no_value_of_an_input_is_a_fault() {
    let t = shop();
    let (id, _) = t.seed(|conn| Ok(product_with(conn, "Mug", 1)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&format!("{PRODUCTS}{id}/change/")).await, "form");
    let long = "x".repeat(100_000);
    let values = [
        "",
        " ",
        "\0",
        "a\0b",
        "-1",
        "99999999999999999999",
        "9223372036854775807",
        "1e400",
        "NaN",
        "\u{202e}",
        "<script>alert(1)</script>",
        "\r\n",
        "\u{7f}",
        "'; DROP TABLE products; --",
        "{\"a\":[",
        &long,
    ];
    let names: Vec<String> = sheet.fields.iter().map(|(name, _)| name.clone()).collect();
    for name in names {
        for value in values {
            let answer = sheet.clone().set(&name, value).press(&browser, "_save").await;
            assert!(
                matches!(answer.status, 200 | 303 | 409 | 422),
                "{name}={value:.20}: {} {}",
                answer.status,
                answer.body()
            );
        }
    }
}

#[actix_web::test]
async fn members_that_are_no_fields_and_read_only_ones_cannot_be_set() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let sheet = Sheet::of(&browser.get(&format!("{PRODUCTS}{id}/change/")).await, "form");
    let forged = sheet
        .set("title", "Cup")
        .and("track_inventory", "")
        .and("allow_backorder", "on")
        .and("id", "4711")
        .and("like_count", "1000")
        .and("worth", "1");
    assert_eq!(forged.press(&browser, "_save").await.status, 303);
    let stored: (String, bool, bool, i32) = t.look(|conn| {
        Ok(products::table
            .find(id)
            .select((
                products::title,
                products::track_inventory,
                products::allow_backorder,
                products::like_count,
            ))
            .first(conn)?)
    });
    assert_eq!(stored, ("Cup".into(), true, false, 0));
}

#[actix_web::test]
async fn markup_in_a_text_is_never_markup_of_a_page() {
    const MARKUP: &str = "<script>alert(1)</script>\"'><b>";
    let t = shop();
    let (id, gift) = t.seed(|conn| {
        let (mug, _) = product_with(conn, "Mug", 1)?;
        diesel::update(products::table.find(mug))
            .set((products::title.eq(MARKUP), products::description.eq(MARKUP)))
            .execute(conn)?;
        diesel::update(users::table).set(users::first_name.eq(MARKUP)).execute(conn)?;
        review(conn, mug, MARKUP, Some(3), "2026-03-01", true)?;
        Ok((mug, tag(conn, MARKUP)?))
    });
    let browser = root(&t);
    t.seed(|conn| {
        diesel::update(users::table).set(users::first_name.eq(MARKUP)).execute(conn)?;
        Ok(())
    });
    let sheet = Sheet::of(&browser.get(&format!("{PRODUCTS}{id}/change/")).await, "form");
    let saved = sheet.clone().set("slug", "other").press(&browser, "_save").await;
    assert_eq!(saved.status, 303);
    let asked = browser.post(PRODUCTS, &[("action", "publish"), ("_selected_action", &id.to_string())]).await;
    let conflict = sheet.set("slug", MARKUP).set("title", MARKUP).press(&browser, "_save").await;
    let mut pages = vec![asked, conflict];
    for path in [
        "/admin/".to_owned(),
        "/admin/history/".to_owned(),
        PRODUCTS.to_owned(),
        format!("{PRODUCTS}?q=%3Cscript%3Ealert(1)%3C/script%3E"),
        format!("{PRODUCTS}{id}/change/"),
        format!("{PRODUCTS}{id}/delete/"),
        format!("{PRODUCTS}{id}/history/"),
        format!("{PRODUCTS}add/?title=%3Cscript%3Ealert(1)%3C/script%3E"),
        "/admin/reviews/review/".to_owned(),
        format!("/admin/tags/tag/{gift}/change/"),
        "/admin/tags/tag/".to_owned(),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        pages.push(page);
    }
    for page in pages {
        assert!(!page.body().contains("<script>alert"), "{}", page.body());
        assert!(!page.body().contains("'><b>"), "{}", page.body());
    }
}

#[actix_web::test]
async fn a_form_with_very_many_inputs_is_answered() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let path = format!("{PRODUCTS}{id}/change/");
    let sheet = Sheet::of(&browser.get(&path).await, "form");
    for name in ["x", "x-clear", "_conflicts", "x-id", "tags", "_selected_action", "variants-0-option1"] {
        let mut many = sheet.clone();
        for number in 0..50_000 {
            let name = if name.starts_with('x') { format!("{number}{name}") } else { name.to_owned() };
            many.fields.push((name, number.to_string()));
        }
        let answer = many.press(&browser, "_save").await;
        assert!(matches!(answer.status, 303 | 400 | 409 | 422), "{name}: {}", answer.status);
        let copied = many.clone().set("slug", name).press(&browser, "_saveasnew").await;
        assert!(matches!(copied.status, 303 | 400 | 409 | 422), "{name}: {}", copied.status);
        many.action = PRODUCTS.to_owned();
        let listed = many.and("action", "clear_inventory").post(&browser).await;
        assert!(matches!(listed.status, 303 | 400), "{name}: {}", listed.status);
    }
    let rows = sheet.clone().set("variants-TOTAL_FORMS", "4000000000").press(&browser, "_save").await;
    assert_eq!(rows.status, 422);
    assert_eq!(t.look(|conn| Ok(title_and_price(conn, id)?)).0, "Mug");
}

#[actix_web::test]
async fn a_body_that_is_no_form_is_refused() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    for (kind, body) in [
        ("application/json", "{\"title\":\"x\"}".as_bytes().to_vec()),
        ("text/plain", vec![0xff, 0xfe, 0x00]),
        ("application/x-www-form-urlencoded", b"title=%ff%fe&%00=%zz&&&=".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense".to_vec()),
        ("multipart/form-data", b"--x--".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n\xff\xfe\r\n--x--\r\n".to_vec(),
        ),
        ("application/x-www-form-urlencoded", vec![b'a'; 9_000_000]),
    ] {
        for path in ["", "add/", &format!("{id}/change/")] {
            let request = TestRequest::post()
                .uri(&format!("{PRODUCTS}{path}"))
                .insert_header(("sec-fetch-site", "same-origin"))
                .insert_header(("content-type", kind))
                .set_payload(body.clone());
            let answer = browser.send(request).await;
            assert!(matches!(answer.status, 303 | 400 | 413 | 415 | 422), "{kind} {path}: {}", answer.status);
        }
    }
    assert_eq!(t.look(|conn| Ok((title_and_price(conn, id)?.0, units(conn, id)?))), ("Mug".into(), 10));
}

#[actix_web::test]
async fn a_file_for_a_form_without_pictures_is_not_kept() {
    let t = shop();
    let id = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let browser = root(&t);
    let picture = super::uploads::png(4, 4);
    let body = super::uploads::form(&[("title".into(), "Cup".into())], "title-file", "a.png", &picture);
    let answer = super::uploads::send(&browser, &format!("{PRODUCTS}{id}/change/"), body).await;
    assert!(matches!(answer.status, 303 | 422), "{}", answer.status);
    let kept: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(kept, 0);
}
