//! Tags as histories see them.

use crate::platform::audit::{Label, Part, Tracked};

/// Tags.
pub static TAG: Tracked = Tracked::of(super::TAG, "tags", Label::Column("label"), &[]);

/// The tags of objects of `model`, in their own history.
pub const fn of(model: &'static str) -> Part {
    Part::generic("tagged_items", model)
}
