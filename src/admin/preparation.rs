//! What takes long to make of an entry, such as the hash of a password, is made before the
//! transaction that stores it: on SQLite a transaction that writes holds up everybody else who does.

use std::any::Any;
use std::sync::Arc;

/// What was made, whatever its type.
pub type Prepared = Arc<dyn Any + Send + Sync>;

/// Makes it of a checked entry; may take long, and sees no database.
pub type Prepare<T> = Box<dyn Fn(&T) -> Prepared + Send + Sync>;

/// Without its type.
pub(super) fn erased<T: 'static, P: Send + Sync + 'static>(prepare: fn(&T) -> P) -> Prepare<T> {
    Box::new(move |entry| Arc::new(prepare(entry)))
}

/// Goes on with what was made. Parts of a task, which nobody waits for, and cells of lists have it
/// made only now.
pub(super) fn with<T, P: 'static, R>(
    entry: &T,
    made: Option<&Prepared>,
    prepare: fn(&T) -> P,
    then: impl FnOnce(&P) -> R,
) -> R {
    match made.and_then(|made| made.downcast_ref::<P>()) {
        Some(made) => then(made),
        None => then(&prepare(entry)),
    }
}
