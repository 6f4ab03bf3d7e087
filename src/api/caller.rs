//! Who asks, and what they may do.

use std::collections::HashSet;

use super::error::ApiError;
use super::tokens::Claims;
use crate::platform::actor::Actor;

/// What a request brings to show who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// Nothing.
    Nothing,
    /// A token of ours that has not ended.
    Token(Claims),
    /// A key that staff made for another program.
    Key(String),
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Anybody.
    Guest,
    /// Somebody with an account.
    Member(Member),
}

/// Somebody with an account, or a program that acts for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Key of the user.
    pub user_id: i64,
    /// Key of the customer record; every user has one, but staff may have deleted it.
    pub customer_id: Option<i64>,
    /// As histories call them.
    pub name: String,
    /// As they sign in.
    pub username: String,
    /// Whether staff's part is open to them.
    pub is_staff: bool,
    /// Whether everything is.
    pub is_superuser: bool,
    /// A program may do this and nothing else; a person everything that the account may.
    pub scopes: Option<HashSet<String>>,
    /// The key of a program whose use is still to be noted.
    pub unnoted_key: Option<i64>,
}

impl Caller {
    /// Whoever has an account; 401 for others.
    pub fn member(&self) -> Result<&Member, ApiError> {
        match self {
            Caller::Member(member) => Ok(member),
            Caller::Guest => Err(ApiError::unauthenticated()),
        }
    }

    /// Staff; 401 for guests, 403 for others. What they may do is asked for separately.
    pub fn staff(&self) -> Result<&Member, ApiError> {
        let member = self.member()?;
        if member.is_staff { Ok(member) } else { Err(ApiError::forbidden()) }
    }

    /// Whether staff's part is open.
    pub fn is_staff(&self) -> bool {
        matches!(self, Caller::Member(member) if member.is_staff)
    }

    /// The key of a program whose use is still to be noted.
    pub fn unnoted_key(&self) -> Option<i64> {
        match self {
            Caller::Member(member) => member.unnoted_key,
            Caller::Guest => None,
        }
    }

    /// Whether something that belongs to this customer, or to nobody, is the sender's to use.
    pub fn may_use(&self, customer_id: Option<i64>) -> bool {
        customer_id.is_none() || matches!(self, Caller::Member(member) if member.is_customer(customer_id))
    }

    /// Who it is in histories.
    pub fn actor(&self) -> Actor {
        match self {
            Caller::Member(member) => Actor::user(member.user_id, &member.name),
            Caller::Guest => Actor::guest(),
        }
    }
}

impl Member {
    /// Whether this person is the customer that something belongs to; a program is nobody's customer.
    pub fn is_customer(&self, customer_id: Option<i64>) -> bool {
        self.scopes.is_none() && customer_id.is_some() && customer_id == self.customer_id
    }

    /// A program that acts for an account does nothing as that person: neither profile nor password.
    pub fn require_person(&self) -> Result<&Member, ApiError> {
        if self.scopes.is_none() { Ok(self) } else { Err(ApiError::forbidden()) }
    }
}
