//! The start-up check: what the compiler cannot see of a registration, said in plain words before the
//! first request instead of on the page that needs it.

use diesel::QueryResult;

use super::expr::Term;
use super::list::filter::Body;
use super::list::query;
use super::list::search::{self, Path};
use super::model::Model;
use super::site::Site;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;

/// What is wrong with the registrations; nothing when they fit each other and the live database.
pub fn check(conn: &mut Conn, site: &Site) -> Vec<String> {
    let mut problems = Vec::new();
    for model in site.models() {
        let mut say = |problem: String| problems.push(format!("{}: {problem}", model.name()));
        names(site, model, &mut say);
        statements(conn, model, &mut say);
    }
    for (number, model) in site.models().iter().enumerate() {
        if site.models().iter().take(number).any(|other| other.name() == model.name()) {
            problems.push(format!("{} is registered twice", model.name()));
        }
        if !site.apps().any(|(app, _)| app.name == model.domain()) {
            problems.push(format!("{}: there is no application {}", model.name(), model.domain()));
        }
    }
    problems
}

/// Names that refer to something else.
fn names(site: &Site, model: &Model, say: &mut dyn FnMut(String)) {
    let fields: Vec<&str> = model.form.iter().flat_map(|form| form.metas()).map(|meta| meta.name).collect();
    for column in model.list.columns.iter().filter_map(|column| column.editable.map(|field| (column, field)))
    {
        let (column, field) = column;
        if !fields.contains(&field) {
            say(format!("column “{}” is editable as {field}, but the form has no such field", column.label));
        }
    }
    for (number, column) in model.list.columns.iter().enumerate() {
        if model.list.columns.iter().take(number).any(|other| other.name == column.name) {
            say(format!("two columns are called {}; give one a name of its own", column.name));
        }
    }
    for link in model.list.links.iter().flatten() {
        if !model.list.columns.iter().any(|column| column.name == *link) {
            say(format!("the column {link} is to lead to the object, but the list has no such column"));
        }
    }
    let forms = model.form.iter().chain(&model.add_form);
    for form in forms {
        let known: Vec<&str> = form
            .metas()
            .iter()
            .map(|meta| meta.name)
            .chain(model.manies.iter().map(|many| many.meta.name))
            .chain(model.computed.iter().map(|computed| computed.name))
            .collect();
        for name in form.fieldsets().iter().flat_map(|set| set.rows.iter().flatten()) {
            if !known.contains(name) {
                say(format!("a fieldset names {name}, which is no field of the form"));
            }
        }
        for meta in form.metas() {
            for from in meta.filled_from.iter().filter(|from| !known.contains(from)) {
                say(format!("{} is filled from {from}, which is not a field", meta.name));
            }
        }
    }
    let own = model.form.iter().chain(&model.add_form).flat_map(|form| form.metas());
    let of_rows = model.inlines.iter().flat_map(|inline| inline.fields());
    let of_choosers = model.manies.iter().map(|many| &many.meta);
    for meta in own.chain(of_rows).chain(of_choosers) {
        let Some(name) = meta.widget.model() else { continue };
        match site.find(name) {
            None => say(format!("{} is chosen from {name}, which is not registered", meta.name)),
            Some(target) if target.list.label_term().is_none() => {
                say(format!("{} is chosen from {name}, whose objects have no name", meta.name));
            }
            Some(_) => {}
        }
    }
    for filter in &model.list.filters {
        let Body::Relation(_, name) = &filter.body else { continue };
        if site.find(name).is_none() {
            say(format!("the filter {} is by {name}, which is not registered", filter.name));
        }
    }
    for inline in &model.inlines {
        let meta = inline.meta();
        if let Some(position) =
            meta.position.filter(|name| !inline.fields().iter().any(|field| field.name == *name))
        {
            say(format!("{} are sorted by {position}, which is not a field of theirs", meta.prefix));
        }
        let is_recorded = |table: &str| model.tracked.parts.iter().any(|part| part.table == table);
        if let Some(table) = meta.table.filter(|table| !is_recorded(table)) {
            say(format!("{} are said to be in {table}, which the history does not record", meta.prefix));
        }
    }
}

/// Every statement of the list, piece by piece, so that the message names the piece.
fn statements(conn: &mut Conn, model: &Model, say: &mut dyn FnMut(String)) {
    let list = &model.list;
    let mut run = |what: String, terms: &[&Term], conditions: &[Sql], order: &[(Term, bool)]| {
        // A failed statement must not take the next one with it.
        let done: QueryResult<()> = diesel::Connection::transaction(conn, |conn| {
            query::rows(conn, list, terms, conditions, order, (0, 0)).map(drop)
        });
        if let Err(error) = done {
            say(format!("{what}: {error}"));
        }
    };
    run("the list".to_owned(), &[], &[], &[]);
    for column in &list.columns {
        run(format!("column “{}”", column.label), &[&column.term], &[], &[]);
        if let Some(sort) = &column.sort {
            run(format!("sorting by “{}”", column.label), &[], &[], &[(sort.clone(), false)]);
        }
    }
    if let Some(term) = list.label_term() {
        run("the name of objects".to_owned(), &[term], &[], &[]);
    }
    run("the order".to_owned(), &[], &[], &list.order);
    if let Some(term) = &list.dates {
        run("the dates".to_owned(), &[term], &[], &[]);
    }
    for filter in &list.filters {
        for condition in filter.samples() {
            run(format!("filter “{}”", filter.title), &[], &[condition], &[]);
        }
    }
    for path in [Path::Index, Path::Walk] {
        if let Some(condition) = search::condition(&list.search, &list.table, &list.key, "word 1", path) {
            run("the search".to_owned(), &[], &[condition], &[]);
        }
    }
    loading(conn, model, say);
}

/// The functions that load objects, asked for one that is not there.
fn loading(conn: &mut Conn, model: &Model, say: &mut dyn FnMut(String)) {
    let mut run = |what: String, done: QueryResult<()>| {
        if let Err(error) = done {
            say(format!("{what}: {error}"));
        }
    };
    if let Some(form) = &model.form {
        let done = diesel::Connection::transaction(conn, |conn| form.load(conn, -1).map(drop));
        run("loading an object".to_owned(), done);
    }
    for inline in &model.inlines {
        let done = diesel::Connection::transaction(conn, |conn| inline.load(conn, -1).map(drop));
        run(format!("loading {}", inline.meta().prefix), done);
    }
    for many in &model.manies {
        let done = diesel::Connection::transaction(conn, |conn| (many.load)(conn, -1).map(drop));
        run(format!("loading {}", many.meta.name), done);
    }
}
