//! What a product page shows only to the visitor who looks at it.
//!
//! A visitor without a session has none of it, so the rest of the page is the same for everybody.

use diesel::QueryResult;

use crate::accounts::models::SignedIn;
use crate::engagement;
use crate::engagement::guests::GuestLists;
use crate::platform::db::Conn;
use crate::reviews;
use crate::reviews::models::Review;

/// Products on the shelf "Recently viewed".
const SHELF: usize = 4;

/// The visitor's own part of a product page.
#[derive(Debug, Clone, Default)]
pub struct Personal {
    /// The account, if signed in.
    pub user_id: Option<i64>,
    /// Whether the visitor likes the product.
    pub is_liked: bool,
    /// Whether it is on the visitor's wish list.
    pub is_wished: bool,
    /// What the visitor wrote about it.
    pub own_review: Option<Review>,
    /// Keys of the products seen last, the newest first; this one may be among them.
    pub viewed: Vec<i64>,
}

impl Personal {
    /// Reads it: three statements for a customer, none for a guest.
    pub fn load(
        conn: &mut Conn,
        product_id: i64,
        account: Option<&SignedIn>,
        guest: &GuestLists,
    ) -> QueryResult<Personal> {
        let Some(account) = account else {
            return Ok(Personal {
                is_wished: guest.wishes.contains(&product_id),
                viewed: guest.viewed.clone(),
                ..Personal::default()
            });
        };
        let user_id = account.user_id;
        let (is_liked, is_wished) = engagement::queries::find_kept(conn, user_id, product_id)?;
        let read = i64::try_from(SHELF + 1).unwrap_or(i64::MAX);
        Ok(Personal {
            user_id: Some(user_id),
            is_liked,
            is_wished,
            own_review: reviews::queries::find_own(conn, product_id, user_id)?,
            viewed: engagement::viewed::list(conn, user_id, read)?,
        })
    }

    /// The other products seen last; some of a guest's may be gone.
    pub fn seen_besides(&self, product_id: i64) -> Vec<i64> {
        engagement::guests::without(&self.viewed, product_id)
    }
}

/// The first of these cards, as many as the shelf has room for.
pub fn shelf<T>(cards: impl Iterator<Item = T>) -> Vec<T> {
    cards.take(SHELF).collect()
}
