//! Heads and pages of a list as they are shown.

use super::ListSpec;
use super::asked::Asked;
use super::column::Column;
use super::page::Found;
use super::query::{self, Count};
use crate::admin::views::{HeadView, PagerView, SortView};

/// Every head, with how to sort by it.
pub(super) fn heads(list: &ListSpec, asked: &Asked) -> Vec<HeadView> {
    let order = asked.order();
    let of =
        |position: usize, descending: bool| format!("{}{}", if descending { "-" } else { "" }, position + 1);
    let href = |order: &[(usize, bool)]| {
        let text: Vec<String> =
            order.iter().map(|(position, descending)| of(*position, *descending)).collect();
        asked.without(&["p", "e"]).with("o", &text.join(".")).query()
    };
    let head = |(position, column): (usize, &Column)| {
        let sort = column.sort.is_some().then(|| {
            let place = order.iter().position(|(known, _)| *known == position);
            let descending = place.and_then(|place| order.get(place)).map(|(_, descending)| *descending);
            let rest: Vec<(usize, bool)> =
                order.iter().copied().filter(|(known, _)| *known != position).collect();
            let first = (position, descending == Some(false));
            SortView {
                href: href(&[vec![first], rest.clone()].concat()),
                descending,
                priority: if order.len() > 1 { place.map_or(0, |place| place + 1) } else { 0 },
                remove_href: descending.is_some().then(|| href(&rest)),
            }
        });
        HeadView { label: column.label.clone(), is_number: column.is_number(), sort }
    };
    list.columns.iter().enumerate().map(head).collect()
}

/// Links to pages; `None` when there is one page.
pub(super) fn pager(asked: &Asked, found: &Found) -> Option<PagerView> {
    let last = match found.count {
        Count::Exactly(number) => last_page(number, found.per_page),
        Count::Many => last_page(query::MOST_COUNTED, found.per_page).max(found.page + 1),
    };
    if last <= 1 {
        return None;
    }
    let at = |page: i64| asked.without(&["e", "all"]).with("p", &page.to_string()).query();
    let mut pages = Vec::new();
    let mut before = 0;
    for page in 1..=last {
        let is_near = (page - found.page).abs() <= 3;
        // Ten thousand pages are not walked through: only ends and neighbours are made.
        if !is_near && page > 3 && page <= last - 2 {
            continue;
        }
        if page > before + 1 {
            pages.push(None);
        }
        before = page;
        pages.push(Some((page.to_string(), (page != found.page).then(|| at(page)))));
    }
    Some(PagerView {
        pages,
        previous: (found.page > 1).then(|| at(found.page - 1)),
        next: (found.page < last).then(|| at(found.page + 1)),
    })
}

/// The number of the last page, from 1.
pub(super) fn last_page(rows: i64, per_page: i64) -> i64 {
    let per_page = per_page.max(1);
    ((rows + per_page - 1) / per_page).max(1)
}
