//! Filters of a list as conditions on the products' table.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::catalog::PRODUCT;
use crate::platform::db::MultiBackend;
use crate::platform::money::Money;
use crate::schema::{products, tagged_items};

/// A query on the products' table with any number of conditions.
pub type Products<'a> = products::BoxedQuery<'a, MultiBackend>;

/// Which products a list shows; everything by key.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Directly in one of these.
    pub collections: Option<Vec<i64>>,
    /// With all of these.
    pub tags: Vec<i64>,
    /// At least this price now.
    pub min_price: Option<Money>,
    /// At most this price now.
    pub max_price: Option<Money>,
    /// Can be ordered now.
    pub available: bool,
    /// A filter names something that does not exist.
    pub nothing: bool,
    /// Few products match: found through the filter's index and sorted. Otherwise the list is
    /// walked in its order and each product is tested, which ends soon when many match.
    pub sparse: bool,
    /// Many products are in the price range, and the list is not sorted by price.
    pub wide_price: bool,
}

impl Filter {
    /// Whether every published product matches.
    pub fn is_empty(&self) -> bool {
        self.collections.is_none() && self.tags.is_empty() && !self.has_price() && !self.available
    }

    /// Whether a price range is on.
    pub fn has_price(&self) -> bool {
        self.min_price.is_some() || self.max_price.is_some()
    }

    /// The published products that match, in no order.
    pub fn query(&self) -> Products<'_> {
        let mut query = products::table.filter(products::is_published).into_boxed::<MultiBackend>();
        if self.available {
            query = query.filter(products::is_available);
        }
        match self.collections.as_deref() {
            None => {}
            Some([only]) => query = query.filter(products::collection_id.eq(*only)),
            Some(several) if self.sparse => query = query.filter(products::collection_id.eq_any(several)),
            // The sum keeps both planners from gathering and sorting all of them.
            Some(several) => {
                query = query.filter((products::collection_id + 0_i64).eq_any(several));
            }
        }
        for tag in &self.tags {
            let tagged = tagged_items::table
                .filter(tagged_items::tag_id.eq(*tag))
                .filter(tagged_items::content_type.eq(PRODUCT));
            query = if self.sparse {
                query.filter(products::id.eq_any(tagged.select(tagged_items::object_id)))
            } else {
                query.filter(exists(tagged.filter(tagged_items::object_id.eq(products::id))))
            };
        }
        let (lowest, highest) = (self.min_price, self.max_price);
        match self.wide_price {
            false => {
                if let Some(lowest) = lowest {
                    query = query.filter(products::current_price.ge(lowest));
                }
                if let Some(highest) = highest {
                    query = query.filter(products::current_price.le(highest));
                }
            }
            // The sum keeps the planners from gathering the whole range and sorting it.
            true => {
                if let Some(lowest) = lowest {
                    query = query.filter((products::current_price + 0_i64).ge(lowest));
                }
                if let Some(highest) = highest {
                    query = query.filter((products::current_price + 0_i64).le(highest));
                }
            }
        }
        query
    }
}
