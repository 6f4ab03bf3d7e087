//! Who works in the admin, and what they may do.

use std::collections::HashSet;

use crate::platform::actor::Actor;

/// A member of staff who has signed in.
#[derive(Debug, Clone, Default)]
pub struct Staff {
    /// Key of the account.
    pub user_id: i64,
    /// As histories name them.
    pub name: String,
    /// Whether everything is allowed.
    pub is_superuser: bool,
    /// Codenames such as `catalog.change_product`.
    pub permissions: HashSet<String>,
}

/// What can be done with the rows of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See them.
    View,
    /// Make new ones.
    Add,
    /// Change them.
    Change,
    /// Delete them.
    Delete,
}

impl Right {
    /// As codenames write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Right::View => "view",
            Right::Add => "add",
            Right::Change => "change",
            Right::Delete => "delete",
        }
    }
}

impl Staff {
    /// Whether they have a permission, such as `orders.cancel_order`.
    pub fn may(&self, codename: &str) -> bool {
        self.is_superuser || self.permissions.contains(codename)
    }

    /// Whether they may do this with rows of `model`, such as `catalog.product`. Who may change rows
    /// may see them, as in Django.
    pub fn may_do(&self, right: Right, model: &str) -> bool {
        let (domain, noun) = model.split_once('.').unwrap_or((model, ""));
        let has = |right: Right| self.may(&format!("{domain}.{}_{noun}", right.as_str()));
        has(right) || (right == Right::View && has(Right::Change))
    }

    /// Whether they may do anything at all with rows of `model`.
    pub fn knows(&self, model: &str) -> bool {
        [Right::View, Right::Add, Right::Change, Right::Delete].iter().any(|right| self.may_do(*right, model))
    }

    /// Who acts, for histories.
    pub fn actor(&self) -> Actor {
        Actor::user(self.user_id, &self.name)
    }
}
