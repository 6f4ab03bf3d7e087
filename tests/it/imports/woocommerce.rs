//! WooCommerce's product export.

use storefront::platform::money::Money;
use storefront::promotions;

use super::{find, import, labels, path_of, refused, rows, variants};
use crate::support::TestApp;

const HEADER: &str = "ID,Type,SKU,Name,Published,Description,Date sale price starts,Date sale price ends,In stock?,\
Stock,Backorders allowed?,Sale price,Regular price,Categories,Tags,Images,Parent,Attribute 1 name,\
Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n";

#[test]
fn variations_find_their_parent_by_sku_or_id_wherever_it_stands() {
    let t = TestApp::start();
    let text = format!(
        "{HEADER}\
        2,variation,T-B,,1,,,,1,4,0,,20,,,https://x.example/b.jpg,TEE,Colour,Blue,Size,M\n\
        1,variable,TEE,Tee,1,Soft,,,1,,,,,\"Clothing, Clothing > Shirts, Music > Albums\",new,\"https://x.example/a.jpg, https://x.example/b.jpg\",,Colour,\"Blue, Red\",,\n\
        3,variation,T-R,,1,,,,0,,notify,18,20,,,,id:1,Colour,Red,Size,L\n\
        4,variation,T-X,,1,,,,1,,,,20,,,,GONE,Colour,Red,,\n\
        5,variation,T-Y,,1,,,,1,x,,,20,,,,TEE,Colour,Green,,\n"
    );
    let report = import(&t, &text);
    assert_eq!(rows(&report), [3, 0, 0, 2], "{report}");
    assert_eq!(
        refused(&report),
        ["5: its parent “GONE” is not in the file or was refused", "6: the stock “x” is not a whole number"]
    );
    let found = variants(&t, "tee");
    assert_eq!((found[0].sku.as_deref(), found[0].option2.as_str()), (Some("T-B"), "M"));
    assert!(found[0].image_id.is_some());
    assert_eq!((found[1].unit_price, found[1].compare_at_price), (Money(1800), Some(Money(2000))));
    assert!(found[1].track_inventory && found[1].allow_backorder && found[1].inventory == 0);
    assert_eq!(path_of(&t, "tee"), "Clothing / Shirts");
    assert_eq!(labels(&t, "tee"), ["Albums", "new"]);
    assert_eq!(rows(&import(&t, &text)), [0, 0, 3, 2]);
}

#[test]
fn a_dated_sale_becomes_a_promotion() {
    let t = TestApp::start();
    let text = format!(
        "{HEADER}1,simple,LOGO,Logo,1,,2026-01-01,2026-12-31,1,5,0,18,20,,,,,,,,\n\
         2,simple,OLD,Old,1,,,2026-01-31 12:00:00,1,,0,18,20,,,,,,,,\n"
    );
    let report = import(&t, &text);
    assert_eq!(rows(&report), [2, 0, 0, 0], "{report}");
    let logo = find(&t, "logo");
    assert_eq!(
        (logo.unit_price, logo.current_price, logo.compare_at_price),
        (Money(2000), Money(1800), None)
    );
    let sale = t.look(|conn| Ok(promotions::queries::list_of_product(conn, logo.id)?)).remove(0);
    assert_eq!(sale.ends_at.unwrap().to_string(), "2027-01-01 00:00:00");
    assert_eq!(find(&t, "old").current_price, Money(2000));
    assert_eq!(rows(&import(&t, &text)), [0, 0, 2, 0], "the promotion is not made twice");
}

#[test]
fn kinds_that_cannot_be_sold_are_refused_with_their_reason() {
    let t = TestApp::start();
    let report = import(
        &t,
        &format!(
            "{HEADER}1,grouped,G,Group,1,,,,1,,,,,,,,,,,,\n2,external,E,Else,1,,,,1,,,,9,,,,,,,,\n\
             3,\"simple, downloadable, virtual\",D,Down,1,,,,1,,,,9,,,,,,,,\n4,\"simple, virtual\",V,Virtual,1,,,,1,,,,9,,,,,,,,\n\
             5,variable,W,Without,1,,,,1,,,,,,,,,,,,\n6,variation,X,,1,,,,1,,,,9,,,,G,,,,\n"
        ),
    );
    let lines = refused(&report);
    assert_eq!(rows(&report), [1, 0, 0, 5], "{lines:?}");
    for (line, word) in
        [(2, "grouped"), (3, "external"), (4, "downloadable"), (6, "no variation"), (7, "grouped")]
    {
        assert!(
            lines.iter().any(|text| text.starts_with(&format!("{line}: ")) && text.contains(word)),
            "{lines:?}"
        );
    }
    assert!(!find(&t, "virtual").track_inventory, "in stock without a number is not counted");
}

#[test]
fn two_products_of_one_name_are_told_apart_by_sku() {
    let t = TestApp::start();
    let text = format!(
        "{HEADER}1,simple,A,Mug,1,,,,1,1,0,,9,,,,,,,,\n2,simple,B,Mug,1,,,,1,1,0,,8,,,,,,,,\n3,simple,A,Cup,1,,,,1,1,0,,7,,,,,,,,\n"
    );
    let report = import(&t, &text);
    assert_eq!(rows(&report), [2, 0, 0, 1]);
    assert_eq!(find(&t, "mug-2").unit_price, Money(800));
    assert_eq!(rows(&import(&t, &text)), [0, 0, 2, 1]);
}
