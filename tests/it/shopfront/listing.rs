//! Filters and orders of lists agree with a plain model in memory.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storefront::catalog::models::Collection;
use storefront::catalog::queries::{list_collections, list_product_ids_after};
use storefront::catalog::{PRODUCT, collections};
use storefront::platform::db::Conn;
use storefront::platform::money::{Currency, Money};
use storefront::platform::text::sort_key;
use storefront::platform::web::error::AppError;
use storefront::reviews::models::ReviewChange;
use storefront::reviews::reviews;
use storefront::shopfront::labels::WIRED;
use storefront::shopfront::listing::criteria::{Criteria, Sort};
use storefront::shopfront::listing::{self, PER_PAGE, Total};
use storefront::tags::tagging;

use crate::support::builders::{collection, product};
use crate::support::{TestApp, noon};

const TITLES: [&str; 8] = ["Mug", "bowl", "Älpler cup", "Zebra", "apple", "Mug", "10 plates", "Éclair"];
const TAGS: [&str; 3] = ["gift", "oak & ash", "neu"];

/// A product as the test knows it.
#[derive(Debug, Clone)]
struct Modelled {
    id: i64,
    title: String,
    price: i64,
    inventory: i32,
    published: bool,
    place: usize,
    tags: Vec<&'static str>,
    stars: Option<i32>,
}

fn modelled() -> impl Strategy<Value = Modelled> {
    (
        proptest::sample::select(TITLES.to_vec()),
        prop_oneof![Just(100_i64), 200..6_000_i64],
        0..4_i32,
        proptest::bool::weighted(0.85),
        0..4_usize,
        proptest::sample::subsequence(TAGS.to_vec(), 0..=3),
        proptest::option::of(1..=5_i32),
    )
        .prop_map(|(title, price, inventory, published, place, tags, stars)| Modelled {
            id: 0,
            title: title.to_owned(),
            price,
            inventory,
            published,
            place,
            tags,
            stars,
        })
}

#[derive(Debug, Clone)]
struct Asked {
    place: Option<usize>,
    tags: Vec<&'static str>,
    min: Option<i64>,
    max: Option<i64>,
    in_stock: bool,
    sort: Sort,
}

fn asked() -> impl Strategy<Value = Asked> {
    let sorts = [Sort::Newest, Sort::PriceUp, Sort::PriceDown, Sort::Title, Sort::Rating];
    (
        proptest::option::of(0..4_usize),
        proptest::sample::subsequence(TAGS.to_vec(), 0..=2),
        proptest::option::of(0..40_i64),
        proptest::option::of(20..70_i64),
        any::<bool>(),
        proptest::sample::select(sorts.to_vec()),
    )
        .prop_map(|(place, tags, min, max, in_stock, sort)| Asked {
            place,
            tags,
            min,
            max,
            in_stock,
            sort,
        })
}

impl Asked {
    fn query(&self, page: i64, slugs: &[String]) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        if let Some(place) = self.place {
            pairs.append_pair("collection", &slugs[place]);
        }
        for tag in &self.tags {
            pairs.append_pair("tag", tag);
        }
        if let Some(min) = self.min {
            pairs.append_pair("min_price", &min.to_string());
        }
        if let Some(max) = self.max {
            pairs.append_pair("max_price", &max.to_string());
        }
        if self.in_stock {
            pairs.append_pair("in_stock", "1");
        }
        pairs.append_pair("sort", self.sort.parameter()).append_pair("page", &page.to_string());
        pairs.finish()
    }

    /// 0 holds 1, which holds 2; 3 stands alone.
    fn includes(&self, place: usize) -> bool {
        match self.place {
            None => true,
            Some(3) => place == 3,
            Some(around) => place != 3 && place >= around,
        }
    }

    fn expected(&self, all: &[Modelled]) -> Vec<i64> {
        let mut found: Vec<&Modelled> = all
            .iter()
            .filter(|p| p.published && self.includes(p.place))
            .filter(|p| self.tags.iter().all(|tag| p.tags.contains(tag)))
            .filter(|p| self.min.is_none_or(|min| p.price >= min * 100))
            .filter(|p| self.max.is_none_or(|max| p.price <= max * 100))
            .filter(|p| !self.in_stock || p.inventory > 0)
            .collect();
        let stars = |p: &Modelled| (p.stars.unwrap_or(0), i32::from(p.stars.is_some()));
        found.sort_by(|a, b| match self.sort {
            Sort::PriceUp => (a.price, a.id).cmp(&(b.price, b.id)),
            Sort::PriceDown => (b.price, b.id).cmp(&(a.price, a.id)),
            Sort::Title => (sort_key(&a.title), a.id).cmp(&(sort_key(&b.title), b.id)),
            Sort::Rating => (stars(b), b.id).cmp(&(stars(a), a.id)),
            // All were added at noon, so the key decides.
            Sort::Newest | Sort::Relevance => b.id.cmp(&a.id),
        });
        found.into_iter().map(|p| p.id).collect()
    }
}

fn store(conn: &mut Conn, shop: &mut [Modelled]) -> Result<Vec<Collection>, AppError> {
    let outer = collection(conn, "Outer", None)?;
    let middle = collection(conn, "Middle", Some(outer))?;
    let inner = collection(conn, "Inner", Some(middle))?;
    let alone = collection(conn, "Alone", None)?;
    let places = [outer, middle, inner, alone];
    let old = list_product_ids_after(conn, 0, 1_000)?;
    storefront::catalog::products::delete(conn, &old, noon())?;
    for (number, item) in shop.iter_mut().enumerate() {
        let mut builder =
            product(&item.title).price(item.price).inventory(item.inventory).within(places[item.place]);
        builder.change.slug = format!("p-{number}");
        builder.change.is_published = item.published;
        item.id = builder.insert(conn)?;
        let labels: Vec<String> = item.tags.iter().map(|tag| (*tag).to_owned()).collect();
        tagging::set_labels(conn, PRODUCT, item.id, &labels)?;
        if let Some(stars) = item.stars {
            let review = ReviewChange {
                product_id: item.id,
                name: "Customer".into(),
                rating: Some(stars),
                description: "Fine.".into(),
                date: noon().date(),
                approved: true,
            };
            reviews::create(conn, &review)?;
        }
    }
    let all = list_collections(conn)?;
    assert_eq!(collections::with_descendants(&all, outer), [outer, middle, inner]);
    Ok(all)
}

#[test]
fn every_filter_and_order_gives_what_a_plain_model_gives_and_every_product_stands_on_one_page() {
    let t = TestApp::start();
    let usd = Currency::from_code("USD").unwrap();
    let slugs: Vec<String> = ["outer", "middle", "inner", "alone"].map(str::to_owned).into();
    let mut runner = TestRunner::new(Config { cases: 16, ..Config::default() });
    let catalogues = proptest::collection::vec(modelled(), 0..50);
    let questions = proptest::collection::vec(asked(), 12);
    runner
        .run(&(catalogues, questions), |(mut shop, questions)| {
            let all = t.seed(|conn| store(conn, &mut shop));
            for question in &questions {
                let expected = question.expected(&shop);
                let mut found = Vec::new();
                let pages = (expected.len() as i64 + PER_PAGE - 1) / PER_PAGE;
                for page in 1..=pages.max(1) {
                    let criteria = Criteria::parse(&question.query(page, &slugs), usd);
                    let listing = t.look(|conn| Ok(listing::find(conn, &criteria, &all, WIRED)?));
                    prop_assert_eq!(listing.total, Total::Exactly(expected.len() as i64));
                    found.extend(listing.ids);
                }
                // A tag that nothing carries does not exist, and then nothing matches either way.
                prop_assert_eq!(&found, &expected, "{:?}", question);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn listed_prices_filters_and_orders_use_the_price_after_promotions() {
    use storefront::promotions::models::{PromotionChange, PromotionKind};
    let t = TestApp::start();
    let (dear, cheap, all) = t.seed(|conn| {
        let dear = product("Dear").price(5_000).insert(conn)?;
        let cheap = product("Cheap").price(4_000).insert(conn)?;
        let half = PromotionChange {
            description: "Half price".into(),
            kind: PromotionKind::Percentage,
            discount: 5_000,
            code: None,
            starts_at: None,
            ends_at: None,
            usage_limit: None,
            usage_limit_per_customer: None,
            minimum_total: None,
        };
        storefront::promotions::promotions::create(conn, &half, &[dear], noon())?;
        Ok((dear, cheap, list_collections(conn)?))
    });
    let usd = Currency::from_code("USD").unwrap();
    let ids = |query: &str| {
        let criteria = Criteria::parse(query, usd);
        t.look(|conn| Ok(listing::find(conn, &criteria, &all, WIRED)?)).ids
    };
    assert_eq!(ids("sort=price"), [dear, cheap]);
    assert_eq!(ids("max_price=25"), [dear]);
    assert_eq!(ids("min_price=25.01"), [cheap]);
    assert_eq!(Money(5_000).less_basis_points(5_000), Money(2_500));
}
