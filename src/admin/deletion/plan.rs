//! Which tables a deletion touches, and the rows of each as a common table expression.

use std::collections::{BTreeMap, BTreeSet};

use super::Generic;
use crate::platform::db::catalogue::{Catalogue, OnDelete};
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{Kind, Val};

/// What becomes of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Goes,
    Cleared,
    Blocks,
}

/// One way from a row to the row that it points at.
#[derive(Clone, Copy)]
struct Edge<'a> {
    table: &'a str,
    column: &'a str,
    /// By content type: that column, and what it says.
    content_type: Option<(&'a str, &'a str)>,
    to_table: &'a str,
    to_column: &'a str,
    rule: OnDelete,
}

/// Rows of one table with one fate, as a common table expression.
pub(super) struct Part<'a> {
    pub name: String,
    pub table: &'a str,
    pub fate: Fate,
    pub via: BTreeSet<&'a str>,
    pub rows: Sql,
}

/// Which tables lose rows, and who points at them.
pub(super) struct Plan<'a> {
    catalogue: &'a Catalogue,
    edges: Vec<Edge<'a>>,
    /// Every table after those from which its rows are reached; first the one deleted from.
    going: Vec<&'a str>,
}

impl<'a> Plan<'a> {
    /// What deleting rows of `table` leads to.
    pub fn new(catalogue: &'a Catalogue, generics: &'a [Generic], table: &'a str) -> Plan<'a> {
        let keys = catalogue.foreign_keys().iter().map(|key| Edge {
            table: &key.table,
            column: &key.column,
            content_type: None,
            to_table: &key.to_table,
            to_column: &key.to_column,
            rule: key.on_delete,
        });
        let by_content_type = generics.iter().flat_map(|generic| {
            generic.models.iter().map(|(model, to_table)| Edge {
                table: generic.table,
                column: generic.key_column,
                content_type: Some((generic.type_column, *model)),
                to_table,
                to_column: "id",
                rule: OnDelete::Cascade,
            })
        });
        let mut plan = Plan { catalogue, edges: keys.chain(by_content_type).collect(), going: Vec::new() };
        plan.visit(table, &mut BTreeSet::new());
        plan.going.reverse();
        plan
    }

    /// Depth first: a table is noted when all that is reached from it has been.
    ///
    /// A circle of cascades through several tables is followed once around; the schema has none,
    /// only tables that point at themselves.
    fn visit(&mut self, table: &'a str, begun: &mut BTreeSet<&'a str>) {
        begun.insert(table);
        let next: Vec<&'a str> = self
            .edges
            .iter()
            .filter(|edge| edge.to_table == table && edge.rule == OnDelete::Cascade)
            .map(|edge| edge.table)
            .collect();
        for child in next {
            if !begun.contains(child) {
                self.visit(child, begun);
            }
        }
        self.going.push(table);
    }

    /// Everything that deleting the rows with these values of `key` touches: what goes first, since the
    /// others look at it.
    pub fn parts(&self, key: &str, keys: &[i64]) -> Vec<Part<'a>> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut earlier: Vec<&'a str> = Vec::new();
        for table in &self.going {
            let edges: Vec<Edge<'a>> = self
                .edges_to(&earlier)
                .filter(|edge| edge.table == *table && edge.rule == OnDelete::Cascade)
                .collect();
            parts.push(self.going_part(table, &edges, earlier.is_empty().then_some((key, keys))));
            earlier.push(table);
        }
        for fate in [Fate::Cleared, Fate::Blocks] {
            let mut holders: BTreeMap<&str, Vec<Edge<'a>>> = BTreeMap::new();
            for edge in self.edges_to(&self.going).filter(|edge| fate_of(edge.rule) == fate) {
                holders.entry(edge.table).or_default().push(edge);
            }
            parts.extend(holders.into_iter().map(|(table, edges)| self.staying_part(table, fate, &edges)));
        }
        parts
    }

    fn edges_to<'s>(&'s self, tables: &'s [&'a str]) -> impl Iterator<Item = Edge<'a>> + 's {
        self.edges.iter().filter(|edge| tables.contains(&edge.to_table)).copied()
    }

    fn going_part(&self, table: &'a str, edges: &[Edge<'a>], keys: Option<(&str, &[i64])>) -> Part<'a> {
        let name = going_name(table);
        let asked = keys.map(|(key, keys)| self.select(table).text(" WHERE ").column(table, key).among(keys));
        let mut selects: Vec<Sql> = asked.into_iter().collect();
        selects.extend(edges.iter().map(|edge| self.select_by(edge)));
        let to_itself: Vec<Sql> = self
            .edges
            .iter()
            .filter(|edge| edge.table == table && edge.to_table == table && edge.rule == OnDelete::Cascade)
            .map(|edge| {
                let same = Sql::of("(").column(table, edge.column).text(" = ").column(&name, edge.to_column);
                same.then(&of_type(edge)).text(")")
            })
            .collect();
        if !to_itself.is_empty() {
            let step = self.select(table).text(" JOIN ").name(&name).text(" ON ");
            selects.push(step.then(&Sql::join(&to_itself, " OR ")));
        }
        let via = edges.iter().map(|edge| edge.column).collect();
        Part { name, table, fate: Fate::Goes, via, rows: Sql::join(&selects, " UNION ") }
    }

    /// A row that goes itself is neither cleared nor in the way, unless its key says `RESTRICT`.
    fn staying_part(&self, table: &'a str, fate: Fate, edges: &[Edge<'a>]) -> Part<'a> {
        let select = |restricts: bool| {
            let chosen = edges.iter().filter(move |edge| (edge.rule == OnDelete::Restrict) == restricts);
            chosen.map(|edge| self.select_by(edge)).collect::<Vec<Sql>>()
        };
        let mut rows = Sql::join(&select(false), " UNION ");
        if !rows.is_empty() && self.going.contains(&table) {
            let all = self.columns(table);
            rows = rows.text(" EXCEPT SELECT ").then(&names(&all)).text(" FROM ").name(&going_name(table));
        }
        for strict in select(true) {
            rows = if rows.is_empty() { strict } else { rows.text(" UNION ").then(&strict) };
        }
        let name = format!("{}_{table}", if fate == Fate::Cleared { "cleared" } else { "blocking" });
        Part { name, table, fate, via: edges.iter().map(|edge| edge.column).collect(), rows }
    }

    /// Rows that point at rows which go.
    fn select_by(&self, edge: &Edge<'_>) -> Sql {
        let pointing = self.select(edge.table).text(" WHERE ").column(edge.table, edge.column);
        pointing
            .text(" IN (SELECT ")
            .name(edge.to_column)
            .text(" FROM ")
            .name(&going_name(edge.to_table))
            .text(")")
            .then(&of_type(edge))
    }

    fn select(&self, table: &str) -> Sql {
        let columns: Vec<Sql> =
            self.columns(table).iter().map(|column| Sql::new().column(table, column)).collect();
        Sql::of("SELECT ").then(&Sql::join(&columns, ", ")).text(" FROM ").name(table)
    }

    /// What makes a row of the table one of its kind, and what others point at.
    fn columns(&self, table: &str) -> BTreeSet<&'a str> {
        let pointed_at = self.edges.iter().filter(|edge| edge.to_table == table).map(|edge| edge.to_column);
        let all = self.catalogue.columns(table).iter().map(|column| column.name.as_str());
        let has_id = self.catalogue.column(table, "id").is_some();
        pointed_at.chain(all.filter(|name| !has_id || *name == "id")).collect()
    }

    /// Whether the table has an integer `id`.
    pub fn has_key(&self, table: &str) -> bool {
        self.catalogue.column(table, "id").is_some_and(|column| column.kind == Kind::Int)
    }
}

fn fate_of(rule: OnDelete) -> Fate {
    match rule {
        OnDelete::Cascade => Fate::Goes,
        OnDelete::SetNull | OnDelete::SetDefault => Fate::Cleared,
        OnDelete::Restrict | OnDelete::NoAction => Fate::Blocks,
    }
}

fn going_name(table: &str) -> String {
    format!("going_{table}")
}

fn of_type(edge: &Edge<'_>) -> Sql {
    match edge.content_type {
        None => Sql::new(),
        Some((column, model)) => {
            Sql::of(" AND ").column(edge.table, column).text(" = ").bind(Val::Text(model.to_owned()))
        }
    }
}

fn names(columns: &BTreeSet<&str>) -> Sql {
    let names: Vec<Sql> = columns.iter().map(|column| Sql::new().name(column)).collect();
    Sql::join(&names, ", ")
}
