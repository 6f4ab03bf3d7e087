//! Invoices, credit notes and packing slips.

mod addresses;
mod files;
mod orders;

use std::io::Write;
use std::process::{Command, Stdio};

use storefront::checkout::order_editing::{OrderChange, save};
use storefront::checkout::order_lines::{OrderLineChange, change_lines};
use storefront::platform::editing::Rows;

use crate::support::TestApp;
use crate::support::editing::edit;

/// What a reader copies out of a PDF, line by line as it stands there.
fn text_of(pdf: &[u8]) -> String {
    extracted(pdf, "-layout")
}

/// What is read out of a PDF, in the order of the file.
fn spoken(pdf: &[u8]) -> String {
    extracted(pdf, "-raw")
}

fn extracted(pdf: &[u8], how: &str) -> String {
    let mut reader = Command::new("pdftotext")
        .args([how, "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is in the package poppler-utils");
    let mut input = reader.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&bytes));
    let read = reader.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(read.status.success());
    String::from_utf8(read.stdout).unwrap()
}

/// The same without any space: lines that were wrapped are one again.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// An order of these products and quantities that waits for its payment by invoice.
fn order_of(t: &TestApp, lines: &[(i64, i32)]) -> i64 {
    let change = OrderChange {
        email: "ann@example.com".into(),
        shipping_name: "Ann Lee".into(),
        shipping_street: "1 High Street".into(),
        shipping_zip: "12345".into(),
        shipping_city: "Springfield".into(),
        shipping_country: "US".into(),
        ..OrderChange::default()
    };
    let id = t.change(|conn| save(conn, &edit(), &t.app.config, None, &change));
    let rows = lines.iter().map(|(product_id, quantity)| OrderLineChange {
        product_id: *product_id,
        quantity: *quantity,
        ..OrderLineChange::default()
    });
    let rows = Rows { added: rows.collect(), ..Rows::default() };
    t.change(|conn| change_lines(conn, &edit(), id, &rows));
    id
}
