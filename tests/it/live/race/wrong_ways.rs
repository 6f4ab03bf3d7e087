//! Ways of reusing pages that look right and are not; and the right one in the same clothes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use storefront::platform::clock::Time;
use storefront::platform::db::{Conn, read_transaction};
use storefront::platform::live::kept::{Content, Facts, Kept};
use storefront::platform::live::pieces::Pieces;
use storefront::platform::live::store::{Found, Pages};
use storefront::platform::versions::{self, Topic};
use storefront::platform::web::error::AppError;
use storefront::schema::products;

use super::{ENOUGH, Outcome, Published, Reader, race};
use crate::support::builders::{collection, product};
use crate::support::{TestApp, noon};

const START: i64 = 1_000;
const KEY: &str = "/products/mug/";

/// Makes the page and says what it shows.
type Make = fn(&mut Conn, &Published) -> Result<Kept, AppError>;

fn price(conn: &mut Conn) -> Result<i64, AppError> {
    Ok(products::table.select(products::unit_price).first::<storefront::platform::money::Money>(conn)?.0)
}

fn page(versions: versions::Versions, price: i64) -> Kept {
    let facts = Facts { versions, topics: &[Topic::Catalog], until: None };
    let pieces = Pieces::plain(price.to_string().into());
    let content_type = actix_web::http::header::HeaderValue::from_static("text/plain");
    Kept::new(facts, Content::Plain { pieces, content_type, varies: None, tag: None })
}

/// One snapshot, the version first.
fn right(conn: &mut Conn, _: &Published) -> Result<Kept, AppError> {
    read_transaction(conn, |conn| Ok(page(versions::read(conn)?, price(conn)?)))
}

/// The version after the data; another commit fits in between.
fn version_last(conn: &mut Conn, published: &Published) -> Result<Kept, AppError> {
    let shown = price(conn)?;
    let began = Instant::now();
    while published.now() <= shown && began.elapsed() < Duration::from_millis(50) {
        std::thread::yield_now();
    }
    Ok(page(versions::read(conn)?, shown))
}

fn text(kept: &Kept) -> i64 {
    let request = actix_web::test::TestRequest::default().to_http_request();
    let body = actix_web::body::MessageBody::try_into_bytes(kept.answer(&request, None).into_body());
    std::str::from_utf8(&body.ok().unwrap()).unwrap().parse().unwrap()
}

fn run(readers: impl Fn(&TestApp, Arc<Published>) -> Vec<Reader>) -> Outcome {
    let t = TestApp::start();
    let id = t.seed(|conn| {
        let mugs = collection(conn, "Mugs", None)?;
        Ok(product("Mug").price(START).within(mugs).insert(conn)?)
    });
    let published = Arc::new(Published(START.into()));
    let readers = readers(&t, Arc::clone(&published));
    let commit = |number: i64| {
        t.seed(|conn| {
            let set = products::unit_price.eq(storefront::platform::money::Money(number));
            diesel::update(products::table.find(id)).set(set).execute(conn)?;
            Ok(())
        });
    };
    race(START, commit, &published, readers)
}

fn kept_by_version(make: Make) -> Outcome {
    run(|t, published| {
        let pages = Pages::default();
        let reader = |_| -> Reader {
            let (pages, published) = (pages.clone(), Arc::clone(&published));
            let mut conn = t.app.config.database.connect().unwrap();
            let now: Time = noon();
            Box::new(move |_| {
                let wanted = versions::read(&mut conn).unwrap();
                if let Found::Current(kept) = pages.find(KEY, &wanted, now) {
                    return text(&kept);
                }
                let kept = Arc::new(make(&mut conn, &published).unwrap());
                let shown = text(&kept);
                pages.keep(KEY, kept);
                shown
            })
        };
        (0..4).map(reader).collect()
    })
}

#[test]
fn the_version_before_the_data_never_shows_an_old_page() {
    let outcome = kept_by_version(right);
    assert!(outcome.commits > 10 && outcome.pages >= ENOUGH, "too little happened: {outcome:?}");
    assert_eq!(outcome.stale, 0, "{outcome:?}");
}

#[test]
fn the_version_after_the_data_shows_old_pages() {
    let outcome = kept_by_version(version_last);
    assert!(outcome.stale > 0, "{outcome:?}");
}

#[test]
fn a_time_to_live_shows_old_pages() {
    let outcome = run(|t, _| {
        let kept: Arc<Mutex<Option<(Instant, i64)>>> = Arc::default();
        let reader = |_| -> Reader {
            let kept = Arc::clone(&kept);
            let mut conn = t.app.config.database.connect().unwrap();
            Box::new(move |_| {
                let mut kept = kept.lock().unwrap();
                match *kept {
                    Some((made, shown)) if made.elapsed() < Duration::from_millis(100) => shown,
                    _ => {
                        let shown = price(&mut conn).unwrap();
                        *kept = Some((Instant::now(), shown));
                        shown
                    }
                }
            })
        };
        (0..4).map(reader).collect()
    });
    assert!(outcome.stale > 0, "{outcome:?}");
}
