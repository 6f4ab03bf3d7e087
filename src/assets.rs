//! The static files, embedded, at addresses that carry a hash of their content.

/// The address of a static file such as `css/shop.css`.
pub fn href(path: &str) -> String {
    format!("/static/{path}")
}
