//! Documents as customers and staff get them, and what an order with an invoice refuses.

use diesel::prelude::*;
use storefront::checkout::order_actions::{delete, invoice};
use storefront::checkout::order_editing::{find_change, save};
use storefront::checkout::order_lines::{OrderLineChange, change_lines};
use storefront::orders::queries::{find_order, find_token};
use storefront::payments::paper::issuing::{issue_credit_note, issue_invoice};
use storefront::payments::paper::mails::compose;
use storefront::platform::editing::Rows;
use storefront::platform::mail::frame::MailFrame;
use storefront::schema::jobs;

use super::{order_of, text_of};
use crate::accounts::grants::give;
use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::people::{customer, staff};
use crate::support::web::Answer;
use crate::support::{TestApp, noon};

fn shop() -> (TestApp, i64, i64) {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    let order = order_of(&t, &[(mug, 2)]);
    (t, mug, order)
}

fn admin(order: i64, rest: &str) -> String {
    format!("/admin/orders/order/{order}/{rest}")
}

fn is_pdf(answer: &Answer, name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body());
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("content-disposition"), format!("inline; filename=\"{name}\""));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn whoever_has_the_link_gets_the_invoice_once_there_is_one() {
    let (t, _, order) = shop();
    let token = t.read(|conn| find_token(conn, order)).unwrap();
    let (page, file) = (format!("/orders/{token}/"), format!("/orders/{token}/invoice.pdf"));
    let browser = t.browser();
    assert_eq!(browser.get(&file).await.status, 404);
    assert!(!browser.get(&page).await.body().contains("invoice.pdf"));
    t.change(|conn| Ok(issue_invoice(conn, order, noon())?));
    is_pdf(&browser.get(&file).await, "invoice_2026-00001.pdf");
    assert!(browser.get(&page).await.body().contains(&file));
    let strange = "/orders/00000000-0000-4000-8000-000000000000/invoice.pdf";
    assert_eq!(browser.get(strange).await.status, 404);
}

#[actix_web::test]
async fn staff_need_to_be_allowed_to_see_orders() {
    let (t, _, order) = shop();
    let note = t.change(|conn| {
        issue_invoice(conn, order, noon())?;
        Ok(issue_credit_note(conn, order, None, noon())?.unwrap().id)
    });
    let (ann, bob, eve) = t.seed(|conn| {
        let (ann, bob) = (staff("Ann").insert(conn)?, staff("Bob").insert(conn)?);
        give(conn, ann.user_id, "orders.view_order")?;
        Ok((ann, bob, customer("Eve").insert(conn)?))
    });
    let files = [
        (admin(order, "invoice.pdf"), "invoice_2026-00001.pdf".to_owned()),
        (admin(order, &format!("credit-note/{note}.pdf")), "credit-note_CN-2026-00001.pdf".to_owned()),
        (admin(order, "packing-slip.pdf"), {
            let number = t.read(|conn| find_order(conn, order)).unwrap().number;
            format!("packing-slip_{number}.pdf")
        }),
    ];
    let (allowed, other, shopper) = (t.browser(), t.browser(), t.browser());
    allowed.sign_in(ann);
    other.sign_in(bob);
    shopper.sign_in(eve);
    for (path, name) in &files {
        is_pdf(&allowed.get(path).await, name);
        assert_eq!(other.get(path).await.status, 403, "{path}");
        assert_eq!(shopper.get(path).await.status, 303, "{path}");
        assert_eq!(t.browser().get(path).await.status, 303, "{path}");
        let elsewhere = path.replacen(&format!("/{order}/"), "/987654/", 1);
        assert_eq!(allowed.get(&elsewhere).await.status, 404, "{elsewhere}");
    }
    let page = allowed.get(&admin(order, "print/")).await;
    assert_eq!(page.status, 200, "{}", page.body());
    for said in [
        "Ann Lee",
        "mailto:ann@example.com",
        "1 High Street",
        "Pending payment",
        "Items bought",
        "data-print",
    ] {
        assert!(page.body().contains(said), "{said} in {}", page.body());
    }
    assert_eq!(other.get(&admin(order, "print/")).await.status, 403);
    let form = allowed.get(&admin(order, "change/")).await;
    for (path, _) in &files {
        assert!(form.body().contains(path), "{path} in {}", form.body());
    }
}

#[test]
fn an_order_with_an_invoice_keeps_its_lines_and_addresses_and_stays() {
    let (t, mug, order) = shop();
    t.change(|conn| Ok(issue_invoice(conn, order, noon())?));
    let two_more = Rows {
        added: vec![OrderLineChange { product_id: mug, quantity: 2, ..OrderLineChange::default() }],
        ..Rows::default()
    };
    let (_, lines) = t.refusal(|conn| change_lines(conn, &edit(), order, &two_more));
    let mut change = t.read(|conn| find_change(conn, order)).unwrap();
    change.notes = "Call first.".into();
    t.change(|conn| save(conn, &edit(), &t.app.config, Some(order), &change));
    change.shipping_street = "2 High Street".into();
    let (_, address) = t.refusal(|conn| save(conn, &edit(), &t.app.config, Some(order), &change));
    let (_, deletion) = t.refusal(|conn| delete(conn, &edit(), &[order]));
    for sentence in [lines, address, deletion] {
        assert!(sentence.contains("invoice"), "{sentence}");
    }
}

#[test]
fn staff_issue_an_invoice_which_goes_to_the_customer_as_a_file() {
    let (t, _, order) = shop();
    assert_eq!(t.change(|conn| invoice(conn, &edit(), &[order])), 1);
    let queued: Vec<String> = t.read(|conn| {
        jobs::table.filter(jobs::kind.eq("payments.send_invoice")).select(jobs::arguments).load(conn)
    });
    assert_eq!(queued.len(), 1, "{queued:?}");
    let message = t.look(|conn| {
        let frame = MailFrame::load(conn, &t.app.config)?;
        let id = storefront::payments::queries::find_invoice_of(conn, order)?.unwrap().id;
        compose(conn, &frame, id)
    });
    let message = message.unwrap();
    assert_eq!((message.to.as_str(), message.files.len()), ("ann@example.com", 1));
    assert!(message.subject.ends_with(": invoice 2026-00001"), "{}", message.subject);
    let file = &message.files[0];
    assert_eq!(
        (file.name.as_str(), file.content_type.as_str()),
        ("invoice_2026-00001.pdf", "application/pdf")
    );
    assert!(text_of(&file.bytes).contains("2026-00001"));
}
