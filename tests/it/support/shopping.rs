//! Buying, step by step, and codes to buy with.

use diesel::QueryResult;
use diesel::prelude::*;
use scraper::{Html, Selector};
use storefront::platform::db::Conn;
use storefront::platform::money::Money;
use storefront::promotions::models::{PromotionChange, PromotionKind};
use storefront::promotions::promotions;
use storefront::schema::{order_items, orders, products};

use super::browser::Browser;
use super::noon;
use super::web::Answer;

/// A code that takes ten percent off everything.
pub fn code(code: &str) -> PromotionBuilder {
    PromotionBuilder {
        change: PromotionChange {
            description: format!("Code {code}"),
            kind: PromotionKind::Percentage,
            discount: 1_000,
            code: Some(code.into()),
            starts_at: None,
            ends_at: None,
            usage_limit: None,
            usage_limit_per_customer: None,
            minimum_total: None,
        },
        products: Vec::new(),
    }
}

/// A promotion that takes so many hundredths of a percent off these products by itself.
pub fn promotion(basis_points: i64, products: &[i64]) -> PromotionBuilder {
    let mut builder = code("none");
    builder.change.code = None;
    builder.change.description = "Sale".into();
    builder.change.discount = basis_points;
    builder.products = products.to_vec();
    builder
}

pub struct PromotionBuilder {
    pub change: PromotionChange,
    products: Vec<i64>,
}

impl PromotionBuilder {
    pub fn kind(mut self, kind: PromotionKind, discount: i64) -> Self {
        self.change.kind = kind;
        self.change.discount = discount;
        self
    }

    pub fn limit(mut self, uses: i32) -> Self {
        self.change.usage_limit = Some(uses);
        self
    }

    pub fn limit_per_customer(mut self, uses: i32) -> Self {
        self.change.usage_limit_per_customer = Some(uses);
        self
    }

    pub fn minimum(mut self, minor: i64) -> Self {
        self.change.minimum_total = Some(Money(minor));
        self
    }

    pub fn insert(self, conn: &mut Conn) -> QueryResult<i64> {
        promotions::create(conn, &self.change, &self.products, noon())
    }
}

/// A complete first step.
pub const DETAILS: &[(&str, &str)] = &[
    ("email", "ann@example.com"),
    ("name", "Ann Lee"),
    ("street", "1 High Street"),
    ("zip", "12345"),
    ("city", "Springfield"),
    ("country", "US"),
];

/// The value of the field `name` on a page.
pub fn field(answer: &Answer, name: &str) -> String {
    let page = Html::parse_document(answer.body());
    let selector = Selector::parse(&format!("[name=\"{name}\"]")).unwrap();
    let field =
        page.select(&selector).next().unwrap_or_else(|| panic!("no field {name} in {}", answer.body()));
    field.value().attr("value").unwrap_or_default().to_owned()
}

impl Browser<'_> {
    /// Puts units of a product into the cart.
    pub async fn put(&self, product: i64, quantity: i32) {
        let answer = self
            .post("/cart/items/", &[("product", &product.to_string()), ("quantity", &quantity.to_string())])
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body());
    }

    /// Enters contact, address and shipping, and opens the last step.
    pub async fn to_last_step(&self) -> Answer {
        self.to_last_step_as("ann@example.com").await
    }

    /// [`to_last_step`](Self::to_last_step) with another e-mail address.
    pub async fn to_last_step_as(&self, email: &str) -> Answer {
        let details: Vec<(&str, &str)> = DETAILS
            .iter()
            .map(|(name, value)| (*name, if *name == "email" { email } else { *value }))
            .collect();
        let answer = self.post("/checkout/", &details).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/checkout/shipping/"),
            "{}",
            answer.body()
        );
        let method = field(&self.get("/checkout/shipping/").await, "method");
        let answer = self.post("/checkout/shipping/", &[("method", &method)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/checkout/payment/"));
        let last = self.get("/checkout/payment/").await;
        assert_eq!(last.status, 200);
        last
    }

    /// Sends the form of the last step.
    pub async fn send_order(&self, last_step: &Answer) -> Answer {
        let (token, seen) = (field(last_step, "token"), field(last_step, "seen"));
        self.post("/checkout/payment/", &[("token", &token), ("seen", &seen), ("payment_method", "invoice")])
            .await
    }

    /// From the cart to an order: the address of its page.
    pub async fn order(&self) -> String {
        let last = self.to_last_step().await;
        let placed = self.send_order(&last).await;
        assert_eq!(placed.status, 303, "{}", placed.body());
        assert!(placed.header("location").starts_with("/orders/"), "{}", placed.header("location"));
        placed.header("location").to_owned()
    }
}

/// Units of a product in stock.
pub fn left(conn: &mut Conn, product: i64) -> QueryResult<i32> {
    products::table.find(product).select(products::inventory).first(conn)
}

/// How many orders and order lines there are.
pub fn count_orders(conn: &mut Conn) -> QueryResult<(i64, i64)> {
    Ok((orders::table.count().get_result(conn)?, order_items::table.count().get_result(conn)?))
}
