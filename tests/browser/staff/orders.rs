//! An order on its way.

use crate::support::{Look, visit};

#[test]
fn an_order_is_found_by_the_address_of_the_customer_and_shipped() {
    visit(Look::DESK, |shop| {
        shop.add_to_cart("harbour-mug");
        shop.open("/checkout/");
        shop.enter_contact("guest@example.com", "Ann Example");
        shop.order();
        let number = shop.text_of("h1").replace("Order ", "");
        shop.take_charge();
        shop.open("/admin/orders/order/");
        shop.fill("#q", "GUEST@example");
        shop.click(".search .button");
        shop.expect_address("what was found", |at| at.contains("q="));
        shop.expect_count("[data-row]", 1);
        assert_eq!(shop.text_of("[data-row] [data-open]"), number);
        shop.click("[data-select-row]");
        shop.choose("#action", "ship");
        shop.click("[data-actions] button");
        shop.expect_text("h1", |text| text == "Mark shipped: 1 order");
        assert!(shop.text_of("main .lead").starts_with("Mark these orders as shipped"));
        assert!(shop.text_of("main .bullets").contains(&number));
        shop.click(".answer .button");
        shop.expect_text(".message", |text| text.contains("marked as shipped"));
        assert!(shop.text_of("[data-row]").contains("Shipped"), "{}", shop.text_of("[data-row]"));
        shop.click("[data-row] [data-open]");
        shop.expect_address("the order", |at| at.contains("/change/"));
        let told = shop.text_of("#timeline");
        assert!(told.contains("hipped") && told.contains("chief"), "{told}");
    });
}
