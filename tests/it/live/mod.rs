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

use crate::support::TestApp;
use crate::support::builders::{collection, product};

/// One collection with two products, plenty of each, and a legal page.
fn shop() -> TestApp {
    let t = TestApp::start();
    t.seed(|conn| {
        let mugs = collection(conn, "Mugs", None)?;
        product("Harbour Mug").price(1_000).inventory(50).within(mugs).insert(conn)?;
        product("Bowl").price(2_000).inventory(50).within(mugs).insert(conn)?;
        Ok(())
    });
    t.sql("INSERT INTO pages (slug, title, body, position) VALUES ('imprint', 'Imprint', 'Who we are.', 1)");
    t
}

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
