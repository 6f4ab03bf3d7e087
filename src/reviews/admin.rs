//! Reviews as staff see them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::history::{NAME, REVIEW_HISTORY};
use super::review_editing::{self, ReviewEntry};
use crate::admin::action::Action;
use crate::admin::expr::{col, expr, to_one};
use crate::admin::form::Form;
use crate::admin::list::filter::{by_bool, by_choice, by_date, by_relation};
use crate::admin::list::search::folded_start;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::field;
use crate::schema::{products, reviews};
use crate::urls;

const STARS: [(&str, &str); 5] =
    [("1", "1 star"), ("2", "2 stars"), ("3", "3 stars"), ("4", "4 stars"), ("5", "5 stars")];

/// Reviews.
pub fn review() -> Model {
    let product = to_one(reviews::product_id, products::id);
    let list = List::new(reviews::id)
        .column(product.get(products::title).label("Product").unsortable())
        .column(col(reviews::name).label("By").unsortable())
        .column(col(reviews::rating).unsortable())
        .column(col(reviews::approved).unsortable())
        .column(col(reviews::date))
        .called(expr("review", sql::<Text>(NAME)))
        .search(folded_start(product.get(products::title_key)))
        .search_help("The start of the product’s title.")
        .filter(by_bool(col(reviews::approved)))
        .filter(by_choice(col(reviews::rating), &STARS))
        .filter(by_date(col(reviews::date)))
        .filter(by_relation(&product, "catalog.product"))
        .date_hierarchy(col(reviews::date))
        .order(desc(col(reviews::date)))
        .counter("reviews");
    let form = Form::new(review_editing::find_change, review_editing::save)
        .field(field!(ReviewEntry.product_id).label("Product").autocomplete("catalog.product"))
        .field(field!(ReviewEntry.name).required().max_length(255).help("As signed."))
        .field(field!(ReviewEntry.rating).min(Some(1)).max(Some(5)))
        .field(field!(ReviewEntry.description).label("Text").long().required())
        .field(field!(ReviewEntry.date).help("Today when empty."))
        .field(field!(ReviewEntry.approved).help("Shoppers see it."));
    Model::new(&REVIEW_HISTORY, "review", "reviews", list)
        .form(form)
        .action(
            Action::new("approve", "Approve", "reviews.change_review", review_editing::approve)
                .done("were approved")
                .tool(),
        )
        .action(
            Action::new("hide", "Hide", "reviews.change_review", review_editing::hide)
                .done("were hidden")
                .tool(),
        )
        .delete(review_editing::delete)
        .on_site(|conn, id| {
            let slug: Option<String> = reviews::table
                .inner_join(products::table)
                .filter(reviews::id.eq(id))
                .filter(reviews::approved)
                .filter(products::is_published)
                .select(products::slug)
                .first(conn)
                .optional()?;
            Ok(slug.map(|slug| urls::product(&slug)))
        })
        .letter("r")
}
