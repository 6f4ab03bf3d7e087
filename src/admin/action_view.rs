//! The page between choosing an action and its running.

use diesel::QueryResult;

use super::action::Action;
use super::desk::Desk;
use super::errors::Errors;
use super::list::query;
use super::model::Model;
use super::posted::Posted;
use super::views::ActionPageView;
use super::widgets::{Lookups, Shown, fields};
use crate::platform::db::Conn;
use crate::platform::text::grouped;

/// Objects that are named.
const MOST_NAMED: usize = 20;

/// Asks, and shows what the action needs; no keys stand for everything that was found.
pub fn view(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    action: &Action,
    keys: &[i64],
    sent: Option<&Posted>,
    errors: &Errors,
) -> QueryResult<ActionPageView> {
    let named: Vec<i64> = keys.iter().copied().take(MOST_NAMED).collect();
    let labels = query::labels_of(conn, &model.list, &desk.staff, &named)?;
    let objects: Vec<String> = labels.into_iter().map(|(_, label)| label).collect();
    let number = match keys.len() {
        0 => format!("everything found: more than 1,000 {}", model.plural),
        1 => format!("1 {}", model.noun),
        many => format!("{} {}", grouped(i64::try_from(many).unwrap_or(i64::MAX)), model.plural),
    };
    let mut view = ActionPageView {
        question: format!("{}: {number}", action.meta.label),
        description: action.meta.question.unwrap_or_default().to_owned(),
        more: keys.len().saturating_sub(objects.len()),
        objects,
        button: action.meta.label.to_owned(),
        is_dangerous: action.meta.is_dangerous,
        ..ActionPageView::default()
    };
    if let Some(draft) = action.blank() {
        let shown = Shown { prefix: String::new(), draft: draft.as_ref(), posted: sent, locked: Vec::new() };
        let mut lookups = Lookups::default();
        lookups.need(&shown, desk);
        lookups.load(conn, desk)?;
        view.fields = fields(&shown, &lookups, errors, desk);
    }
    Ok(view)
}
