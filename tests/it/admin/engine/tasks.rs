//! Actions on more objects than somebody waits for.

use diesel::prelude::*;
use storefront::admin::tasks;
use storefront::schema::{admin_log_entries, admin_tasks, jobs, tags, user_permissions};

use super::people::{root, signed_in, staff_with, with_permissions};
use super::seeds::many_tags;
use super::toys::shop;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::web::texts;

const TAGS: &str = "/admin/tags/tag/";

async fn start(browser: &Browser<'_>, query: &str) -> (i64, String) {
    let answer =
        browser.post(&format!("{TAGS}{query}"), &[("action", "bound"), ("select_across", "1")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let page = answer.header("location").to_owned();
    (page.split('/').nth(3).unwrap().parse().unwrap(), page)
}

fn done(t: &TestApp) -> i64 {
    t.look(|conn| Ok(tags::table.filter(tags::label.like("%!")).count().get_result(conn)?))
}

fn once(t: &TestApp) -> i64 {
    let twice: i64 =
        t.look(|conn| Ok(tags::table.filter(tags::label.like("%!!%")).count().get_result(conn)?));
    done(t) - twice
}

fn state(t: &TestApp, id: i64) -> (String, i64, String) {
    t.look(|conn| {
        Ok(admin_tasks::table
            .find(id)
            .select((admin_tasks::state, admin_tasks::done, admin_tasks::message))
            .first(conn)?)
    })
}

#[actix_web::test]
async fn more_than_a_thousand_objects_become_a_task_whose_page_tells_how_far_it_is() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let browser = root(&t);
    let (task, page) = start(&browser, "").await;
    assert_eq!(done(&t), 0);
    let queued: i64 =
        t.look(|conn| Ok(jobs::table.filter(jobs::kind.eq(tasks::RUN)).count().get_result(conn)?));
    assert_eq!(queued, 1);
    let shown = |answer| texts(&answer, "[role=status]").join(" ");
    assert!(shown(browser.get(&page).await).contains("0 of 1,201 done."));
    assert!(tasks::run_part(&t.app, task).unwrap());
    assert!(shown(browser.get(&page).await).contains("500 of 1,201 done."));
    tasks::run(&t.app, task).unwrap();
    assert_eq!(once(&t), 1_201);
    assert!(shown(browser.get(&page).await).contains("1,201 tags were successfully updated."));
    let entries: i64 = t.look(|conn| Ok(admin_log_entries::table.count().get_result(conn)?));
    assert_eq!(entries, 1_201);
}

#[actix_web::test]
async fn a_thousand_objects_are_done_at_once() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_000)?));
    let browser = root(&t);
    let answer = browser.post(TAGS, &[("action", "bound"), ("select_across", "1")]).await;
    assert_eq!((answer.header("location"), once(&t)), ("/admin/tags/tag/?", 1_000));
}

#[actix_web::test]
async fn a_task_that_was_killed_between_two_parts_goes_on_where_it_was() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let browser = root(&t);
    let (task, _) = start(&browser, "").await;
    tasks::run_part(&t.app, task).unwrap();
    // What was done stays done; another process takes the job up again, even twice.
    let mut other = storefront::app::App::open((*t.app.config).clone()).unwrap();
    other.admin = t.app.admin.clone();
    other.clock = t.app.clock;
    tasks::run(&other, task).unwrap();
    tasks::run(&t.app, task).unwrap();
    assert_eq!(once(&t), 1_201);
    assert_eq!(state(&t, task).1, 1_201);
}

#[actix_web::test]
async fn a_task_does_what_its_filter_found_when_it_was_started() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let browser = root(&t);
    let (task, _) = start(&browser, "?q=t").await;
    t.seed(|conn| Ok(super::seeds::tag(conn, "t-later")?));
    tasks::run(&t.app, task).unwrap();
    let later: i64 =
        t.look(|conn| Ok(tags::table.filter(tags::label.eq("t-later")).count().get_result(conn)?));
    assert_eq!((later, once(&t)), (1, 1_201));
}

#[actix_web::test]
async fn a_permission_that_is_taken_away_stops_the_task() {
    let t = shop();
    let person = t.seed(|conn| {
        many_tags(conn, 1_201)?;
        Ok(with_permissions(conn, "Eve", &["tags.change_tag"])?)
    });
    let eve = signed_in(&t, person);
    let (task, page) = start(&eve, "").await;
    tasks::run_part(&t.app, task).unwrap();
    t.seed(|conn| {
        diesel::delete(user_permissions::table.filter(user_permissions::user_id.eq(person.user_id)))
            .execute(conn)?;
        Ok(())
    });
    tasks::run(&t.app, task).unwrap();
    let (state, looked_at, message) = state(&t, task);
    assert_eq!((state.as_str(), looked_at, done(&t)), ("failed", 500, 500));
    assert_eq!(message, "The permission for this was taken away meanwhile.");
    let shown = texts(&eve.get(&page).await, "[role=status]").join(" ");
    assert!(shown.contains("Stopped after 500 of 1,201"), "{shown}");
}

#[actix_web::test]
async fn a_refusal_ends_the_task_and_keeps_the_parts_before_it() {
    let t = shop();
    t.seed(|conn| {
        many_tags(conn, 1_000)?;
        super::seeds::tag(conn, "stop")?;
        Ok(())
    });
    let browser = root(&t);
    let (task, _) = start(&browser, "").await;
    tasks::run(&t.app, task).unwrap();
    let (state, looked_at, message) = state(&t, task);
    assert_eq!((state.as_str(), looked_at, message.as_str()), ("failed", 1_000, "Stopped by a tag."));
    assert_eq!(once(&t), 1_000);
}

#[actix_web::test]
async fn nobody_sees_the_task_of_somebody_else() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_001)?));
    let (_, page) = start(&root(&t), "").await;
    let eve = staff_with(&t, "Eve", &["tags.change_tag"]);
    assert_eq!(eve.get(&page).await.status, 404);
    assert_eq!(eve.get("/admin/tasks/4711/").await.status, 404);
    assert_eq!(eve.get("/admin/tasks/x/").await.status, 404);
}
