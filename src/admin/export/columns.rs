//! The columns of a file: what the database has, as the model's registration calls it.

use diesel::QueryResult;

use crate::admin::desk::Desk;
use crate::admin::field::FieldMeta;
use crate::admin::list::column::{Show, label_of};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::value::Widget;
use crate::platform::db::Conn;
use crate::platform::db::catalogue::Catalogue;
use crate::platform::db::value::Kind;

/// A column of a file.
#[derive(Debug, Clone)]
pub struct Column {
    /// Such as `unit_price`.
    pub name: String,
    /// Such as "Unit price".
    pub label: String,
    /// What the table holds.
    pub kind: Kind,
    /// What the value is.
    pub what: What,
}

/// What a value is, beyond its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Itself.
    Plain,
    /// Minor units of a currency.
    Money,
    /// The key of a row of this model, which the person may see; of another one it is plain.
    Related(&'static str),
}

/// The columns of a file, in order.
#[derive(Debug, Clone)]
pub struct Columns {
    /// All of them.
    pub all: Vec<Column>,
    /// Which one holds the currency of the row.
    pub(super) currency: Option<usize>,
}

impl Columns {
    /// Every column of the model's table as this person may have it: none that histories hide
    /// ([`Tracked::secret`](crate::platform::audit::Tracked::secret)) and none that a form takes as a
    /// secret.
    pub fn of(conn: &mut Conn, desk: &Desk<'_>, model: &Model) -> QueryResult<Columns> {
        let catalogue = Catalogue::read(conn)?;
        let table = model.tracked.table;
        let mut all: Vec<Column> = Vec::new();
        for found in catalogue.columns(table).iter().filter(|column| !is_secret(model, &column.name)) {
            let key = catalogue
                .foreign_keys()
                .iter()
                .find(|key| key.table == table && key.column == found.name)
                .and_then(|key| {
                    let related = desk.site.of_table(&key.to_table)?;
                    let is_known = related.list.key_name == key.to_column;
                    (is_known && related.may(&desk.staff, Right::View)).then_some(related)
                });
            let what = match key {
                Some(related) => What::Related(related.name()),
                None if is_amount(model, &found.name) => What::Money,
                None => What::Plain,
            };
            let mut label = label(model, &found.name);
            if all.iter().any(|column| column.label == label) {
                label = label_of(&found.name);
            }
            all.push(Column { name: found.name.clone(), label, kind: found.kind, what });
        }
        let currency = all.iter().position(|column| column.name == "currency");
        Ok(Columns { all, currency })
    }
}

fn metas(model: &Model) -> impl Iterator<Item = &FieldMeta> {
    model.form.iter().chain(&model.add_form).flat_map(|form| form.metas())
}

/// Whether nobody gets to see what the column holds.
fn is_secret(model: &Model, name: &str) -> bool {
    model.tracked.secret.contains(&name)
        || metas(model).any(|meta| meta.name == name && (meta.is_secret || meta.widget == Widget::Password))
}

/// Whether the registration of a model says anywhere that the column is an amount of money.
pub fn is_amount(model: &Model, name: &str) -> bool {
    let in_list = model.list.columns.iter().any(|column| {
        column.name == name && column.term.steps.is_empty() && matches!(column.show, Show::Money)
    });
    in_list
        || model.amounts.contains(&name)
        || metas(model).any(|meta| meta.name == name && meta.widget == Widget::Money)
}

/// As the form calls it, or the list, or by its name.
fn label(model: &Model, name: &str) -> String {
    let of_form = metas(model).find(|meta| meta.name == name).map(|meta| &meta.label);
    let mut columns = model.list.columns.iter();
    let of_list = columns.find(|column| column.name == name && column.term.steps.is_empty());
    match of_form.or_else(|| of_list.map(|column| &column.label)) {
        Some(label) => label.clone(),
        None if name == "id" => "ID".to_owned(),
        None => label_of(name),
    }
}
