//! What a file says is what the database holds.

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;
use storefront::admin::export::is_amount;
use storefront::admin::list::column::label_of;
use storefront::platform::audit::Key;
use storefront::platform::db::catalogue::Catalogue;
use storefront::platform::db::sql::Sql;
use storefront::platform::db::value::{Kind, Val};

use super::super::people::root;
use super::super::seeds::review;
use super::super::toys;
use super::{all_found, csv, exported, json, under};
use crate::admin::site;
use crate::support::TestApp;
use crate::support::builders::product;

/// The rows of a table by key, each value as its column declares it.
fn stored(t: &TestApp, table: &'static str, key: &'static str) -> BTreeMap<i64, BTreeMap<String, Val>> {
    t.look(|conn| {
        let catalogue = Catalogue::read(conn)?;
        let rows = Sql::of("SELECT * FROM ").name(table).rows(conn)?;
        let typed = |name: &str, value: &Val| {
            let kind = catalogue.column(table, name).map_or(Kind::Text, |column| column.kind);
            value.clone().typed(kind)
        };
        Ok(rows
            .iter()
            .map(|row| {
                let values = row.iter().map(|(name, value)| (name.to_owned(), typed(name, value)));
                (row.get(key).int(), values.collect())
            })
            .collect())
    })
}

/// Reads a value of JSON as one of the database's kind.
fn read_back(value: &Value, like: &Val) -> Val {
    match (value, like) {
        (Value::Null, _) => Val::Null,
        (Value::Bool(yes), _) => Val::Bool(*yes),
        (Value::Number(number), Val::Float(_)) => Val::Float(number.as_f64().unwrap()),
        (Value::Number(number), _) => Val::Int(number.as_i64().unwrap()),
        (Value::String(text), Val::Time(_)) => {
            Val::Time(chrono::DateTime::parse_from_rfc3339(text).unwrap().naive_utc())
        }
        (Value::String(text), Val::Date(_)) => Val::Date(text.parse().unwrap()),
        (Value::String(text), _) => Val::Text(text.clone()),
        (value, _) => panic!("{value} is no value of a column"),
    }
}

#[actix_web::test]
async fn json_of_every_model_reads_back_equal_to_the_database_but_for_secrets() {
    let t = TestApp::start();
    site::shop(&t).await;
    let browser = site::superuser(&t);
    let mut compared = 0;
    for model in t.app.admin.models() {
        let answer = all_found(&browser, &model.href(), "json").await;
        let tracked = model.tracked();
        let Key::Column(key) = tracked.key else {
            assert_eq!(answer.status, 400, "{}", model.name());
            continue;
        };
        assert_eq!(answer.status, 200, "{}: {}", model.name(), answer.body());
        let rows = json(&answer);
        let stored = stored(&t, tracked.table, key);
        // Outgoing mail is some of the jobs, and a job may be added by the export of another model.
        if model.name() != "platform.mail" {
            assert_eq!(rows.len(), stored.len(), "{}", model.name());
        }
        for row in &rows {
            let row = row.as_object().unwrap();
            let known = &stored[&row[key].as_i64().unwrap()];
            for (name, value) in known {
                let place = format!("{}.{name}", model.name());
                match row.get(name) {
                    Some(written) => assert_eq!(&read_back(written, value), value, "{place}"),
                    None => assert!(tracked.secret.contains(&name.as_str()), "{place} is missing"),
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "only {compared} values were compared");
}

#[actix_web::test]
async fn no_secret_is_in_any_file() {
    let t = TestApp::start();
    site::shop(&t).await;
    let browser = site::superuser(&t);
    let secrets = t.look(|conn| {
        let all = Sql::of("SELECT token FROM orders UNION ALL SELECT password_hash FROM users").rows(conn)?;
        Ok(all
            .iter()
            .map(|row| row.at(0).text().to_owned())
            .filter(|text| text.len() > 8)
            .collect::<Vec<_>>())
    });
    assert!(!secrets.is_empty());
    let bad = ["password_hash", "token", "arguments", "secret"];
    for model in t.app.admin.models().iter().filter(|model| model.tracked().key != Key::Names) {
        for format in ["csv", "json"] {
            let answer = all_found(&browser, &model.href(), format).await;
            for secret in &secrets {
                assert!(!answer.body().contains(secret), "{} as {format}", model.name());
            }
            let heads = answer.body().lines().take(2).collect::<String>().to_lowercase();
            for word in bad {
                assert!(!heads.contains(&format!("\"{word}\"")), "{word} of {} as {format}", model.name());
            }
        }
    }
}

/// 2,500 reviews with and without ratings and customers.
fn many_reviews(t: &TestApp) {
    t.seed(|conn| {
        let products = [product("Mug").insert(conn)?, product("-Cup").insert(conn)?];
        for number in 0..2_500_i32 {
            let rating = (number % 3 > 0).then_some(number % 5 + 1);
            let name = ["Ann", "=Bob", "Ça, \"va\"?", "line\nbreak"][usize::try_from(number).unwrap() % 4];
            let date = format!("20{:02}-0{}-1{}", number % 60, number % 9 + 1, number % 10);
            review(
                conn,
                products[usize::try_from(number).unwrap() % 2],
                name,
                rating,
                &date,
                number % 7 > 0,
            )?;
        }
        Ok(())
    });
}

/// As the table in the documentation of the exports says for CSV.
fn formatted(value: &Val) -> String {
    let text = match value {
        Val::Bool(yes) => return if *yes { "True".to_owned() } else { "False".to_owned() },
        Val::Time(time) => return time.format("%d/%m/%Y").to_string(),
        Val::Text(text) => text.clone(),
        value => return value.to_string(),
    };
    if text.starts_with(['=', '-', '+', '@']) { format!("'{text}") } else { text }
}

#[actix_web::test]
async fn thousands_of_rows_are_in_csv_as_the_database_has_them() {
    let t = toys::shop();
    many_reviews(&t);
    let (heads, lines) = csv(&all_found(&root(&t), "/admin/reviews/review/", "csv").await);
    let stored = stored(&t, "reviews", "id");
    assert_eq!((lines.len(), stored.len()), (2_500, 2_500));
    for line in &lines {
        let known = &stored[&under(&heads, line, "ID").parse::<i64>().unwrap()];
        for (name, value) in known {
            let expected = match (name.as_str(), value) {
                ("id", _) => continue,
                // Mug and -Cup, whose name is no formula.
                ("product_id", Val::Int(key)) => {
                    ["Mug", "'-Cup"][usize::try_from(key - 1).unwrap() % 2].into()
                }
                (_, value) => formatted(value),
            };
            assert_eq!(under(&heads, line, &label_of(name)), expected, "{name}");
        }
    }
}

/// What a number of days of a sheet means.
fn moment(days: f64) -> chrono::NaiveDateTime {
    let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap().and_hms_opt(0, 0, 0).unwrap();
    start + chrono::TimeDelta::milliseconds((days * 86_400_000.0).round() as i64)
}

#[actix_web::test]
async fn thousands_of_rows_are_in_a_workbook_as_the_database_has_them() {
    let t = toys::shop();
    many_reviews(&t);
    let stored = stored(&t, "reviews", "id");
    let keys: Vec<i64> = stored.keys().copied().collect();
    let answer = exported(&root(&t), "/admin/reviews/review/", "xlsx", &keys).await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"review.xlsx\"");
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(answer.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut rows = sheet.rows();
    let heads: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let mut seen = 0;
    for row in rows {
        let at = |head: &str| &row[heads.iter().position(|known| known == head).unwrap()];
        let id: i64 = at("ID").to_string().parse().unwrap();
        for (name, value) in &stored[&id] {
            let head = if name == "id" { "ID".to_owned() } else { label_of(name) };
            match (name.as_str(), at(&head), value) {
                ("product_id", Data::String(title), _) => assert!(["Mug", "-Cup"].contains(&title.as_str())),
                (_, Data::Empty, Val::Null) => {}
                (_, Data::Empty, Val::Text(text)) => assert_eq!(text, "", "{name}"),
                (_, Data::Bool(cell), Val::Bool(yes)) => assert_eq!(cell, yes),
                (_, Data::Float(cell), Val::Int(number)) => assert_eq!(cell.to_string(), number.to_string()),
                (_, Data::DateTime(cell), Val::Time(time)) => {
                    let apart = moment(cell.as_f64()) - *time;
                    assert!(apart.num_milliseconds().abs() <= 1, "{name}: {cell} and {time}");
                }
                (_, Data::DateTime(cell), Val::Date(date)) => {
                    assert_eq!(moment(cell.as_f64()).date(), *date);
                }
                (_, Data::String(cell), Val::Text(text)) => assert_eq!(cell, text, "{name}"),
                (name, cell, value) => panic!("{name}: {cell:?} and {value:?}"),
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 2_500);
}

/// Whole numbers of eight bytes that are no keys and no amounts.
const COUNTS: [&str; 9] = [
    "admin_log_entries.object_id",
    "carts.number",
    "import_runs.changed_rows",
    "import_runs.created_rows",
    "import_runs.refused_rows",
    "import_runs.unchanged_rows",
    "media_files.byte_size",
    // Hundredths of a percent for most kinds.
    "promotions.discount",
    "webhook_deliveries.took_ms",
];

#[actix_web::test]
async fn every_amount_of_money_is_written_as_one() {
    let t = TestApp::start();
    let mut wrong = Vec::new();
    for model in t.app.admin.models().iter().filter(|model| model.tracked().key != Key::Names) {
        let table = model.tracked().table;
        for name in wide_columns(&t, table) {
            let place = format!("{table}.{name}");
            if is_amount(model, &name) == COUNTS.contains(&place.as_str()) {
                wrong.push(place);
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The columns of eight bytes that are no keys.
fn wide_columns(t: &TestApp, table: &str) -> Vec<String> {
    let sqlite = TestApp::on_sqlite();
    let keys = t.look(|conn| Ok(Catalogue::read(conn)?));
    let is_key = |name: &str| {
        name == "id" || keys.foreign_keys().iter().any(|key| key.table == table && key.column == name)
    };
    let named = Sql::of("SELECT name FROM pragma_table_info(").bind(Val::Text(table.to_owned()));
    let rows = sqlite.look(|conn| Ok(named.text(") WHERE type = 'BIGINT'").rows(conn)?));
    rows.iter().map(|row| row.at(0).text().to_owned()).filter(|name| !is_key(name)).collect()
}
