//! The shop's settings in a dump.

use super::model::{Model, text, time};

/// `platform.setting`: the key is the name.
pub fn model() -> Model {
    Model::new("platform.setting", "settings")
        .text_key("name")
        .field(text("value"))
        .field(time("updated_at").or_now())
}
