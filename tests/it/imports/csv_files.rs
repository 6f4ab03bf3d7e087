//! Any CSV: encodings, delimiters, mappings and rows that are refused.

use storefront::imports::Options;
use storefront::platform::money::Money;

use super::{file, find, import, options, path_of, refused, rows, run, variants};
use crate::support::TestApp;

#[test]
fn a_file_whose_columns_are_our_fields_needs_no_mapping() {
    let t = TestApp::start();
    let report = import(
        &t,
        "title,price,inventory,collection,is_published\nBlue Mug,12.50,3,Kitchen > Mugs,yes\nBowl,9,,,no\n",
    );
    assert_eq!(rows(&report), [2, 0, 0, 0], "{report}");
    let mug = find(&t, "blue-mug");
    assert_eq!((mug.unit_price, mug.inventory, mug.track_inventory), (Money(1250), 3, true));
    assert_eq!(path_of(&t, "blue-mug"), "Kitchen / Mugs");
    let bowl = find(&t, "bowl");
    assert!(!bowl.track_inventory && !bowl.is_published && bowl.is_available);
    assert_eq!(path_of(&t, "bowl"), "Uncategorised");
}

#[test]
fn byte_order_mark_semicolons_tabs_and_line_ends_are_understood() {
    for text in [
        "\u{feff}title;price;description\r\nMug;12.50;\"two\r\nlines\"\r\nBowl;0.10;x\r\n",
        "title\tprice\tdescription\nMug\t12.50\t\"two\nlines\"\nBowl\t0.10\tx\n",
        "\u{feff}\"title\",\"price\",\"description\"\nMug,12.50,\"two\nlines\"\nBowl,0.10,x",
    ] {
        let t = TestApp::start();
        let report = import(&t, text);
        assert_eq!(rows(&report), [1, 0, 0, 1]);
        assert_eq!(refused(&report), ["4: the price 0.10 is under the lowest allowed price 1.00"]);
        assert!(find(&t, "mug").description.unwrap().contains("lines"));
    }
}

#[test]
fn a_mapping_names_columns_and_a_wrong_one_lists_what_is_possible() {
    let t = TestApp::start();
    let map = |pairs: &[(&str, &str)]| Options {
        mapping: pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect(),
        ..options(&t, "Product name,Cost,Notes\nMug,12.50,x\n")
    };
    let report = run(&t.app, &map(&[("Product name", "title"), ("Cost", "price")])).unwrap();
    assert_eq!((rows(&report), report.ignored), ([1, 0, 0, 0], vec!["Notes".to_owned()]));
    let unknown = run(&t.app, &map(&[("Product name", "title"), ("Cost", "prise")])).unwrap_err().to_string();
    assert!(unknown.contains("no field “prise”") && unknown.contains("compare_at_price"), "{unknown}");
    let missing = run(&t.app, &map(&[("Name", "title")])).unwrap_err().to_string();
    assert!(missing.contains("no column “Name”") && missing.contains("Product name"), "{missing}");
    let unmapped = run(&t.app, &map(&[])).unwrap_err().to_string();
    assert!(unmapped.contains("Product name, Cost, Notes") && unmapped.contains("--map"), "{unmapped}");
}

#[test]
fn a_file_of_something_else_is_refused_with_what_it_is() {
    let t = TestApp::start();
    for (text, found) in [
        ("email,first_name,last_name\na@b.c,A,B\n", "a list of customers"),
        ("slug,locale,name\nmug,de,Becher\n", "translations"),
        ("a,b\n1,2\n", "its columns are a, b"),
        ("title,b\nMug,2\n", "no column for the price"),
    ] {
        let error = run(&t.app, &options(&t, text)).unwrap_err().to_string();
        assert!(error.contains(found) && error.contains("title and price"), "{error}");
    }
    let open = |bytes: &[u8]| {
        run(&t.app, &Options { file: file(&t, bytes), ..Options::default() }).unwrap_err().to_string()
    };
    assert!(open(b"").contains("empty"));
    assert!(open(b"\xff\xfet\0i\0").contains("UTF-8"));
    assert!(open(b"PK\x03\x04\xff\xfe\0\0").contains("UTF-8"));
    let gone = Options { file: "no/such/file.csv".into(), ..Options::default() };
    let gone = run(&t.app, &gone).unwrap_err().to_string();
    assert!(gone.contains("no/such/file.csv") && gone.contains("no such file"), "{gone}");
    let folder = Options { file: "src".into(), ..Options::default() };
    assert!(run(&t.app, &folder).unwrap_err().to_string().contains("it is a folder"));
}

#[test]
fn a_bad_row_is_refused_alone_with_its_line_and_reason() {
    let t = TestApp::start();
    let mut text = b"title,price,inventory\n\
        Good,12.50,1\n\
        Comma,\"12,50\",1\n\
        Negative,-1,1\n\
        Word,cheap,1\n\
        Low,0.99,1\n\
        High,10000000.00,1\n\
        Minus,5,-1\n\
        Many,5,many\n\
        Huge,5,99999999999\n\
        Short,5\n\
        ,5,1\n\
        None,,1\n"
        .to_vec();
    text.extend(b"Bad\xff,5,1\nNul\0,5,1\n");
    text.extend(format!("{},5,1\nLast,9999999.99,1\n", "x".repeat(256)).bytes());
    let report = run(&t.app, &Options { file: file(&t, &text), ..Options::default() }).unwrap();
    assert_eq!(rows(&report), [2, 0, 0, 14], "{report}");
    let lines = refused(&report);
    for (line, part) in [
        (3, "ambiguous"),
        (4, "negative"),
        (5, "cheap"),
        (6, "under the lowest allowed price 1.00"),
        (7, "over the highest allowed price 9999999.99"),
        (8, "stock -1 is negative"),
        (9, "not a whole number"),
        (10, "too large"),
        (11, "2 columns, the header has 3"),
        (12, "no title"),
        (13, "no price"),
        (14, "not valid UTF-8"),
        (15, "NUL"),
        (16, "256 characters"),
    ] {
        let found = lines.iter().find(|text| text.starts_with(&format!("{line}: ")));
        assert!(found.is_some_and(|text| text.contains(part)), "{line} {part}: {lines:?}");
    }
    find(&t, "good");
    find(&t, "last");
}

#[test]
fn the_second_of_two_products_with_one_slug_is_refused() {
    let t = TestApp::start();
    let report = import(&t, "slug,title,price\nmug,Blue Mug,5\nmug,Red Mug,6\nbowl,Bowl,7\n");
    assert_eq!(rows(&report), [2, 0, 0, 1]);
    assert_eq!(refused(&report), ["3: its handle “mug” belongs to “Blue Mug” on line 2"]);
    let report = import(&t, "title,price\nPlate,5\nPlate,6\n");
    assert_eq!(rows(&report), [1, 0, 0, 1]);
    assert!(refused(&report)[0].starts_with("3: it has the same title as line 2"));
}

#[test]
fn a_file_without_slugs_matches_by_sku_and_then_by_title() {
    let t = TestApp::start();
    import(&t, "title,price,sku\nMug,5,M-1\nBowl,6,\n");
    let report = import(&t, "title,price,sku\nBig Mug,5,M-1\nBowl,7,\n");
    assert_eq!(rows(&report), [0, 2, 0, 0], "{report}");
    assert_eq!(find(&t, "mug").title, "Big Mug");
    assert_eq!(find(&t, "bowl").unit_price, Money(700));
    assert_eq!(variants(&t, "mug")[0].sku.as_deref(), Some("M-1"));
}

#[test]
fn a_sku_of_another_product_refuses_the_row() {
    let t = TestApp::start();
    import(&t, "slug,title,price,sku\nmug,Mug,5,M-1\n");
    let report = import(&t, "slug,title,price,sku\nbowl,Bowl,5,M-1\nplate,Plate,5,P\ndish,Dish,5,P\n");
    assert_eq!(rows(&report), [1, 0, 0, 2]);
    let lines = refused(&report);
    assert!(lines[0].contains("belongs to another product"), "{lines:?}");
    assert!(lines[1].contains("already that of line 3"), "{lines:?}");
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let t = TestApp::start();
    import(&t, "slug,title,price\nmug,Mug,5\n");
    let before = super::catalogue(&t);
    let mut text = String::from("slug,title,price,collection,tags,sku\nmug,Mug,6,Deep > Er,new,\n");
    for number in 0..600 {
        text.push_str(&format!("p-{number},P {number},5,Many > Things,all,S-{number}\n"));
    }
    text.push_str("late,Late,5,Many > Things,,S-3\n");
    let dry = run(&t.app, &Options { dry_run: true, ..options(&t, &text) }).unwrap();
    assert_eq!(rows(&dry), [600, 1, 0, 1]);
    assert_eq!(dry.run, None);
    assert!(
        dry.to_string().contains("line 2: would change “Mug”: price 5.00 → 6.00, collection, tags"),
        "{dry}"
    );
    assert!(dry.to_string().contains("line 3: would create “P 0” (p-0)"));
    assert_eq!(super::catalogue(&t), before);
    let real = import(&t, &text);
    assert_eq!((real.rows, real.products), (dry.rows, dry.products));
    assert_eq!(refused(&real), refused(&dry));
}

#[test]
fn the_report_says_when_nothing_changed_and_what_to_do_about_refused_lines() {
    let t = TestApp::start();
    let report = |text: &str| run(&t.app, &options(&t, text)).unwrap().to_string();
    let bare = report("title,price\n");
    assert!(bare.contains("no rows below its header") && bare.contains("nothing was changed"), "{bare}");
    assert!(!bare.contains("--undo"), "{bare}");
    let open = report("title,price\n\"Mug,1.00\nCup,2.00\n");
    assert!(open.contains("line 2: it has 1 column") && open.contains("quotation mark"), "{open}");
    assert!(open.contains("correct the refused lines"), "{open}");
    let good = report("title,price\nMug,5\n");
    assert!(good.contains("created: 1 row (1 product)") && good.contains("--undo"), "{good}");
}
