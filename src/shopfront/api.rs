//! Lists of products for other programs, and the roots of the API.

use serde_json::json;

use super::catalogue::{self, Order, Sorting, Wanted};
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult, Messages};
use crate::api::paging::PageOf;
use crate::api::reply::Reply;
use crate::catalog::product_editing::exists_collection;
use crate::catalog::wire::{Include, Writing};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::platform::versions::Topic;

/// What lists of products show.
const PUBLIC: &[Topic] = &[Topic::Catalog, Topic::Stock, Topic::Settings];
/// More words of a search are of no account.
const MOST_WORDS: usize = 8;

/// `GET /api/`: what there is.
pub async fn api_root(call: Call) -> ApiResult {
    let at = |path: &str| call.request.absolute(path);
    let made = json!({
        "store": at("/api/store/"),
        "auth": at("/api/auth/users/"),
        "openapi": at("/api/openapi.json"),
        "docs": at("/api/docs/"),
    });
    call.answer(Reply::ok(&made)?)
}

/// `GET /api/store/`: the lists of the shop.
pub async fn store_root(call: Call) -> ApiResult {
    let at = |name: &str| call.request.absolute(&format!("/api/store/{name}/"));
    let names = ["products", "collections", "carts", "customers", "orders"];
    let made: serde_json::Map<_, _> =
        names.iter().map(|name| ((*name).to_owned(), json!(at(name)))).collect();
    call.answer(Reply::ok(&made)?)
}

/// `GET /api/store/products/`: filters `collection_id`, `unit_price__gt`, `unit_price__lt`; `search`;
/// `ordering` by `unit_price` or `last_update`, with `-` backwards; otherwise by title.
pub async fn product_list(call: Call) -> ApiResult {
    call.read_public(PUBLIC, |conn, asked| {
        let page = PageOf::asked(asked.request())?;
        let settings = asked.settings(conn)?;
        let include = Include::of(&asked.included(Include::WORDS)?);
        let wanted = wanted(conn, asked, settings.currency)?;
        let count = catalogue::count(conn, &wanted)?;
        let skip = page.skip(count)?;
        let sorting = sorting(asked.request().param("ordering").unwrap_or_default());
        let rows = catalogue::page(conn, &wanted, sorting, count, (skip, page.size))?;
        let writing = Writing::new(&settings, &asked.request().base);
        let rows = writing.products(conn, rows, include)?;
        Reply::ok(&page.wrap(asked.request(), count, rows))
    })
    .await
}

fn wanted(conn: &mut Conn, asked: &Asked<'_>, currency: Currency) -> Result<Wanted, ApiError> {
    let request = asked.request();
    let mut wrong: Messages = Vec::new();
    let given = |name: &str| request.param(name).map(str::trim).filter(|text| !text.is_empty());
    let mut price = |name: &str| -> Option<Money> {
        let text = given(name)?;
        let amount = text.parse().ok().and_then(|number| currency.from_major(number));
        if amount.is_none() {
            wrong.push((name.to_owned(), vec!["Enter a number.".to_owned()]));
        }
        amount
    };
    let (above, below) = (price("unit_price__gt"), price("unit_price__lt"));
    let collection = match given("collection_id") {
        None => None,
        Some(text) => {
            let id = text.parse().ok();
            let is_there = id.map(|id| exists_collection(conn, id)).transpose()?.unwrap_or(false);
            if !is_there {
                let message = "Select a valid choice. That choice is not one of the available choices.";
                wrong.push(("collection_id".to_owned(), vec![message.to_owned()]));
            }
            id
        }
    };
    if !wrong.is_empty() {
        return Err(ApiError::Fields(wrong));
    }
    Ok(Wanted {
        collection,
        above,
        below,
        words: words(request.param("search").unwrap_or_default()),
        with_unpublished: asked.caller.is_staff() && asked.may(conn, "catalog.view_product")?,
    })
}

/// The words of a search: separated by space or commas, together in quotation marks.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.replace('\0', "");
    while let Some(at) = rest.find(|letter: char| !letter.is_whitespace() && letter != ',') {
        rest.drain(..at);
        let (word, end) = match rest.chars().next() {
            Some(mark @ ('"' | '\'')) if rest.chars().skip(1).any(|letter| letter == mark) => {
                let inside: String = rest.chars().skip(1).take_while(|letter| *letter != mark).collect();
                let end = inside.len() + 2;
                (inside, end)
            }
            _ => {
                let end =
                    rest.find(|letter: char| letter.is_whitespace() || letter == ',').unwrap_or(rest.len());
                (rest.chars().take_while(|letter| !letter.is_whitespace() && *letter != ',').collect(), end)
            }
        };
        if !word.is_empty() && words.len() < MOST_WORDS {
            words.push(word);
        }
        rest.drain(..end);
    }
    words
}

/// The first field that lists are sorted by; unknown ones are of no account.
fn sorting(text: &str) -> Sorting {
    for name in text.split(',').map(str::trim) {
        let (field, is_descending) = match name.strip_prefix('-') {
            Some(field) => (field, true),
            None => (name, false),
        };
        match field {
            "unit_price" => return Sorting { by: Order::Price, is_descending },
            "last_update" => return Sorting { by: Order::LastUpdate, is_descending },
            _ => {}
        }
    }
    Sorting { by: Order::Title, is_descending: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_space_and_comma_and_not_inside_quotation_marks() {
        assert_eq!(words("  blue,mug\tlarge "), ["blue", "mug", "large"]);
        assert_eq!(words("\"10 ounce\" mug"), ["10 ounce", "mug"]);
        assert_eq!(words("'a b',c"), ["a b", "c"]);
        assert_eq!(words("it\"s"), ["it\"s"]);
        assert_eq!(words("\"open"), ["\"open"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn only_known_fields_sort() {
        let by = |text| {
            let sorting = sorting(text);
            (sorting.by, sorting.is_descending)
        };
        assert_eq!(by(""), (Order::Title, false));
        assert_eq!(by("inventory"), (Order::Title, false));
        assert_eq!(by("-unit_price"), (Order::Price, true));
        assert_eq!(by("inventory,last_update"), (Order::LastUpdate, false));
    }
}
