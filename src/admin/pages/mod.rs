//! The pages of the admin: each handler reads the request, makes one hop to the database and sends
//! what came of it.

mod actions;
mod autocomplete;
mod body;
mod deletion;
mod form;
mod history;
mod index;
mod list;
mod object_page;
mod preparation;
mod tasks;

pub use autocomplete::autocomplete;
pub use deletion::{confirm_deletion, delete};
pub use form::{add, change, create, redirect_to_change, update};
pub use history::{activity, object_history};
pub use index::{app_index, index, unknown};
pub use list::{list, submit_list};
pub use object_page::{show_object_page, take_object_page};
pub use tasks::{task, task_file};

use actix_web::web::Path;

/// Domain and model of an address.
pub type ModelPath = Path<(String, String)>;
/// Domain, model and key of an address.
pub type ObjectPath = Path<(String, String, String)>;

/// The key in an address; a text that is none leads nowhere.
fn key(text: &str) -> Option<i64> {
    text.parse().ok().filter(|key| *key >= 0)
}
