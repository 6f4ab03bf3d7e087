//! Shopify's product export.

use storefront::platform::money::Money;

use super::{find, import, labels, path_of, refused, rows, variants};
use crate::support::TestApp;

const HEADER: &str = "Handle,Title,Body (HTML),Product Category,Type,Tags,Published,Option1 Name,Option1 Value,\
Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,\
Variant Price,Variant Compare At Price,Image Src,Image Alt Text,Variant Image,Status\n";

#[test]
fn three_columns_are_enough() {
    let t = TestApp::start();
    let report = import(&t, "Handle,Title,Variant Price\nmug,Mug,12.50\n");
    assert_eq!((rows(&report), report.format), ([1, 0, 0, 0], "Shopify"));
    let mug = find(&t, "mug");
    assert!(mug.is_published && !mug.track_inventory && mug.is_available && !mug.has_variants);
    assert_eq!(path_of(&t, "mug"), "Uncategorised");
}

#[test]
fn rows_of_a_handle_are_one_product_with_variants_and_pictures() {
    let t = TestApp::start();
    let text = format!(
        "{HEADER}\
        mug,Mug,<p>Nice</p>,Home > Kitchen > Mugs,Cups,\"blue, gift\",TRUE,Colour,Blue,Size,S,M-B,shopify,3,deny,12.50,15,https://x.example/1.jpg,Front,https://x.example/2.jpg,active\n\
        mug,,,,,,,,Red,,L,M-R,shopify,0,continue,11,,https://x.example/2.jpg,Side,,\n\
        mug,,,,,,,,,,,,,,,,,https://x.example/3.jpg,Back,,\n\
        bowl,Bowl,,,Bowls,,FALSE,Title,Default Title,,,,,,deny,9,,,,,active\n\
        pot,Pot,,,,,TRUE,,,,,,,,deny,9,,,,,draft\n"
    );
    let report = import(&t, &text);
    assert_eq!(rows(&report), [5, 0, 0, 0], "{report}");
    let mug = find(&t, "mug");
    assert_eq!((mug.unit_price, mug.inventory, mug.price_varies), (Money(1100), 3, true));
    assert_eq!(path_of(&t, "mug"), "Home / Kitchen / Mugs");
    assert_eq!(labels(&t, "mug"), ["blue", "gift"]);
    let found = variants(&t, "mug");
    assert_eq!((found[0].option1.as_str(), found[0].option2.as_str()), ("Blue", "S"));
    assert_eq!(found[0].compare_at_price, Some(Money(1500)));
    assert!(found[1].allow_backorder && found[0].image_id.is_some() && found[1].image_id.is_none());
    let images = t.look(|conn| Ok(storefront::catalog::queries::list_images_of(conn, &[mug.id])?));
    let alts: Vec<_> = images.iter().map(|(_, file)| file.alt.as_str()).collect();
    assert_eq!(images.len(), 3, "{alts:?}");
    assert_eq!(path_of(&t, "bowl"), "Bowls");
    assert!(!find(&t, "bowl").has_variants && !find(&t, "bowl").is_published);
    assert!(!find(&t, "pot").is_published);
    assert_eq!(rows(&import(&t, &text)), [0, 0, 5, 0]);
}

#[test]
fn a_bad_variant_leaves_the_good_ones_and_a_bad_main_row_refuses_the_product() {
    let t = TestApp::start();
    let report = import(
        &t,
        "Handle,Title,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price\n\
         mug,Mug,Size,S,1,12.50\nmug,,,M,-4,12.50\nmug,,,L,2,12.50\nmug,,,L,2,13\n\
         bowl,Bowl,Size,S,1,free\nbowl,,,M,1,5\n,No,,,,5\n",
    );
    assert_eq!(rows(&report), [2, 0, 0, 5], "{report}");
    assert_eq!(
        refused(&report),
        [
            "3: the stock -4 is negative",
            "5: it has the same options as line 4",
            "6: the price “free” is not an amount; write digits with a point, such as 12.50",
            "7: its product on line 6 was refused",
            "8: it has no handle",
        ]
    );
    assert_eq!(variants(&t, "mug").len(), 2);
    assert!(variants(&t, "mug").iter().all(|variant| variant.track_inventory));
}

#[test]
fn a_long_handle_is_shortened_and_still_found_again() {
    let t = TestApp::start();
    let long = "a-very-long-handle-that-nobody-would-ever-want-to-type-into-a-browser";
    let text = format!("Handle,Title,Variant Price\n{long},Long,5\n{long}-2,Long too,6\ncafé,Café,7\n");
    assert_eq!(rows(&import(&t, &text)), [3, 0, 0, 0]);
    let slug = find(&t, "a-very-long-handle-that-nobody-would-ever-want-to").slug;
    assert!(slug.len() <= 50);
    let former = t.look(|conn| {
        Ok(storefront::catalog::queries::find_former_slug(conn, storefront::catalog::PRODUCT, long)?)
    });
    assert_eq!(former, Some(find(&t, &slug).id));
    find(&t, "cafe");
    assert_eq!(rows(&import(&t, &text)), [0, 0, 3, 0]);
}

#[test]
fn a_second_product_with_the_same_handle_is_refused_with_its_rows() {
    let t = TestApp::start();
    let report = import(
        &t,
        "Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Size,S,5\nmug,Other,Size,S,6\nmug,,,L,6\n",
    );
    assert_eq!(
        refused(&report),
        ["3: its handle “mug” belongs to “Mug” on line 2", "4: its product on line 3 was refused"]
    );
    assert_eq!(find(&t, "mug").unit_price, Money(500));
}

#[test]
fn what_the_file_does_not_mention_stays() {
    let t = TestApp::start();
    import(&t, "slug,title,price,description,tags,collection,inventory\nmug,Mug,5,Nice,old,Mugs,7\n");
    let report = import(&t, "Handle,Title,Variant Price\nmug,Mug,6\n");
    assert_eq!(rows(&report), [0, 1, 0, 0]);
    let mug = find(&t, "mug");
    assert_eq!((mug.unit_price, mug.inventory, mug.track_inventory), (Money(600), 7, true));
    assert_eq!((mug.description.as_deref(), path_of(&t, "mug").as_str()), (Some("Nice"), "Mugs"));
    assert_eq!(labels(&t, "mug"), ["old"]);
}
