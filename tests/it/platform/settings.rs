//! The shop's settings as staff edit them.

use diesel::prelude::*;
use rust_decimal::Decimal;
use storefront::platform::settings::ShopSettings;
use storefront::platform::settings::editing::{SettingsChange, find_change, save_change};
use storefront::schema::settings;

use crate::support::TestApp;
use crate::support::editing::edit;

fn shown(t: &TestApp) -> SettingsChange {
    t.read(|conn| find_change(conn, &t.app.config))
}

#[test]
fn only_what_was_changed_is_stored_and_counts_from_then_on() {
    let t = TestApp::start();
    let before = shown(&t);
    assert_eq!((before.tax_rate, before.currency.as_str()), (Decimal::TEN, "USD"));
    let change = SettingsChange {
        shop_name: " Harbour ".into(),
        tax_rate: Decimal::new(8875, 3),
        currency: "eur".into(),
        prices_include_tax: true,
        address: "1 Quay\r\nKingston".into(),
        logo_id: Some(7),
        ..before.clone()
    };
    t.change(|conn| save_change(conn, &edit(), &t.app.config, &change));
    let stored: Vec<String> =
        t.read(|conn| settings::table.order(settings::name).select(settings::name).load(conn));
    assert_eq!(stored, ["address", "currency", "logo", "prices_include_tax", "shop_name", "tax_rate"]);
    let loaded = t.read(|conn| ShopSettings::load(conn, &t.app.config));
    assert_eq!((loaded.name.as_str(), loaded.currency.code().as_str()), ("Harbour", "EUR"));
    assert_eq!((loaded.tax_rate, loaded.logo_id), (Decimal::new(8875, 5), Some(7)));
    assert_eq!(shown(&t).address, "1 Quay\nKingston");
    let back = SettingsChange { logo_id: None, ..shown(&t) };
    t.change(|conn| save_change(conn, &edit(), &t.app.config, &back));
    assert_eq!(shown(&t), back);
}

#[test]
fn what_is_wrong_with_a_setting_is_said_at_its_field_and_nothing_is_stored() {
    let t = TestApp::start();
    let before = SettingsChange { shop_name: "Harbour".into(), ..shown(&t) };
    let refused =
        |change: SettingsChange| t.refusal(|conn| save_change(conn, &edit(), &t.app.config, &change)).0;
    assert_eq!(refused(SettingsChange { accent: "red".into(), ..before.clone() }), "accent");
    assert_eq!(refused(SettingsChange { currency: "ABC".into(), ..before.clone() }), "currency");
    assert_eq!(refused(SettingsChange { tax_rate: Decimal::NEGATIVE_ONE, ..before.clone() }), "tax_rate");
    assert_eq!(refused(SettingsChange { tax_rate: Decimal::new(1001, 1), ..before.clone() }), "tax_rate");
    assert_eq!(refused(SettingsChange { contact: "nobody".into(), ..before.clone() }), "contact");
    assert_eq!(refused(SettingsChange { shop_name: " ".into(), ..before }), "shop_name");
    assert_eq!(t.read(|conn| settings::table.count().get_result::<i64>(conn)), 0);
}
