//! The envelope of the REST API: who asks, what was sent, what is answered. It names no domain; their
//! handlers are in each domain's `api`, and [`routes`](crate::routes) says which address is whose.
//!
//! - [`call::Call`] is one request: it is read whole, then one hop to the database finds out who asks
//!   ([`caller`]), checks what was sent ([`input`]) and makes the [`reply::Reply`].
//! - Every error has one of a few shapes, all in [`error`]; the words are those of Django REST framework,
//!   which the clients of such shops know.
//! - A POST with an `Idempotency-Key` is answered once and then again with the same bytes
//!   ([`idempotency`]); the answer is stored in the transaction of what it did.
//! - Reads carry an `ETag`; a change with `If-Match` is refused when somebody else was faster.
//!
//! Cookies count for nothing here: no page of another site can make a browser act for its visitor.

pub mod body;
pub mod call;
pub mod caller;
pub mod cors;
pub mod error;
pub mod idempotency;
pub mod input;
pub mod json;
pub mod limits;
pub mod paging;
pub mod reply;
pub mod request;
pub mod resource;
pub mod site;
pub mod stream;
pub mod tokens;
