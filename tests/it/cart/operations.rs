//! Random sequences of what shoppers and staff do, beside a simple model of a cart and a stock.
//!
//! Whatever the sequence, the cart holds what the model holds, refusals are those of the model,
//! every unit is in stock or in an order that was not cancelled, and totals are those of the rules.

use std::collections::BTreeMap;

use diesel::prelude::*;
use proptest::prelude::*;
use storefront::cart::carts::{self, CartError};
use storefront::cart::models::{Cart, CartOwner};
use storefront::cart::queries::{find_cart, list_items};
use storefront::catalog::models::Sellable;
use storefront::checkout::cancellation::cancel;
use storefront::checkout::details;
use storefront::checkout::models::Details;
use storefront::checkout::placing::{PlaceError, Placing, place};
use storefront::orders::models::PostalAddress;
use storefront::payments::methods::Method;
use storefront::platform::actor::Actor;
use storefront::platform::db::{Conn, write_transaction};
use storefront::platform::settings::ShopSettings;
use storefront::platform::web::error::AppError;
use storefront::schema::{orders, products};

use crate::support::builders::product;
use crate::support::shopping::left;
use crate::support::{TestApp, noon};

const PRODUCTS: usize = 3;
const STOCK: i32 = 6;

/// What somebody does.
#[derive(Debug, Clone)]
enum Step {
    Add { product: usize, quantity: i32 },
    Set { product: usize, quantity: i32 },
    Remove { product: usize },
    Empty,
    Reprice { product: usize, price: i64 },
    Restock { product: usize, units: i32 },
    Order,
    Cancel { order: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let product = 0..PRODUCTS;
    prop_oneof![
        4 => (product.clone(), 1..5_i32).prop_map(|(product, quantity)| Step::Add { product, quantity }),
        2 => (product.clone(), 0..8_i32).prop_map(|(product, quantity)| Step::Set { product, quantity }),
        1 => product.clone().prop_map(|product| Step::Remove { product }),
        1 => Just(Step::Empty),
        1 => (product.clone(), 100..5_000_i64).prop_map(|(product, price)| Step::Reprice { product, price }),
        1 => (product, 1..4_i32).prop_map(|(product, units)| Step::Restock { product, units }),
        3 => Just(Step::Order),
        2 => (0..6_usize).prop_map(|order| Step::Cancel { order }),
    ]
}

/// What must be the case.
#[derive(Default)]
struct Model {
    cart: BTreeMap<usize, i32>,
    stock: [i32; PRODUCTS],
    prices: [i64; PRODUCTS],
    /// Key, lines, total and whether it was cancelled.
    orders: Vec<(i64, BTreeMap<usize, i32>, i64, bool)>,
}

impl Model {
    /// Ten percent tax on each line, half-up; shipping costs nothing.
    fn total(&self) -> i64 {
        self.cart
            .iter()
            .map(|(product, quantity)| {
                let amount = self.prices[*product] * i64::from(*quantity);
                amount + (amount + 5) / 10
            })
            .sum()
    }

    fn can_order(&self) -> bool {
        !self.cart.is_empty() && self.cart.iter().all(|(product, quantity)| self.stock[*product] >= *quantity)
    }
}

struct Shop {
    t: TestApp,
    products: Vec<i64>,
    model: Model,
}

impl Shop {
    fn open() -> Shop {
        let t = TestApp::start();
        let products = t.seed(|conn| {
            (0..PRODUCTS)
                .map(|number| product(&format!("Mug {number}")).inventory(STOCK).insert(conn))
                .collect::<QueryResult<Vec<_>>>()
                .map_err(AppError::from)
        });
        let model = Model { stock: [STOCK; PRODUCTS], prices: [1_000; PRODUCTS], ..Model::default() };
        Shop { t, products, model }
    }

    fn cart(&self, conn: &mut Conn, key: &mut Option<String>) -> Cart {
        let owner = key.clone().map(CartOwner::Guest);
        let cart = carts::find_or_create(conn, owner.as_ref(), noon()).unwrap();
        *key = Some(cart.id.clone());
        cart
    }

    fn line(&self, conn: &mut Conn, cart: &Cart, product: usize) -> i64 {
        let items = list_items(conn, &cart.id).unwrap();
        items.iter().find(|item| item.product_id == self.products[product]).map_or(-1, |item| item.id)
    }

    fn step(&mut self, step: &Step, key: &mut Option<String>) {
        let mut conn = self.t.app.config.database.connect().unwrap();
        let conn = &mut conn;
        match *step {
            Step::Add { product, quantity } => {
                let cart = self.cart(conn, key);
                let what = Sellable { product_id: self.products[product], variant_id: None };
                let wanted = self.model.cart.get(&product).copied().unwrap_or(0) + quantity;
                let added = carts::add(conn, &cart, what, quantity, noon());
                if wanted <= self.model.stock[product] {
                    added.unwrap();
                    self.model.cart.insert(product, wanted);
                } else {
                    assert!(matches!(added, Err(CartError::SoldOut { .. } | CartError::OnlyLeft { .. })));
                }
            }
            Step::Set { product, quantity } => {
                let cart = self.cart(conn, key);
                let line = self.line(conn, &cart, product);
                let set = carts::set(conn, &cart, line, quantity, noon());
                match (self.model.cart.contains_key(&product), quantity) {
                    (false, _) => assert!(matches!(set, Err(CartError::NoSuchLine))),
                    (true, 0) => {
                        set.unwrap();
                        self.model.cart.remove(&product);
                    }
                    (true, wanted) if wanted <= self.model.stock[product] => {
                        set.unwrap();
                        self.model.cart.insert(product, wanted);
                    }
                    (true, _) => {
                        assert!(matches!(set, Err(CartError::SoldOut { .. } | CartError::OnlyLeft { .. })));
                    }
                }
            }
            Step::Remove { product } => {
                let cart = self.cart(conn, key);
                let line = self.line(conn, &cart, product);
                let was_there = self.model.cart.remove(&product).is_some();
                assert_eq!(carts::remove(conn, &cart, line, noon()).is_ok(), was_there);
            }
            Step::Empty => {
                let cart = self.cart(conn, key);
                carts::empty(conn, &cart, noon()).unwrap();
                self.model.cart.clear();
            }
            Step::Reprice { product, price } => {
                let row = products::table.find(self.products[product]);
                diesel::update(row).set(products::unit_price.eq(price)).execute(conn).unwrap();
                self.model.prices[product] = price;
            }
            Step::Restock { product, units } => {
                let row = products::table.find(self.products[product]);
                diesel::update(row)
                    .set(products::inventory.eq(products::inventory + units))
                    .execute(conn)
                    .unwrap();
                self.model.stock[product] += units;
            }
            Step::Order => self.order(conn, key),
            Step::Cancel { order } => {
                let Some((id, lines, _, cancelled)) = self.model.orders.get_mut(order) else { return };
                let outcome = write_transaction(conn, |conn| cancel(conn, *id, &Actor::guest(), noon()));
                assert_eq!(outcome.is_ok(), !*cancelled, "an order is cancelled once");
                if !*cancelled {
                    *cancelled = true;
                    for (product, quantity) in lines.iter() {
                        self.model.stock[*product] += quantity;
                    }
                }
            }
        }
    }

    fn order(&mut self, conn: &mut Conn, key: &mut Option<String>) {
        let cart = self.cart(conn, key);
        let shipping = PostalAddress {
            name: "Ann".into(),
            street: "1 Road".into(),
            city: "Town".into(),
            country: "US".into(),
            ..PostalAddress::default()
        };
        let entered = Details { email: "ann@example.com".into(), shipping, billing: None };
        details::save(conn, &cart, &entered, noon()).unwrap();
        let placing = Placing {
            owner: Some(CartOwner::Guest(cart.id.clone())),
            customer_id: None,
            actor: Actor::guest(),
            token: cart.checkout_token.clone(),
            seen: None,
            method: Method::Invoice,
            known: None,
        };
        let placed = write_transaction(conn, |conn| {
            let settings = ShopSettings::load(conn, &self.t.app.config)?;
            place(conn, &placing, &settings, noon())
        });
        if !self.model.can_order() {
            assert!(matches!(placed, Err(PlaceError::Empty | PlaceError::Changed(_))), "{placed:?}");
            return;
        }
        let total = self.model.total();
        let lines = std::mem::take(&mut self.model.cart);
        for (product, quantity) in &lines {
            self.model.stock[*product] -= quantity;
        }
        self.model.orders.push((placed.unwrap().order_id, lines, total, false));
    }

    /// Compares the database with the model.
    fn compare(&self, key: &Option<String>) {
        self.t.look(|conn| {
            let mut found = BTreeMap::new();
            if let Some(cart) = key.clone().and_then(|id| find_cart(conn, &CartOwner::Guest(id)).unwrap()) {
                for item in list_items(conn, &cart.id)? {
                    let place = self.products.iter().position(|id| *id == item.product_id).unwrap();
                    found.insert(place, item.quantity);
                }
            }
            assert_eq!(found, self.model.cart);
            for (place, id) in self.products.iter().enumerate() {
                assert_eq!(left(conn, *id)?, self.model.stock[place], "stock of product {place}");
            }
            let stored: Vec<(i64, i64, bool)> = orders::table
                .order(orders::id)
                .select((orders::id, orders::total, orders::cancelled_at.is_not_null()))
                .load(conn)?;
            let expected: Vec<(i64, i64, bool)> =
                self.model.orders.iter().map(|(id, _, total, cancelled)| (*id, *total, *cancelled)).collect();
            assert_eq!(stored, expected);
            Ok(())
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn cart_stock_and_orders_are_what_a_simple_model_says(steps in prop::collection::vec(step(), 1..30)) {
        let mut shop = Shop::open();
        let mut key = None;
        for step in &steps {
            shop.step(step, &mut key);
            shop.compare(&key);
        }
    }
}
