//! Refusals of domains and of the database as messages at inputs.

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};

use crate::admin::errors::Errors;
use crate::admin::list::column::label_of;
use crate::admin::model::{Model, capitalised};
use crate::platform::editing::Refused;

/// A refusal as messages at inputs; a fault of the database stays one.
pub fn explain(refused: Refused, prefix: &str, model: &Model) -> QueryResult<Errors> {
    let mut errors = Errors::default();
    match refused {
        Refused::Field(field, message) if prefix.is_empty() => errors.add(field, message),
        Refused::Field(field, message) => {
            let label = label_of(field);
            errors.add_labelled("", prefix, format!("{label}: {message}"));
        }
        Refused::Whole(message) => errors.add_labelled("", "", message),
        Refused::Database(error) => match constraint(&error, model) {
            Some((field, message)) => errors.add(&field, message),
            None => return Err(error),
        },
    }
    Ok(errors)
}

/// What a broken constraint says to the person; `None` for a fault.
fn constraint(error: &Error, model: &Model) -> Option<(String, String)> {
    let Error::DatabaseError(kind, info) = error else { return None };
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            // "UNIQUE constraint failed: products.slug", or the constraint `products_slug_key`.
            let named = info.constraint_name().unwrap_or(message);
            let metas = model.form.as_ref().map(|form| form.metas().to_vec()).unwrap_or_default();
            let meta = metas.iter().find(|meta| {
                let column = format!("{}.{}", model.tracked.table, meta.name);
                named.ends_with(&column) || named.contains(&format!("{}_{}_", model.tracked.table, meta.name))
            });
            let noun = capitalised(model.noun);
            Some(match meta {
                Some(meta) => {
                    (meta.name.to_owned(), format!("{noun} with this {} already exists.", meta.label))
                }
                None => (String::new(), format!("{noun} with these values already exists.")),
            })
        }
        DatabaseErrorKind::ForeignKeyViolation => Some((
            String::new(),
            "Something that this refers to is gone, or something else still refers to it.".to_owned(),
        )),
        DatabaseErrorKind::CheckViolation => {
            Some((String::new(), "The database does not take these values together.".to_owned()))
        }
        DatabaseErrorKind::NotNullViolation => {
            Some((String::new(), "A value that must be there is missing.".to_owned()))
        }
        _ => None,
    }
}
