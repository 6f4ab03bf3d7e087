//! History: entries are complete, exact, and only there when something is different.

mod reading;
mod writing;
