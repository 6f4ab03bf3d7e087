//! Real exports of other shops, where they lie beside the project.

use std::path::{Path, PathBuf};

use storefront::imports::Options;
use storefront::imports::undo::undo;

use super::{catalogue, rows, run};
use crate::support::TestApp;

/// The folder of real files: `STOREFRONT_SAMPLE_DATA`, or beside the project.
fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    let folder = std::env::var("STOREFRONT_SAMPLE_DATA").map_or_else(|_| beside.into(), PathBuf::from);
    let found = Path::new(&folder).is_dir();
    if !found {
        println!("{} is missing: nothing was tried", folder.display());
    }
    found.then_some(folder)
}

#[test]
fn real_files_give_the_rows_that_were_counted_by_hand() {
    let Some(folder) = folder() else { return };
    for (name, format, expected, products) in [
        ("shopify/catalogue.csv", "Shopify", [87, 0, 0, 0], 37),
        ("spree/products.csv", "Spree", [124, 0, 0, 87], 37),
        ("woocommerce/sample_products.csv", "WooCommerce", [20, 0, 0, 4], 11),
        ("woocommerce/importer-sample.csv", "WooCommerce", [4, 0, 0, 3], 2),
    ] {
        let t = TestApp::start();
        let before = catalogue(&t);
        let options = Options { file: folder.join(name), ..Options::default() };
        let report = run(&t.app, &options).unwrap();
        assert_eq!((report.format, rows(&report)), (format, expected), "{name}: {report}");
        assert_eq!(report.products.created, products, "{name}");
        let again = run(&t.app, &options).unwrap();
        assert_eq!(rows(&again), [0, 0, expected[0], expected[3]], "{name}");
        undo(&t.app, report.run).unwrap();
        assert_eq!(catalogue(&t), before, "{name}");
    }
}

#[test]
fn real_files_of_something_else_are_refused() {
    let Some(folder) = folder() else { return };
    let t = TestApp::start();
    for (name, what) in [("customers", "customers"), ("product_translations", "translations")] {
        let file = folder.join(format!("spree/{name}.csv"));
        let error = run(&t.app, &Options { file, ..Options::default() }).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}
