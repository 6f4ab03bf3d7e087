//! Who does something: what history and events keep of a person.

/// A person or the program itself, as it is called at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, if there is one.
    pub user_id: Option<i64>,
    /// Shown in histories.
    pub name: String,
}

impl Actor {
    /// Somebody with an account.
    pub fn user(user_id: i64, name: &str) -> Actor {
        Actor { user_id: Some(user_id), name: name.to_owned() }
    }

    /// A shopper without an account.
    pub fn guest() -> Actor {
        Actor { user_id: None, name: "Customer".to_owned() }
    }

    /// The program: jobs, commands and the clock.
    pub fn system() -> Actor {
        Actor { user_id: None, name: "System".to_owned() }
    }
}
