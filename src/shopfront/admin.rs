//! Text pages as staff see them.

use diesel::prelude::*;

use super::page_editing::{self, PageChange};
use crate::admin::expr::col;
use crate::admin::form::Form;
use crate::admin::list::search::contains;
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::field;
use crate::platform::audit::{Label, Tracked};
use crate::schema::pages;
use crate::urls;

/// Text pages, as histories see them.
pub static PAGE_HISTORY: Tracked = Tracked::of("shopfront.page", "pages", Label::Column("title"), &[]);

/// Text pages.
pub fn page() -> Model {
    let list = List::new(pages::id)
        .column(col(pages::title))
        .column(col(pages::slug))
        .column(col(pages::position).editable("position"))
        .search(contains(col(pages::title)))
        .order(asc(col(pages::position)));
    let form = Form::new(page_editing::find_change, page_editing::save)
        .field(field!(PageChange.title).required().max_length(255))
        .field(field!(PageChange.slug).slug(&["title"]).max_length(255))
        .field(field!(PageChange.body).long().help("Markdown."))
        .field(field!(PageChange.position).help("Its place at the foot of every page."));
    Model::new(&PAGE_HISTORY, "page", "pages", list).form(form).delete(page_editing::delete).on_site(
        |conn, id| {
            let slug: Option<String> = pages::table.find(id).select(pages::slug).first(conn).optional()?;
            Ok(slug.map(|slug| urls::page(&slug)))
        },
    )
}
