//! Spree's product file.

use storefront::platform::money::{Currency, Money};

use super::{find, import, path_of, refused, rows, variants};
use crate::support::{TestApp, noon};

const TEXT: &str = "slug,sku,name,price,compare_at_price,currency,status,description,tags,category1,option1_name,\
option1_value,image1_src,inventory_count,inventory_backorderable,track_inventory\n\
kettle,KETTLE,Kettle,0,0,USD,active,Hot,\"a, b\",Kitchen -> Kettles,,,https://x.example/k.jpg,,FALSE,\n\
kettle,KETTLE-W,,44.99,0,USD,,,,,Colour,White,https://x.example/w.jpg,5000,FALSE,TRUE\n\
kettle,KETTLE-B,,,59.99,USD,,,,,Colour,Black,,10,,TRUE\n\
lamp,LAMP,Lamp,20,0,USD,draft,,,,,,,,TRUE,FALSE\n\
lamp2,LAMP2,Lamp 2,20,0,USD,active,,,,,,,1,,\n\
lamp2,LAMP2-W,,,0,USD,,,,,Colour,White,,1,,\n\
kettle,KETTLE-W,,39.99,,EUR,,,,,,,,,FALSE,\n";

#[test]
fn blank_cells_are_inherited_and_the_master_row_may_be_free() {
    let t = TestApp::start();
    let report = import(&t, TEXT);
    assert_eq!(
        refused(&report),
        ["4: it has no price", "8: its price is in EUR, the shop sells in USD"]
            .map(|reason| reason
                .replace("it has no price", "the price 0 is under the lowest allowed price 1.00"))
    );
    assert_eq!(rows(&report), [5, 0, 0, 2], "{report}");
    assert_eq!(path_of(&t, "kettle"), "Kitchen / Kettles");
    let found = variants(&t, "kettle");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].sku.as_deref(), found[0].unit_price), (Some("KETTLE-W"), Money(4499)));
    assert!(found[0].image_id.is_some() && found[0].compare_at_price.is_none());
    let lamp = find(&t, "lamp");
    assert!(!lamp.is_published && variants(&t, "lamp")[0].allow_backorder);
    assert_eq!(variants(&t, "lamp2")[0].unit_price, Money(2000), "inherited from the master row");
    assert_eq!(rows(&import(&t, TEXT)), [0, 0, 5, 2]);
}

#[test]
fn prices_are_taken_in_the_currency_of_the_shop() {
    let t = TestApp::start();
    assert_eq!(Currency::from_code("EUR").unwrap().digits(), 2);
    t.seed(|conn| Ok(storefront::platform::settings::save(conn, "currency", "EUR", noon())?));
    let report = import(&t, TEXT);
    assert_eq!(variants(&t, "kettle")[0].unit_price, Money(3999), "{report}");
    assert_eq!(variants(&t, "kettle")[0].option1, "White");
}
