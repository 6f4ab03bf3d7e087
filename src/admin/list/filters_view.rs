//! Filters of a list as they are shown: choices with their addresses and counts, and chips.

use std::collections::HashMap;

use super::ListSpec;
use super::asked::Asked;
use super::facets::Facets;
use super::filter::{Body, Filter, periods};
use super::query::{self, allowed};
use crate::admin::desk::Desk;
use crate::admin::staff::Right;
use crate::admin::views::{Chip, FilterBody, FilterChoice, FilterView};
use crate::platform::db::Conn;
use crate::platform::db::value::Kind;

/// Related objects that are listed; beyond that they are searched.
const MOST_LISTED: i64 = 30;

/// Filters of a page, and what they are set to.
pub struct Filters {
    /// As they are shown.
    pub views: Vec<FilterView>,
    /// What is set.
    pub chips: Vec<Chip>,
}

/// Every filter with its choices; one statement for each filter by relation.
pub fn filters(
    conn: &mut Conn,
    desk: &Desk<'_>,
    list: &ListSpec,
    asked: &Asked,
    facets: &Facets,
) -> diesel::QueryResult<Filters> {
    let mut all = Filters { views: Vec::new(), chips: Vec::new() };
    for (number, filter) in list.filters.iter().enumerate() {
        let body = match &filter.body {
            Body::Relation(term, model) => {
                let Some(body) = relation(conn, desk, filter, model, term.nullable, asked)? else { continue };
                body
            }
            _ => plain(filter, asked, desk),
        };
        let mut view = FilterView {
            title: filter.title.clone(),
            name: filter.param(),
            is_on: filter.is_on(asked),
            body,
        };
        chips(&view, filter, asked, &mut all.chips);
        count(&mut view, number, filter, facets);
        all.views.push(view);
    }
    Ok(all)
}

fn plain(filter: &Filter, asked: &Asked, desk: &Desk<'_>) -> FilterBody {
    let param = filter.param();
    let choice = |name: &str, value: &str, label: &str| toggle(asked, name, value, label);
    let empty =
        |nullable: bool| nullable.then(|| choice(&format!("{}__isnull", filter.name), "True", "Empty"));
    match &filter.body {
        Body::Bool(term) => FilterBody::Choices(
            [choice(&param, "1", "Yes"), choice(&param, "0", "No")]
                .into_iter()
                .chain(empty(term.nullable))
                .collect(),
        ),
        Body::Choices(term, choices) => FilterBody::Choices(
            choices
                .iter()
                .map(|(value, label)| choice(&param, value, label))
                .chain(empty(term.nullable))
                .collect(),
        ),
        Body::Empty(_) => {
            FilterBody::Choices(vec![choice(&param, "1", "Empty"), choice(&param, "0", "Not empty")])
        }
        Body::Custom(choices) => FilterBody::Choices(
            choices.iter().map(|(value, label, _)| choice(&param, value, label)).collect(),
        ),
        Body::Date(term) => dates(filter, term.nullable, asked, desk),
        Body::Number { .. } => range(filter, "text", "__lte", Vec::new(), asked),
        // Its choices are read from the database.
        Body::Relation(..) => FilterBody::Choices(Vec::new()),
    }
}

/// A choice that is added to those that are set, or taken away.
fn toggle(asked: &Asked, name: &str, value: &str, label: &str) -> FilterChoice {
    let is_on = asked.has_value(name, value);
    let start = asked.from_start();
    let other = if is_on { start.without_value(name, value) } else { start.and(name, value) };
    FilterChoice {
        label: label.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        is_on,
        href: other.query(),
        count: None,
    }
}

fn range(
    filter: &Filter,
    kind: &'static str,
    end: &str,
    links: Vec<FilterChoice>,
    asked: &Asked,
) -> FilterBody {
    let bound = |suffix: &str| {
        let name = format!("{}{suffix}", filter.name);
        let value = asked.get(&name).to_owned();
        (name, value)
    };
    FilterBody::Range { kind, from: bound("__gte"), to: bound(end), links }
}

fn dates(filter: &Filter, nullable: bool, asked: &Asked, desk: &Desk<'_>) -> FilterBody {
    let (from, to) = (format!("{}__gte", filter.name), format!("{}__lt", filter.name));
    let names: Vec<String> = filter.params();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let bare = asked.from_start().without(&names);
    let mut links: Vec<FilterChoice> = periods(desk.now())
        .into_iter()
        .map(|(label, first, after)| {
            let (first, after) = (first.to_string(), after.to_string());
            let is_on = asked.get(&from) == first && asked.get(&to) == after;
            let set = bare.and(&from, &first).and(&to, &after);
            FilterChoice {
                label: label.to_owned(),
                name: from.clone(),
                value: label.to_owned(),
                is_on,
                href: if is_on { bare.query() } else { set.query() },
                count: None,
            }
        })
        .collect();
    if nullable {
        let name = format!("{}__isnull", filter.name);
        for (value, label) in [("True", "No date"), ("False", "Has date")] {
            let is_on = asked.has_value(&name, value);
            let href = if is_on { bare.query() } else { bare.and(&name, value).query() };
            let (name, value) = (name.clone(), value.to_owned());
            links.push(FilterChoice { label: label.to_owned(), name, value, is_on, href, count: None });
        }
    }
    range(filter, "date", "__lt", links, asked)
}

/// Related objects: listed when few, searched otherwise; none that may not be seen.
fn relation(
    conn: &mut Conn,
    desk: &Desk<'_>,
    filter: &Filter,
    model: &str,
    nullable: bool,
    asked: &Asked,
) -> diesel::QueryResult<Option<FilterBody>> {
    let Some(target) = desk.site.find(model).filter(|target| target.may(&desk.staff, Right::View)) else {
        return Ok(None);
    };
    let param = filter.param();
    let may_see = allowed(&target.list, &desk.staff);
    let listed = query::labels(conn, &target.list, &may_see, (MOST_LISTED + 1, 0), true)?;
    let set: Vec<i64> = filter
        .params()
        .iter()
        .flat_map(|name| asked.all(name))
        .filter_map(|value| value.parse().ok())
        .collect();
    let is_long = i64::try_from(listed.len()).unwrap_or(0) > MOST_LISTED;
    let names: HashMap<i64, String> = match is_long {
        true => query::labels_of(conn, &target.list, &desk.staff, &set)?.into_iter().collect(),
        false => HashMap::new(),
    };
    let of = |key: i64, label: &str| {
        // An address from elsewhere may name the relation in the shorter way.
        let value = key.to_string();
        let name = filter
            .params()
            .into_iter()
            .find(|name| asked.has_value(name, &value))
            .unwrap_or_else(|| param.clone());
        toggle(asked, &name, &value, label)
    };
    if is_long {
        let chosen = set.iter().map(|key| {
            let label = names.get(key).cloned().unwrap_or_else(|| format!("#{key}"));
            of(*key, &label)
        });
        let href = format!("/admin/autocomplete/?model={model}");
        return Ok(Some(FilterBody::Search { href, chosen: chosen.collect() }));
    }
    let mut choices: Vec<FilterChoice> = listed.iter().map(|(key, label)| of(*key, label)).collect();
    if nullable {
        choices.push(toggle(asked, &format!("{}__isnull", filter.name), "True", "Empty"));
    }
    Ok(Some(FilterBody::Choices(choices)))
}

fn chips(view: &FilterView, filter: &Filter, asked: &Asked, chips: &mut Vec<Chip>) {
    let chip = |choice: &FilterChoice| Chip {
        label: format!("{}: {}", view.title, choice.label),
        href: choice.href.clone(),
    };
    match &view.body {
        FilterBody::Choices(choices) | FilterBody::Search { chosen: choices, .. } => {
            chips.extend(choices.iter().filter(|choice| choice.is_on).map(chip));
        }
        FilterBody::Range { links, .. } if links.iter().any(|link| link.is_on) => {
            chips.extend(links.iter().filter(|link| link.is_on).map(chip));
        }
        FilterBody::Range { from, to, .. } => {
            let names = filter.params();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let until = if matches!(filter.body, Body::Date(_)) { "before" } else { "up to" };
            let words = match (from.1.as_str(), to.1.as_str()) {
                ("", "") => return,
                (from, "") => format!("from {from}"),
                ("", to) => format!("{until} {to}"),
                (from, to) => format!("from {from} {until} {to}"),
            };
            let href = asked.from_start().without(&names).query();
            chips.push(Chip { label: format!("{}: {words}", view.title), href });
        }
    }
}

fn count(view: &mut FilterView, number: usize, filter: &Filter, facets: &Facets) {
    let choices = match &mut view.body {
        FilterBody::Choices(choices) | FilterBody::Search { chosen: choices, .. } => choices,
        FilterBody::Range { links, .. } => links,
    };
    let is_bool = matches!(&filter.body, Body::Bool(term) if term.kind == Kind::Bool);
    let is_date = matches!(&filter.body, Body::Date(_));
    for choice in choices {
        let keys: Vec<&str> = match (is_bool, choice.value.as_str()) {
            (true, "1") => vec!["1", "true"],
            (true, "0") => vec!["0", "false"],
            // Each value was counted, and nothing as an empty one.
            (_, "True") if choice.name.ends_with("__isnull") && !is_date => vec![""],
            (_, value) => vec![value],
        };
        choice.count = facets.of(number, &keys);
    }
}
