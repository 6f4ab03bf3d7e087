//! The rows of a file, read in parts: a cursor that holds nothing of the database between two of them.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use diesel::QueryResult;

use super::cell::Cell;
use super::columns::{Column, Columns, What};
use super::{Shape, columns_of};
use crate::admin::desk::Desk;
use crate::admin::list::asked::Asked;
use crate::admin::list::query::{Selection, allowed, filtered_by, keys_after, names_of};
use crate::admin::list::search::Path;
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::app::App;
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::{DynRow, Val};
use crate::platform::money::{Currency, Money};
use crate::platform::web::error::AppError;

/// Rows of one part.
const PART: usize = 500;
/// Keys that are looked for at once: a filter by an index is walked anew each time.
const BLOCK: i64 = 20_000;

/// Which rows.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// These.
    Keys(Vec<i64>),
    /// What the address of the list finds, up to a key.
    Found {
        /// The address, after its question mark.
        query: String,
        /// The last key.
        upto: i64,
    },
}

/// One row: a cell for each column.
pub type Line = Vec<Cell>;

/// What is still to be read, for whom.
pub struct Rows {
    app: App,
    user_id: i64,
    model: &'static str,
    columns: Arc<Columns>,
    /// Whether other rows are called by their names.
    named: bool,
    wanted: Wanted,
    last: i64,
    waiting: VecDeque<i64>,
}

impl Rows {
    /// The rows of a model for somebody.
    pub fn of(
        app: &App,
        conn: &mut Conn,
        desk: &Desk<'_>,
        model: &Model,
        shape: Shape,
        wanted: Wanted,
    ) -> Result<Rows, AppError> {
        let (columns, waiting) = (columns_of(conn, desk, model)?, VecDeque::new());
        let (user_id, model, named) = (desk.staff.user_id, model.name(), shape != Shape::Json);
        Ok(Rows { app: app.clone(), user_id, model, columns, named, wanted, last: -1, waiting })
    }

    /// The columns.
    pub fn columns(&self) -> Arc<Columns> {
        self.columns.clone()
    }

    /// The application whose rows they are.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The next part; it may be without rows, which are gone or may not be seen any more. `None` at
    /// the end.
    pub fn next(&mut self, conn: &mut Conn) -> Result<Option<Vec<Line>>, AppError> {
        // The clone is three pointers; the desk borrows it while the cursor moves.
        let app = self.app.clone();
        let desk = Desk::of_user(conn, &app, self.user_id)?.ok_or(AppError::Forbidden)?;
        let model = desk.site.find(self.model).ok_or(AppError::Forbidden)?;
        desk.require(model, Right::View)?;
        if self.waiting.is_empty() {
            self.waiting = self.more_keys(conn, &desk, model)?.into();
        }
        let keys: Vec<i64> = self.waiting.drain(..PART.min(self.waiting.len())).collect();
        let Some(last) = keys.last() else { return Ok(None) };
        self.last = *last;
        Ok(Some(self.read(conn, &desk, model, &keys)?))
    }

    fn more_keys(&mut self, conn: &mut Conn, desk: &Desk<'_>, model: &Model) -> Result<Vec<i64>, AppError> {
        match &mut self.wanted {
            Wanted::Keys(keys) => {
                let mut keys = std::mem::take(keys);
                keys.sort_unstable();
                keys.dedup();
                Ok(keys)
            }
            Wanted::Found { query, upto } => {
                let asked = Asked::parse(query);
                let selection = Selection::read(&model.list, &desk.staff, &asked, desk.context.currency)
                    .map_err(|_| AppError::BadRequest("The list has no such filter.".to_owned()))?;
                let conditions = selection.conditions(&model.list, Path::Index);
                let mut keys = keys_after(conn, &model.list, &conditions, self.last, BLOCK)?;
                keys.retain(|key| key <= upto);
                Ok(keys)
            }
        }
    }

    fn read(&self, conn: &mut Conn, desk: &Desk<'_>, model: &Model, keys: &[i64]) -> QueryResult<Vec<Line>> {
        let (list, table) = (&model.list, model.tracked.table);
        let mut conditions = allowed(list, &desk.staff);
        conditions.push(Sql::new().frag(&list.key).among(keys));
        let names: Vec<Sql> =
            self.columns.all.iter().map(|column| Sql::new().column(table, &column.name)).collect();
        let found = Sql::of("SELECT ")
            .then(&Sql::join(&names, ", "))
            .text(" FROM ")
            .frag(&list.table)
            .then(&filtered_by(&conditions))
            .text(" ORDER BY ")
            .frag(&list.key)
            .rows(conn)?;
        let called = if self.named { self.names(conn, desk, &found)? } else { HashMap::new() };
        Ok(found.into_iter().map(|row| self.line(&row, desk.context.currency, &called)).collect())
    }

    /// How the rows that these point at are called: one statement for each model.
    fn names(&self, conn: &mut Conn, desk: &Desk<'_>, found: &[DynRow]) -> QueryResult<Names> {
        let mut wanted: HashMap<&'static str, BTreeSet<i64>> = HashMap::new();
        for (position, column) in self.columns.all.iter().enumerate() {
            if let What::Related(model) = column.what {
                let keys = found.iter().map(|row| row.at(position)).filter(|key| !key.is_null());
                wanted.entry(model).or_default().extend(keys.map(Val::int));
            }
        }
        let mut names = Names::new();
        for (name, keys) in wanted {
            let related = desk.site.find(name).filter(|related| related.may(&desk.staff, Right::View));
            if let Some(related) = related {
                let keys: Vec<i64> = keys.into_iter().collect();
                for (key, label) in names_of(conn, &related.list, &desk.staff, &keys)? {
                    names.insert((name, key), label);
                }
            }
        }
        Ok(names)
    }

    fn line(&self, row: &DynRow, shops: Currency, names: &Names) -> Line {
        let own = self.columns.currency.and_then(|position| Currency::from_code(row.at(position).text()));
        let currency = own.unwrap_or(shops);
        let cells = self.columns.all.iter().enumerate();
        cells.map(|(position, column)| cell(column, row.at(position).clone(), currency, names)).collect()
    }
}

/// By model and key.
type Names = HashMap<(&'static str, i64), String>;

fn cell(column: &Column, value: Val, currency: Currency, names: &Names) -> Cell {
    match (&column.what, value.typed(column.kind)) {
        (_, Val::Null) => Cell::Null,
        (What::Money, Val::Int(amount)) => Cell::Money(Money(amount), currency),
        (What::Related(model), Val::Int(key)) => Cell::Related(key, names.get(&(*model, key)).cloned()),
        (_, value) => Cell::plain(value),
    }
}
