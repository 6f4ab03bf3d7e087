//! Searching a list: what was typed becomes words and phrases, and each of them a condition.
//!
//! Every word must be found in one of the fields. Where fields of other tables are searched as well,
//! the places are a `UNION` of keys: an `OR` across tables defeats every index (749 ms instead of
//! 0.03 on a million rows, measured).

use std::marker::PhantomData;
use std::sync::Arc;

use super::lookups::{Like, Start, TrigramKeys, Trigrams};
use crate::admin::expr::{Expr, Term};
use crate::platform::db::sql::{Frag, Piece, Sql};
use crate::platform::db::value::{Kind, Val};
use crate::platform::text::fold;

/// How a field is compared with a word.
#[derive(Clone)]
pub enum Match {
    /// The word is anywhere in it, without regard to case.
    Contains,
    /// It begins with the word, without regard to case: `^` in Django.
    StartsWith,
    /// It is the word, without regard to case: `=` in Django.
    Is,
    /// It is a folded column and begins with the folded word; by its index.
    FoldedStart,
    /// It is a folded column with the word anywhere in it, by an index of its trigrams: an FTS5
    /// table of this name on SQLite, the column's own on PostgreSQL. Words of less than three letters
    /// are looked for at its start.
    Trigrams(&'static str),
    /// The registration's own: the `SELECT` of the keys that belong to a word.
    Keys(fn(&str) -> Option<Sql>),
}

/// A field that is searched.
#[derive(Clone)]
pub struct Search {
    term: Option<Term>,
    how: Match,
}

/// A field that is searched in a list of `B`.
pub struct SearchOf<B> {
    pub(super) search: Search,
    base: PhantomData<fn() -> B>,
}

fn search_of<B>(term: Option<Term>, how: Match) -> SearchOf<B> {
    SearchOf { search: Search { term, how }, base: PhantomData }
}

/// [`Match::Contains`]
pub fn contains<B>(value: Expr<B>) -> SearchOf<B> {
    search_of(Some(value.term), Match::Contains)
}

/// [`Match::StartsWith`]
pub fn starts_with<B>(value: Expr<B>) -> SearchOf<B> {
    search_of(Some(value.term), Match::StartsWith)
}

/// [`Match::Is`]
pub fn is<B>(value: Expr<B>) -> SearchOf<B> {
    search_of(Some(value.term), Match::Is)
}

/// [`Match::FoldedStart`]
pub fn folded_start<B>(value: Expr<B>) -> SearchOf<B> {
    search_of(Some(value.term), Match::FoldedStart)
}

/// [`Match::Trigrams`]
pub fn trigrams<B>(value: Expr<B>, table: &'static str) -> SearchOf<B> {
    search_of(Some(value.term), Match::Trigrams(table))
}

/// [`Match::Keys`]
pub fn keys<B>(keys: fn(&str) -> Option<Sql>) -> SearchOf<B> {
    search_of(None, Match::Keys(keys))
}

/// Words and `"quoted phrases"`, at most so many.
pub fn words(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in typed.split('"').enumerate() {
        // Every other part stands between quotes; one that was never closed counts as plain words.
        let is_phrase = number % 2 == 1 && typed.matches('"').count() > number;
        match is_phrase {
            true => words.push(part.trim().to_owned()),
            false => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    // A NUL can be in no text of the database.
    words.retain(|word| !word.is_empty() && !word.contains('\0'));
    words.truncate(MOST_WORDS);
    words
}

const MOST_WORDS: usize = 12;
const MOST_BYTES: usize = 10_000;

/// Whether the trigram index is asked, or the texts themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// By the index: for few hits.
    Index,
    /// Row by row along the list's own order: for a word that very many rows have.
    Walk,
}

/// Whether any of the fields has an index of trigrams, so that there are two paths.
pub fn has_index(fields: &[Search]) -> bool {
    fields.iter().any(|field| matches!(field.how, Match::Trigrams(_)))
}

/// The condition that `typed` makes; `None` when there is nothing to search for.
pub fn condition(fields: &[Search], table: &Frag, key: &Frag, typed: &str, path: Path) -> Option<Sql> {
    let all: Vec<Sql> =
        words(typed).iter().map(|word| condition_of(fields, table, key, word, path)).collect();
    (!all.is_empty()).then(|| Sql::join(&all, " AND "))
}

/// The `SELECT` of the keys that `typed` finds, each once, for who needs nothing else of the rows;
/// `None` when the rows must be read to be found.
///
/// With one word it may stop after `most` of them.
pub fn keys_found(fields: &[Search], table: &Frag, key: &Frag, typed: &str, most: i64) -> Option<Sql> {
    let words = words(typed);
    let most = (words.len() == 1).then_some(most);
    let mut all = Vec::new();
    for word in &words {
        let places = places(fields, key, word, Path::Index);
        if places.iter().all(|place| matches!(place, Place::Here(_))) {
            return None;
        }
        let selects: Vec<Sql> = places.into_iter().map(|place| place.once(table, key, most)).collect();
        all.push(Sql::of("SELECT * FROM (").then(&Sql::join(&selects, " UNION ")).text(") AS one_word"));
    }
    (!all.is_empty()).then(|| Sql::join(&all, " INTERSECT "))
}

fn places(fields: &[Search], key: &Frag, word: &str, path: Path) -> Vec<Place> {
    // SQLite refuses patterns of 50,000 bytes, and nothing is called like that.
    if word.len() > MOST_BYTES {
        return Vec::new();
    }
    fields.iter().filter_map(|field| field.place(key, word, path)).collect()
}

fn condition_of(fields: &[Search], table: &Frag, key: &Frag, word: &str, path: Path) -> Sql {
    let places = places(fields, key, word, path);
    if places.is_empty() {
        return Sql::of("1 = 0");
    }
    let is_simple = places.iter().all(|place| matches!(place, Place::Here(_) | Place::Trigrams(_)));
    if is_simple || path == Path::Walk {
        let conditions: Vec<Sql> = places.into_iter().map(|place| place.condition(key)).collect();
        return Sql::of("(").then(&Sql::join(&conditions, " OR ")).text(")");
    }
    let selects: Vec<Sql> = places.into_iter().map(|place| place.select(table, key)).collect();
    Sql::new().frag(key).text(" IN (").then(&Sql::join(&selects, " UNION ")).text(")")
}

/// Where a word may be found.
enum Place {
    /// A condition on the row itself.
    Here(Sql),
    /// A condition that leads over a relation.
    Beyond(Sql),
    /// What an index of trigrams of the row itself finds.
    Trigrams(Trigrams),
    /// A `SELECT` of keys.
    Keys(Sql),
}

impl Place {
    fn condition(self, key: &Frag) -> Sql {
        match self {
            Place::Here(condition) | Place::Beyond(condition) => condition,
            Place::Trigrams(lookup) => piece(lookup),
            Place::Keys(select) => Sql::new().frag(key).text(" IN (").then(&select).text(")"),
        }
    }

    fn select(self, table: &Frag, key: &Frag) -> Sql {
        match self {
            Place::Here(condition) | Place::Beyond(condition) => {
                Sql::of("SELECT ").frag(key).text(" FROM ").frag(table).text(" WHERE ").then(&condition)
            }
            Place::Trigrams(lookup) => piece(TrigramKeys { lookup, table: table.clone() }),
            Place::Keys(select) => select,
        }
    }

    /// [`Place::select`] with each key once, at most so many of them.
    fn once(self, table: &Frag, key: &Frag, most: Option<i64>) -> Sql {
        // A registration's own keys may repeat: cut, they could be fewer than there are.
        let (start, most) = match self {
            Place::Keys(_) => ("SELECT DISTINCT * FROM (", None),
            _ => ("SELECT * FROM (", most),
        };
        let select = Sql::of(start).then(&self.select(table, key));
        let select = match most {
            Some(most) => select.text(" LIMIT ").bind(Val::Int(most)),
            None => select,
        };
        select.text(") AS one_place")
    }
}

impl Search {
    fn place(&self, key: &Frag, word: &str, path: Path) -> Option<Place> {
        let Some(term) = &self.term else {
            let Match::Keys(keys) = &self.how else { return None };
            return keys(word).map(Place::Keys);
        };
        let here = |condition: Sql| match term.steps.is_empty() {
            true => Place::Here(condition),
            false => Place::Beyond(condition),
        };
        let folded = fold(word);
        let condition = match (&self.how, term.kind) {
            // A number is only ever itself.
            (_, Kind::Int) => {
                let number = word.parse().ok()?;
                term.holds(|it| it.text(" = ").bind(Val::Int(number)))
            }
            (Match::Contains, _) => like(term, format!("%{}%", escaped(word))),
            (Match::StartsWith, _) => term.holds(|_| start(&term.sql, word)),
            (Match::Is, _) => like(term, escaped(word)),
            (Match::FoldedStart, _) => term.holds(|it| range(&it, &folded)),
            (Match::Trigrams(_), _) if folded.chars().count() < 3 => term.holds(|it| range(&it, &folded)),
            (Match::Trigrams(table), _) => {
                let lookup =
                    Trigrams { column: term.sql.clone(), key: key.clone(), table, word: folded, path };
                return Some(Place::Trigrams(lookup));
            }
            (Match::Keys(_), _) => return None,
        };
        Some(here(condition))
    }
}

/// The word with what `LIKE` gives a meaning taken literally.
fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn piece(piece: impl Piece) -> Sql {
    let frag: Frag = Arc::new(piece);
    Sql::new().frag(&frag)
}

fn like(term: &Term, pattern: String) -> Sql {
    let column = term.sql.clone();
    term.holds(|_| piece(Like { column, pattern }))
}

/// From `word` to just before what no longer begins with it: an index serves this.
fn range(column: &Sql, word: &str) -> Sql {
    let (from, to) = (Val::Text(word.to_owned()), Val::Text(format!("{word}\u{10FFFF}")));
    column.clone().text(" >= ").bind(from).text(" AND ").then(column).text(" < ").bind(to)
}

fn start(column: &Frag, word: &str) -> Sql {
    piece(Start { column: column.clone(), from: word.to_lowercase() })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_and_phrases_are_told_apart() {
        assert_eq!(words(r#"blue "large mug" tea"#), ["blue", "large mug", "tea"]);
        assert_eq!(words(r#"  "never closed mug"#), ["never", "closed", "mug"]);
        assert_eq!(words("\"\" \u{0}"), Vec::<String>::new());
        assert_eq!(words(&"a ".repeat(50)).len(), 12);
    }
}
