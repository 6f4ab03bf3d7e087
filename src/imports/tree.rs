//! The tree of collections, in which a run makes what a file names.

use std::collections::{BTreeSet, HashMap};

use diesel::QueryResult;

use super::ImportError;
use crate::catalog::models::{Collection, CollectionChange};
use crate::catalog::{COLLECTION, collections, queries};
use crate::platform::db::Conn;
use crate::platform::slug;

/// Something the run made besides products.
pub struct Made {
    pub content_type: &'static str,
    pub id: i64,
    pub what: String,
}

/// The collections, with those that the run makes.
#[derive(Default)]
pub struct Tree {
    all: Vec<Collection>,
    slugs: BTreeSet<String>,
    by_title: HashMap<(Option<i64>, String), i64>,
}

impl Tree {
    /// As they are now.
    pub fn load(conn: &mut Conn) -> QueryResult<Tree> {
        let mut tree = Tree::default();
        let mut all = queries::list_collections(conn)?;
        all.sort_by_key(|collection| collection.id);
        for collection in all {
            tree.add(collection);
        }
        Ok(tree)
    }

    fn add(&mut self, collection: Collection) {
        self.slugs.insert(collection.slug.clone());
        self.by_title.entry((collection.parent_id, collection.title.clone())).or_insert(collection.id);
        self.all.push(collection);
    }

    /// Whether the collection `id` lies at `path`.
    pub fn is_at(&self, id: i64, path: &[String]) -> bool {
        collections::path(&self.all, id).iter().map(|collection| &collection.title).eq(path)
    }

    /// The collection at `path`; what is missing is made.
    pub fn ensure(
        &mut self,
        conn: &mut Conn,
        path: &[String],
        made: &mut Vec<Made>,
    ) -> Result<i64, ImportError> {
        let mut parent_id = None;
        for title in path {
            let found = self.by_title.get(&(parent_id, title.clone())).copied();
            let id = match found {
                Some(id) => id,
                None => self.create(conn, title, parent_id, made)?,
            };
            parent_id = Some(id);
        }
        parent_id.ok_or_else(|| diesel::result::Error::NotFound.into())
    }

    fn create(
        &mut self,
        conn: &mut Conn,
        title: &str,
        parent_id: Option<i64>,
        made: &mut Vec<Made>,
    ) -> Result<i64, ImportError> {
        let base = match slug::slugify(title) {
            empty if empty.is_empty() => "collection".to_owned(),
            slug => slug,
        };
        let mut slug = base.clone();
        let mut number = 1;
        while self.slugs.contains(&slug) {
            number += 1;
            slug = slug::numbered(&base, number);
        }
        let change =
            CollectionChange { title: title.to_owned(), slug, parent_id, ..CollectionChange::default() };
        let id = collections::create(conn, &change)?;
        made.push(Made { content_type: COLLECTION, id, what: title.to_owned() });
        let CollectionChange { title, slug, description, featured_product_id, .. } = change;
        self.add(Collection { id, title, slug, description, parent_id, featured_product_id });
        Ok(id)
    }
}
