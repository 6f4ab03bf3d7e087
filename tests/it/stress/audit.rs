//! The audit finds what a broken shop would leave behind: each test takes one thing away.

use diesel::prelude::*;
use storefront::cart::carts;
use storefront::cart::models::CartOwner;
use storefront::catalog::models::Sellable;
use storefront::checkout::cancellation::cancel;
use storefront::checkout::details;
use storefront::checkout::models::Details;
use storefront::checkout::placing::{Placed, Placing, place};
use storefront::orders::models::PostalAddress;
use storefront::payments::methods::Method;
use storefront::platform::actor::Actor;
use storefront::platform::db::Conn;
use storefront::platform::settings::ShopSettings;
use storefront::platform::web::error::AppError;
use storefront::schema::{
    idempotency_keys, jobs, order_addresses, order_events, order_items, orders, payments, product_variants,
    products, promotion_uses, promotions,
};
use storefront::stress::audit::audit;
use storefront::stress::ledger::Ledger;
use storefront::stress::shop;

use crate::support::{TestApp, noon};

/// A shop that has sold two orders, one of which was cancelled, and what it has promised.
struct Audited {
    t: TestApp,
    ledger: Ledger,
    kept: Placed,
    cancelled: Placed,
}

impl Audited {
    fn start() -> Audited {
        let t = TestApp::start();
        let (things, mut ledger) = t.seed(|conn| {
            let (shop, ledger) = shop::open(conn, 1, noon())?;
            Ok((shop.things, ledger))
        });
        // A tracked product, one on back-order, and a variant.
        let variant = *things.iter().find(|what| what.variant_id.is_some()).unwrap();
        let bought = [(things[0], 2), (things[5], 8), (variant, 1)];
        let (kept_form, kept) = order(&t, &bought);
        let (cancelled_form, cancelled) = order(&t, &bought);
        t.seed(|conn| {
            cancel(conn, cancelled.order_id, &Actor::guest(), noon()).unwrap();
            Ok(())
        });
        ledger.confirm(&kept_form, &kept.token);
        ledger.confirm(&cancelled_form, &cancelled.token);
        ledger.cancel(&cancelled.token);
        Audited { t, ledger, kept, cancelled }
    }

    fn findings(&self) -> Vec<String> {
        self.t.look(|conn| Ok(audit(conn, &self.ledger, None)?))
    }

    /// What is found after this was done to the database behind the shop's back.
    fn findings_after<T>(&self, harm: impl FnOnce(&mut Conn) -> QueryResult<T>) -> String {
        assert_eq!(self.findings(), Vec::<String>::new(), "before");
        self.t.seed(|conn| Ok(harm(conn)?));
        self.findings().join("\n")
    }
}

/// The form of a cart with a code and these things, and the order that it placed.
fn order(t: &TestApp, bought: &[(Sellable, i32)]) -> (String, Placed) {
    t.seed(|conn| {
        let cart = carts::find_or_create(conn, None, noon()).unwrap();
        for (what, quantity) in bought {
            carts::add(conn, &cart, *what, *quantity, noon()).unwrap();
        }
        carts::apply_code(conn, &cart, "FIRST40", &t.app.config, noon()).unwrap();
        let shipping = PostalAddress {
            name: "Robin".into(),
            street: "Market Street 1".into(),
            zip: "10115".into(),
            city: "Berlin".into(),
            country: "DE".into(),
            ..Default::default()
        };
        let entered = Details { email: "robin@example.com".into(), shipping, billing: None };
        details::save(conn, &cart, &entered, noon())?;
        let placing = Placing {
            owner: Some(CartOwner::Guest(cart.id)),
            customer_id: None,
            actor: Actor::guest(),
            token: cart.checkout_token.clone(),
            seen: None,
            method: Method::Invoice,
            known: None,
        };
        let settings = ShopSettings::load(conn, &t.app.config)?;
        let placed = place(conn, &placing, &settings, noon()).unwrap();
        Ok::<_, AppError>((cart.checkout_token, placed))
    })
}

#[test]
fn a_shop_that_only_sold_is_in_order() {
    assert_eq!(Audited::start().findings(), Vec::<String>::new());
}

#[test]
fn a_missing_and_a_second_mail_are_found() {
    let shop = Audited::start();
    let confirmation = || jobs::table.filter(jobs::kind.eq("orders.send_confirmation"));
    let found = shop.findings_after(|conn| {
        let first: i64 = confirmation().order(jobs::id).select(jobs::id).first(conn)?;
        diesel::delete(jobs::table.find(first)).execute(conn)?;
        let arguments: String = confirmation().select(jobs::arguments).first(conn)?;
        diesel::insert_into(jobs::table)
            .values((
                jobs::kind.eq("orders.send_confirmation"),
                jobs::arguments.eq(arguments),
                jobs::run_at.eq(noon()),
                jobs::created_at.eq(noon()),
            ))
            .execute(conn)
    });
    assert!(
        found.contains(&format!("order {}: 0 mails of confirmation instead of 1", shop.kept.order_id)),
        "{found}"
    );
    assert!(
        found.contains(&format!("order {}: 2 mails of confirmation", shop.cancelled.order_id)),
        "{found}"
    );
}

#[test]
fn a_mail_that_counts_as_sent_and_is_not_there_is_found() {
    let shop = Audited::start();
    shop.t.seed(|conn| Ok(diesel::update(jobs::table).set(jobs::state.eq("done")).execute(conn)?));
    let empty = std::env::temp_dir();
    let found = shop.t.look(|conn| Ok(audit(conn, &shop.ledger, Some(&empty))?)).join("\n");
    assert!(found.contains("counts as sent and is not there"), "{found}");
}

#[test]
fn a_missing_line_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        let line = order_items::table
            .filter(order_items::order_id.eq(shop.kept.order_id))
            .select(order_items::id)
            .first::<i64>(conn)?;
        diesel::delete(order_items::table.find(line)).execute(conn)
    });
    assert!(found.contains("the total does not add up to lines and shipping"), "{found}");
    assert!(found.contains("came in, but"), "its stock is missing as well: {found}");
}

#[test]
fn a_missing_address_event_and_payment_are_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::delete(order_addresses::table).execute(conn)?;
        diesel::delete(order_events::table.filter(order_events::kind.eq("placed"))).execute(conn)?;
        diesel::delete(payments::table.filter(payments::order_id.eq(shop.kept.order_id))).execute(conn)
    });
    for finding in ["no complete address", "says 0 times that it was placed", "0 payments instead of one"] {
        assert!(found.contains(&format!("order {}: it", shop.kept.order_id)), "{found}");
        assert!(found.contains(finding), "{finding}: {found}");
    }
}

#[test]
fn a_payment_that_is_waited_for_after_the_cancellation_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::update(payments::table.filter(payments::order_id.eq(shop.cancelled.order_id)))
            .set(payments::state.eq("open"))
            .execute(conn)
    });
    assert!(found.contains("its payment is open, which does not fit its status F"), "{found}");
}

#[test]
fn lost_and_invented_stock_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        let one: i64 = products::table.order(products::id).select(products::id).first(conn)?;
        diesel::update(products::table.find(one))
            .set(products::inventory.eq(products::inventory - 1))
            .execute(conn)?;
        let variant: i64 =
            product_variants::table.order(product_variants::id).select(product_variants::id).first(conn)?;
        diesel::update(product_variants::table.find(variant))
            .set(product_variants::inventory.eq(product_variants::inventory + 1))
            .execute(conn)
    });
    assert!(found.contains("12 came in, but 9 are left and 2 sold"), "{found}");
    assert!(found.contains("6 came in, but 6 are left and 1 sold"), "{found}");
    assert!(found.contains("it says that 16 are left, its variants add up to 17"), "{found}");
}

#[test]
fn a_line_that_was_sold_without_stock_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::update(order_items::table.filter(order_items::order_id.eq(shop.kept.order_id)))
            .set(order_items::stock_taken.eq(0))
            .execute(conn)
    });
    assert!(found.contains("0 of 2 units of product"), "{found}");
    assert!(!found.contains("0 of 8 units"), "a back-order may: {found}");
}

#[test]
fn a_code_that_is_counted_wrongly_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::update(promotions::table.filter(promotions::code.eq("FIRST40")))
            .set(promotions::used_count.eq(2))
            .execute(conn)?;
        diesel::delete(promotion_uses::table).execute(conn)
    });
    assert!(found.contains("code FIRST40: 1 living orders carry it, 2 are counted"), "{found}");
    assert!(found.contains("code FIRST40: 1 living orders carry it, 0 uses are noted"), "{found}");
}

#[test]
fn a_code_that_was_used_too_often_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::update(promotions::table.filter(promotions::code.eq("FIRST40")))
            .set((promotions::usage_limit.eq(0), promotions::usage_limit_per_customer.eq(0)))
            .execute(conn)
    });
    assert!(found.contains("code FIRST40: used 1 times, more often than allowed"), "{found}");
    assert!(found.contains("a customer used it more often than allowed"), "{found}");
}

#[test]
fn broken_promises_are_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::order_id.eq(shop.kept.order_id)))
            .execute(conn)?;
        diesel::update(orders::table.find(shop.cancelled.order_id))
            .set(orders::cancelled_at.eq(None::<chrono::NaiveDateTime>))
            .execute(conn)
    });
    assert!(found.contains("the form that it was confirmed to leads elsewhere"), "{found}");
    assert!(found.contains("was said to be cancelled and is not"), "{found}");
}

#[test]
fn an_order_that_was_confirmed_and_is_gone_is_found() {
    let mut shop = Audited::start();
    shop.ledger.confirm("another form", "1c9b4a86-0000-4000-8000-000000000000");
    let found = shop.findings().join("\n");
    assert!(
        found.contains("the order 1c9b4a86-0000-4000-8000-000000000000 was confirmed and is gone"),
        "{found}"
    );
}

#[test]
fn a_cart_that_stays_after_it_was_ordered_is_found() {
    let shop = Audited::start();
    let found = shop.findings_after(|conn| {
        let cart = carts::find_or_create(conn, None, noon()).unwrap();
        diesel::update(idempotency_keys::table.filter(idempotency_keys::order_id.eq(shop.kept.order_id)))
            .set(idempotency_keys::token.eq(cart.checkout_token))
            .execute(conn)
    });
    assert!(found.contains("a cart is still there although it was ordered"), "{found}");
}
