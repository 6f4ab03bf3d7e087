//! One buyer: fills carts, orders, sends forms twice, cancels, loses interest.
//!
//! A request that gets no answer is sent again until the server lives; only sometimes a buyer goes
//! away after ordering without having heard anything.

use std::io;
use std::thread;

use rand::RngExt;
use rand::rngs::StdRng;

use super::browser::{Answer, Browser};
use super::crowd::Crowd;
use super::order_form::{OrderForm, enter_details};
use crate::urls;

/// Between two attempts to reach the server.
const RETRY_MILLISECONDS: u64 = 10;

/// Somebody who shops until it is time to go home.
pub struct Buyer<'a> {
    crowd: &'a Crowd,
    email: String,
    random: StdRng,
    browser: Browser,
}

impl<'a> Buyer<'a> {
    /// The buyer with this number; some of them share an address, as a family does.
    pub fn new(crowd: &'a Crowd, number: usize, random: StdRng) -> Buyer<'a> {
        let email = format!("buyer{}@example.com", number / 2);
        Buyer { crowd, email, random, browser: Browser::new(crowd.address) }
    }

    /// Shops until it is time to go home.
    pub fn shop(&mut self) {
        loop {
            self.browser = Browser::new(self.crowd.address);
            // `None`: it is time to go home, or this visit led to nothing.
            let _visit = self.visit();
            let rest = self.random.random_range(0..10);
            if !self.crowd.pause(rest) {
                return;
            }
        }
    }

    fn visit(&mut self) -> Option<()> {
        self.fill_cart()?;
        if self.happens(40) {
            self.enter_code()?;
        }
        if self.happens(10) {
            return None;
        }
        self.enter_details()?;
        let form = self.open_form()?;
        let order = match self.order(&form)? {
            Some(order) => order,
            None if self.happens(50) => {
                let again = self.open_form()?;
                self.send(&again)??
            }
            None => return None,
        };
        if self.happens(25) {
            self.cancel(&order)?;
        }
        Some(())
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn fill_cart(&mut self) -> Option<()> {
        let lines = self.random.random_range(1..=3);
        let mut added = 0;
        for _ in 0..lines {
            let place = self.random.random_range(0..self.crowd.shop.things.len());
            let what = *self.crowd.shop.things.get(place)?;
            let product = what.product_id.to_string();
            let variant = what.variant_id.map(|id| id.to_string()).unwrap_or_default();
            let quantity = self.random.random_range(1..=3).to_string();
            let fields = [("product", &*product), ("variant", &*variant), ("quantity", &*quantity)];
            let answer = self.insist(|browser| browser.post(urls::cart_items(), &fields))?;
            match answer.status {
                303 => added += 1,
                _ => self.crowd.ledger().refuse("Not put into the cart: sold out, or fewer left."),
            }
        }
        (added > 0).then_some(())
    }

    fn enter_code(&mut self) -> Option<()> {
        let place = self.random.random_range(0..self.crowd.shop.codes.len());
        let code = self.crowd.shop.codes.get(place)?;
        let answer = self.insist(|browser| browser.post(urls::cart_code(), &[("code", code)]))?;
        if answer.status != 303 {
            self.crowd.ledger().refuse("The code was refused in the cart.");
        }
        Some(())
    }

    fn enter_details(&mut self) -> Option<()> {
        let email = self.email.clone();
        self.insist(|browser| enter_details(browser, &email))?;
        let method = self.crowd.shop.shipping_method.to_string();
        self.insist(|browser| browser.post(urls::checkout_shipping(), &[("method", &method)]))?;
        Some(())
    }

    fn open_form(&mut self) -> Option<OrderForm> {
        let page = self.insist(|browser| browser.get(urls::checkout_payment()))?;
        let form = OrderForm::on(&page);
        if form.is_none() {
            self.crowd.ledger().refuse("The cart was removed before it could be ordered.");
        }
        form
    }

    /// Sends the order form as people do: once, once without waiting, twice, in two tabs at once.
    fn order(&mut self, form: &OrderForm) -> Option<Option<String>> {
        self.crowd.announce_form();
        match self.random.random_range(0..100) {
            0..10 => {
                let answer = form.send(&mut self.browser).ok()?;
                Some(self.hear(form, &answer))
            }
            10..25 => {
                let first = self.send(form)?;
                let second = self.send(form)?;
                Some(first.or(second))
            }
            25..40 => {
                let mut tab = self.browser.tab();
                let (in_tab, here) = thread::scope(|scope| {
                    let other = scope.spawn(|| form.send(&mut tab));
                    let here = self.send(form);
                    (other.join(), here)
                });
                let in_tab = in_tab.ok().and_then(Result::ok).and_then(|answer| self.hear(form, &answer));
                Some(here?.or(in_tab))
            }
            _ => self.send(form),
        }
    }

    /// Sends the form until it is answered; the order, unless the answer was another one.
    fn send(&mut self, form: &OrderForm) -> Option<Option<String>> {
        let answer = self.insist(|browser| form.send(browser))?;
        Some(self.hear(form, &answer))
    }

    fn hear(&self, form: &OrderForm, answer: &Answer) -> Option<String> {
        let mut ledger = self.crowd.ledger();
        match (answer.order(), answer.status) {
            (Some(order), _) => {
                ledger.confirm(&form.token, order);
                return Some(order.to_owned());
            }
            (None, 409) => ledger.refuse(&answer.first_item().unwrap_or_default()),
            (None, _) => ledger.refuse("The cart was removed before it could be ordered."),
        }
        None
    }

    fn cancel(&mut self, order: &str) -> Option<()> {
        self.insist(|browser| browser.post(&urls::order_cancellation(order), &[]))?;
        let page = self.insist(|browser| browser.get(&urls::order(order)))?;
        let mut ledger = self.crowd.ledger();
        match page.body.contains("page__intro\">Cancelled<") {
            true => ledger.cancel(order),
            false => {
                ledger.wrong.push(format!("order {order} was not cancelled when its buyer asked for it"))
            }
        }
        Some(())
    }

    /// Asks until there is an answer; `None` when it is time to go home.
    fn insist(&mut self, ask: impl Fn(&mut Browser) -> io::Result<Answer>) -> Option<Answer> {
        loop {
            if let Ok(answer) = ask(&mut self.browser) {
                if !matches!(answer.status, 200 | 303 | 409 | 422) {
                    self.crowd
                        .ledger()
                        .wrong
                        .push(format!("the shop answered with status {}", answer.status));
                }
                return Some(answer);
            }
            if !self.crowd.pause(RETRY_MILLISECONDS) {
                return None;
            }
        }
    }
}
