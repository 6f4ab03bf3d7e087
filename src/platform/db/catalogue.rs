//! What the live database says of itself: its tables, their columns, and which rows hold on to which.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::Conn;
use super::value::Kind;

/// The tables of the shop and the foreign keys between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    tables: BTreeMap<String, Vec<TableColumn>>,
    foreign_keys: Vec<ForeignKey>,
}

/// A column as the table declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Such as `unit_price`.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// A column that names a row of another table, or of its own.
///
/// Only keys of one column: the schema has no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The table of the column.
    pub table: String,
    /// The column.
    pub column: String,
    /// The table it points at.
    pub to_table: String,
    /// The column it points at.
    pub to_column: String,
    /// What deleting the row it points at does.
    pub on_delete: OnDelete,
    /// Whether it may be broken until the end of the transaction.
    pub deferrable: bool,
}

/// What becomes of a row when the row that it points at is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// It goes as well.
    Cascade,
    /// It stays, and points at nothing.
    SetNull,
    /// It stays, and points where new rows point.
    SetDefault,
    /// It forbids that, at once.
    Restrict,
    /// It forbids that, unless it is gone itself in the end.
    NoAction,
}

#[derive(QueryableByName)]
struct FoundColumn {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct FoundKey {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    to_table: String,
    #[diesel(sql_type = Nullable<Text>)]
    to_column: Option<String>,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Bool)]
    waits: bool,
    /// SQLite: the table as it was declared.
    #[diesel(sql_type = Nullable<Text>)]
    declaration: Option<String>,
}

impl Catalogue {
    /// Reads it, with two statements.
    pub fn read(conn: &mut Conn) -> QueryResult<Catalogue> {
        let columns: Vec<FoundColumn> = diesel::sql_query(match conn {
            Conn::Sqlite(_) => SQLITE_COLUMNS,
            Conn::Pg(_) => POSTGRES_COLUMNS,
        })
        .load(conn)?;
        let keys: Vec<FoundKey> = diesel::sql_query(match conn {
            Conn::Sqlite(_) => SQLITE_KEYS,
            Conn::Pg(_) => POSTGRES_KEYS,
        })
        .load(conn)?;
        let mut tables: BTreeMap<String, Vec<TableColumn>> = BTreeMap::new();
        for found in columns {
            let kind = kind_of(&found.declared);
            let column = TableColumn { name: found.column_name, kind, nullable: found.nullable };
            tables.entry(found.table_name).or_default().push(column);
        }
        Ok(Catalogue { tables, foreign_keys: keys.into_iter().map(ForeignKey::from).collect() })
    }

    /// The names of the tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The columns of a table, in order; none of a table that there is not.
    pub fn columns(&self, table: &str) -> &[TableColumn] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// A column by name.
    pub fn column(&self, table: &str, name: &str) -> Option<&TableColumn> {
        self.columns(table).iter().find(|column| column.name == name)
    }

    /// Every foreign key, by table and column.
    pub fn foreign_keys(&self) -> &[ForeignKey] {
        &self.foreign_keys
    }

    /// The foreign keys that point at a table.
    pub fn pointing_at<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a ForeignKey> {
        self.foreign_keys.iter().filter(move |key| key.to_table == table)
    }
}

/// What each column of these tables holds, by table and name: one statement, without reading the
/// rest of the catalogue.
///
/// Only SQLite needs to be asked: PostgreSQL tells with every value, and nothing is read there.
pub fn declared_kinds(
    conn: &mut Conn,
    tables: &[&str],
) -> QueryResult<HashMap<String, HashMap<String, Kind>>> {
    let found: Vec<FoundColumn> = match conn {
        Conn::Pg(_) => Vec::new(),
        Conn::Sqlite(_) => diesel::sql_query(
            "SELECT t.value AS table_name, c.name AS column_name, c.type AS declared, FALSE AS nullable \
             FROM json_each(?) t JOIN pragma_table_info(t.value) c",
        )
        .bind::<Text, _>(serde_json::json!(tables).to_string())
        .load(conn)?,
    };
    let mut kinds: HashMap<String, HashMap<String, Kind>> = HashMap::new();
    for column in found {
        let kind = kind_of(&column.declared);
        kinds.entry(column.table_name).or_default().insert(column.column_name, kind);
    }
    Ok(kinds)
}

// Full-text indexes are virtual tables with shadow tables of their own, which the type tells apart.
const SQLITE_COLUMNS: &str = "SELECT t.name AS table_name, c.name AS column_name, c.type AS declared, \
         (c.\"notnull\" = 0 AND c.pk = 0) AS nullable \
     FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";

const POSTGRES_COLUMNS: &str = "SELECT CAST(table_name AS TEXT) AS table_name, \
         CAST(column_name AS TEXT) AS column_name, CAST(data_type AS TEXT) AS declared, \
         is_nullable = 'YES' AS nullable \
     FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position";

const SQLITE_KEYS: &str = "SELECT t.name AS table_name, f.\"from\" AS column_name, f.\"table\" AS to_table, \
         f.\"to\" AS to_column, f.on_delete AS rule, FALSE AS waits, t.sql AS declaration \
     FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f \
     WHERE t.type = 'table' AND NOT EXISTS \
         (SELECT 1 FROM pragma_foreign_key_list(t.name) g WHERE g.id = f.id AND g.seq > 0) \
     ORDER BY t.name, f.\"from\"";

const POSTGRES_KEYS: &str = "SELECT CAST(t.relname AS TEXT) AS table_name, \
         CAST(a.attname AS TEXT) AS column_name, CAST(r.relname AS TEXT) AS to_table, \
         CAST(b.attname AS TEXT) AS to_column, CAST(c.confdeltype AS TEXT) AS rule, \
         c.condeferrable AS waits, CAST(NULL AS TEXT) AS declaration \
     FROM pg_constraint c \
     JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
     JOIN pg_class r ON r.oid = c.confrelid \
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
     JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] \
     WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND n.nspname = current_schema() \
     ORDER BY table_name, column_name";

impl From<FoundKey> for ForeignKey {
    fn from(found: FoundKey) -> ForeignKey {
        let on_delete = match found.rule.as_str() {
            "CASCADE" | "c" => OnDelete::Cascade,
            "SET NULL" | "n" => OnDelete::SetNull,
            "SET DEFAULT" | "d" => OnDelete::SetDefault,
            "RESTRICT" | "r" => OnDelete::Restrict,
            _ => OnDelete::NoAction,
        };
        let declared = found.declaration.as_deref().unwrap_or_default();
        let deferrable = found.waits || is_declared_deferrable(declared, &found.column_name);
        ForeignKey {
            table: found.table_name,
            column: found.column_name,
            to_table: found.to_table,
            // Without a column a key points at the primary key, which is `id` here.
            to_column: found.to_column.unwrap_or_else(|| "id".to_owned()),
            on_delete,
            deferrable,
        }
    }
}

fn kind_of(declared: &str) -> Kind {
    match declared.to_lowercase().as_str() {
        "bigint" | "integer" | "smallint" => Kind::Int,
        "double" | "double precision" | "real" => Kind::Float,
        "bool" | "boolean" => Kind::Bool,
        "timestamp" | "timestamp without time zone" => Kind::Time,
        "date" => Kind::Date,
        _ => Kind::Text,
    }
}

/// Whether the reference of `column` is deferrable, which SQLite only tells in the words of the
/// declaration.
fn is_declared_deferrable(declaration: &str, column: &str) -> bool {
    let code = declaration.lines().map(|line| line.split("--").next().unwrap_or_default());
    let text = code.collect::<Vec<_>>().join(" ");
    let inside = text.split_once('(').map_or("", |(_, rest)| rest);
    let mut depth = 0_usize;
    let definitions = inside.split(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    definitions
        .filter(|definition| {
            definition.split_whitespace().next().is_some_and(|word| word.trim_matches('"') == column)
        })
        .any(|definition| definition.contains(" DEFERRABLE") && !definition.contains("NOT DEFERRABLE"))
}
