//! The files say what the documents say, whatever that is.

use storefront::payments::paper::document::{Corrected, Document, Line, Step, Tax};
use storefront::payments::paper::pdf::{Stamp, of_document, of_slip};
use storefront::payments::paper::slip::{Slip, SlipLine};
use storefront::platform::money::Money;

use super::{spoken, squeezed, text_of};
use crate::support::noon;

const LONG: &str = "Hand-thrown stoneware mug with a speckled glaze, a wide handle and a saucer that fits \
                    exactly, made in small batches";

fn line(title: &str, quantity: i32, unit_price: i64) -> Line {
    Line {
        title: title.into(),
        variant: "Blue / Large".into(),
        sku: "MUG-1".into(),
        quantity: Some(quantity),
        unit_price: Some(Money(unit_price)),
        tax_rate: "10%".into(),
        amount: Money(unit_price * i64::from(quantity)),
    }
}

fn document(lines: Vec<Line>) -> Document {
    let sum: i64 = lines.iter().map(|line| line.amount.0).sum();
    let step = |words: &str, amount: i64| Step { words: words.into(), amount: Money(amount) };
    Document {
        number: "2026-00042".into(),
        issued_at: noon(),
        corrects: None,
        order_number: "AB12CD34".into(),
        ordered_at: noon(),
        seller: "Larkfold".into(),
        seller_lines: vec!["12 Mill Lane".into(), "Bath BA1 2AB".into(), "hello@larkfold.example".into()],
        tax_number: "GB 123 4567 89".into(),
        buyer: vec!["Zoë Ångström".into(), "Große Straße 5".into(), "80331 München".into(), "Germany".into()],
        delivery: vec!["Γιάννης Παπαδόπουλος".into(), "Οδός Ερμού 7".into(), "Ελλάδα".into()],
        currency: "EUR".into(),
        steps: vec![step("Subtotal", sum), step("Code SPRING", -250), step("Shipping, Standard", 490)],
        total: Money(sum + 240),
        prices_include_tax: true,
        taxes: vec![Tax { rate: "10%".into(), amount: Money((sum + 240) / 11) }],
        notes: Vec::new(),
        instructions: vec!["IBAN DE00 1234 5678 9000".into()],
        lines,
    }
}

fn text(document: &Document, stamp: Option<Stamp>) -> String {
    text_of(&of_document(document, stamp).unwrap())
}

/// Writes a file beside the test's own ones to be looked at: `PAPER_OUT=/tmp/paper`.
fn show(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPER_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn an_invoice_says_everything_in_the_letters_it_was_written_in() {
    let document = document(vec![
        line(LONG, 2, 1_250),
        line("Ελληνική κούπα", 1, 123_456_789),
        line("Чашка для чая, Їжак", 30, 99),
        line("Kávéscsésze tűzzománc, Żółć, Ľubomír", 1, 100),
    ]);
    let pdf = of_document(&document, Some(Stamp::Paid)).unwrap();
    show("invoice.pdf", &pdf);
    let text = text_of(&pdf);
    let all = squeezed(&text);
    for said in [
        "Invoice",
        "2026-00042",
        "AB12CD34",
        "Larkfold",
        "12 Mill Lane",
        "Tax number: GB 123 4567 89",
        "Zoë Ångström",
        "Große Straße 5",
        "Ελληνική κούπα",
        "Чашка для чая, Їжак",
        "Kávéscsésze tűzzománc, Żółć, Ľubomír",
        "Code SPRING",
        "-€2.50",
        "€1,234,567.89",
        "Total",
        "PAID",
        "Page 1 of 1",
    ] {
        assert!(all.contains(&squeezed(said)), "{said} in {text}");
    }
    assert!(all.contains(&squeezed(&document.price(document.total).to_string())));
    assert!(!all.contains("IBAN"), "a paid invoice asks for no money");
    // The words of a line that was wrapped come one after the other.
    for word in LONG.split_whitespace() {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn an_invoice_that_is_not_paid_says_so_and_how_to_pay() {
    let pdf = of_document(&document(vec![line("Mug", 1, 1_000)]), Some(Stamp::Pending)).unwrap();
    let text = spoken(&pdf);
    let mut rest = text.as_str();
    for said in [
        "Larkfold",
        "Invoice",
        "Bill to",
        "PENDING",
        "Unit price",
        "Mug",
        "Total",
        "How to pay",
        "IBAN DE00 1234 5678 9000",
    ] {
        let found = rest.find(said).unwrap_or_else(|| panic!("{said} is not read here: {text}"));
        rest = &rest[found..];
    }
}

#[test]
fn two_hundred_lines_are_all_there_on_pages_that_say_which_they_are() {
    let lines: Vec<Line> = (1..=200)
        .map(|number| line(&format!("Mug number {number}"), number, 1_000 + i64::from(number)))
        .collect();
    let document = document(lines);
    let pdf = of_document(&document, Some(Stamp::Pending)).unwrap();
    show("long.pdf", &pdf);
    assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
    let text = text_of(&pdf);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    for (position, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", position + 1, pages.len())), "{page}");
        assert!(page.contains("Unit price"), "the head of the table is on each page: {page}");
    }
    let mut rest = text.as_str();
    for line in &document.lines {
        let found = rest.find(&format!("{} ", line.title)).unwrap_or_else(|| panic!("{}", line.title));
        rest = &rest[found..];
        let own = rest.lines().next().unwrap();
        assert!(own.trim_end().ends_with(&document.price(line.amount).to_string()), "{own}");
    }
}

#[test]
fn the_total_is_never_on_a_page_without_the_last_line() {
    for count in 1..60 {
        let lines = (1..=count).map(|number| line(&format!("Mug number {number}."), 1, 1_000)).collect();
        let text = text(&document(lines), None);
        let page = text.split('\u{c}').find(|page| page.contains("Includes 10% tax")).unwrap();
        for said in [&format!("Mug number {count}."), "Subtotal", "Shipping, Standard", "Total", "€"] {
            assert!(page.contains(said), "{said} with {count} lines: {page}");
        }
    }
}

#[test]
fn what_the_font_lacks_is_replaced_and_what_cannot_be_printed_left_out() {
    let odd = "漢字カップ 🫖 \u{0}\u{7}\u{feff}\u{fffe}\u{ffff}\u{202e}مرحبا \t\r\n e\u{301}";
    let mut document =
        document(vec![line(odd, 1, 1_000), line("", 1, 1_000), line(&"W".repeat(9_000), 1, 1)]);
    document.buyer = vec![odd.into(); 200];
    document.seller = odd.into();
    document.notes = vec![LONG.repeat(80)];
    document.currency = "???".into();
    document.steps = vec![Step { words: LONG.repeat(9), amount: Money(i64::MIN + 1) }; 3];
    document.total = Money(i64::MAX);
    let text = text(&document, Some(Stamp::Cancelled));
    assert!(text.contains("漢字カップ"), "what is copied out is what went in: {text}");
}

#[test]
fn a_credit_note_names_its_invoice() {
    let mut note = document(vec![line("Mug", 1, -1_000)]);
    note.number = "CN-2026-00001".into();
    note.corrects = Some(Corrected { number: "2026-00042".into(), issued_at: noon() });
    note.notes = vec!["Reason: The handle was broken.".into()];
    let pdf = of_document(&note, None).unwrap();
    show("credit-note.pdf", &pdf);
    let text = text_of(&pdf);
    for said in
        ["Credit note", "CN-2026-00001", "For invoice", "2026-00042", "-€10.00", "The handle was broken."]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(note.file_name(), "credit-note_CN-2026-00001.pdf");
}

#[test]
fn a_packing_slip_names_goods_and_address_and_no_price() {
    let slip = Slip {
        seller: "Larkfold".into(),
        seller_lines: vec!["12 Mill Lane".into()],
        order_number: "AB12CD34".into(),
        ordered_at: noon(),
        shipping_method: "Standard".into(),
        address: vec!["Ann Lee".into(), "1 High Street".into()],
        lines: vec![
            SlipLine { title: LONG.into(), variant: "Blue".into(), sku: "MUG-1".into(), quantity: 2 },
            SlipLine { title: "Cup".into(), variant: String::new(), sku: String::new(), quantity: 11 },
        ],
    };
    let pdf = of_slip(&slip).unwrap();
    show("packing-slip.pdf", &pdf);
    let text = text_of(&pdf);
    for said in ["Packing slip", "AB12CD34", "1 High Street", "SKU MUG-1", "13 units in all", "Standard"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains('$') && !text.contains('€') && !text.contains("price"), "{text}");
}
