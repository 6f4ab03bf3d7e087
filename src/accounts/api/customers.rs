//! Customers: oneself, and all of them for staff.

use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::customer_editing::{self, CustomerChange};
use crate::accounts::history::CUSTOMER_HISTORY;
use crate::accounts::models::{Customer, Membership};
use crate::accounts::profile::LONGEST_PHONE;
use crate::accounts::queries;
use crate::api::call::{Asked, Call};
use crate::api::error::{ApiError, ApiResult};
use crate::api::input::{Input, Need};
use crate::api::reply::Reply;
use crate::api::stream::{self, Part};
use crate::orders;
use crate::platform::audit::{self, Source, tracked, tracked_many};
use crate::platform::db::Conn;
use crate::urls;

use super::wire::{MEMBERSHIPS, Profile};

const VIEW: &str = "accounts.view_customer";
/// Changes and orders that a history shows, the newest.
const RECENT: i64 = 100;

/// `GET /api/store/customers/`
pub async fn customer_list(call: Call) -> ApiResult {
    stream::list(call, |conn, asked, after, limit| {
        asked.staff(conn, VIEW)?;
        let rows = queries::list_customers_after(conn, after, limit)?;
        Part::of(rows.into_iter().map(|row| (row.id, Profile::from(row))).collect(), limit)
    })
    .await
}

/// `GET /api/store/customers/{id}/`
pub async fn customer_detail(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read(move |conn, asked| {
        asked.staff(conn, VIEW)?;
        Reply::ok(&Profile::from(find(conn, id)?))
    })
    .await
}

fn find(conn: &mut Conn, id: i64) -> Result<Customer, ApiError> {
    queries::find_customer(conn, id)?.ok_or_else(|| ApiError::no("Customer"))
}

/// `POST /api/store/customers/`: for a user whose record was deleted; every other one has one already.
pub async fn create_customer(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        asked.staff(conn, "accounts.add_customer")?;
        let mut input = asked.input()?;
        let change = read(&mut input, CustomerChange::default());
        if input.is_fine("phone") && input.is_fine("membership") && input.is_fine("birth_date") {
            input.key("user_id", Need::Required);
        }
        let user_id = input.key("user_id", Need::Optional);
        input.finish()?;
        let change = CustomerChange { user_id: user_id.unwrap_or_default(), ..change };
        let edit = asked.edit();
        let (id, ()) = tracked(conn, &edit, Source::Api, &CUSTOMER_HISTORY, None, |conn| {
            customer_editing::save(conn, &edit, None, &change).map(|id| (id, ()))
        })?;
        Ok(Reply::created(&Profile::from(find(conn, id)?))?.at(urls::api::customer(id)))
    })
    .await
}

fn read(input: &mut Input, base: CustomerChange) -> CustomerChange {
    let phone = input.maybe_blank("phone", LONGEST_PHONE, Need::Required);
    let birth_date = input.nullable_date("birth_date");
    let membership = input.choice("membership", &MEMBERSHIPS, Need::Optional);
    CustomerChange {
        user_id: base.user_id,
        phone: phone.unwrap_or(base.phone),
        birth_date: birth_date.unwrap_or(base.birth_date),
        membership: membership.and_then(|text| Membership::from_text(&text)).unwrap_or(base.membership),
    }
}

/// `PUT /api/store/customers/{id}/`
pub async fn update_customer(call: Call) -> ApiResult {
    save(call, false).await
}

/// `PATCH /api/store/customers/{id}/`
pub async fn patch_customer(call: Call) -> ApiResult {
    save(call, true).await
}

async fn save(call: Call, is_partial: bool) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "accounts.change_customer")?;
        let customer = find(conn, id)?;
        asked.require_version(|| Reply::ok(&Profile::from(customer.clone())))?;
        let mut input = asked.input()?;
        if is_partial {
            input = input.partial();
        }
        let change = read(&mut input, change_of(customer));
        input.finish()?;
        store(conn, asked, id, &change)
    })
    .await
}

fn change_of(customer: Customer) -> CustomerChange {
    CustomerChange {
        user_id: customer.user_id,
        phone: customer.phone,
        birth_date: customer.birth_date,
        membership: customer.membership,
    }
}

fn store(conn: &mut Conn, asked: &Asked<'_>, id: i64, change: &CustomerChange) -> Result<Reply, ApiError> {
    let edit = asked.edit();
    tracked(conn, &edit, Source::Api, &CUSTOMER_HISTORY, Some(id), |conn| {
        customer_editing::save(conn, &edit, Some(id), change).map(|id| (id, ()))
    })?;
    Reply::ok(&Profile::from(find(conn, id)?))
}

/// `DELETE /api/store/customers/{id}/`: 409 while they have orders.
pub async fn delete_customer(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.write(move |conn, asked| {
        asked.staff(conn, "accounts.delete_customer")?;
        let customer = find(conn, id)?;
        asked.require_version(|| Reply::ok(&Profile::from(customer)))?;
        let edit = asked.edit();
        tracked_many(conn, &edit, Source::Api, &CUSTOMER_HISTORY, &[id], |conn| {
            customer_editing::delete(conn, &edit, &[id])
        })?;
        Ok(Reply::no_content())
    })
    .await
}

/// `GET /api/store/customers/me/`
pub async fn customer_me(call: Call) -> ApiResult {
    let found = call.look(|conn, asked| Ok(queries::find_customer_of(conn, asked.caller.member()?.user_id)?));
    match found.await? {
        Some(customer) => call.answer(Reply::ok(&Profile::from(customer))?),
        // Staff have deleted it since the last sign-in.
        None => call.write_unremembered(|conn, asked| Reply::ok(&Profile::from(own(conn, asked)?))).await,
    }
}

/// The record of the sender; made anew when staff have deleted it.
fn own(conn: &mut Conn, asked: &Asked<'_>) -> Result<Customer, ApiError> {
    let member = asked.caller.member()?;
    queries::ensure_customer(conn, member.user_id)?;
    queries::find_customer_of(conn, member.user_id)?.ok_or_else(|| ApiError::no("Customer"))
}

/// `PUT /api/store/customers/me/`: what one says of oneself; the membership is for staff to change.
pub async fn update_customer_me(call: Call) -> ApiResult {
    call.write(|conn, asked| {
        let customer = own(conn, asked)?;
        asked.caller.member()?.require_person()?;
        asked.require_version(|| Reply::ok(&Profile::from(customer.clone())))?;
        let mut input = asked.input()?;
        let (id, membership) = (customer.id, customer.membership);
        let change = read(&mut input, change_of(customer));
        input.finish()?;
        store(conn, asked, id, &CustomerChange { membership, ..change })
    })
    .await
}

#[derive(Serialize)]
struct History {
    customer: i64,
    orders: Vec<Value>,
    changes: Vec<Value>,
}

/// `GET /api/store/customers/{id}/history/`: the newest orders and changes.
pub async fn customer_history(call: Call) -> ApiResult {
    let id = call.id("id")?;
    call.read(move |conn, asked| {
        asked.permitted(conn, "accounts.view_history")?;
        find(conn, id)?;
        let orders = orders::queries::list_of_customer(conn, id, 0, RECENT)?.into_iter().map(|order| {
            json!({
                "id": order.id,
                "number": order.number,
                "placed_at": order.placed_at.and_utc(),
                "payment_status": order.payment_status.as_str(),
                "fulfilment_status": order.fulfilment_status.as_str(),
                "total": order.price(order.total).plain(),
                "currency": order.currency,
            })
        });
        let orders = orders.collect();
        let page = audit::page_of_object(conn, CUSTOMER_HISTORY.model, id, 1, RECENT)?;
        let changes = page.entries.into_iter().map(|entry| {
            let parts = entry
                .changes
                .iter()
                .flat_map(|change| &change.fields)
                .map(|field| json!({"field": field.name, "before": field.before, "after": field.after}));
            json!({
                "at": entry.created_at.and_utc(),
                "by": entry.actor,
                "what": entry.flag.as_str(),
                "fields": parts.collect::<Vec<_>>(),
            })
        });
        Reply::ok(&History { customer: id, orders, changes: changes.collect() })
    })
    .await
}
