//! A run that is killed and run again.

use std::fmt::Write;
use std::process::{Command, Stdio};

use storefront::catalog::queries;
use storefront::platform::db::DatabaseUrl;

use super::{catalogue, file, import, rows, run};
use crate::support::TestApp;
use storefront::imports::Options;

fn text(rows: usize) -> String {
    let mut text =
        String::from("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Type,Tags\n");
    for number in 0..rows {
        let product = number / 2;
        let title = if number % 2 == 0 { format!("Product {product}") } else { String::new() };
        let kind = product % 7;
        writeln!(
            text,
            "p-{product},{title},Size,S{},K-{number},{}.50,Kind {kind},t{kind}",
            number % 2,
            5 + kind
        )
        .unwrap();
    }
    text
}

#[test]
fn a_killed_run_that_is_run_again_ends_as_if_it_had_never_been_killed() {
    let t = TestApp::start();
    let whole = TestApp::start();
    let text = text(6_000);
    let options = Options { file: file(&t, text.as_bytes()), ..Options::default() };
    let address = match &t.app.config.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .arg("import")
        .arg(&options.file)
        .current_dir(&t.app.config.var)
        .env("DATABASE_URL", address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let count = || t.look(|conn| Ok(queries::list_product_ids_after(conn, 0, 10_000)?)).len();
    while count() < 1_800 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let stopped = count();
    assert!((1_800..3_000).contains(&stopped), "{stopped}");

    let again = run(&t.app, &options).unwrap();
    assert_eq!(again.rows.unchanged, u64::try_from(stopped).unwrap() * 2);
    assert_eq!(again.rows.created + again.rows.unchanged, 6_000);
    assert_eq!(rows(&import(&whole, &text)), [6_000, 0, 0, 0]);
    assert_eq!(catalogue(&t), catalogue(&whole));
}
