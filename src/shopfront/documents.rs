//! The searchable text of products: title over tags, collection and SKU over description.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::catalog::PRODUCT;
use crate::catalog::derive::CHUNK;
use crate::platform::db::Conn;
use crate::platform::markdown::Html;
use crate::schema::{collections, product_variants, products};
use crate::search::queries::{Document, put_documents};
use crate::shopfront::labels;

/// Longest description that is indexed, in characters.
const MAX_BODY: usize = 4_000;

/// Writes the documents of these products.
pub fn index_products(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(i64, String, Option<String>, String)> = products::table
            .inner_join(collections::table)
            .filter(products::id.eq_any(chunk))
            .select((products::id, products::title, products::description, collections::title))
            .load(conn)?;
        let mut keywords: HashMap<i64, Vec<String>> = HashMap::new();
        if let Some(labels) = labels::WIRED {
            for (id, tag) in (labels.of_products)(conn, chunk)? {
                keywords.entry(id).or_default().push(tag.label);
            }
        }
        let variants: Vec<(i64, Option<String>, String, String, String)> = product_variants::table
            .filter(product_variants::product_id.eq_any(chunk))
            .order((product_variants::product_id, product_variants::position, product_variants::id))
            .select((
                product_variants::product_id,
                product_variants::sku,
                product_variants::option1,
                product_variants::option2,
                product_variants::option3,
            ))
            .load(conn)?;
        for (id, sku, option1, option2, option3) in variants {
            let words = keywords.entry(id).or_default();
            for word in [sku.unwrap_or_default(), option1, option2, option3] {
                if !word.is_empty() && !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        let documents: Vec<Document> = rows
            .into_iter()
            .map(|(id, title, description, collection)| {
                let mut words = keywords.remove(&id).unwrap_or_default();
                words.push(collection);
                Document {
                    object_id: id,
                    title,
                    keywords: words.join(" "),
                    body: Html::plain_text(&description.unwrap_or_default(), MAX_BODY),
                }
            })
            .collect();
        put_documents(conn, PRODUCT, &documents)?;
    }
    Ok(())
}
