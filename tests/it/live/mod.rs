//! Pages that are made once and shown as long as they are true.

mod changes;
mod columns;
mod own;
mod race;
mod reuse;
mod topics;
mod writers;

use storefront::platform::db::Conn;
use storefront::platform::versions::{self, Topic, Versions};

/// No topic.
const NOTHING: [Topic; 0] = [];

/// The topics with a higher number than before; none ever falls.
fn grown(before: &Versions, after: &Versions) -> Vec<Topic> {
    for topic in Topic::ALL {
        assert!(after.of(topic) >= before.of(topic), "{topic:?} fell");
    }
    Topic::ALL.into_iter().filter(|topic| after.of(*topic) > before.of(*topic)).collect()
}

/// The topics that `work` raises.
fn raised<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> T) -> Vec<Topic> {
    let before = versions::read(conn).unwrap();
    work(conn);
    grown(&before, &versions::read(conn).unwrap())
}
