//! Writing the index.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::words;
use crate::on_backend;
use crate::platform::db::Conn;
use crate::platform::text::fold;
use crate::schema::search_documents;

/// How many documents or words one statement writes.
const CHUNK: usize = 500;

/// The text of one object that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Key of the object.
    pub object_id: i64,
    /// Weighs most.
    pub title: String,
    /// Tags, names of groups, numbers.
    pub keywords: String,
    /// Everything else.
    pub body: String,
}

#[derive(Insertable)]
#[diesel(table_name = search_documents)]
struct Row<'a> {
    content_type: &'a str,
    object_id: i64,
    title: String,
    keywords: String,
    body: String,
}

/// Stores these documents; those that did not change are left alone.
pub fn put_documents(conn: &mut Conn, content_type: &str, documents: &[Document]) -> QueryResult<()> {
    for chunk in documents.chunks(CHUNK) {
        let ids: Vec<i64> = chunk.iter().map(|document| document.object_id).collect();
        let stored: HashMap<i64, (String, String, String)> = search_documents::table
            .filter(search_documents::content_type.eq(content_type))
            .filter(search_documents::object_id.eq_any(&ids))
            .select((
                search_documents::object_id,
                (search_documents::title, search_documents::keywords, search_documents::body),
            ))
            .load(conn)?
            .into_iter()
            .collect();
        let rows: Vec<Row<'_>> = chunk
            .iter()
            .map(|document| Row {
                content_type,
                object_id: document.object_id,
                title: fold(&document.title),
                keywords: fold(&document.keywords),
                body: fold(&document.body),
            })
            .filter(|row| {
                stored.get(&row.object_id).is_none_or(|(title, keywords, body)| {
                    *title != row.title || *keywords != row.keywords || *body != row.body
                })
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let changed: Vec<i64> =
            rows.iter().map(|row| row.object_id).filter(|id| stored.contains_key(id)).collect();
        if !changed.is_empty() {
            delete_documents(conn, content_type, &changed)?;
        }
        put_words(conn, &rows)?;
        on_backend!(conn, |c| diesel::insert_into(search_documents::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Takes the documents of these objects out.
pub fn delete_documents(conn: &mut Conn, content_type: &str, ids: &[i64]) -> QueryResult<()> {
    diesel::delete(
        search_documents::table
            .filter(search_documents::content_type.eq(content_type))
            .filter(search_documents::object_id.eq_any(ids)),
    )
    .execute(conn)?;
    Ok(())
}

/// Adds the words of titles and keywords to the vocabulary.
///
/// In order, so that two writers that add the same words cannot wait for each other in a circle.
fn put_words(conn: &mut Conn, rows: &[Row<'_>]) -> QueryResult<()> {
    let new: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| words::split(&row.title).chain(words::split(&row.keywords)))
        .filter(|word| words::is_correctable(word))
        .map(str::to_owned)
        .collect();
    let new: Vec<String> = new.into_iter().collect();
    for chunk in new.chunks(CHUNK) {
        let values: Vec<String> = (1..=chunk.len()).map(|number| format!("(${number})")).collect();
        let mut insert = diesel::sql_query(format!(
            "INSERT INTO search_words (word) VALUES {} ON CONFLICT (word) DO NOTHING",
            values.join(",")
        ))
        .into_boxed();
        for word in chunk {
            insert = insert.bind::<Text, _>(word);
        }
        insert.execute(conn)?;
    }
    Ok(())
}
