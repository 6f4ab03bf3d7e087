//! Mails: no field of any form reaches a header.

use std::path::Path;

use diesel::prelude::*;
use storefront::schema::{order_addresses, orders, settings, users};

use super::addresses::ADDRESSES;
use super::scene::{Kind, shop, visitor};
use crate::support::{TestApp, noon};

const INJECTED: &str = "x\r\nBcc: everyone@example.com\r\n\r\n<b>";
const BARE: &str = "x\nBcc: everyone@example.com";

/// The lines before the first empty one, of every mail that was sent.
fn headers(t: &TestApp) -> Vec<String> {
    while storefront::worker::run_next(&t.app).unwrap() {}
    let folder = t.app.config.var.join("mail");
    std::fs::read_dir(folder).unwrap().map(|entry| head(&entry.unwrap().path())).collect()
}

fn head(mail: &Path) -> String {
    let text = std::fs::read_to_string(mail).unwrap();
    text.split("\r\n\r\n").next().unwrap().to_owned()
}

fn assert_clean(heads: &[String]) {
    for head in heads {
        let smuggled = head.lines().any(|line| line.to_lowercase().starts_with("bcc"));
        assert!(!smuggled && head.contains("Content-Type: multipart/alternative"), "{head}");
        assert_eq!(head.matches("\nTo: ").count() + usize::from(head.starts_with("To: ")), 1, "{head}");
    }
}

#[actix_web::test]
async fn no_field_of_a_form_becomes_a_header() {
    let t = shop();
    for address in ADDRESSES.iter().filter(|address| !address.fields.is_empty()) {
        let visitor = visitor(&t, Kind::GuestWithCart).await;
        for (hostile, _) in address.fields {
            for value in [INJECTED, BARE] {
                let fields = visitor.fields(address);
                let sent: Vec<(&str, &str)> = fields
                    .iter()
                    .map(|(name, usual)| (*name, if name == hostile { value } else { usual.as_str() }))
                    .collect();
                visitor.browser.post(&visitor.path(address), &sent).await;
            }
        }
    }
    let heads = headers(&t);
    assert!(!heads.is_empty());
    assert_clean(&heads);
}

/// Rows of a dump or an import were never in a form.
#[actix_web::test]
async fn what_stands_in_the_database_becomes_no_header_either() {
    let t = shop();
    let ann = visitor(&t, Kind::Customer).await;
    t.seed(|conn| {
        diesel::update(users::table)
            .set((users::username.eq(INJECTED), users::first_name.eq(INJECTED), users::last_name.eq(BARE)))
            .execute(conn)?;
        diesel::update(orders::table).set(orders::number.eq(BARE)).execute(conn)?;
        diesel::update(order_addresses::table).set(order_addresses::name.eq(INJECTED)).execute(conn)?;
        for name in ["shop_name", "contact"] {
            diesel::insert_into(settings::table)
                .values((
                    settings::name.eq(name),
                    settings::value.eq(INJECTED),
                    settings::updated_at.eq(noon()),
                ))
                .execute(conn)?;
        }
        Ok(())
    });
    let order = ann.value("order");
    ann.browser.post(&format!("/orders/{order}/cancellation/"), &[]).await;
    ann.browser.post(&format!("/orders/{order}/withdrawal/"), &[("name", "Ann")]).await;
    t.browser().post("/account/password/reset/", &[("email", "ann@example.com")]).await;
    ann.browser.post("/products/mug/reviews/", &[("rating", "5"), ("description", INJECTED)]).await;
    let heads = headers(&t);
    assert!(heads.len() >= 3, "{heads:?}");
    assert_clean(&heads);
}
