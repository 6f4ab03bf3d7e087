//! Pages about one object that a domain brings itself, beside form, deletion and history.

use super::desk::Desk;
use super::posted::Posted;
use super::reply::{Reply, Undone};
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// Answers from one state of the database.
pub type Show = fn(&mut Conn, &Desk<'_>, i64) -> Result<Reply, AppError>;
/// Answers after a change: all of it is stored, or nothing.
pub type Take = fn(&mut Conn, &Desk<'_>, i64, &Posted) -> Result<Reply, Undone>;

/// A page about one object, at `/admin/{domain}/{model}/{id}/{name}/`.
#[derive(Debug, Clone, Copy)]
pub struct ObjectPage {
    /// The end of its address.
    pub name: &'static str,
    /// What leads to it from the form.
    pub label: &'static str,
    /// Needed to see it, besides seeing the object.
    pub permission: &'static str,
    /// The page.
    pub show: Show,
    /// What is done with its form.
    pub take: Take,
}
