//! Whose cart it is.

/// How the cart of a visitor is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartOwner {
    /// By the UUID in the session.
    Guest(String),
    /// By the account.
    Customer(i64),
}
