//! The lines of an order as rows of its form: stock is taken and given back line by line, prices and
//! totals are made by the same functions as at checkout.

use diesel::QueryResult;
use rust_decimal::Decimal;

use super::cancellation::give_back_stock;
use super::shipping::find_offer;
use super::totals::{TaxRule, Totals};
use crate::cart::contents::Offers;
use crate::cart::models::{CartItem, MAX_LINES, MAX_QUANTITY};
use crate::cart::pricing::Reason;
use crate::catalog::models::Sellable;
use crate::catalog::stock;
use crate::events;
use crate::orders::models::{Order, OrderItem};
use crate::orders::queries::{self, lock_order};
use crate::orders::views::stored_reasons;
use crate::payments::queries::{find_invoice_of, has_foreign, update_amount};
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused, Rows};
use crate::platform::money::Money;
use crate::platform::web::form::FieldErrors;
use crate::promotions::codes::{Amount, sum};
use crate::promotions::models::PromotionKind;
use crate::promotions::queries::find_code;

const NO_LINE: &str = "An order needs at least one line.";
const NO_SUCH_VARIANT: &str = "Choose one of the variants of this product.";

/// What may be set on a line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLineChange {
    /// The product.
    pub product_id: i64,
    /// The variant, if the product has any.
    pub variant_id: Option<i64>,
    /// Units.
    pub quantity: i32,
    /// Price of one unit; what the shop asks now when empty.
    pub unit_price: Option<Money>,
}

impl Default for OrderLineChange {
    fn default() -> Self {
        OrderLineChange { product_id: 0, variant_id: None, quantity: 1, unit_price: None }
    }
}

impl OrderLineChange {
    fn what(&self) -> Sellable {
        Sellable { product_id: self.product_id, variant_id: self.variant_id }
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        errors.range("quantity", self.quantity, 1, MAX_QUANTITY);
        if let Some(price) = self.unit_price {
            errors.price("unit_price", price);
        }
        errors.or(())
    }
}

/// The lines of an order, with their keys.
pub fn list_lines(conn: &mut Conn, order: i64) -> QueryResult<Vec<(i64, OrderLineChange)>> {
    let items = queries::list_keyed_items(conn, order)?;
    Ok(items
        .into_iter()
        .map(|(id, item)| {
            let change = OrderLineChange {
                product_id: item.product_id,
                variant_id: item.variant_id,
                quantity: item.quantity,
                unit_price: Some(item.unit_price),
            };
            (id, change)
        })
        .collect())
}

/// Adds, changes and removes lines of an order that is neither paid nor shipped nor cancelled, or
/// gives a new one its lines.
///
/// Stock follows by guarded statements; discount, tax and total of every line and of the order are
/// made anew, and so is what the open payment asks for.
pub fn change_lines(
    conn: &mut Conn,
    edit: &Edit,
    order: i64,
    rows: &Rows<OrderLineChange>,
) -> Result<(), Refused> {
    rows.added.iter().chain(rows.changed.iter().map(|(_, row)| row)).try_for_each(OrderLineChange::check)?;
    let mut order = lock_order(conn, order)?.ok_or_else(|| Refused::gone("order"))?;
    let stored = queries::list_keyed_items(conn, order.id)?;
    let is_new = stored.is_empty();
    if !is_new && !order.can_be_cancelled() {
        return Err(Refused::whole(format!(
            "The lines of order {} can no longer be changed: it is paid, shipped or cancelled.",
            order.number
        )));
    }
    refuse_while_paying(conn, &order)?;
    refuse_invoiced(conn, &order)?;
    let products = lock_products(conn, &stored, rows)?;
    let mut lines = kept_and_changed(conn, stored, rows, edit.now)?;
    for row in &rows.added {
        lines.push((None, new_item(conn, order.id, row, edit.now)?));
    }
    match i64::try_from(lines.len()) {
        Ok(0) => return Err(Refused::whole(NO_LINE)),
        Ok(1..=MAX_LINES) => {}
        _ => return Err(Refused::whole(format!("An order has at most {MAX_LINES} lines."))),
    }
    settle(conn, &mut order, lines, is_new)?;
    events::stock_moved(conn, &products, edit.now)?;
    if is_new {
        events::order_entered(conn, order.id, edit.now)?;
    }
    Ok(())
}

/// What a provider's page asks for must stay what the order costs.
pub(super) fn refuse_while_paying(conn: &mut Conn, order: &Order) -> Result<(), Refused> {
    match has_foreign(conn, order.id)? {
        true => Err(Refused::whole(format!(
            "Order {} is being paid at a payment provider: what it costs can no longer be changed.",
            order.number
        ))),
        false => Ok(()),
    }
}

/// What an invoice says must stay what the order says.
pub(super) fn refuse_invoiced(conn: &mut Conn, order: &Order) -> Result<(), Refused> {
    match find_invoice_of(conn, order.id)? {
        Some(invoice) => Err(Refused::whole(format!(
            "Order {} has the invoice {}: its lines, shipping and addresses can no longer be changed. Cancel \
             it and make another one.",
            order.number, invoice.number
        ))),
        None => Ok(()),
    }
}

/// Makes discount, tax and total of an order and its lines anew and stores them.
pub(super) fn resettle(conn: &mut Conn, order: &mut Order) -> Result<(), Refused> {
    let lines = queries::list_keyed_items(conn, order.id)?;
    settle(conn, order, lines.into_iter().map(|(id, item)| (Some(id), item)).collect(), false)
}

fn lock_products(
    conn: &mut Conn,
    stored: &[(i64, OrderItem)],
    rows: &Rows<OrderLineChange>,
) -> QueryResult<Vec<i64>> {
    let entered = rows.added.iter().chain(rows.changed.iter().map(|(_, row)| row));
    let products: Vec<i64> =
        stored.iter().map(|(_, item)| item.product_id).chain(entered.map(|row| row.product_id)).collect();
    stock::lock(conn, &products)?;
    Ok(products)
}

/// What is left of the stored lines; what removed and changed ones took goes back first.
fn kept_and_changed(
    conn: &mut Conn,
    stored: Vec<(i64, OrderItem)>,
    rows: &Rows<OrderLineChange>,
    now: Time,
) -> Result<Vec<(Option<i64>, OrderItem)>, Refused> {
    let change_of = |id: i64| rows.changed.iter().find(|(key, _)| *key == id).map(|(_, row)| row);
    let is_gone = |id: i64| rows.removed.contains(&id);
    let gives_back =
        |id: i64, item: &OrderItem| is_gone(id) || change_of(id).is_some_and(|row| moves_stock(item, row));
    let back: Vec<OrderItem> =
        stored.iter().filter(|(id, item)| gives_back(*id, item)).map(|(_, item)| item.clone()).collect();
    give_back_stock(conn, &back)?;
    queries::delete_items(conn, &rows.removed)?;
    let mut lines = Vec::new();
    for (id, item) in stored.into_iter().filter(|(id, _)| !is_gone(*id)) {
        let item = match change_of(id) {
            None => item,
            Some(row) if moves_stock(&item, row) => {
                let new = new_item(conn, item.order_id, row, now)?;
                if item_what(&item) == row.what() { repriced(item, row, Some(new)) } else { new }
            }
            Some(row) => repriced(item, row, None),
        };
        lines.push((Some(id), item));
    }
    Ok(lines)
}

fn item_what(item: &OrderItem) -> Sellable {
    Sellable { product_id: item.product_id, variant_id: item.variant_id }
}

fn moves_stock(item: &OrderItem, row: &OrderLineChange) -> bool {
    item_what(item) != row.what() || item.quantity != row.quantity
}

/// The same thing with another price or, when `taken` says what stock it took, in another quantity:
/// it keeps its name and, unless another one is given, its price.
fn repriced(old: OrderItem, row: &OrderLineChange, taken: Option<OrderItem>) -> OrderItem {
    let price = row.unit_price.unwrap_or(old.unit_price);
    let mut item = OrderItem {
        quantity: row.quantity,
        stock_taken: taken.map_or(old.stock_taken, |taken| taken.stock_taken),
        ..old.clone()
    };
    if price == old.unit_price {
        let units = i64::from(old.quantity.max(1));
        let scaled = price_reasons(&old)
            .into_iter()
            .map(|reason| Reason { amount: reason.amount / units * i64::from(row.quantity), ..reason });
        item.why = to_json(&scaled.collect::<Vec<_>>());
    } else {
        set_price(&mut item, price);
    }
    item
}

/// A line with what it takes out of stock; its part of the code and its tax come later.
fn new_item(conn: &mut Conn, order_id: i64, row: &OrderLineChange, now: Time) -> Result<OrderItem, Refused> {
    let what = row.what();
    let offers = Offers::load(conn, std::iter::once(what))?;
    let offer = offers.find(what).ok_or_else(|| Refused::not_a_choice("product_id"))?;
    if !offer.exists() {
        return Err(Refused::field("variant_id", NO_SUCH_VARIANT));
    }
    let asked = CartItem {
        id: 0,
        product_id: row.product_id,
        variant_id: row.variant_id,
        quantity: row.quantity,
        seen_price: Money(0),
    };
    let line = offers.line(&asked, now).ok_or_else(|| Refused::not_a_choice("product_id"))?;
    let Some(stock_taken) = stock::take(conn, what, row.quantity, &line.supply)? else {
        let left = line.supply.inventory.max(0);
        return Err(Refused::field("quantity", format!("Only {left} of “{}” are left.", line.title)));
    };
    let mut item = OrderItem {
        order_id,
        product_id: row.product_id,
        variant_id: row.variant_id,
        title: line.title.clone(),
        variant_label: line.variant_label.clone(),
        sku: line.sku.clone(),
        quantity: row.quantity,
        list_price: line.list_price,
        unit_price: line.unit_price,
        discount: Money(0),
        tax: Money(0),
        total: Money(0),
        stock_taken,
        why: to_json(&line.price_reasons()),
    };
    if let Some(price) = row.unit_price.filter(|price| *price != line.unit_price) {
        set_price(&mut item, price);
    }
    Ok(item)
}

fn set_price(item: &mut OrderItem, price: Money) {
    item.unit_price = price;
    item.list_price = price;
    item.why = to_json(&[Reason::new("Price, as agreed", amount_of(item))]);
}

fn amount_of(item: &OrderItem) -> Money {
    Money(item.unit_price.0 * i64::from(item.quantity))
}

/// The reasons of a line without what a code takes off.
fn price_reasons(item: &OrderItem) -> Vec<Reason> {
    let mut reasons = stored_reasons(&item.why);
    let price = amount_of(item).0;
    // The part of the code is the last step, after those that make the price.
    while reasons.iter().map(|reason| reason.amount).sum::<i64>() < price && reasons.pop().is_some() {}
    match reasons.iter().map(|reason| reason.amount).sum::<i64>() == price {
        true => reasons,
        false => vec![Reason::new("Price", Money(price))],
    }
}

fn settle(
    conn: &mut Conn,
    order: &mut Order,
    mut lines: Vec<(Option<i64>, OrderItem)>,
    is_new: bool,
) -> Result<(), Refused> {
    let amounts: Vec<Amount> =
        lines.iter().map(|(_, item)| Amount { what: item_what(item), amount: amount_of(item) }).collect();
    let (discounts, is_shipping_free) = code_discounts(conn, order, &amounts)?;
    let goods = sum(&amounts).less(discounts.iter().copied().sum());
    if is_new && !is_shipping_free {
        order.shipping_price = find_offer(conn, &order.shipping_method, goods)?.map_or(Money(0), |o| o.price);
    }
    let parts: Vec<(Money, Money)> =
        amounts.iter().map(|line| line.amount).zip(discounts.iter().copied()).collect();
    let totals = Totals::of(&parts, order.shipping_price, tax_rule(order));
    for (((_, item), discount), taxed) in lines.iter_mut().zip(&discounts).zip(&totals.lines) {
        let mut reasons = price_reasons(item);
        if let Some(code) = order.code.as_ref().filter(|_| *discount > Money(0)) {
            reasons.push(Reason::less(format!("Code {code}"), *discount));
        }
        item.why = to_json(&reasons);
        (item.discount, item.tax, item.total) = (*discount, taxed.tax, taxed.total);
    }
    for (id, item) in &lines {
        match id {
            Some(id) => queries::update_item(conn, *id, item)?,
            None => queries::insert_items(conn, std::slice::from_ref(item))?,
        }
    }
    order.subtotal = totals.subtotal;
    order.discount = totals.discount;
    order.tax = totals.tax;
    order.total = totals.total;
    order.why = to_json(&totals.reasons(order.code.as_deref(), &order.shipping_method));
    queries::update_totals(conn, order)?;
    Ok(update_amount(conn, order.id, order.total)?)
}

/// What the code of the order takes off each line, and whether it makes shipping free. Its limits of
/// use were kept when the order was placed; its minimum must still be reached.
fn code_discounts(conn: &mut Conn, order: &Order, lines: &[Amount]) -> QueryResult<(Vec<Money>, bool)> {
    let code = match &order.code {
        Some(typed) => find_code(conn, typed)?,
        None => None,
    };
    Ok(match code.filter(|code| code.minimum_total.is_none_or(|minimum| minimum <= sum(lines))) {
        Some(code) => (code.take_off(lines), code.kind == PromotionKind::FreeShipping),
        None => (vec![Money(0); lines.len()], false),
    })
}

fn tax_rule(order: &Order) -> TaxRule {
    TaxRule { rate: order.tax_rate.parse().unwrap_or(Decimal::ZERO), is_included: order.prices_include_tax }
}

fn to_json(reasons: &[Reason]) -> String {
    // Words and numbers: nothing that could not be written.
    serde_json::to_string(reasons).unwrap_or_else(|_| "[]".to_owned())
}
