//! Whether the declarations fit the schema.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::model::{Model, Target};
use super::value::Kind;
use crate::platform::db::Conn;

/// What is wrong with the declarations, one sentence each; empty when each column of each table
/// is a field, computed or derived, nullable fields are those of nullable columns, no table but
/// those of `not_dumped` is forgotten, and what a row needs comes before it.
pub fn complaints(conn: &mut Conn, models: &[Model], not_dumped: &[&str]) -> QueryResult<Vec<String>> {
    let tables = list_tables(conn)?;
    let mut found = Vec::new();
    let mut known: BTreeSet<&str> = not_dumped.iter().copied().collect();
    for (position, model) in models.iter().enumerate() {
        known.insert(model.table);
        known.extend(model.lists.iter().map(|list| list.table));
        let columns = list_columns(conn, model.table)?;
        compare(model, &columns, &mut found);
        let earlier: Vec<&str> = models.iter().take(position).map(|model| model.name).collect();
        check_order(model, &earlier, &mut found);
        for list in &model.lists {
            let columns: BTreeSet<String> = list_columns(conn, list.table)?.into_keys().collect();
            if columns != BTreeSet::from([list.own.to_owned(), list.other.to_owned()]) {
                found.push(format!("{}.{}: the columns of {} differ.", model.name, list.name, list.table));
            }
        }
    }
    let forgotten = tables.iter().filter(|table| !known.contains(table.as_str()));
    found.extend(forgotten.map(|table| format!("{table} is neither a model nor left out by name.")));
    Ok(found)
}

fn compare(model: &Model, columns: &BTreeMap<String, bool>, found: &mut Vec<String>) {
    let mut declared: BTreeSet<&str> = BTreeSet::from([model.key.column]);
    let names = model
        .fields
        .iter()
        .map(|field| field.column.as_str())
        .chain(model.computed.iter().map(|computed| computed.column))
        .chain(model.derived.iter().map(|derived| derived.column));
    for name in names {
        if !declared.insert(name) {
            found.push(format!("{}: {name} is declared twice.", model.name));
        }
        if !columns.contains_key(name) {
            found.push(format!("{}: {} has no column {name}.", model.name, model.table));
        }
    }
    for missing in columns.keys().filter(|name| !declared.contains(name.as_str())) {
        found.push(format!("{}: the column {missing} is not declared.", model.name));
    }
    for field in &model.fields {
        if columns.get(&field.column).is_some_and(|nullable| *nullable != field.nullable) {
            found.push(format!("{}.{}: nullable in one place and not in the other.", model.name, field.name));
        }
    }
}

fn check_order(model: &Model, earlier: &[&str], found: &mut Vec<String>) {
    let needed = model.fields.iter().filter(|field| !field.nullable).filter_map(|field| match field.kind {
        Kind::Relation(target) | Kind::TextRelation(target) => Some(target),
        _ => None,
    });
    let listed = model.lists.iter().filter_map(|list| match list.target {
        Target::Model(target) => Some(target),
        Target::Named { .. } => None,
    });
    for target in needed.chain(listed).filter(|target| !earlier.contains(target)) {
        found.push(format!("{} must come after {target}, which it points at.", model.name));
    }
}

fn list_tables(conn: &mut Conn) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Table {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let sql = match conn {
        Conn::Pg(_) => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        }
        Conn::Sqlite(_) => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
    };
    let tables = diesel::sql_query(sql).load::<Table>(conn)?.into_iter().map(|table| table.name);
    Ok(tables.filter(|name| name != "__diesel_schema_migrations").collect())
}

/// The columns that a row brings, and whether each may be null.
fn list_columns(conn: &mut Conn, table: &str) -> QueryResult<BTreeMap<String, bool>> {
    #[derive(QueryableByName)]
    struct ColumnOf {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Bool)]
        nullable: bool,
    }
    let sql = match conn {
        Conn::Pg(_) => {
            "SELECT CAST(column_name AS TEXT) AS name, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'"
        }
        Conn::Sqlite(_) => "SELECT name, \"notnull\" = 0 AS nullable FROM pragma_table_info($1)",
    };
    let columns = diesel::sql_query(sql).bind::<Text, _>(table).load::<ColumnOf>(conn)?;
    Ok(columns.into_iter().map(|column| (column.name, column.nullable)).collect())
}
