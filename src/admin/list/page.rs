//! A page of a list as it is shown.

use super::asked::Asked;
use super::facets::{self, Facets, Looked, Window};
use super::filter::BadLookup;
use super::filters_view::{Filters, filters};
use super::heads_view::{heads, last_page, pager};
use super::query::{self, Count, Selection};
use super::rows_view::{editing, rows};
use super::search::{self, Path};
use super::{ListSpec, ShowFacets};
use crate::admin::desk::Desk;
use crate::admin::errors::Errors;
use crate::admin::expr::Term;
use crate::admin::model::Model;
use crate::admin::posted::Posted;
use crate::admin::staff::Right;
use crate::admin::views::{ActionView, DatesView, FacetsView, FilterBody, FilterView, ListView, SearchView};
use crate::platform::db::sql::Sql;
use crate::platform::db::value::DynRow;
use crate::platform::db::{Conn, row_counts};
use crate::platform::text::grouped;

/// Why a list is not shown.
pub enum Turned {
    /// The address makes no sense: it is answered with the list and a hint.
    BadLookup,
    /// The database did not answer.
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for Turned {
    fn from(error: diesel::result::Error) -> Self {
        Turned::Database(error)
    }
}

impl From<BadLookup> for Turned {
    fn from(_: BadLookup) -> Self {
        Turned::BadLookup
    }
}

/// What was entered into the cells of a list that could not be stored.
pub struct Entered<'a> {
    /// The cells.
    pub posted: &'a Posted,
    /// What is wrong with them.
    pub errors: &'a Errors,
    /// What stands above the table.
    pub problem: String,
}

/// What a page of a list needs of the rows that were found.
pub(super) struct Found {
    pub selection: Selection,
    pub count: Count,
    pub total: Option<Count>,
    pub rows: Vec<DynRow>,
    pub page: i64,
    pub per_page: i64,
    pub facets: Facets,
}

/// The page that an address asks for.
pub fn view(
    conn: &mut Conn,
    desk: &Desk<'_>,
    model: &Model,
    asked: &Asked,
    entered: Option<&Entered<'_>>,
) -> Result<ListView, Turned> {
    let list = &model.list;
    let found = find(conn, desk, model, asked)?;
    let counted = shows_facets(list, asked);
    let Filters { views, chips } = filters(conn, desk, list, asked, &found.facets)?;
    let dates = dates(conn, list, asked, &found.selection)?;
    let editing = editing(desk, model, asked);
    let (rows, hidden) = rows(conn, desk, model, &found, &editing, entered)?;
    let number = match found.count {
        Count::Exactly(number) => grouped(number),
        Count::Many => format!("more than {}", grouped(query::MOST_COUNTED)),
    };
    let noun = if found.count == Count::Exactly(1) { model.noun } else { model.plural };
    Ok(ListView {
        noun: model.noun.to_owned(),
        plural: model.plural.to_owned(),
        href: model.href(),
        add_href: model.may(&desk.staff, Right::Add).then(|| model.add_href()),
        search: (!list.search.is_empty())
            .then(|| SearchView { words: asked.get("q").to_owned(), help: list.search_help.clone() }),
        kept: kept(asked, &views),
        here: format!("{}{}", model.href(), asked.without(&["e"]).query()),
        heads: heads(list, asked),
        count: match found.selection.is_narrowed() {
            true if number == "1" => "1 result".to_owned(),
            true => format!("{number} results"),
            false => format!("{number} {noun}"),
        },
        total: found.total.map_or_else(String::new, |total| match total {
            Count::Exactly(number) => format!("{} in all", grouped(number)),
            Count::Many => String::new(),
        }),
        pager: pager(asked, &found),
        all_href: match found.count {
            Count::Exactly(number) if number > found.per_page && number <= list.max_show_all => {
                Some(asked.from_start().with("all", "1").query())
            }
            _ => None,
        },
        filters: views,
        chips,
        clear_href: cleared(list, asked).query(),
        facets: (list.facets == ShowFacets::Allow && !list.filters.is_empty()).then(|| FacetsView {
            is_on: counted,
            href: if counted {
                asked.without(&["_facets"]).query()
            } else {
                asked.with("_facets", "1").query()
            },
        }),
        dates,
        actions: if asked.has("_pick") { Vec::new() } else { actions(desk, model) },
        select_all: match found.count {
            Count::Exactly(number) if number > found.per_page => {
                Some(format!("Select all {} {}", grouped(number), model.plural))
            }
            Count::Many => Some(format!("Select all {number} {}", model.plural)),
            Count::Exactly(_) => None,
        },
        exports: Vec::new(),
        is_editable: !editing.is_empty() && !rows.is_empty(),
        problem: entered.map(|entered| entered.problem.clone()).or_else(|| bad_address(asked)),
        empty: match found.selection.is_narrowed() {
            true => format!("No {} fit what you searched and filtered for.", model.plural),
            false => format!("There are no {} yet.", model.plural),
        },
        is_picking: asked.has("_pick"),
        rows,
        hidden,
    })
}

/// What the form of the search sends along: whatever has no input of its own there.
fn kept(asked: &Asked, filters: &[FilterView]) -> Vec<(String, String)> {
    let has_input = |name: &str, value: &str| {
        filters.iter().any(|filter| match &filter.body {
            FilterBody::Choices(choices) | FilterBody::Search { chosen: choices, .. } => {
                choices.iter().any(|choice| choice.is_on && choice.name == name && choice.value == value)
            }
            FilterBody::Range { from, to, .. } => from.0 == name || to.0 == name,
        })
    };
    let rest = asked.from_start().without(&["q"]);
    rest.iter()
        .filter(|(name, value)| !has_input(name, value))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn bad_address(asked: &Asked) -> Option<String> {
    asked.has("e").then(|| "The address asked for a filter that this list does not have.".to_owned())
}

fn find(conn: &mut Conn, desk: &Desk<'_>, model: &Model, asked: &Asked) -> Result<Found, Turned> {
    let list = &model.list;
    let selection = Selection::read(list, &desk.staff, asked, desk.context.currency)?;
    let order = query::order_of(list, asked);
    let looked = look(conn, desk, list, &selection, asked, &order)?;
    let is_bare = !selection.is_narrowed() && selection.allowed.is_empty();
    let count = match (list.counter, &looked) {
        (Some(name), _) if is_bare => Count::Exactly(row_counts::count(conn, name)?),
        (_, Some(looked)) if has_words(&selection) => Count::of(looked.found),
        _ => query::count_selected(conn, list, &selection)?,
    };
    let total = match (selection.is_narrowed() && list.counts_all, list.counter) {
        (true, Some(name)) if selection.allowed.is_empty() => {
            Some(Count::Exactly(row_counts::count(conn, name)?))
        }
        (true, _) => Some(query::count(conn, list, &selection.allowed)?),
        (false, _) => None,
    };
    let shows_all =
        asked.has("all") && matches!(count, Count::Exactly(number) if number <= list.max_show_all);
    let per_page = if shows_all { list.max_show_all } else { list.per_page };
    let path = if count == Count::Many && search::has_index(&list.search) { Path::Walk } else { Path::Index };
    let mut conditions = selection.conditions(list, path);
    let terms = terms(list);
    let terms: Vec<&_> = terms.iter().collect();
    let mut page = if shows_all { 1 } else { asked.page() };
    if let Count::Exactly(number) = count {
        page = page.min(last_page(number, per_page));
    }
    let mut offset = (page - 1).saturating_mul(per_page);
    let (facets, keys) = looked.map_or_else(Default::default, |looked| (looked.facets, looked.page));
    if !keys.is_empty() && !shows_all {
        // They were found by these conditions, and are the page already.
        (conditions, offset) = (vec![Sql::new().frag(&list.key).among(&keys)], 0);
    }
    let mut rows = query::rows(conn, list, &terms, &conditions, &order, (per_page, offset))?;
    if rows.is_empty() && page > 1 {
        // Beyond the end of a list that is too long to be counted.
        page = last_page(query::MOST_COUNTED, per_page);
        let offset = (page - 1).saturating_mul(per_page);
        rows = query::rows(conn, list, &terms, &conditions, &order, (per_page, offset))?;
    }
    Ok(Found { selection, count, total, rows, page, per_page, facets })
}

/// The counts beside filters where they are shown; with words the number and the page as well.
fn look(
    conn: &mut Conn,
    desk: &Desk<'_>,
    list: &ListSpec,
    selection: &Selection,
    asked: &Asked,
    order: &[(Term, bool)],
) -> diesel::QueryResult<Option<Looked>> {
    if !shows_facets(list, asked) {
        return Ok(None);
    }
    let offset = (asked.page() - 1).saturating_mul(list.per_page);
    let window = Window { order: order.to_vec(), limit: list.per_page, offset };
    let window = has_words(selection).then_some(&window);
    facets::look(conn, desk, list, selection, asked, window).map(Some)
}

fn has_words(selection: &Selection) -> bool {
    !search::words(&selection.words).is_empty()
}

/// What is read for each row: the columns, then how the object is called.
fn terms(list: &ListSpec) -> Vec<Term> {
    let columns = list.columns.iter().map(|column| column.term.clone());
    columns.chain(list.label_term().cloned()).collect()
}

fn shows_facets(list: &ListSpec, asked: &Asked) -> bool {
    !list.filters.is_empty()
        && match list.facets {
            ShowFacets::Always => true,
            ShowFacets::Allow => asked.has("_facets"),
            ShowFacets::Never => false,
        }
}

/// The address without any filter; words and order stay.
fn cleared(list: &ListSpec, asked: &Asked) -> Asked {
    let names: Vec<String> = asked
        .filters()
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            list.filters.iter().any(|filter| filter.params().contains(name)) || list.is_date_param(name)
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    asked.from_start().without(&names)
}

fn actions(desk: &Desk<'_>, model: &Model) -> Vec<ActionView> {
    let mut all: Vec<ActionView> = Vec::new();
    if model.may(&desk.staff, Right::Delete) {
        all.push(ActionView {
            name: "delete_selected".to_owned(),
            label: format!("Delete selected {}", model.plural),
            is_dangerous: true,
        });
    }
    all.extend(model.actions.iter().filter(|action| desk.staff.may(action.meta.permission)).map(|action| {
        ActionView {
            name: action.meta.name.to_owned(),
            label: action.meta.label.to_owned(),
            is_dangerous: action.meta.is_dangerous,
        }
    }));
    if model.may(&desk.staff, Right::View) {
        all.extend(super::super::export::FORMATS.iter().map(|format| ActionView {
            name: format.action.to_owned(),
            label: format!("Export selected {} as {}", model.plural, format.label),
            is_dangerous: false,
        }));
    }
    all
}

fn dates(
    conn: &mut Conn,
    list: &ListSpec,
    asked: &Asked,
    selection: &Selection,
) -> Result<Option<DatesView>, Turned> {
    let Some(term) = &list.dates else { return Ok(None) };
    let conditions = selection.conditions(list, Path::Index);
    let extremes = query::extremes(conn, list, term, &conditions)?;
    Ok(super::dates::view(list, term, asked, extremes))
}
