//! Tags as staff see them, by themselves and on anything.

use diesel::prelude::*;

use super::history;
use super::tag_editing::{self, TagChange};
use super::tagged_editing::{TaggedChange, change_tagged, list_tagged};
use crate::admin::expr::{col, expr};
use crate::admin::form::Form;
use crate::admin::inline::Inline;
use crate::admin::list::search::contains;
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::field;
use crate::schema::{tagged_items, tags};
use crate::urls;

/// Tags.
pub fn tag() -> Model {
    let uses = tagged_items::table.filter(tagged_items::tag_id.eq(tags::id)).count().single_value();
    let list = List::new(tags::id)
        .column(col(tags::label))
        .column(expr("uses", uses).label("Used"))
        .search(contains(col(tags::label)))
        .order(asc(col(tags::label)));
    let form = Form::new(tag_editing::find_change, tag_editing::save)
        .field(field!(TagChange.label).required().max_length(255));
    Model::new(&history::TAG, "tag", "tags", list).form(form).delete(tag_editing::delete).on_site(
        |conn, id| {
            let label = tags::table.find(id).select(tags::label).first::<String>(conn).optional()?;
            Ok(label.map(|label| urls::products_with_tag(&label)))
        },
    )
}

/// The tags of the objects of `model`, such as `catalog.product`, for its form.
///
/// The one line that hands this to a model puts tags on its form and into its history.
pub fn inline(model: &'static str) -> Inline<TaggedChange> {
    Inline::new(
        "tags",
        "tags.taggeditem",
        move |conn, id| list_tagged(conn, model, id),
        move |conn, edit, id, rows| change_tagged(conn, edit, model, id, rows),
    )
    .field(field!(TaggedChange.tag).autocomplete("tags.tag"))
    .recorded_as(history::of(model))
}
