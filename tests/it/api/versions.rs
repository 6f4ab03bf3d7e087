//! Versions: what is unchanged is not sent again, what somebody else changed is not overwritten.

use serde_json::json;

use crate::support::TestApp;
use crate::support::builders::product;
use crate::support::people::staff;

#[actix_web::test]
async fn an_answer_that_is_there_already_is_not_sent_again() {
    let t = TestApp::start();
    let mug = t.seed(|conn| Ok(product("Mug").insert(conn)?));
    for path in [
        format!("/store/products/{mug}/"),
        "/store/products/".into(),
        "/store/collections/".into(),
        "/store/products/?fields=id".into(),
    ] {
        let first = t.client().get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
        let api = t.client().with("if-none-match", &format!("\"other\", W/{tag}"));
        let again = api.get(&path).await;
        assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, tag.as_str()), "{path}");
    }
    let whole = t.client().get(&format!("/store/products/{mug}/")).await.header("etag").to_owned();
    let part = t.client().get(&format!("/store/products/{mug}/?fields=id")).await.header("etag").to_owned();
    assert_ne!(whole, part);
}

#[actix_web::test]
async fn a_change_for_a_version_is_made_to_that_version_only() {
    let t = TestApp::start();
    let (mug, sue) =
        t.seed(|conn| Ok((product("Mug").insert(conn)?, staff("Sue").superuser().insert(conn)?)));
    let (api, path) = (t.client_of(sue), format!("/store/products/{mug}/"));
    let read = api.get(&path).await.header("etag").to_owned();
    let part = api.get(&format!("{path}?fields=id")).await.header("etag").to_owned();
    assert_eq!(api.with("if-match", &part).patch(&path, json!({"inventory": 1})).await.status, 200);
    let stale = api.with("if-match", &read);
    let answer = stale.patch(&path, json!({"inventory": 2})).await;
    let detail = "This has changed since you read it. Read it again and repeat your change.";
    assert_eq!(answer.told(), (412, json!({"detail": detail})));
    assert_eq!(stale.delete(&path).await.status, 412);
    assert_eq!(stale.put(&path, json!({})).await.status, 412);
    let fresh = api.get(&path).await.header("etag").to_owned();
    assert_eq!(api.with("if-match", &fresh).patch(&path, json!({"inventory": 2})).await.status, 200);
    assert_eq!(api.with("if-match", "*").delete(&path).await.status, 204);
}
