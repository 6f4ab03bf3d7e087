//! Text pages as staff edit them.

use storefront::shopfront::page_editing::{PageChange, delete, find_change, save};

use crate::support::TestApp;
use crate::support::editing::edit;

#[actix_web::test]
async fn a_page_is_at_its_slug_which_is_given_once() {
    let t = TestApp::start();
    let terms = PageChange {
        title: "Terms".into(),
        slug: "terms".into(),
        body: "You *pay*, we send.".into(),
        position: 1,
    };
    let id = t.change(|conn| save(conn, &edit(), None, &terms));
    assert!(t.browser().get("/pages/terms/").await.body().contains("<em>pay</em>"));
    assert_eq!(
        t.refusal(|conn| save(conn, &edit(), None, &terms)),
        ("slug".into(), "Page with this Slug already exists.".into())
    );
    t.change(|conn| save(conn, &edit(), Some(id), &terms));
    assert_eq!(t.read(|conn| find_change(conn, id)), Some(terms.clone()));
    let bad = PageChange { slug: "a/b".into(), ..terms };
    assert_eq!(t.refusal(|conn| save(conn, &edit(), Some(id), &bad)).0, "slug");
    assert_eq!(t.change(|conn| delete(conn, &edit(), &[id])), 1);
    assert_eq!(t.browser().get("/pages/terms/").await.status, 404);
}
