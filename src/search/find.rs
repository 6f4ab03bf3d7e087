//! Finding: ranked hits for what a shopper typed.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::words;
use crate::platform::db::Conn;

/// What was found, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// Keys of the objects with their score; higher is better.
    pub scores: Vec<(i64, f64)>,
    /// The words that were searched instead, when those typed found nothing.
    pub corrected: Option<String>,
}

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = BigInt)]
    object_id: i64,
    #[diesel(sql_type = Double)]
    score: f64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// The objects of `content_type` that have every word of `text`; the last word may be a beginning.
///
/// At most `limit` hits are ranked: of a word that more documents have, the newest documents. If
/// nothing has all words, each word that is not in the vocabulary is replaced by the known word
/// most like it and the search is made once more.
pub fn find(conn: &mut Conn, content_type: &str, text: &str, limit: i64) -> QueryResult<Hits> {
    let typed = words::of_query(text);
    if typed.is_empty() {
        return Ok(Hits::default());
    }
    let scores = ranked(conn, content_type, &typed, limit)?;
    if !scores.is_empty() {
        return Ok(Hits { scores, corrected: None });
    }
    let meant = correct(conn, &typed)?;
    if meant == typed {
        return Ok(Hits::default());
    }
    let scores = ranked(conn, content_type, &meant, limit)?;
    let corrected = (!scores.is_empty()).then(|| meant.join(" "));
    Ok(Hits { scores, corrected })
}

fn ranked(conn: &mut Conn, content_type: &str, words: &[String], limit: i64) -> QueryResult<Vec<(i64, f64)>> {
    let hits: Vec<Hit> = match conn {
        // SQLite numbers `$1` by first appearance, so binds stand in the order of the text.
        // bm25 is lower for better hits; the inner query cuts before anything is ranked.
        Conn::Sqlite(sqlite) => diesel::sql_query(
            "SELECT d.object_id, -hit.score AS score FROM ( \
                 SELECT rowid, bm25(search_index, 10.0, 5.0, 1.0) AS score FROM search_index \
                 WHERE search_index MATCH $1 ORDER BY rowid DESC LIMIT $2) AS hit \
             JOIN search_documents d ON d.id = hit.rowid \
             WHERE d.content_type = $3 ORDER BY score DESC, d.object_id DESC",
        )
        .bind::<Text, _>(fts5_query(words))
        .bind::<BigInt, _>(limit)
        .bind::<Text, _>(content_type)
        .load(sqlite)?,
        Conn::Pg(pg) => diesel::sql_query(
            "SELECT object_id, CAST(ts_rank('{0.1, 0.2, 0.5, 1.0}', terms, query) AS DOUBLE PRECISION) AS score \
             FROM (SELECT d.object_id, d.terms, q.query \
                   FROM search_documents d, to_tsquery('english', $1) AS q (query) \
                   WHERE d.terms @@ q.query AND d.content_type = $2 ORDER BY d.id DESC LIMIT $3) AS hit \
             ORDER BY score DESC, object_id DESC",
        )
        .bind::<Text, _>(tsquery(words))
        .bind::<Text, _>(content_type)
        .bind::<BigInt, _>(limit)
        .load(pg)?,
    };
    Ok(hits.into_iter().map(|hit| (hit.object_id, hit.score)).collect())
}

/// `"blue" "mug"*`: words hold only letters and digits, the quotes make operators plain words.
fn fts5_query(words: &[String]) -> String {
    let mut terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    if let Some(last) = terms.last_mut() {
        // A prefix is compared with stems, so "ceramics" as a prefix would miss "ceramic".
        *last = format!("({last} OR {last}*)");
    }
    terms.join(" AND ")
}

/// `'blue' & 'mug':*`, likewise.
fn tsquery(words: &[String]) -> String {
    let mut terms: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    if let Some(last) = terms.last_mut() {
        *last = format!("({last} | {last}:*)");
    }
    terms.join(" & ")
}

/// `typed` with every unknown word replaced by the known one most like it.
fn correct(conn: &mut Conn, typed: &[String]) -> QueryResult<Vec<String>> {
    let mut meant = Vec::with_capacity(typed.len());
    let mut seen: HashMap<&str, String> = HashMap::new();
    for word in typed {
        let replacement = match seen.get(word.as_str()) {
            Some(replacement) => replacement.clone(),
            None => correct_word(conn, word)?.unwrap_or_else(|| word.clone()),
        };
        seen.insert(word, replacement.clone());
        meant.push(replacement);
    }
    Ok(meant)
}

fn correct_word(conn: &mut Conn, word: &str) -> QueryResult<Option<String>> {
    if !words::is_correctable(word) {
        return Ok(None);
    }
    let candidates: Vec<Word> = match conn {
        Conn::Sqlite(sqlite) => {
            let trigrams: Vec<String> =
                words::trigrams(word).into_iter().map(|three| format!("\"{three}\"")).collect();
            diesel::sql_query(
                "SELECT word FROM search_trigrams WHERE search_trigrams MATCH $1 ORDER BY rank LIMIT 200",
            )
            .bind::<Text, _>(trigrams.join(" OR "))
            .load(sqlite)?
        }
        Conn::Pg(pg) => diesel::sql_query(
            "SELECT word FROM search_words WHERE word % $1 ORDER BY similarity(word, $1) DESC, word LIMIT 200",
        )
        .bind::<Text, _>(word)
        .load(pg)?,
    };
    let found: Vec<&str> = candidates.iter().map(|candidate| candidate.word.as_str()).collect();
    if found.contains(&word) {
        return Ok(None);
    }
    Ok(words::closest(word, found).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_quoted() {
        let words = words::of_query("blue NOT mug");
        assert_eq!(fts5_query(&words), "\"blue\" AND \"not\" AND (\"mug\" OR \"mug\"*)");
        assert_eq!(tsquery(&words), "'blue' & 'not' & ('mug' | 'mug':*)");
    }
}
