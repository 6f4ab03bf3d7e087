//! The form of a review, as typed and as checked.

use serde::Deserialize;

use crate::accounts::models::SignedIn;
use crate::platform::web::form::{FieldErrors, NOT_A_CHOICE};

/// The column ends here.
const LONGEST_NAME: usize = 255;
/// More than anybody reads.
const LONGEST_TEXT: usize = 5_000;

/// A review as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// How a guest signs; of no account for customers, who sign with their name.
    pub name: String,
    /// 1 to 5; empty for none.
    pub rating: String,
    /// Plain text.
    pub description: String,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Signs with any name.
    Guest,
    /// Signs with the name of the account.
    Customer {
        /// The account.
        user_id: i64,
        /// Its name.
        name: String,
    },
}

impl Author {
    /// Whoever has signed in, or a guest.
    pub fn of(account: Option<&SignedIn>) -> Author {
        match account {
            Some(account) => Author::Customer { user_id: account.user_id, name: account.name() },
            None => Author::Guest,
        }
    }
}

/// A review to be handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// The product.
    pub product_id: i64,
    /// The account that writes.
    pub user_id: Option<i64>,
    /// 1 to 255 characters.
    pub name: String,
    /// 1 to 5 stars, or none given.
    pub rating: Option<i32>,
    /// At least one character.
    pub description: String,
}

impl ReviewForm {
    /// The review, if everything typed can be taken.
    pub fn check(&self, product_id: i64, author: &Author) -> Result<NewReview, FieldErrors> {
        let mut errors = FieldErrors::default();
        let (user_id, name) = match author {
            Author::Guest => (None, errors.line("name", &self.name, LONGEST_NAME)),
            // First and last name together may be longer than a signature.
            Author::Customer { user_id, name } => (Some(*user_id), name.chars().take(LONGEST_NAME).collect()),
        };
        let rating = match self.rating.as_str() {
            "" => None,
            typed => {
                let stars = typed.parse().ok().filter(|stars| (1..=5).contains(stars));
                if stars.is_none() {
                    errors.add("rating", NOT_A_CHOICE);
                }
                stars
            }
        };
        let description = errors.paragraphs("description", &self.description, LONGEST_TEXT);
        errors.or(NewReview { product_id, user_id, name, rating, description })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::form::REQUIRED;

    fn typed(name: &str, rating: &str, description: &str) -> ReviewForm {
        ReviewForm { name: name.into(), rating: rating.into(), description: description.into() }
    }

    #[test]
    fn a_guest_needs_a_name_and_a_text_but_no_rating() {
        let review = typed(" Ann ", "", "Good.\r\nReally.\r\n").check(7, &Author::Guest).unwrap();
        let expected = NewReview {
            product_id: 7,
            user_id: None,
            name: "Ann".into(),
            rating: None,
            description: "Good.\nReally.".into(),
        };
        assert_eq!(review, expected);
        let errors = typed("", "", " \n ").check(7, &Author::Guest).unwrap_err();
        assert_eq!((errors.on("name"), errors.on("description")), (Some(REQUIRED), Some(REQUIRED)));
    }

    #[test]
    fn a_customer_signs_with_the_name_of_the_account() {
        let author = Author::Customer { user_id: 3, name: "x".repeat(301) };
        let review = typed("Somebody else", "5", "Good.").check(7, &author).unwrap();
        assert_eq!((review.user_id, review.name.len(), review.rating), (Some(3), 255, Some(5)));
    }

    #[test]
    fn a_rating_is_one_of_five() {
        for odd in ["0", "6", "-1", "1.5", "five", " ", "99999999999"] {
            let errors = typed("Ann", odd, "Good.").check(7, &Author::Guest).unwrap_err();
            assert_eq!(errors.on("rating"), Some(NOT_A_CHOICE), "{odd:?}");
        }
    }
}
