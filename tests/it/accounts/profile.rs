//! What customers say of themselves, with a photo.

use std::io::Cursor;

use actix_web::test::TestRequest;
use chrono::NaiveDate;
use diesel::prelude::*;
use image::{DynamicImage, ImageFormat};
use storefront::schema::{customers, media_files, users};

use super::{delivered, with_password};
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::Person;
use crate::support::web::Answer;

const NO_PICTURE: &str =
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";

/// `POST` as a browser sends a form with a file.
async fn upload(browser: &Browser<'_>, fields: &[(&str, &str)], photo: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let name = if photo.is_empty() { "" } else { "me.png" };
    body.extend(
        format!("--edge\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n")
            .bytes(),
    );
    body.extend(photo);
    body.extend(b"\r\n--edge--\r\n");
    let request = TestRequest::post()
        .uri("/account/profile/")
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header(("content-type", "multipart/form-data; boundary=edge"))
        .set_payload(body);
    browser.send(request).await
}

fn png(width: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, 20).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn photo_of(t: &TestApp, person: Person) -> Option<i64> {
    t.look(|conn| Ok(customers::table.find(person.customer_id).select(customers::photo_id).first(conn)?))
}

const ANN: [(&str, &str); 2] = [("first_name", "Ann"), ("email", "ann@example.com")];

#[actix_web::test]
async fn a_profile_is_stored_as_typed() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let fields = [
        ("first_name", "Annabel"),
        ("last_name", "Lee"),
        ("email", "ann@example.com"),
        ("phone", "+49 30 1234567"),
        ("birth_date", "1990-12-31"),
    ];
    let answer = upload(&browser, &fields, b"").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/account/profile/"), "{}", answer.body());
    let page = browser.get("/account/profile/").await;
    assert!(page.body().contains("Profile updated successfully."));
    for value in ["Annabel", "Lee", "+49 30 1234567", "1990-12-31"] {
        assert!(page.body().contains(&format!("value=\"{value}\"")), "{value}");
    }
    let name: (String, String) = t.look(|conn| {
        Ok(users::table.find(ann.user_id).select((users::first_name, users::last_name)).first(conn)?)
    });
    let day: Option<NaiveDate> = t
        .look(|conn| Ok(customers::table.find(ann.customer_id).select(customers::birth_date).first(conn)?));
    assert_eq!((name, day), (("Annabel".into(), "Lee".into()), NaiveDate::from_ymd_opt(1990, 12, 31)));
    assert!(delivered(&t).is_empty(), "the address is the same");
}

#[actix_web::test]
async fn what_is_wrong_is_said_and_nothing_is_stored() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for (day, message) in [
        ("31.12.1990", "Enter a valid date."),
        ("1990-02-30", "Enter a valid date."),
        ("0001-01-01", "Enter a valid date."),
        ("2026-03-16", "Enter a day in the past."),
    ] {
        let fields = [("first_name", "Annabel"), ("email", "ann@example.com"), ("birth_date", day)];
        let answer = upload(&browser, &fields, b"").await;
        assert_eq!(answer.status, 422, "{day}");
        assert!(answer.body().contains(message), "{day}");
        assert!(answer.body().contains("value=\"Annabel\"") && answer.body().contains(day), "{day}");
    }
    assert_eq!(upload(&browser, &[("email", "ann")], b"").await.status, 422);
    let name: String =
        t.look(|conn| Ok(users::table.find(ann.user_id).select(users::first_name).first(conn)?));
    assert_eq!(name, "Ann");
}

#[actix_web::test]
async fn a_photo_is_shown_replaced_and_removed() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    assert_eq!(upload(&browser, &ANN, &png(30)).await.status, 303);
    let first = photo_of(&t, ann).unwrap();
    let page = browser.get("/account/profile/").await;
    assert!(page.body().contains("alt=\"Photo of Ann\" width=\"30\" height=\"20\""), "{}", page.body());

    assert_eq!(upload(&browser, &ANN, b"").await.status, 303);
    assert_eq!(photo_of(&t, ann), Some(first), "no file chosen leaves it");
    assert_eq!(upload(&browser, &ANN, &png(40)).await.status, 303);
    assert_ne!(photo_of(&t, ann), Some(first));
    let kept: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(kept, 1, "the old one is gone");

    assert_eq!(upload(&browser, &[ANN[0], ANN[1], ("photo-clear", "1")], b"").await.status, 303);
    assert_eq!(photo_of(&t, ann), None);
    let kept: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(kept, 0);
    delivered(&t);
}

#[actix_web::test]
async fn what_is_no_picture_or_too_large_is_refused_with_what_was_typed() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    let fields = [("first_name", "Annabel"), ("email", "ann@example.com")];
    let cut = &png(30)[..40];
    let large = vec![7; 5 * 1024 * 1024 + 1];
    for (file, message) in [
        (b"<svg onload=alert(1)>".as_slice(), NO_PICTURE),
        (cut, NO_PICTURE),
        (&large, "The photo is larger than 5 MB."),
    ] {
        let answer = upload(&browser, &fields, file).await;
        assert_eq!(answer.status, 422, "{message}");
        assert!(answer.body().contains(message) && answer.body().contains("value=\"Annabel\""), "{message}");
    }
    let huge = vec![7; 11 * 1024 * 1024];
    assert_eq!(upload(&browser, &fields, &huge).await.status, 400);
    assert_eq!(photo_of(&t, ann), None);
    assert_eq!(upload(&t.browser(), &fields, &png(30)).await.status, 303, "a stranger is led to the form");
    let stored: i64 = t.look(|conn| Ok(media_files::table.count().get_result(conn)?));
    assert_eq!(stored, 0);
}

#[actix_web::test]
async fn nonsense_instead_of_a_form_is_refused_politely() {
    let t = TestApp::start();
    let ann = with_password(&t, "Ann");
    let browser = t.browser();
    browser.sign_in(ann);
    for (kind, body) in [
        ("multipart/form-data; boundary=edge", "nonsense"),
        (
            "multipart/form-data; boundary=edge",
            "--edge\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ncut",
        ),
        ("multipart/form-data", "--edge--"),
        ("application/json", "{}"),
        ("text/plain", "a=b"),
    ] {
        let request = TestRequest::post()
            .uri("/account/profile/")
            .insert_header(("content-type", kind))
            .set_payload(body.as_bytes().to_vec());
        let status = browser.send(request).await.status;
        assert!((400..500).contains(&status), "{kind} {body}: {status}");
    }
    let long = "x".repeat(10 * 1024 * 1024);
    let status = browser.post("/account/profile/", &[("first_name", long.as_str())]).await.status;
    assert!((400..500).contains(&status), "{status}");
}
