//! Stored pictures as staff see them; they are added where they are used.

use diesel::dsl::sql;
use diesel::sql_types::{Nullable, Text};

use super::alt::{self, MediaChange};
use crate::admin::expr::{col, expr};
use crate::admin::form::Form;
use crate::admin::list::filter::{by_choice, by_empty};
use crate::admin::list::search::contains;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::{Cell, Tone};
use crate::field;
use crate::platform::audit::{Label, Tracked};
use crate::platform::db::value::Val;
use crate::schema::media_files;
use crate::urls;

/// Stored pictures, as histories see them.
pub static MEDIA_HISTORY: Tracked = Tracked::of("media.mediafile", "media_files", Label::Sql(NAME), &[]);

const NAME: &str = "CASE WHEN alt <> '' THEN alt ELSE 'Picture ' || CAST(media_files.id AS TEXT) END";
const SMALLEST: &str = "(SELECT s.storage_key FROM media_sizes s WHERE s.media_id = media_files.id \
     ORDER BY s.width LIMIT 1)";
const STATES: [(&str, &str, Tone); 3] = [
    ("ready", "Ready", Tone::Good),
    ("waiting", "Waits to be fetched", Tone::Warn),
    ("failed", "Failed", Tone::Bad),
];

/// Stored pictures.
pub fn media_file() -> Model {
    let list = List::new(media_files::id)
        .column(expr("picture", sql::<Nullable<Text>>(SMALLEST)).unsortable().show(|key, _| match key {
            Val::Text(key) => Cell::Picture { src: urls::media(key), alt: String::new() },
            _ => Cell::Empty,
        }))
        .column(expr("name", sql::<Text>(NAME)).unsortable())
        .column(col(media_files::alt).label("Description").editable("alt").unsortable())
        .column(col(media_files::width).unsortable())
        .column(col(media_files::height).unsortable())
        .column(col(media_files::byte_size).label("Bytes").unsortable())
        .column(col(media_files::state).choices(&STATES).unsortable())
        .column(col(media_files::created_at).label("Added").sorted_by(col(media_files::id)))
        .links(&["name"])
        .called(expr("name", sql::<Text>(NAME)))
        .search(contains(col(media_files::alt)))
        .search(contains(col(media_files::source_url)))
        .filter(by_choice(col(media_files::state), &STATES.map(|(state, words, _)| (state, words))))
        .filter(by_empty(col(media_files::alt)).title("Description"))
        .order(desc(col(media_files::id)))
        .without_total();
    let form = Form::new(alt::find_change, alt::save_change).field(
        field!(MediaChange.alt)
            .label("Description")
            .help("What it shows, for those who cannot see it.")
            .max_length(1000),
    );
    Model::new(&MEDIA_HISTORY, "picture", "pictures", list).form(form).only(&[Right::View, Right::Change])
}
