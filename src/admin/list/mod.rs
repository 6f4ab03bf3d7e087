//! Lists: what a registration says about them, and how a page of one is found.

pub mod asked;
pub mod column;
pub mod count;
mod dates;
pub mod facets;
pub mod filter;
mod filters_view;
mod heads_view;
mod lookups;
pub mod page;
pub mod query;
mod rows_view;
pub mod search;

use std::marker::PhantomData;
use std::sync::Arc;

use diesel::associations::HasTable;
use diesel::query_source::{Column as DieselColumn, Table};

use self::column::{Column, ColumnOf};
use self::filter::{Filter, FilterOf};
use self::search::{Search, SearchOf};
use super::expr::{Cond, Expr, Term};
use super::staff::Staff;
use crate::platform::db::sql::{Frag, Piece, Sql};

/// Whether counts stand beside the choices of filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowFacets {
    /// On every page.
    Always,
    /// When asked for.
    Allow,
    /// Never: the table is too large or the columns too costly.
    Never,
}

type Restrict = Arc<dyn Fn(&Staff) -> Option<Sql> + Send + Sync>;

/// A list, without the type of its table.
#[derive(Clone)]
pub struct ListSpec {
    pub(super) table: Frag,
    pub(super) key: Frag,
    pub(super) key_name: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) links: Option<Vec<&'static str>>,
    pub(super) search: Vec<Search>,
    pub(super) search_help: String,
    pub(super) filters: Vec<Filter>,
    pub(super) order: Vec<(Term, bool)>,
    pub(super) per_page: i64,
    pub(super) max_show_all: i64,
    pub(super) dates: Option<Term>,
    pub(super) facets: ShowFacets,
    pub(super) restrict: Option<Restrict>,
    pub(super) label: Option<Term>,
    pub(super) empty: &'static str,
    pub(super) counter: Option<&'static str>,
    pub(super) preserves_filters: bool,
    pub(super) counts_all: bool,
}

/// A list of rows of `B`.
pub struct List<B> {
    pub(super) spec: ListSpec,
    base: PhantomData<fn() -> B>,
}

/// Ascending by a value.
pub fn asc<B>(value: Expr<B>) -> (Expr<B>, bool) {
    (value, false)
}

/// Descending by a value.
pub fn desc<B>(value: Expr<B>) -> (Expr<B>, bool) {
    (value, true)
}

impl<B> List<B>
where
    B: Table + HasTable<Table = B> + Piece,
{
    /// A list of the rows of a table, by its key.
    pub fn new<K>(key: K) -> List<B>
    where
        K: DieselColumn<Table = B> + Piece,
    {
        let spec = ListSpec {
            table: Arc::new(<B as HasTable>::table()),
            key: Arc::new(key),
            key_name: K::NAME,
            columns: Vec::new(),
            links: None,
            search: Vec::new(),
            search_help: String::new(),
            filters: Vec::new(),
            order: Vec::new(),
            per_page: 100,
            max_show_all: 200,
            dates: None,
            facets: ShowFacets::Allow,
            restrict: None,
            label: None,
            empty: "-",
            counter: None,
            preserves_filters: true,
            counts_all: true,
        };
        List { spec, base: PhantomData }
    }

    /// One more column.
    pub fn column(mut self, column: impl Into<ColumnOf<B>>) -> Self {
        self.spec.columns.push(column.into().column);
        self
    }

    /// The columns that lead to the object; without this the first one does.
    pub fn links(mut self, columns: &[&'static str]) -> Self {
        self.spec.links = Some(columns.to_vec());
        self
    }

    /// One more field that is searched.
    pub fn search(mut self, field: SearchOf<B>) -> Self {
        self.spec.search.push(field.search);
        self
    }

    /// What is searched, in words.
    pub fn search_help(mut self, text: &str) -> Self {
        text.clone_into(&mut self.spec.search_help);
        self
    }

    /// One more filter.
    pub fn filter(mut self, filter: FilterOf<B>) -> Self {
        self.spec.filters.push(filter.filter);
        self
    }

    /// How rows are sorted without being asked; the key comes last by itself.
    pub fn order(mut self, by: (Expr<B>, bool)) -> Self {
        self.spec.order.push((by.0.term, by.1));
        self
    }

    /// Rows on a page; 100 otherwise.
    pub fn per_page(mut self, rows: i64) -> Self {
        self.spec.per_page = rows;
        self
    }

    /// Most rows that "show all" shows; 200 otherwise.
    pub fn max_show_all(mut self, rows: i64) -> Self {
        self.spec.max_show_all = rows;
        self
    }

    /// Years, months and days above the list.
    pub fn date_hierarchy(mut self, by: Expr<B>) -> Self {
        self.spec.dates = Some(by.term);
        self
    }

    /// Whether counts stand beside the choices of filters.
    pub fn facets(mut self, show: ShowFacets) -> Self {
        self.spec.facets = show;
        self
    }

    /// Which rows a person may see at all; part of every query, so that no count, no search, no
    /// choice and no export tells of others.
    pub fn restrict(mut self, rule: fn(&Staff) -> Option<Cond<B>>) -> Self
    where
        B: 'static,
    {
        self.spec.restrict = Some(Arc::new(move |staff| rule(staff).map(|cond| cond.sql)));
        self
    }

    /// How an object is called in choices, histories and questions; otherwise as its first column
    /// says.
    pub fn called(mut self, by: Expr<B>) -> Self {
        self.spec.label = Some(by.term);
        self
    }

    /// What stands where there is no value; "-" otherwise.
    pub fn empty_value(mut self, text: &'static str) -> Self {
        self.spec.empty = text;
        self
    }

    /// The rows are counted in `row_counts` under this name, so that the bare list knows its number.
    pub fn counter(mut self, name: &'static str) -> Self {
        self.spec.counter = Some(name);
        self
    }

    /// The way back from a form leads to the bare list.
    pub fn forget_filters(mut self) -> Self {
        self.spec.preserves_filters = false;
        self
    }

    /// A filtered list does not say how many rows there are in all.
    pub fn without_total(mut self) -> Self {
        self.spec.counts_all = false;
        self
    }
}

impl ListSpec {
    /// How an object is called.
    pub(super) fn label_term(&self) -> Option<&Term> {
        self.label.as_ref().or_else(|| self.columns.first().map(|column| &column.term))
    }

    /// Whether a column leads to the object.
    pub(super) fn is_link(&self, column: &Column, position: usize) -> bool {
        match &self.links {
            Some(links) => links.contains(&column.name),
            None => position == 0,
        }
    }

    /// The fields that are edited in the list.
    pub(super) fn editable(&self) -> Vec<&'static str> {
        self.columns.iter().filter_map(|column| column.editable).collect()
    }
}
