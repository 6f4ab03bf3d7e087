//! Orders as staff make and edit them; their lines are in [`order_lines`](super::order_lines).

use diesel::QueryResult;
use uuid::Uuid;

use super::cancellation::cancel;
use super::order_address::{checked, find_addresses, is_empty};
use super::order_lines::{refuse_invoiced, refuse_while_paying, resettle};
use super::queries::find_method;
use crate::accounts;
use crate::config::Config;
use crate::events;
use crate::orders::fulfilment::advance;
use crate::orders::history::{Happening, note};
use crate::orders::models::{AddressKind, FulfilmentStatus, NewOrder, Order, PaymentStatus, PostalAddress};
use crate::orders::numbers::new_number;
use crate::orders::queries::{self, OrderHead, lock_order};
use crate::payments::methods::Method;
use crate::payments::payments::{book, reverse};
use crate::payments::queries::insert_open;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};
use crate::platform::money::Money;
use crate::platform::settings::ShopSettings;
use crate::platform::web::form::{FieldErrors, REQUIRED, email_key};

const LONGEST_NOTES: usize = 10_000;
const NOT_THIS_WAY: &str =
    "An unpaid order can be paid or fail, and a payment by invoice can be taken back; nothing else.";
const IS_OVER: &str = "Shipping can no longer be changed: the order is paid, shipped or cancelled.";

/// What may be set on an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    /// The account, if it is one's.
    pub customer_id: Option<i64>,
    /// Where mails go; that of the account when empty.
    pub email: String,
    /// Whether it is paid.
    pub payment_status: PaymentStatus,
    /// How far the goods have got.
    pub fulfilment_status: FulfilmentStatus,
    /// The way of shipping; without one shipping costs nothing.
    pub shipping_method_id: Option<i64>,
    /// Who receives.
    pub shipping_name: String,
    /// Street and number.
    pub shipping_street: String,
    /// May be empty.
    pub shipping_line2: String,
    /// Town.
    pub shipping_city: String,
    /// Postal code.
    pub shipping_zip: String,
    /// May be empty.
    pub shipping_region: String,
    /// ISO 3166-1 alpha-2.
    pub shipping_country: String,
    /// Who pays; the whole address is empty when it is the same.
    pub billing_name: String,
    /// Street and number.
    pub billing_street: String,
    /// May be empty.
    pub billing_line2: String,
    /// Town.
    pub billing_city: String,
    /// Postal code.
    pub billing_zip: String,
    /// May be empty.
    pub billing_region: String,
    /// ISO 3166-1 alpha-2.
    pub billing_country: String,
    /// What staff write for themselves.
    pub notes: String,
}

impl Default for OrderChange {
    fn default() -> Self {
        let (shipping, billing) = (PostalAddress::default(), PostalAddress::default());
        OrderChange::of(None, String::new(), PaymentStatus::Pending, FulfilmentStatus::Unfulfilled)
            .with_addresses(shipping, billing)
    }
}

impl OrderChange {
    fn of(
        customer_id: Option<i64>,
        email: String,
        payment_status: PaymentStatus,
        fulfilment_status: FulfilmentStatus,
    ) -> OrderChange {
        let empty = String::new;
        OrderChange {
            customer_id,
            email,
            payment_status,
            fulfilment_status,
            shipping_method_id: None,
            shipping_name: empty(),
            shipping_street: empty(),
            shipping_line2: empty(),
            shipping_city: empty(),
            shipping_zip: empty(),
            shipping_region: empty(),
            shipping_country: empty(),
            billing_name: empty(),
            billing_street: empty(),
            billing_line2: empty(),
            billing_city: empty(),
            billing_zip: empty(),
            billing_region: empty(),
            billing_country: empty(),
            notes: empty(),
        }
    }
}

/// What a form about the order shows.
pub fn find_change(conn: &mut Conn, id: i64) -> QueryResult<Option<OrderChange>> {
    let Some(order) = queries::find_order(conn, id)? else { return Ok(None) };
    let (shipping, billing) = find_addresses(conn, id)?;
    Ok(Some(OrderChange {
        shipping_method_id: find_method(conn, &order.shipping_method)?.map(|method| method.id),
        notes: queries::find_notes(conn, id)?,
        ..OrderChange::of(order.customer_id, order.email, order.payment_status, order.fulfilment_status)
            .with_addresses(shipping, billing)
    }))
}

/// Makes an order that waits for its lines, or changes one. Payment and shipment move only as they
/// do everywhere else: booked, taken back, cancelled, moved on.
pub fn save(
    conn: &mut Conn,
    edit: &Edit,
    config: &Config,
    id: Option<i64>,
    change: &OrderChange,
) -> Result<i64, Refused> {
    let order = match id {
        None => create(conn, edit, config, change)?,
        Some(id) => update(conn, id, change)?,
    };
    move_statuses(conn, edit, &order, change)?;
    Ok(order.id)
}

fn create(conn: &mut Conn, edit: &Edit, config: &Config, change: &OrderChange) -> Result<Order, Refused> {
    let settings = ShopSettings::load(conn, config)?;
    let method = change.shipping_method_id;
    let shipping_method = method.map(|id| name_of_method(conn, id)).transpose()?.unwrap_or_default();
    let email = email_of(conn, change, None)?;
    let order = NewOrder {
        number: new_number(),
        token: Uuid::new_v4().to_string(),
        customer_id: change.customer_id,
        email_key: email_key(&email),
        email,
        currency: settings.currency.code(),
        subtotal: Money(0),
        discount: Money(0),
        shipping_price: Money(0),
        tax: Money(0),
        total: Money(0),
        tax_rate: settings.tax_rate.normalize().to_string(),
        prices_include_tax: settings.prices_include_tax,
        why: "[]".to_owned(),
        shipping_method,
        payment_method: Method::Invoice.key().to_owned(),
        code: None,
        placed_at: edit.now,
    };
    let id = queries::insert_order(conn, &order).map_err(Refused::key_of("customer_id"))?;
    save_addresses(conn, id, change)?;
    queries::update_notes(conn, id, &checked_notes(change)?)?;
    note(conn, id, Happening::Placed, "", &edit.by, edit.now)?;
    insert_open(conn, id, Method::Invoice.key(), Money(0), &order.currency, edit.now)?;
    events::order_placed(conn, id, edit.now)?;
    lock_order(conn, id)?.ok_or_else(|| Refused::gone("order"))
}

fn update(conn: &mut Conn, id: i64, change: &OrderChange) -> Result<Order, Refused> {
    let mut order = lock_order(conn, id)?.ok_or_else(|| Refused::gone("order"))?;
    let email = email_of(conn, change, Some(&order.email))?;
    let head = OrderHead {
        customer_id: change.customer_id,
        email_key: email_key(&email),
        email,
        notes: checked_notes(change)?,
    };
    queries::update_head(conn, id, &head).map_err(Refused::key_of("customer_id"))?;
    if find_addresses(conn, id)? != change.addresses() {
        refuse_invoiced(conn, &order)?;
        save_addresses(conn, id, change)?;
    }
    let before = find_method(conn, &order.shipping_method)?.map(|method| method.id);
    if before != change.shipping_method_id {
        if !order.can_be_cancelled() {
            return Err(Refused::field("shipping_method_id", IS_OVER));
        }
        refuse_while_paying(conn, &order)?;
        refuse_invoiced(conn, &order)?;
        change_method(conn, &mut order, change.shipping_method_id)?;
    }
    Ok(order)
}

fn change_method(conn: &mut Conn, order: &mut Order, method: Option<i64>) -> Result<(), Refused> {
    order.shipping_method = method.map(|id| name_of_method(conn, id)).transpose()?.unwrap_or_default();
    let goods = order.subtotal.less(order.discount);
    let found = find_method(conn, &order.shipping_method)?;
    order.shipping_price = found.map_or(Money(0), |method| method.price_for(goods));
    resettle(conn, order)
}

fn name_of_method(conn: &mut Conn, id: i64) -> Result<String, Refused> {
    let methods = super::queries::list_active_methods(conn)?;
    let method = methods.into_iter().find(|method| method.id == id);
    Ok(method.ok_or_else(|| Refused::not_a_choice("shipping_method_id"))?.name)
}

/// The address to write to: as typed, else that of the account. What an order has already is not
/// asked about again; one that was loaded may have none.
fn email_of(conn: &mut Conn, change: &OrderChange, before: Option<&str>) -> Result<String, Refused> {
    let typed = change.email.trim();
    if !typed.is_empty() && before != Some(typed) {
        let mut errors = FieldErrors::default();
        let email = errors.email("email", typed);
        return Ok(errors.or(email)?);
    }
    match (change.customer_id, before) {
        (_, Some(before)) if before == typed && !before.is_empty() => Ok(before.to_owned()),
        (Some(customer), _) => {
            let customer = accounts::queries::find_customer(conn, customer)?
                .ok_or_else(|| Refused::not_a_choice("customer_id"))?;
            let user = accounts::queries::find_user(conn, customer.user_id)?;
            Ok(user.ok_or_else(|| Refused::not_a_choice("customer_id"))?.email)
        }
        (None, Some("")) => Ok(String::new()),
        (None, _) => Err(Refused::field("email", REQUIRED)),
    }
}

fn checked_notes(change: &OrderChange) -> Result<String, FieldErrors> {
    if change.notes.trim().is_empty() {
        return Ok(String::new());
    }
    let mut errors = FieldErrors::default();
    let notes = errors.paragraphs("notes", &change.notes, LONGEST_NOTES);
    errors.or(notes)
}

fn save_addresses(conn: &mut Conn, id: i64, change: &OrderChange) -> Result<(), Refused> {
    let stored = find_addresses(conn, id)?;
    let (shipping, billing) = change.addresses();
    let both = [(AddressKind::Shipping, stored.0, shipping), (AddressKind::Billing, stored.1, billing)];
    for (kind, before, after) in both {
        if before != after {
            queries::delete_address(conn, id, kind)?;
            if !is_empty(&after) {
                queries::insert_address(conn, id, kind, &checked(kind, &after)?)?;
            }
        }
    }
    Ok(())
}

/// Moves an order to a payment status, by whatever leads there: booking a payment by invoice, taking it
/// back, giving the order up, or the last two after each other.
pub fn move_payment(conn: &mut Conn, edit: &Edit, order_id: i64, to: PaymentStatus) -> Result<(), Refused> {
    let order = lock_order(conn, order_id)?.ok_or_else(|| Refused::gone("order"))?;
    if (order.payment_status, to) == (PaymentStatus::Complete, PaymentStatus::Failed) {
        move_from(conn, edit, order_id, PaymentStatus::Complete, PaymentStatus::Pending)?;
        return move_from(conn, edit, order_id, PaymentStatus::Pending, to);
    }
    move_from(conn, edit, order_id, order.payment_status, to)
}

fn move_from(
    conn: &mut Conn,
    edit: &Edit,
    order_id: i64,
    from: PaymentStatus,
    to: PaymentStatus,
) -> Result<(), Refused> {
    use PaymentStatus::{Complete, Failed, Pending};
    match (from, to) {
        (before, after) if before == after => Ok(()),
        (Pending, Complete) => Ok(book(conn, order_id, &edit.by, edit.now)?),
        (Complete, Pending) => Ok(reverse(conn, order_id, &edit.by, edit.now)?),
        (Pending, Failed) => Ok(cancel(conn, order_id, &edit.by, edit.now).map(|_| ())?),
        _ => Err(Refused::whole(NOT_THIS_WAY)),
    }
}

fn move_statuses(conn: &mut Conn, edit: &Edit, order: &Order, change: &OrderChange) -> Result<(), Refused> {
    move_from(conn, edit, order.id, order.payment_status, change.payment_status)
        .map_err(at("payment_status"))?;
    if order.fulfilment_status == change.fulfilment_status {
        return Ok(());
    }
    advance(conn, order.id, change.fulfilment_status, &edit.by, edit.now)
        .map_err(|error| at("fulfilment_status")(error.into()))
}

/// Puts a sentence to the field that asked for what it refuses.
fn at(field: &'static str) -> impl Fn(Refused) -> Refused {
    move |refused| match refused {
        Refused::Whole(sentence) => Refused::Field(field, sentence),
        other => other,
    }
}
