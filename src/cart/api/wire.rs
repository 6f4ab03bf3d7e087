//! Carts as JSON. Prices and totals are those before promotions, as in the course's shop; what the shop
//! would charge comes with `include=prices`.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Asked;
use crate::api::error::ApiError;
use crate::cart::contents::Line;
use crate::cart::models::Cart;
use crate::cart::pricing::{CodeOutcome, Payer, PricedCart};
use crate::cart::queries::{self, StoredLine};
use crate::platform::db::Conn;
use crate::platform::money::{Currency, Money};
use crate::platform::settings::ShopSettings;

/// A cart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cart)]
pub struct CartJson {
    /// UUID.
    pub id: String,
    /// Its lines.
    pub items: Vec<ItemJson>,
    /// Sum of the lines.
    pub total_price: f64,
    /// With `include=prices`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<PricesJson>,
}

/// A line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartItem)]
pub struct ItemJson {
    /// Key.
    pub id: i64,
    /// What is bought.
    pub product: SimpleProductJson,
    /// Units.
    pub quantity: i32,
    /// Units times price.
    pub total_price: f64,
    /// With `include=prices`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub offer: Option<OfferJson>,
}

/// A product in few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductInCart)]
pub struct SimpleProductJson {
    /// Key.
    pub id: i64,
    /// Shown name.
    pub title: String,
    /// Before promotions; of the variant, if there is one.
    pub unit_price: f64,
}

/// What a line would cost now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartItemPrices)]
pub struct OfferJson {
    /// Key of the variant.
    pub variant_id: Option<i64>,
    /// "Blue / Large"; empty without variants.
    pub variant: String,
    /// Of one unit, after promotions.
    pub current_price: f64,
    /// What the code takes off the line.
    pub discount: f64,
    /// Why it cannot be ordered as it stands.
    pub problem: Option<String>,
}

/// What a cart would cost now, before shipping and tax.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartPrices)]
pub struct PricesJson {
    /// ISO 4217.
    pub currency: String,
    /// Lines after promotions.
    pub subtotal: f64,
    /// The code that was entered.
    pub code: Option<String>,
    /// Why the code takes nothing off.
    pub code_problem: Option<String>,
    /// What the code takes off.
    pub discount: f64,
}

/// A line, before promotions.
pub fn item(line: &StoredLine, currency: Currency) -> ItemJson {
    let total = Money(line.unit_price.0.saturating_mul(i64::from(line.quantity)));
    ItemJson {
        id: line.id,
        product: SimpleProductJson {
            id: line.product_id,
            title: line.title.clone(),
            unit_price: currency.number(line.unit_price),
        },
        quantity: line.quantity,
        total_price: currency.number(total),
        offer: None,
    }
}

/// A cart with its lines.
pub fn cart(conn: &mut Conn, asked: &Asked<'_>, cart: &Cart) -> Result<CartJson, ApiError> {
    let wants_prices = !asked.included(&["prices"])?.is_empty();
    let settings = asked.settings(conn)?;
    let lines = queries::list_stored_lines(conn, &cart.id)?;
    let total: i64 =
        lines.iter().map(|line| line.unit_price.0.saturating_mul(i64::from(line.quantity))).sum();
    let mut items: Vec<ItemJson> = lines.iter().map(|line| item(line, settings.currency)).collect();
    let prices = match wants_prices {
        true => Some(prices(conn, asked, cart, &mut items, &settings)?),
        false => None,
    };
    let total_price = settings.currency.number(Money(total));
    Ok(CartJson { id: cart.id.clone(), items, total_price, prices })
}

fn prices(
    conn: &mut Conn,
    asked: &Asked<'_>,
    cart: &Cart,
    items: &mut [ItemJson],
    settings: &ShopSettings,
) -> Result<PricesJson, ApiError> {
    let payer = Payer { key: None, customer_id: cart.customer_id };
    let priced = PricedCart::load(conn, cart, payer, asked.now)?;
    let currency = settings.currency;
    for (line, discount) in priced.lines_with_discounts() {
        if let Some(item) = items.iter_mut().find(|item| item.id == line.id) {
            item.offer = Some(offer(line, discount, currency));
        }
    }
    let code_problem = match &priced.code {
        Some(CodeOutcome::Refused(code, problem)) => Some(problem.sentence(code, settings)),
        _ => None,
    };
    Ok(PricesJson {
        currency: currency.code(),
        subtotal: currency.number(priced.subtotal()),
        code: cart.code.clone(),
        code_problem,
        discount: currency.number(priced.discount()),
    })
}

fn offer(line: &Line, discount: Money, currency: Currency) -> OfferJson {
    OfferJson {
        variant_id: line.what.variant_id,
        variant: line.variant_label.clone(),
        current_price: currency.number(line.unit_price),
        discount: currency.number(discount),
        problem: line.obstacle(),
    }
}
