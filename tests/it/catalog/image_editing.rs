//! Pictures of a product as rows of its form.

use diesel::prelude::*;
use storefront::catalog::image_editing::{ImageChange, change_images, list_images};
use storefront::platform::db::Conn;
use storefront::platform::editing::Rows;
use storefront::schema::media_files;

use crate::support::builders::product;
use crate::support::editing::edit;
use crate::support::{TestApp, noon};

fn file(conn: &mut Conn, key: &str) -> QueryResult<i64> {
    diesel::insert_into(media_files::table)
        .values((
            media_files::storage_key.eq(key),
            media_files::content_type.eq("image/png"),
            media_files::byte_size.eq(1),
            media_files::width.eq(1),
            media_files::height.eq(1),
            media_files::alt.eq("Before"),
            media_files::state.eq("ready"),
            media_files::created_at.eq(noon()),
        ))
        .returning(media_files::id)
        .get_result(conn)
}

#[test]
fn pictures_are_added_described_reordered_and_removed_while_files_stay() {
    let t = TestApp::start();
    let (mug, front, back) =
        t.seed(|conn| Ok((product("Mug").insert(conn)?, file(conn, "front.png")?, file(conn, "back.png")?)));
    let picture = |media_id, alt: &str, position| ImageChange { media_id, alt: alt.into(), position };
    let rows = Rows { added: vec![picture(front, "", 0), picture(back, "The back", 1)], ..Rows::default() };
    t.change(|conn| change_images(conn, &edit(), mug, &rows));
    let stored = t.read(|conn| list_images(conn, mug));
    assert_eq!(stored[0].1, picture(front, "Before", 0), "an empty text takes nothing away");
    assert_eq!(stored[1].1, picture(back, "The back", 1));

    let rows = Rows {
        changed: vec![(stored[1].0, picture(back, "Its back", 0))],
        removed: vec![stored[0].0],
        ..Rows::default()
    };
    t.change(|conn| change_images(conn, &edit(), mug, &rows));
    let stored = t.read(|conn| list_images(conn, mug));
    assert_eq!(stored.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), [picture(back, "Its back", 0)]);
    assert_eq!(t.read(|conn| media_files::table.count().get_result::<i64>(conn)), 2);

    let unknown = Rows { added: vec![picture(4_711, "", 0)], ..Rows::default() };
    assert_eq!(t.refusal(|conn| change_images(conn, &edit(), mug, &unknown)).0, "media_id");
}
