//! Addresses of the REST API.

/// `/api/docs/`: what other programs can do here.
pub fn docs() -> &'static str {
    "/api/docs/"
}

/// `/api/auth/users/{id}/`
pub fn user(id: i64) -> String {
    format!("/api/auth/users/{id}/")
}

/// `/api/store/products/{id}/`
pub fn product(id: i64) -> String {
    format!("/api/store/products/{id}/")
}

/// `/api/store/products/{product}/reviews/{id}/`
pub fn review(product: i64, id: i64) -> String {
    format!("/api/store/products/{product}/reviews/{id}/")
}

/// `/api/store/products/{product}/variants/{id}/`
pub fn variant(product: i64, id: i64) -> String {
    format!("/api/store/products/{product}/variants/{id}/")
}

/// `/api/store/collections/{id}/`
pub fn collection(id: i64) -> String {
    format!("/api/store/collections/{id}/")
}

/// `/api/store/carts/{id}/`
pub fn cart(id: &str) -> String {
    format!("/api/store/carts/{id}/")
}

/// `/api/store/carts/{cart}/items/{id}/`
pub fn cart_item(cart: &str, id: i64) -> String {
    format!("/api/store/carts/{cart}/items/{id}/")
}

/// `/api/store/orders/{id}/`
pub fn order(id: i64) -> String {
    format!("/api/store/orders/{id}/")
}

/// `/api/store/guest-orders/{token}/`
pub fn guest_order(token: &str) -> String {
    format!("/api/store/guest-orders/{token}/")
}

/// `/api/store/customers/{id}/`
pub fn customer(id: i64) -> String {
    format!("/api/store/customers/{id}/")
}
