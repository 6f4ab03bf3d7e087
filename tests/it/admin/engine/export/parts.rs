//! A file is read in parts, only as far as somebody takes it.

use diesel::prelude::*;
use futures_util::StreamExt;
use storefront::admin::desk::Desk;
use storefront::admin::export::rows::{Rows, Wanted};
use storefront::admin::export::stream::Body;
use storefront::admin::export::{Shape, found};
use storefront::admin::list::asked::Asked;
use storefront::platform::web::error::AppError;
use storefront::schema::{tags, user_permissions};

use super::super::people::with_permissions;
use super::super::seeds::{many_tags, tag};
use super::super::toys::shop;
use crate::support::TestApp;
use crate::support::people::{Person, staff};

/// The rows of the tags for somebody, about to be read.
fn tags_for(t: &TestApp, person: Person, query: &str) -> Rows {
    t.look(|conn| {
        let desk = Desk::of_user(conn, &t.app, person.user_id)?.unwrap();
        let model = desk.site.find("tags.tag").unwrap();
        let wanted: Wanted = found(conn, model, &Asked::parse(query))?;
        Rows::of(&t.app, conn, &desk, model, Shape::Csv, wanted)
    })
}

fn superuser(t: &TestApp) -> Person {
    t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?))
}

fn part(t: &TestApp, rows: &mut Rows) -> Result<Option<usize>, AppError> {
    t.app.db.read_blocking(|conn| Ok(rows.next(conn)?.map(|lines| lines.len())))
}

#[actix_web::test]
async fn the_next_part_is_read_when_it_is_asked_for() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let rows = tags_for(&t, superuser(&t), "");
    let mut stream = Box::pin(Body::new(rows, Shape::Csv).stream());
    let of_rows = |statements: &[storefront::platform::db::Statement]| {
        statements.iter().filter(|statement| statement.sql.contains("label")).count()
    };
    for lines in [501, 500, 201] {
        let (bytes, statements) = t.statements(stream.next()).await;
        let bytes = bytes.unwrap().unwrap();
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), lines);
        assert_eq!(of_rows(&statements), 1, "{statements:?}");
        // Nothing is held between two parts.
        let connections = t.app.db.connections();
        assert_eq!(connections.open, connections.idle);
    }
    // Whoever goes away now has cost nothing more.
    let (_, statements) = t.statements(async { drop(stream) }).await;
    assert_eq!(statements.len(), 0);
}

#[actix_web::test]
async fn rows_made_later_are_not_in_a_file_and_rows_deleted_meanwhile_are_left_out() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let mut rows = tags_for(&t, superuser(&t), "");
    assert_eq!(part(&t, &mut rows).unwrap(), Some(500));
    t.seed(|conn| {
        tag(conn, "later")?;
        diesel::delete(tags::table.filter(tags::label.eq_any(["t0001", "t0501", "t0502"]))).execute(conn)?;
        Ok(())
    });
    assert_eq!(part(&t, &mut rows).unwrap(), Some(498));
    assert_eq!(part(&t, &mut rows).unwrap(), Some(201));
    assert_eq!(part(&t, &mut rows).unwrap(), None);
}

#[actix_web::test]
async fn a_part_whose_rows_are_all_gone_does_not_end_the_file() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let rows = tags_for(&t, superuser(&t), "");
    let mut stream = Box::pin(Body::new(rows, Shape::Csv).stream());
    stream.next().await.unwrap().unwrap();
    t.seed(|conn| {
        let gone = tags::table.filter(tags::label.between("t0501", "t1000"));
        Ok(diesel::delete(gone).execute(conn)?)
    });
    let mut lines = 0;
    while let Some(bytes) = stream.next().await {
        let bytes = bytes.unwrap();
        assert!(!bytes.is_empty(), "an empty part would end the answer");
        lines += bytes.iter().filter(|byte| **byte == b'\n').count();
    }
    assert_eq!(lines, 201);
}

#[actix_web::test]
async fn a_permission_that_is_taken_away_breaks_the_transfer_off() {
    let t = shop();
    let eve = t.seed(|conn| {
        many_tags(conn, 1_201)?;
        Ok(with_permissions(conn, "Eve", &["tags.view_tag"])?)
    });
    let mut stream = Box::pin(Body::new(tags_for(&t, eve, ""), Shape::Json).stream());
    stream.next().await.unwrap().unwrap();
    t.seed(|conn| {
        let of_eve = user_permissions::table.filter(user_permissions::user_id.eq(eve.user_id));
        Ok(diesel::delete(of_eve).execute(conn)?)
    });
    let broken = stream.next().await.unwrap();
    assert!(matches!(broken, Err(AppError::Forbidden)), "{broken:?}");
    assert!(stream.next().await.is_none());
}
