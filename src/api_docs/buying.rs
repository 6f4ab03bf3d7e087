//! Carts, the checkout and orders: what can be done at each address.

use super::operation::{Operation, Who, list_of, named};
use super::{Group, Paths, some};

/// From the cart to the order.
pub fn carts() -> Group {
    let mut paths = whole_carts();
    paths.extend(items());
    paths.extend(checkout());
    Group {
        tag: "Carts",
        about: "Whoever knows the UUID of a guest's cart may use it; a customer's cart is the customer's alone.",
        paths,
    }
}

fn anybody(method: &'static str, name: &'static str, summary: &'static str) -> Operation {
    Operation::new(method, name, summary, Who::Anybody)
}

fn with_prices(operation: Operation) -> Operation {
    operation.include(&["prices"], "What it would cost now, after promotions.")
}

fn whole_carts() -> Paths {
    vec![
        (
            "/api/store/carts/",
            vec![
                anybody("post", "create_cart", "Makes an empty cart")
                    .takes_maybe("NewCart")
                    .makes(&named("Cart")),
            ],
        ),
        (
            "/api/store/carts/{cart_id}/",
            vec![
                with_prices(anybody("get", "cart_detail", "One cart")).reads(&some("Cart")).missing(),
                anybody("delete", "delete_cart", "Removes a cart").ends("It is gone.").missing().versioned(),
            ],
        ),
        (
            "/api/store/carts/{cart_id}/code/",
            vec![
                with_prices(anybody("put", "apply_code", "Enters a code"))
                    .about("One that takes nothing off is refused.")
                    .takes("Code")
                    .answers(&named("Cart"), "The code counts.")
                    .missing()
                    .refused(),
                anybody("delete", "remove_code", "Takes the code away")
                    .ends("There is no code.")
                    .missing()
                    .refused(),
            ],
        ),
    ]
}

fn items() -> Paths {
    vec![
        (
            "/api/store/carts/{cart_id}/items/",
            vec![
                anybody("get", "item_list", "Lists the lines of a cart")
                    .reads(&list_of(&some("CartItem")))
                    .missing(),
                anybody("post", "add_item", "Adds a product")
                    .about("Adding the same again raises the quantity.")
                    .takes("NewItem")
                    .makes(&named("AddedItem"))
                    .missing(),
            ],
        ),
        (
            "/api/store/carts/{cart_id}/items/{id}/",
            vec![
                anybody("get", "item_detail", "One line").reads(&some("CartItem")).missing(),
                anybody("patch", "update_item", "Changes the quantity")
                    .takes("ItemPart")
                    .answers(&named("Quantity"), "It was changed.")
                    .missing()
                    .refused(),
                anybody("delete", "delete_item", "Removes a line").ends("It is gone.").missing().refused(),
            ],
        ),
    ]
}

fn checkout() -> Paths {
    vec![
        (
            "/api/store/carts/{cart_id}/checkout/",
            vec![
                anybody("get", "checkout_detail", "What was entered, and what it would cost")
                    .reads(&some("Checkout"))
                    .missing(),
                anybody("put", "save_checkout", "Enters who orders, and where it goes")
                    .takes_json(&named("CheckoutBody"))
                    .answers(&named("Checkout"), "It was entered.")
                    .missing()
                    .refused(),
            ],
        ),
        (
            "/api/store/carts/{cart_id}/order/",
            vec![
                anybody("post", "order_cart", "Places the cart as an order")
                    .about("With what was entered at its checkout, for a guest or in the sender's name.")
                    .takes_maybe("OrderOfCart")
                    .makes(&named("PlacedOrder"))
                    .missing(),
            ],
        ),
    ]
}

/// What was bought.
pub fn orders() -> Group {
    let details =
        |operation: Operation| operation.include(&["details"], "Prices, addresses and states as well.");
    let member = |method, name, summary| Operation::new(method, name, summary, Who::Members);
    let paths = vec![
        (
            "/api/store/orders/",
            vec![
                details(member("get", "order_list", "Lists orders"))
                    .about("One's own; all of them for staff with the permission `orders.view_order`.")
                    .forbidden()
                    .reads(&list_of(&some("Order"))),
                member("post", "create_order", "Places a cart as an order in the sender's name")
                    .about("Without an address at checkout or in the address book the order has none.")
                    .forbidden()
                    .takes("NewOrder")
                    .makes(&named("Order"))
                    .missing(),
            ],
        ),
        (
            "/api/store/orders/{id}/",
            vec![
                details(member("get", "order_detail", "One order")).reads(&some("Order")).missing(),
                Operation::new(
                    "patch",
                    "patch_order",
                    "Books or takes back a payment by invoice",
                    Who::Staff("orders.change_order"),
                )
                .about("A payment through a provider is never changed this way.")
                .takes("OrderPart")
                .answers(&named("PaymentState"), "What the payment is now.")
                .missing()
                .versioned(),
                Operation::new(
                    "delete",
                    "delete_order",
                    "Removes an order",
                    Who::Staff("orders.delete_order"),
                )
                .about("Stock comes back. One with an invoice or a payment through a provider is kept.")
                .ends("It is gone.")
                .missing()
                .versioned(),
            ],
        ),
        (
            "/api/store/orders/{id}/cancellation/",
            vec![
                member("post", "cancel_order", "Cancels an order")
                    .about("Its customer, or staff with the permission `orders.cancel_order`.")
                    .forbidden()
                    .answers(&named("Cancellation"), "What became of it.")
                    .missing()
                    .once(),
            ],
        ),
        (
            "/api/store/guest-orders/{token}/",
            vec![
                anybody("get", "guest_order_detail", "The order of whoever knows its token")
                    .reads(&some("Order"))
                    .missing(),
            ],
        ),
        (
            "/api/store/guest-orders/{token}/payment/",
            vec![
                anybody("post", "pay_order", "Where the order is paid")
                    .about("Asking again gives the same page as long as that is open.")
                    .answers(&named("PaymentPage"), "The provider's page.")
                    .missing()
                    .refused()
                    .fails(503, "Detail", "The payment provider does not answer."),
            ],
        ),
    ];
    Group { tag: "Orders", about: "What was bought.", paths }
}
