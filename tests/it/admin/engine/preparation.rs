//! What forms and actions make of an entry before the transaction that stores it.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use storefront::admin::action::Action;
use storefront::admin::expr::col;
use storefront::admin::form::Form;
use storefront::admin::list::{List, asc};
use storefront::admin::model::Model;
use storefront::field;
use storefront::platform::web::error::AppError;
use storefront::schema::tags;
use storefront::tags::tag_editing::{self, TagChange};

use super::people::root;
use super::seeds::tag;
use super::toys::TAG;
use crate::support::TestApp;
use crate::support::web::Answer;

/// Whom the preparation tells that it runs.
static TOLD: Mutex<Option<Sender<()>>> = Mutex::new(None);

fn shout(entry: &TagChange) -> String {
    let told = TOLD.lock().unwrap().take();
    told.into_iter().for_each(|told| told.send(()).unwrap());
    entry.label.to_uppercase()
}

/// A shop whose tags are stored in the capitals that are made of them before.
fn shop() -> TestApp {
    let mut t = TestApp::on_sqlite();
    let form = Form::preparing(tag_editing::find_change, shout, |conn, edit, id, _, made: &String| {
        tag_editing::save(conn, edit, id, &TagChange { label: made.clone() })
    });
    let rename = Action::preparing(
        "rename",
        "Rename",
        "tags.change_tag",
        vec![field!(TagChange.label).required().into()],
        shout,
        |conn, _, ids, _, made: &String| {
            let chosen = tags::table.filter(tags::id.eq_any(ids.to_vec()));
            Ok(diesel::update(chosen).set(tags::label.eq(made)).execute(conn)?)
        },
    );
    let list = List::new(tags::id).column(col(tags::label)).order(asc(col(tags::label)));
    let model = Model::new(&TAG, "tag", "tags", list)
        .form(form.field(field!(TagChange.label).required()))
        .action(rename);
    let real = storefront::admin_site::site(&t.app.config);
    t.app.admin = Arc::new(real.bare("Toy Admin", "What there is").app("tags", "Tags").model(model));
    t
}

fn labels(t: &TestApp) -> Vec<String> {
    t.look(|conn| Ok(tags::table.order(tags::id).select(tags::label).load(conn)?))
}

/// Sends a form while somebody else writes, who goes on once the preparation runs; whether it did
/// run while they wrote.
async fn while_another_writes(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> (Answer, bool) {
    let browser = root(t);
    let (told, ran): (Sender<()>, Receiver<()>) = mpsc::channel();
    let (holds, held) = mpsc::channel();
    *TOLD.lock().unwrap() = Some(told);
    let db = t.app.db.clone();
    let other = thread::spawn(move || {
        db.write_blocking(|_| {
            holds.send(()).unwrap();
            Ok::<_, AppError>(ran.recv_timeout(Duration::from_secs(3)).is_ok())
        })
    });
    held.recv().unwrap();
    let answer = browser.post(path, fields).await;
    (answer, other.join().unwrap().unwrap())
}

#[actix_web::test]
async fn a_form_makes_what_takes_long_before_it_holds_up_others_who_write() {
    let t = shop();
    let (answer, ran) = while_another_writes(&t, "/admin/tags/tag/add/", &[("label", "gift")]).await;
    assert_eq!((answer.status, ran), (303, true));
    assert_eq!(labels(&t), ["GIFT"]);
}

#[actix_web::test]
async fn an_action_makes_what_takes_long_before_it_holds_up_others_who_write() {
    let t = shop();
    let gift = t.seed(|conn| Ok(tag(conn, "gift")?)).to_string();
    let fields = [("action", "rename"), ("post", "yes"), ("_selected_action", &gift), ("label", "new")];
    let (answer, ran) = while_another_writes(&t, "/admin/tags/tag/", &fields).await;
    assert_eq!((answer.status, ran), (303, true));
    assert_eq!(labels(&t), ["NEW"]);
}

#[actix_web::test]
async fn a_change_is_prepared_as_well_and_a_wrong_entry_is_not() {
    let t = shop();
    let gift = t.seed(|conn| Ok(tag(conn, "gift")?));
    let browser = root(&t);
    let (told, ran) = mpsc::channel();
    *TOLD.lock().unwrap() = Some(told);
    let path = format!("/admin/tags/tag/{gift}/change/");
    let wrong = browser.post(&path, &[("label", "")]).await;
    assert_eq!((wrong.status, ran.try_recv().is_ok()), (422, false));
    let right = browser.post(&path, &[("label", "present")]).await;
    assert_eq!((right.status, ran.try_recv().is_ok()), (303, true));
    assert_eq!(labels(&t), ["PRESENT"]);
}
