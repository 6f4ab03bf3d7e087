//! The two families of migrations agree with each other and with `schema.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use storefront::platform::db::{self, Conn};
use storefront::platform::web::error::AppError;

use crate::support::TestApp;

/// Columns that one database computes for itself and no query names.
const ONE_SIDED: [(&str, &str); 1] = [("search_documents", "terms")];
/// Where Diesel notes which migrations have run.
const BOOKKEEPING: &str = "__diesel_schema_migrations";

#[derive(Debug, PartialEq, Eq)]
struct Column {
    kind: &'static str,
    is_nullable: bool,
}

type Tables = BTreeMap<String, BTreeMap<String, Column>>;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    is_nullable: bool,
}

#[test]
fn both_databases_have_the_same_migrations_each_with_a_way_back() {
    let names = |side: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(side);
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| {
                assert!(path.join("up.sql").is_file() && path.join("down.sql").is_file(), "{path:?}");
                path.file_name().unwrap().to_str().unwrap().to_owned()
            })
            .collect()
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names("postgres"));
    for name in &sqlite {
        let (stamp, words) = name.split_once('_').unwrap();
        assert!(stamp.len() == 14 && stamp.bytes().all(|byte| byte.is_ascii_digit()), "{name}");
        assert!(words.contains('_'), "{name} is a verb and an object");
    }
}

#[test]
fn all_migrations_go_up_down_and_up_again() {
    let t = TestApp::start();
    t.app
        .db
        .outside_transaction(|conn| {
            let first = tables(conn);
            let reverted = db::revert_all(conn).unwrap();
            assert!(reverted > 0);
            assert_eq!(tables(conn).keys().collect::<Vec<_>>(), Vec::<&String>::new());
            assert_eq!(db::pending(conn).unwrap(), reverted);
            assert_eq!(db::migrate(conn).unwrap(), reverted);
            assert_eq!(tables(conn), first);
            assert_eq!(db::migrate(conn).unwrap(), 0, "running it again does nothing");
            Ok::<_, AppError>(())
        })
        .unwrap();
}

#[test]
fn the_migrations_make_exactly_the_columns_of_the_schema_file() {
    let t = TestApp::start();
    let mut made = t.look(|conn| Ok(tables(conn)));
    for (table, column) in ONE_SIDED {
        made.get_mut(table).unwrap().remove(column);
    }
    let text = include_str!("../../src/schema.rs");
    let declared = declared_tables(text);
    assert!(declared.len() > 15 && declared.contains_key("products"));
    assert_eq!(made, declared);
}

#[test]
fn a_column_that_differs_would_be_noticed() {
    let declared =
        |text: &str| declared_tables(&format!("diesel::table! {{\n    tags (id) {{\n{text}    }}\n}}\n"));
    let whole = declared("        id -> BigInt,\n        label -> Text,\n");
    assert_eq!(whole["tags"].len(), 2);
    assert_ne!(whole, declared("        id -> BigInt,\n"));
    assert_ne!(whole, declared("        id -> BigInt,\n        label -> Nullable<Text>,\n"));
    assert_ne!(whole, declared("        id -> BigInt,\n        label -> BigInt,\n"));
}

/// What `schema.rs` says.
fn declared_tables(text: &str) -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.strip_suffix('{').and_then(|head| head.split_once(" (")) {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ")
            && !line.starts_with("diesel::")
        {
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let declared = Column { kind: kind_of(inner.unwrap_or(kind)), is_nullable: inner.is_some() };
            let column = column.trim_start_matches("#[sql_name = ").to_owned();
            tables.entry(table.clone()).or_default().insert(column, declared);
        }
    }
    tables
}

/// What the database has.
fn tables(conn: &mut Conn) -> Tables {
    let statement = match conn {
        // Full-text indexes are virtual tables with shadow tables of their own.
        Conn::Sqlite(_) => {
            "SELECT t.name AS table_name, c.name AS column_name, c.type AS kind, \
                 (c.\"notnull\" = 0 AND c.pk = 0) AS is_nullable \
             FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        }
        Conn::Pg(_) => {
            "SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name, \
                 CAST(data_type AS TEXT) AS kind, is_nullable = 'YES' AS is_nullable \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let key = matches!(conn, Conn::Sqlite(_));
    let mut tables = Tables::new();
    for found in diesel::sql_query(statement).load::<Found>(conn).unwrap() {
        if found.table_name == BOOKKEEPING {
            continue;
        }
        // SQLite's 64-bit key must be declared INTEGER.
        let kind =
            if key && found.column_name == "id" && found.kind == "INTEGER" { "BIGINT" } else { &found.kind };
        let column = Column { kind: kind_of(kind), is_nullable: found.is_nullable };
        tables.entry(found.table_name).or_default().insert(found.column_name, column);
    }
    tables
}

/// One word for a type, whoever names it.
fn kind_of(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "bigint" => "number, 64 bits",
        "integer" => "number, 32 bits",
        "smallint" => "number, 16 bits",
        "double" | "double precision" => "float",
        "text" => "text",
        "bool" | "boolean" => "yes or no",
        "timestamp" | "timestamp without time zone" => "time",
        "date" => "date",
        "binary" | "blob" | "bytea" => "bytes",
        "tsvector" => "words",
        other => panic!("{other:?} is not in the table of types of platform::db"),
    }
}
