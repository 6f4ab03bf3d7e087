//! Text pages as staff edit them: imprint, terms and the like.

use diesel::prelude::*;

use crate::platform::db::{Conn, among};
use crate::platform::editing::{Edit, Refused};
use crate::platform::web::form::FieldErrors;
use crate::schema::pages;

const SLUG_TAKEN: &str = "Page with this Slug already exists.";
const LONGEST_TITLE: usize = 255;

/// What may be set on a text page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pages)]
pub struct PageChange {
    /// Shown heading.
    pub title: String,
    /// Part of its address.
    pub slug: String,
    /// Markdown; may be empty.
    pub body: String,
    /// Place among the links at the foot of every page.
    pub position: i32,
}

/// What a form about the page shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<PageChange>> {
    pages::table.find(id).select(PageChange::as_select()).first(conn).optional()
}

/// Creates or changes a text page.
pub fn save(conn: &mut Conn, _edit: &Edit, id: Option<i64>, change: &PageChange) -> Result<i64, Refused> {
    let mut errors = FieldErrors::default();
    let page = PageChange {
        title: errors.line("title", &change.title, LONGEST_TITLE),
        slug: errors.slug("slug", &change.slug),
        ..change.clone()
    };
    let page = errors.or(page)?;
    let same = pages::table
        .filter(pages::slug.eq(&page.slug))
        .filter(pages::id.ne(id.unwrap_or_default()))
        .select(pages::id);
    if diesel::select(diesel::dsl::exists(same)).get_result(conn)? {
        return Err(Refused::field("slug", SLUG_TAKEN));
    }
    let Some(id) = id else {
        return Ok(diesel::insert_into(pages::table).values(&page).returning(pages::id).get_result(conn)?);
    };
    match diesel::update(pages::table.find(id)).set(&page).execute(conn)? {
        0 => Err(Refused::gone("page")),
        _ => Ok(id),
    }
}

/// Deletes text pages.
pub fn delete(conn: &mut Conn, _edit: &Edit, ids: &[i64]) -> Result<usize, Refused> {
    Ok(diesel::delete(pages::table.filter(among(pages::id, ids))).execute(conn)?)
}
