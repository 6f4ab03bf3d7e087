//! A workbook of everything that was found: a task that leaves a file.

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use chrono::TimeDelta;
use diesel::prelude::*;
use storefront::admin::export::keeping::{self, folder};
use storefront::admin::export::task::write;
use storefront::admin::tasks::{self, Task};
use storefront::platform::clock::Clock;
use storefront::schema::{admin_tasks, jobs, user_permissions};

use super::super::people::{root, signed_in, staff_with, with_permissions};
use super::super::seeds::many_tags;
use super::super::toys::shop;
use super::all_found;
use crate::support::browser::Browser;
use crate::support::people::staff;
use crate::support::web::{Answer, attributes, texts};
use crate::support::{TestApp, noon};

const TAGS: &str = "/admin/tags/tag/";

/// Asks for a workbook of the tags; the key of its task and the address of its page.
async fn start(browser: &Browser<'_>, query: &str) -> (i64, String) {
    let answer = all_found(browser, &format!("{TAGS}{query}"), "xlsx").await;
    assert_eq!(answer.status, 303, "{}", answer.body());
    let page = answer.header("location").to_owned();
    (page.split('/').nth(3).unwrap().parse().unwrap(), page)
}

fn task(t: &TestApp, id: i64) -> Task {
    t.look(|conn| Ok(admin_tasks::table.find(id).select(Task::as_select()).first(conn)?))
}

fn files(t: &TestApp) -> usize {
    std::fs::read_dir(folder(&t.app)).map_or(0, Iterator::count)
}

/// The names of the sheets and their first columns, heads included.
fn sheets(answer: &Answer) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(answer.bytes.clone())).unwrap();
    let all = book.worksheets();
    all.iter().map(|(_, rows)| rows.rows().map(|row| row[1].to_string()).collect()).collect()
}

#[actix_web::test]
async fn a_task_writes_the_workbook_and_its_page_leads_to_it() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 1_201)?));
    let browser = root(&t);
    let (id, page) = start(&browser, "?q=t0").await;
    let queued: i64 =
        t.look(|conn| Ok(jobs::table.filter(jobs::kind.eq(tasks::RUN)).count().get_result(conn)?));
    assert_eq!(queued, 1);
    let shown = browser.get(&page).await;
    assert_eq!(texts(&shown, "h1"), ["Export tags as XLSX"]);
    assert!(texts(&shown, "[role=status]").join(" ").contains("0 of 999 done."));
    assert_eq!(browser.get(&format!("{page}file/")).await.status, 404);
    tasks::run(&t.app, id).unwrap();
    let shown = browser.get(&page).await;
    let said = texts(&shown, "[role=status]").join(" ");
    assert!(said.contains("The file with 999 tags is ready."), "{said}");
    let href = format!("{page}file/");
    assert!(attributes(&shown, "a", "href").contains(&href));
    let file = browser.get(&href).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"tag.xlsx\"");
    assert_eq!(file.header("cache-control"), "no-store");
    let sheets = sheets(&file);
    assert_eq!((sheets.len(), sheets[0].len()), (1, 1_000));
    assert_eq!((sheets[0][0].as_str(), sheets[0][1].as_str()), ("Label", "t0001"));
}

#[actix_web::test]
async fn a_full_sheet_is_followed_by_another_with_heads_of_its_own() {
    let t = shop();
    t.seed(|conn| Ok(many_tags(conn, 5)?));
    let browser = root(&t);
    let (id, page) = start(&browser, "").await;
    write(&t.app, &task(&t, id), 3).unwrap();
    let sheets = sheets(&browser.get(&format!("{page}file/")).await);
    assert_eq!(
        sheets,
        [vec!["Label", "t0001", "t0002"], vec!["Label", "t0003", "t0004"], vec!["Label", "t0005"]]
    );
}

#[actix_web::test]
async fn nobody_else_gets_the_file() {
    let t = shop();
    let person = t.seed(|conn| {
        many_tags(conn, 3)?;
        Ok(with_permissions(conn, "Ann", &["tags.view_tag"])?)
    });
    let ann = signed_in(&t, person);
    let (id, page) = start(&ann, "").await;
    tasks::run(&t.app, id).unwrap();
    let href = format!("{page}file/");
    assert_eq!(ann.get(&href).await.status, 200);
    assert_eq!(staff_with(&t, "Eve", &["tags.view_tag"]).get(&href).await.status, 404);
    let visitor = t.get(&href).await;
    assert_eq!(visitor.status, 303);
    assert!(visitor.header("location").starts_with("/admin/login/"));
    let name = task(&t, id).file.unwrap();
    assert_eq!(t.get(&format!("/media/{name}")).await.status, 404);
    // Nor does who asked for it, once the permission is gone.
    t.seed(|conn| {
        let of_ann = user_permissions::table.filter(user_permissions::user_id.eq(person.user_id));
        Ok(diesel::delete(of_ann).execute(conn)?)
    });
    assert_eq!(ann.get(&href).await.status, 403);
}

#[actix_web::test]
async fn the_file_is_deleted_after_a_day() {
    let mut t = shop();
    t.seed(|conn| Ok(many_tags(conn, 3)?));
    let person = t.seed(|conn| Ok(staff("Root").superuser().insert(conn)?));
    let (id, href) = {
        let browser = signed_in(&t, person);
        let (id, page) = start(&browser, "").await;
        tasks::run(&t.app, id).unwrap();
        keeping::delete_old(&t.app).unwrap();
        assert_eq!(browser.get(&format!("{page}file/")).await.status, 200);
        (id, page)
    };
    assert_eq!(files(&t), 1);
    t.app.clock = Clock::Fixed(noon() + TimeDelta::days(1));
    // Not to be had any more, even before the job has come to it.
    assert!(!keeping::is_kept(&task(&t, id), t.app.now()));
    keeping::delete_old(&t.app).unwrap();
    keeping::delete_old(&t.app).unwrap();
    assert_eq!((files(&t), task(&t, id).file), (0, None));
    let browser = signed_in(&t, person);
    assert_eq!(browser.get(&format!("{href}file/")).await.status, 404);
}

#[actix_web::test]
async fn what_a_killed_process_left_is_swept_away_when_it_is_a_day_old() {
    let t = shop();
    std::fs::create_dir_all(folder(&t.app)).unwrap();
    for (name, hours) in [("old.xlsx", 25), ("young.xlsx", 23)] {
        let file = std::fs::File::create(folder(&t.app).join(name)).unwrap();
        let then = std::time::SystemTime::now() - std::time::Duration::from_secs(hours * 3_600);
        file.set_modified(then).unwrap();
    }
    keeping::delete_old(&t.app).unwrap();
    assert!(!folder(&t.app).join("old.xlsx").exists());
    assert!(folder(&t.app).join("young.xlsx").exists());
}

#[actix_web::test]
async fn a_workbook_whose_permission_is_taken_away_is_not_written() {
    let t = shop();
    let person = t.seed(|conn| {
        many_tags(conn, 3)?;
        Ok(with_permissions(conn, "Ann", &["tags.view_tag"])?)
    });
    let ann = signed_in(&t, person);
    let (id, _) = start(&ann, "").await;
    t.seed(|conn| {
        let of_ann = user_permissions::table.filter(user_permissions::user_id.eq(person.user_id));
        Ok(diesel::delete(of_ann).execute(conn)?)
    });
    tasks::run(&t.app, id).unwrap();
    let task = task(&t, id);
    assert_eq!((task.state.as_str(), task.file), ("failed", None));
    assert_eq!(task.message, "The permission for this was taken away meanwhile.");
    assert_eq!(files(&t), 0);
}

#[actix_web::test]
async fn a_text_longer_than_a_cell_of_a_sheet_is_cut() {
    let t = shop();
    let id = t.seed(|conn| {
        let wide = "😀".repeat(40_000);
        Ok(crate::support::builders::product("Mug").description(&wide).insert(conn)?)
    });
    let answer = super::exported(&root(&t), "/admin/catalog/product/", "xlsx", &[id]).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(answer.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let longest = sheet.used_cells().map(|(_, _, cell)| cell.to_string().encode_utf16().count()).max();
    assert_eq!(longest, Some(32_766));
}
