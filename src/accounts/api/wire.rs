//! Accounts as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::models::{Customer, Membership, User};

/// Memberships as they are written.
pub const MEMBERSHIPS: [&str; 3] =
    [Membership::Bronze.as_str(), Membership::Silver.as_str(), Membership::Gold.as_str()];

/// A user as themselves see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Key.
    pub id: i64,
    /// As they sign in.
    pub username: String,
    /// Where mails go.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
}

/// A user in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserInList {
    /// Where mails go.
    pub email: String,
    /// Key.
    pub id: i64,
    /// As they sign in.
    pub username: String,
}

/// What a shop knows of a user as a shopper.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub struct Profile {
    /// Key.
    pub id: i64,
    /// The account.
    pub user_id: i64,
    /// May be empty.
    pub phone: String,
    /// Day of birth.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// B, S or G.
    pub membership: &'static str,
}

impl From<User> for Me {
    fn from(user: User) -> Me {
        Me {
            id: user.id,
            username: user.username,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
        }
    }
}

impl From<User> for UserInList {
    fn from(user: User) -> UserInList {
        UserInList { email: user.email, id: user.id, username: user.username }
    }
}

impl From<Customer> for Profile {
    fn from(customer: Customer) -> Profile {
        Profile {
            id: customer.id,
            user_id: customer.user_id,
            phone: customer.phone,
            birth_date: customer.birth_date,
            membership: customer.membership.as_str(),
        }
    }
}
