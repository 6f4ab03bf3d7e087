//! Runs what a form or an action makes of an entry before the transaction that stores it.

use std::sync::Arc;

use actix_web::web;

use super::super::desk::{self, Caller, Desk};
use super::super::errors::Errors;
use super::super::field::FieldMeta;
use super::super::form::Draft;
use super::super::merge::{Merge, merge};
use super::super::posted::Posted;
use super::super::preparation::Prepared;
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::web::error::AppError;

/// What is prepared: a draft with the entry, and how.
pub struct Work {
    /// With what was sent.
    pub draft: Box<dyn Draft>,
    /// Makes something of it.
    pub make: Arc<dyn Fn(&dyn Draft) -> Option<Prepared> + Send + Sync>,
}

/// Prepares what `find` names; nothing for an entry that has errors or that this person may not
/// store: the transaction says so in its own words.
pub async fn prepare<F>(app: &App, caller: &Caller, find: F) -> Result<Option<Prepared>, AppError>
where
    F: FnOnce(&mut Conn, &Desk<'_>) -> Result<Option<Work>, AppError> + Send + 'static,
{
    let Some(work) = desk::glance(app, caller, find).await? else { return Ok(None) };
    web::block(move || (work.make)(work.draft.as_ref())).await.map_err(AppError::internal)
}

/// The draft with what was sent, if nothing is wrong with it.
pub fn filled(mut draft: Box<dyn Draft>, posted: &Posted, desk: &Desk<'_>) -> Option<Box<dyn Draft>> {
    let mut errors = Errors::default();
    let nothing_locked = |_: &FieldMeta| false;
    let how = Merge { posted, prefix: "", base: None, locked: &nothing_locked, partial: false };
    merge(draft.as_mut(), &how, &desk.context, &mut errors);
    draft.check(&mut errors);
    errors.is_empty().then_some(draft)
}
