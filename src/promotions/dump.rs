//! Promotions in a dump.

use super::models::PromotionKind;
use crate::platform::dumps::{Kind, Model, by_choice, choice, integer, money, relation, text, time};

/// `promotions.promotion`
pub fn promotion() -> Model {
    let percentage = PromotionKind::Percentage.as_str();
    Model::new("promotions.promotion", "promotions")
        .field(text("description"))
        .field(choice("kind", PromotionKind::ALL.iter().map(|kind| kind.as_str())).or(percentage))
        .field(by_choice("discount", ("kind", percentage), Kind::Hundredths, Kind::Money))
        .field(text("code").nullable())
        .field(time("starts_at").nullable())
        .field(time("ends_at").nullable())
        .field(integer("usage_limit").nullable())
        .field(integer("usage_limit_per_customer").nullable())
        .field(money("minimum_total").nullable())
        .field(integer("used_count").or_filled(0))
        .computed("code_key", "code", str::to_lowercase)
        .list("products", "catalog.product", ("promotion_products", "promotion_id", "product_id"))
}

/// `promotions.promotionuse`
pub fn promotion_use() -> Model {
    Model::new("promotions.promotionuse", "promotion_uses")
        .field(relation("promotion", "promotions.promotion"))
        .field(relation("order", "orders.order"))
        .field(text("customer_key").or_filled(""))
        .field(relation("customer", "accounts.customer").nullable())
        .field(time("used_at").or_now())
}
