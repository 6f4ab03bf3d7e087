//! What a cart costs before shipping and tax, and why.

use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use super::contents::{Line, list_lines};
use super::models::Cart;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::money::Money;
use crate::promotions::codes::{Amount, Code, CodeProblem, sum};
use crate::promotions::models::PromotionKind;
use crate::promotions::queries::{count_uses_by, find_code};

/// One step on the way to an amount, in words. The steps of an amount add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// "Spring sale"
    pub words: String,
    /// What it adds; below zero when it takes off. Minor units.
    pub amount: i64,
}

impl Reason {
    /// A step that adds `amount`.
    pub fn new(words: impl Into<String>, amount: Money) -> Reason {
        Reason { words: words.into(), amount: amount.0 }
    }

    /// A step that takes `amount` off.
    pub fn less(words: impl Into<String>, amount: Money) -> Reason {
        Reason { words: words.into(), amount: -amount.0 }
    }
}

/// Who pays, as far as a code's limit per customer is concerned.
#[derive(Debug, Clone, Copy, Default)]
pub struct Payer<'a> {
    /// The normalised e-mail address, once it is known.
    pub key: Option<&'a str>,
    /// The account, if there is one.
    pub customer_id: Option<i64>,
}

/// A cart with what its code takes off each line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedCart {
    /// Its lines, in the order in which they were added.
    pub lines: Vec<Line>,
    /// What the code takes off each line; zero without a code that counts.
    pub discounts: Vec<Money>,
    /// What became of the code, if the cart carries one.
    pub code: Option<CodeOutcome>,
}

/// What became of the code that a shopper typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It counts.
    Applied(Code),
    /// It does not; as typed, and why.
    Refused(String, CodeProblem),
}

impl PricedCart {
    /// Prices a cart at `now`; a fixed number of statements.
    pub fn load(conn: &mut Conn, cart: &Cart, payer: Payer<'_>, now: Time) -> QueryResult<PricedCart> {
        let lines = list_lines(conn, cart, now)?;
        let amounts: Vec<Amount> = lines.iter().map(Line::amount).collect();
        let code = match &cart.code {
            Some(typed) => Some(outcome(conn, typed, &amounts, payer, now)?),
            None => None,
        };
        let discounts = match &code {
            Some(CodeOutcome::Applied(code)) => code.take_off(&amounts),
            _ => vec![Money(0); lines.len()],
        };
        Ok(PricedCart { lines, discounts, code })
    }

    /// What all lines cost before the code.
    pub fn subtotal(&self) -> Money {
        sum(&self.lines.iter().map(Line::amount).collect::<Vec<_>>())
    }

    /// What the code takes off.
    pub fn discount(&self) -> Money {
        Money(self.discounts.iter().map(|part| part.0).sum())
    }

    /// The code, if it counts.
    pub fn applied_code(&self) -> Option<&Code> {
        match &self.code {
            Some(CodeOutcome::Applied(code)) => Some(code),
            _ => None,
        }
    }

    /// Whether the code makes shipping free.
    pub fn ships_free(&self) -> bool {
        self.applied_code().is_some_and(|code| code.kind == PromotionKind::FreeShipping)
    }

    /// Each line with what the code takes off it.
    pub fn lines_with_discounts(&self) -> impl Iterator<Item = (&Line, Money)> {
        self.lines.iter().zip(self.discounts.iter().copied())
    }

    /// Why a line costs what it does.
    pub fn reasons(&self, line: &Line, discount: Money) -> Vec<Reason> {
        let mut reasons = line.price_reasons();
        if let Some(code) = self.applied_code()
            && discount > Money(0)
        {
            reasons.push(Reason::less(format!("Code {}", code.code), discount));
        }
        reasons
    }
}

fn outcome(
    conn: &mut Conn,
    typed: &str,
    lines: &[Amount],
    payer: Payer<'_>,
    now: Time,
) -> QueryResult<CodeOutcome> {
    let refused = |problem| CodeOutcome::Refused(typed.to_owned(), problem);
    let Some(code) = find_code(conn, typed)? else { return Ok(refused(CodeProblem::NotValid)) };
    if let Err(problem) = code.check(lines, now) {
        return Ok(refused(problem));
    }
    if let Some(limit) = code.usage_limit_per_customer
        && (payer.key.is_some() || payer.customer_id.is_some())
        && count_uses_by(conn, code.id, payer.key.unwrap_or_default(), payer.customer_id)? >= i64::from(limit)
    {
        return Ok(refused(CodeProblem::UsedByCustomer));
    }
    Ok(CodeOutcome::Applied(code))
}
