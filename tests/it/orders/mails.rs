//! Mails about orders: one job each, made from the order as it is.

use diesel::prelude::*;
use storefront::orders::fulfilment::advance;
use storefront::orders::mails::{AboutOrder, CANCELLED, PLACED, SHIPPED, WITHDRAWN, compose};
use storefront::orders::models::FulfilmentStatus;
use storefront::platform::actor::Actor;
use storefront::platform::db::Conn;
use storefront::platform::mail::Message;
use storefront::platform::mail::frame::MailFrame;
use storefront::platform::web::error::AppError;
use storefront::schema::{jobs, orders, settings};

use crate::support::builders::product;
use crate::support::{TestApp, noon};

#[actix_web::test]
async fn each_happening_queues_its_mail_once() {
    let t = TestApp::start();
    let browser = t.browser();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    browser.put(mug, 1).await;
    let first = browser.order().await;
    browser.post(&format!("{first}cancellation/"), &[]).await;
    browser.post(&format!("{first}cancellation/"), &[]).await;
    browser.put(mug, 1).await;
    let second = browser.order().await;
    t.seed(|conn| {
        let id = orders::table.order(orders::id.desc()).select(orders::id).first(conn)?;
        advance(conn, id, FulfilmentStatus::Shipped, &Actor::system(), noon()).map_err(AppError::internal)
    });
    browser.post(&format!("{second}withdrawal/"), &[("name", "Ann")]).await;
    let queued: Vec<(String, String)> = t.look(|conn| {
        let mails = jobs::table.filter(jobs::kind.like("orders.%")).order(jobs::id);
        Ok(mails.select((jobs::kind, jobs::arguments)).load(conn)?)
    });
    let expected = [(PLACED, 1), (CANCELLED, 1), (PLACED, 2), (SHIPPED, 2), (WITHDRAWN, 2)]
        .map(|(kind, order)| (kind.to_owned(), format!("{{\"order\":{order}}}")));
    assert_eq!(queued, expected);
}

#[actix_web::test]
async fn the_confirmation_says_what_was_bought_where_it_goes_and_how_to_pay() {
    let t = TestApp::start();
    let browser = t.browser();
    let mug = t.seed(|conn| {
        diesel::insert_into(settings::table)
            .values((
                settings::name.eq("payment_instructions"),
                settings::value.eq("IBAN DE00 1234"),
                settings::updated_at.eq(noon()),
            ))
            .execute(conn)?;
        Ok(product("<b>Mug</b> & Co").insert(conn)?)
    });
    browser.put(mug, 2).await;
    let address = browser.order().await;
    let message = t.look(|conn| composed(&t, conn, 1)).unwrap();
    assert_eq!(message.to, "ann@example.com");
    let number: String = t.look(|conn| Ok(orders::table.select(orders::number).first(conn)?));
    assert!(message.subject.contains(&number), "{}", message.subject);
    for words in
        ["2 × <b>Mug</b> & Co: $20.00", "Total: $22.00", "Ann Lee\n1 High Street", "IBAN DE00 1234", &address]
    {
        assert!(message.text.contains(words), "{words}: {}", message.text);
    }
    assert!(!message.html.contains("<b>Mug"), "{}", message.html);
    assert!(message.html.contains("$22.00") && message.html.contains(&address));
    assert!(t.look(|conn| composed(&t, conn, 999)).is_none(), "a gone order has no mail");
}

fn composed(t: &TestApp, conn: &mut Conn, order: i64) -> Result<Option<Message>, AppError> {
    let frame = MailFrame::load(conn, &t.app.config)?;
    compose(conn, &t.app.config, &frame, PLACED, &AboutOrder { order, amount: String::new() })
}
