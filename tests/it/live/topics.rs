//! Which change makes which pages old: exactly the topics that show it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use storefront::platform::db::Conn;
use storefront::platform::db::catalogue::{Catalogue, TableColumn};
use storefront::platform::db::sql::Sql;
use storefront::platform::db::value::{Kind, Val};
use storefront::platform::versions::Topic;

use super::columns::{BESIDE, COMPUTED, named, rows, topics};
use super::{NOTHING, raised};
use crate::support::{TestApp, noon};

/// A connection of a program that is not ours, for which rows need not make sense.
fn careless(t: &TestApp) -> Conn {
    let mut conn = t.app.config.database.connect().unwrap();
    conn.batch_execute(match &conn {
        Conn::Sqlite(_) => "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON;",
        Conn::Pg(_) => {
            "DO $$ DECLARE rule RECORD; BEGIN \
                 FOR rule IN SELECT conrelid::regclass AS holder, conname FROM pg_constraint \
                     WHERE contype IN ('c', 'f') AND connamespace = current_schema()::regnamespace LOOP \
                     EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.holder, rule.conname); \
                 END LOOP; END $$"
        }
    })
    .unwrap();
    conn
}

/// A first value, or another one; few enough units that pages say how many.
fn value(column: &TableColumn, is_other: bool) -> Val {
    let step = i64::from(is_other);
    match column.kind {
        Kind::Text => Val::Text(if is_other { "b" } else { "a" }.to_owned()),
        Kind::Int if column.name == "inventory" => Val::Int(3 + step),
        Kind::Int => Val::Int(9_000_000 + step),
        Kind::Float => Val::Float(if is_other { 2.5 } else { 1.5 }),
        Kind::Bool => Val::Bool(!is_other),
        Kind::Time => Val::Time(noon() + TimeDelta::days(step)),
        Kind::Date => Val::Date((noon() + TimeDelta::days(step)).date()),
    }
}

/// Changes one row.
fn run(conn: &mut Conn, what: &str, statement: Sql) {
    let done = statement.execute(conn).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(done, 1, "{what}");
}

/// One row of a table, whose first column says which.
struct Row<'a> {
    table: &'a str,
    columns: Vec<&'a TableColumn>,
    wrong: Vec<String>,
}

impl Row<'_> {
    fn insert(&self, verb: &'static str) -> Sql {
        let names: Vec<Sql> = self.columns.iter().map(|column| Sql::new().name(&column.name)).collect();
        let values: Vec<Sql> =
            self.columns.iter().map(|column| Sql::new().bind(value(column, false))).collect();
        let into = Sql::of(verb).text(" INTO ").name(self.table).text(" (").then(&Sql::join(&names, ", "));
        into.text(") VALUES (").then(&Sql::join(&values, ", ")).text(")")
    }

    fn set(&self, column: &TableColumn, to: Val) -> Sql {
        let set = Sql::of("UPDATE ").name(self.table).text(" SET ").name(&column.name).text(" = ").bind(to);
        set.then(&self.chosen(false))
    }

    fn set_to_itself(&self) -> Sql {
        let same = |column: &&TableColumn| Sql::new().name(&column.name).text(" = ").name(&column.name);
        let all: Vec<Sql> = self.columns.iter().map(same).collect();
        Sql::of("UPDATE ")
            .name(self.table)
            .text(" SET ")
            .then(&Sql::join(&all, ", "))
            .then(&self.chosen(false))
    }

    fn delete(&self) -> Sql {
        Sql::of("DELETE FROM ").name(self.table).then(&self.chosen(true))
    }

    fn chosen(&self, was_changed: bool) -> Sql {
        let key = self.columns[0];
        Sql::of(" WHERE ").name(&key.name).text(" = ").bind(value(key, was_changed))
    }

    fn expect(&mut self, conn: &mut Conn, what: &str, topics: &[Topic], statement: Sql) {
        let moved = raised(conn, |conn| run(conn, &format!("{what} of {}", self.table), statement));
        if moved != topics {
            self.wrong.push(format!("{what} of {} raises {moved:?}, not {topics:?}", self.table));
        }
    }

    /// Adds it, changes each column, the first one last, and removes it.
    fn live(&mut self, conn: &mut Conn) {
        let (table, columns) = (self.table, self.columns.clone());
        self.expect(conn, "A new row", rows(table), self.insert("INSERT"));
        self.expect(conn, "A change that changes nothing", &[], self.set_to_itself());
        for column in columns.iter().rev() {
            let shown = topics(table, &column.name).unwrap_or_default();
            let change = format!("Changing {}", column.name);
            if column.nullable {
                self.expect(conn, &format!("{change} to nothing"), shown, self.set(column, Val::Null));
            }
            self.expect(conn, &change, shown, self.set(column, value(column, true)));
            if column.kind == Kind::Bool {
                // It may have hidden the row.
                self.expect(conn, &format!("{change} back"), shown, self.set(column, value(column, false)));
            }
        }
        self.expect(conn, "A removed row", rows(table), self.delete());
    }
}

/// Every table with the columns that somebody can write.
fn tables(catalogue: &Catalogue) -> impl Iterator<Item = Row<'_>> {
    catalogue.tables().filter(|table| !BESIDE.contains(table)).map(|table| {
        let is_computed = |column: &&TableColumn| COMPUTED.contains(&(table, column.name.as_str()));
        let columns = catalogue.columns(table).iter().filter(|column| !is_computed(column)).collect();
        Row { table, columns, wrong: Vec::new() }
    })
}

/// What is said of the columns of a database: each in one sentence that is wrong.
fn gaps<'a>(columns: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let there: BTreeSet<(&str, &str)> = columns.filter(|(table, _)| !BESIDE.contains(table)).collect();
    let unknown = there.iter().filter(|(table, column)| topics(table, column).is_none());
    let unknown = unknown.map(|(table, column)| {
        format!(
            "{table}.{column} is new: say in tests/it/live/columns.rs which topics it raises, or that no \
             stored page shows it"
        )
    });
    let gone = named().into_iter().filter(|named| !there.contains(named) && !COMPUTED.contains(named));
    unknown.chain(gone.map(|(table, column)| format!("{table}.{column} is no column any more"))).collect()
}

#[test]
fn of_every_column_it_is_known_which_pages_show_it() {
    let t = TestApp::start();
    let catalogue = t.look(|conn| Ok(Catalogue::read(conn)?));
    let all: Vec<(&str, &str)> = catalogue
        .tables()
        .flat_map(|table| catalogue.columns(table).iter().map(move |column| (table, column.name.as_str())))
        .collect();
    assert!(all.len() > 400);
    assert_eq!(gaps(all.iter().copied()), Vec::<String>::new());

    let new = all.iter().copied().chain([("products", "colour"), ("loans", "id")]);
    let found = gaps(new);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].starts_with("products.colour is new: say"), "{found:?}");
    let fewer = all.iter().copied().filter(|(_, column)| *column != "like_count");
    assert_eq!(gaps(fewer), ["products.like_count is no column any more"]);
}

#[test]
fn every_row_and_every_column_raises_its_topics_and_no_other() {
    let t = TestApp::start();
    let catalogue = t.look(|conn| Ok(Catalogue::read(conn)?));
    let mut conn = careless(&t);
    let mut wrong = Vec::new();
    for mut row in tables(&catalogue) {
        row.live(&mut conn);
        wrong.append(&mut row.wrong);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn emptying_a_table_raises_the_topics_of_its_rows() {
    let t = TestApp::start();
    let catalogue = t.look(|conn| Ok(Catalogue::read(conn)?));
    let mut conn = careless(&t);
    let empty = match &conn {
        Conn::Sqlite(_) => "DELETE FROM ",
        Conn::Pg(_) => "TRUNCATE ",
    };
    for row in tables(&catalogue) {
        run(&mut conn, row.table, row.insert("INSERT"));
        let moved = raised(&mut conn, |conn| Sql::of(empty).name(row.table).execute(conn).unwrap());
        assert_eq!(moved, rows(row.table), "{}", row.table);
    }
}

/// SQLite does not say which rows REPLACE removes.
#[test]
fn a_row_that_replaces_another_one_raises_its_topics() {
    let t = TestApp::on_sqlite();
    let catalogue = t.look(|conn| Ok(Catalogue::read(conn)?));
    let mut conn = careless(&t);
    for row in tables(&catalogue) {
        run(&mut conn, row.table, row.insert("INSERT"));
        let moved = raised(&mut conn, |conn| run(conn, row.table, row.insert("INSERT OR REPLACE")));
        assert_eq!(moved, rows(row.table), "{}", row.table);
    }
    let review = "INTO reviews (id, product_id, name, description, date, approved)";
    let replace =
        |what: &str, id: i64| format!("{what} {review} VALUES ({id}, 1, 'a', 'a', '2026-01-01', 0)");
    let mut hides = |statement: &str| raised(&mut conn, |conn| conn.batch_execute(statement).unwrap());
    assert_eq!(hides(&replace("REPLACE", 9_000_000)), [Topic::Feedback], "the one seen is gone");
    assert_eq!(hides(&replace("REPLACE", 9_000_000)), NOTHING, "none was seen");
    assert_eq!(hides(&replace("INSERT", 5)), NOTHING);
    assert_eq!(hides("UPDATE reviews SET approved = 1 WHERE id = 5"), [Topic::Feedback]);
    assert_eq!(hides("UPDATE OR REPLACE reviews SET id = 5 WHERE id = 9000000"), [Topic::Feedback]);
}
