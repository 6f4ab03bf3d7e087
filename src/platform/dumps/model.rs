//! How a model is declared.

use super::value::{Cell, Column, Kind};

/// A table as it stands in a dump.
#[derive(Debug, Clone)]
pub struct Model {
    /// Such as `catalog.product`.
    pub name: &'static str,
    /// Such as `products`.
    pub table: &'static str,
    pub(super) key: Key,
    pub(super) fields: Vec<Field>,
    pub(super) computed: Vec<Computed>,
    pub(super) derived: Vec<Derived>,
    pub(super) lists: Vec<List>,
}

/// The column that is `pk` in a dump.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub column: &'static str,
    pub kind: Column,
    /// Makes the key of a row that brings none; integer keys are counted up instead.
    pub make: Option<fn() -> String>,
}

/// One field of a model.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) name: &'static str,
    pub(super) column: String,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) default: WhenMissing,
}

/// What a field is when a row leaves it out.
#[derive(Debug, Clone)]
pub(super) enum WhenMissing {
    Required,
    Value(Cell),
    Made(fn() -> Cell),
    Now,
    /// The value of another field when the row gives it, else now.
    Like(&'static str),
    /// This for now; the caller finds the row and fills the field in.
    Filled(Cell),
}

/// A column that follows from a text field and is written with it.
#[derive(Debug, Clone)]
pub(super) struct Computed {
    pub column: &'static str,
    pub from: &'static str,
    pub with: fn(&str) -> String,
}

/// A column that is rebuilt after loading; new rows start with the placeholder.
#[derive(Debug, Clone)]
pub(super) struct Derived {
    pub column: &'static str,
    pub placeholder: Placeholder,
}

#[derive(Debug, Clone)]
pub(super) enum Placeholder {
    Value(Cell),
    Field(&'static str),
}

/// A many-to-many relation: a list of the keys on the other side.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub name: &'static str,
    /// The table of pairs, and its columns.
    pub table: &'static str,
    pub own: &'static str,
    pub other: &'static str,
    pub target: Target,
}

/// What the entries of a list are.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// Keys of this model.
    Model(&'static str),
    /// Values of a unique text column of a table with the key `id`.
    Named { table: &'static str, column: &'static str },
}

impl Model {
    /// A model with the integer key `id`.
    pub fn new(name: &'static str, table: &'static str) -> Model {
        Model {
            name,
            table,
            key: Key { column: "id", kind: Column::Integer, make: None },
            fields: Vec::new(),
            computed: Vec::new(),
            derived: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// The key is this text column instead, and every row must bring it.
    pub fn text_key(mut self, column: &'static str) -> Model {
        self.key = Key { column, kind: Column::Text, make: None };
        self
    }

    /// The key is this text column instead; `make` makes one for a row that brings none.
    pub fn made_key(mut self, column: &'static str, make: fn() -> String) -> Model {
        self.key = Key { column, kind: Column::Text, make: Some(make) };
        self
    }

    /// Adds a field; dumps list fields in this order.
    pub fn field(mut self, field: Field) -> Model {
        self.fields.push(field);
        self
    }

    /// `column` is always `with` of the text field `from`.
    pub fn computed(mut self, column: &'static str, from: &'static str, with: fn(&str) -> String) -> Model {
        self.computed.push(Computed { column, from, with });
        self
    }

    /// `column` is not dumped; a new row has `placeholder` there until it is rebuilt.
    pub fn derived(mut self, column: &'static str, placeholder: impl Into<Cell>) -> Model {
        self.derived.push(Derived { column, placeholder: Placeholder::Value(placeholder.into()) });
        self
    }

    /// Like [`derived`](Self::derived), beginning as the value of a field.
    pub fn derived_from(mut self, column: &'static str, field: &'static str) -> Model {
        self.derived.push(Derived { column, placeholder: Placeholder::Field(field) });
        self
    }

    /// A many-to-many relation to `model`, kept in `table` with the columns `own` and `other`.
    pub fn list(
        mut self,
        name: &'static str,
        model: &'static str,
        (table, own, other): (&'static str, &'static str, &'static str),
    ) -> Model {
        self.lists.push(List { name, table, own, other, target: Target::Model(model) });
        self
    }

    /// Like [`list`](Self::list), but the entries are the values of a unique text column of
    /// `target_table`, which need not be a model: permissions by codename.
    pub fn named_list(
        mut self,
        name: &'static str,
        (target_table, column): (&'static str, &'static str),
        (table, own, other): (&'static str, &'static str, &'static str),
    ) -> Model {
        let target = Target::Named { table: target_table, column };
        self.lists.push(List { name, table, own, other, target });
        self
    }

    /// The part of the name before the point.
    pub fn domain(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// What people call one of its rows, such as "product variant".
    pub fn noun(&self) -> String {
        let words = self.table.replace('_', " ");
        match (words.strip_suffix("sses"), words.strip_suffix("ies")) {
            (Some(stem), _) => format!("{stem}ss"),
            (_, Some(stem)) => format!("{stem}y"),
            _ => words.trim_end_matches('s').to_owned(),
        }
    }

    pub(super) fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|candidate| candidate.name == field)
    }
}

impl Field {
    fn new(name: &'static str, kind: Kind) -> Field {
        let column = match kind {
            Kind::Relation(_) | Kind::TextRelation(_) => format!("{name}_id"),
            _ => name.to_owned(),
        };
        Field { name, column, kind, nullable: false, default: WhenMissing::Required }
    }

    /// May be null, and is when left out.
    pub fn nullable(mut self) -> Field {
        self.nullable = true;
        self.default = WhenMissing::Value(Cell::Null);
        self
    }

    /// Is `value` when left out.
    pub fn or(mut self, value: impl Into<Cell>) -> Field {
        self.default = WhenMissing::Value(value.into());
        self
    }

    /// Is what `make` makes when left out: a number or token of its own.
    pub fn or_made(mut self, make: fn() -> Cell) -> Field {
        self.default = WhenMissing::Made(make);
        self
    }

    /// A time or date that is now when left out.
    pub fn or_now(mut self) -> Field {
        self.default = WhenMissing::Now;
        self
    }

    /// Begins as `placeholder` when left out: what it should be stands in other rows. The caller of
    /// the loader finds such rows with [`Loaded::without`](super::Loaded::without) and fills them in.
    pub fn or_filled(mut self, placeholder: impl Into<Cell>) -> Field {
        self.default = WhenMissing::Filled(placeholder.into());
        self
    }

    /// Is the value of `field` when left out; of a time, now when that is left out too.
    pub fn or_like(mut self, field: &'static str) -> Field {
        self.default = WhenMissing::Like(field);
        self
    }
}

/// Text.
pub fn text(name: &'static str) -> Field {
    Field::new(name, Kind::Text)
}

/// True or false.
pub fn boolean(name: &'static str) -> Field {
    Field::new(name, Kind::Boolean)
}

/// A whole number of 32 bits.
pub fn integer(name: &'static str) -> Field {
    Field::new(name, Kind::Integer)
}

/// A whole number of 64 bits.
pub fn large_integer(name: &'static str) -> Field {
    Field::new(name, Kind::LargeInteger)
}

/// An amount: major units with a point in the dump, minor units in the column.
pub fn money(name: &'static str) -> Field {
    Field::new(name, Kind::Money)
}

/// A number with two digits after the point, kept as hundredths.
pub fn hundredths(name: &'static str) -> Field {
    Field::new(name, Kind::Hundredths)
}

/// A point in time, ISO 8601; UTC when it names no offset.
pub fn time(name: &'static str) -> Field {
    Field::new(name, Kind::Time)
}

/// A day, `2026-03-15`.
pub fn date(name: &'static str) -> Field {
    Field::new(name, Kind::Date)
}

/// Any JSON, kept as text.
pub fn json(name: &'static str) -> Field {
    Field::new(name, Kind::Json)
}

/// One of these texts.
pub fn choice(name: &'static str, choices: impl IntoIterator<Item = &'static str>) -> Field {
    Field::new(name, Kind::Choice(choices.into_iter().collect()))
}

/// The key of a row of `model`, in the column `<name>_id`.
pub fn relation(name: &'static str, model: &'static str) -> Field {
    Field::new(name, Kind::Relation(model))
}

/// Like [`relation`], to a model with a text key.
pub fn text_relation(name: &'static str, model: &'static str) -> Field {
    Field::new(name, Kind::TextRelation(model))
}

/// The name of a model.
pub fn content_type(name: &'static str) -> Field {
    Field::new(name, Kind::ContentType)
}

/// The key of a row of the model that the field `content_type` names.
pub fn object(name: &'static str, content_type: &'static str) -> Field {
    Field::new(name, Kind::Object { content_type })
}

/// A field that is read as `then` when `field` is `value`, and as `otherwise` when not.
pub fn by_choice(
    name: &'static str,
    (field, value): (&'static str, &'static str),
    then: Kind,
    otherwise: Kind,
) -> Field {
    Field::new(name, Kind::ByChoice { field, value, then: Box::new(then), otherwise: Box::new(otherwise) })
}
