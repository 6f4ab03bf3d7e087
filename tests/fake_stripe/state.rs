//! What the stand-in remembers, and what happens to it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// 500, and nothing happened.
    ErrorBefore,
    /// It happened, but the answer is 500.
    ErrorAfter,
    /// The connection breaks, and nothing happened.
    LostBefore,
    /// It happened, and the connection breaks.
    LostAfter,
    /// 429
    TooMany,
    /// 409: a call with the same key is running.
    Conflict,
    /// 200 with something unreadable; it happened.
    Garbage,
    /// The shop is killed before anything happens.
    KillBefore,
    /// The shop is killed before it hears that it happened.
    KillAfter,
}

/// What it remembers.
pub struct State {
    base: String,
    clock: Option<i64>,
    count: u32,
    /// Sessions, oldest first.
    pub sessions: Vec<Value>,
    /// Payment intents by name.
    pub intents: BTreeMap<String, Value>,
    /// Refunds, oldest first.
    pub refunds: Vec<Value>,
    /// Idempotency keys with what was asked and answered.
    pub keys: BTreeMap<String, (String, u16, Value)>,
    /// What happened and was not sent.
    pub events: Vec<Value>,
    /// Where events are sent.
    pub webhook: Option<String>,
    /// What goes wrong: the beginning of the call, and how.
    pub trouble: Vec<(String, Vec<Trouble>)>,
    /// The process that is killed.
    pub victim: Option<u32>,
    /// Every call: method and path.
    pub calls: Vec<String>,
    /// Most entries of one part of a list.
    pub most_per_part: usize,
    /// The state in which refunds begin.
    pub refunds_begin: &'static str,
}

impl State {
    pub fn new(base: &str, clock: Option<i64>) -> State {
        State {
            base: base.to_owned(),
            clock,
            count: 0,
            sessions: Vec::new(),
            intents: BTreeMap::new(),
            refunds: Vec::new(),
            keys: BTreeMap::new(),
            events: Vec::new(),
            webhook: None,
            trouble: Vec::new(),
            victim: None,
            calls: Vec::new(),
            most_per_part: 100,
            refunds_begin: "succeeded",
        }
    }

    /// Now, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.unwrap_or_else(|| chrono::Utc::now().timestamp())
    }

    /// Lets time pass, and sessions expire.
    pub fn pass(&mut self, seconds: i64) {
        self.clock = Some(self.now() + seconds);
        self.expire_sessions();
    }

    /// Expires the sessions whose time is over.
    pub fn expire_sessions(&mut self) {
        let now = self.now();
        let over: Vec<String> = self
            .sessions
            .iter()
            .filter(|session| session["status"] == "open" && session["expires_at"].as_i64().unwrap() <= now)
            .map(|session| session["id"].as_str().unwrap().to_owned())
            .collect();
        for id in over {
            self.expire(&id);
        }
    }

    pub fn new_id(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_test_{:04}", self.count)
    }

    /// The trouble this call has, if any.
    pub fn trouble_of(&mut self, call: &str) -> Option<Trouble> {
        let place =
            self.trouble.iter().position(|(start, how)| call.starts_with(start) && !how.is_empty())?;
        Some(self.trouble[place].1.remove(0))
    }

    /// Kills the shop, as a failing machine does.
    pub fn kill(&mut self) {
        let victim = self.victim.take().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-KILL", &victim]).status().unwrap().success());
    }

    pub fn session(&mut self, id: &str) -> Option<&mut Value> {
        self.sessions.iter_mut().find(|session| session["id"] == id)
    }

    /// A new session; `fields` are those that the caller gave.
    pub fn open_session(&mut self, fields: &BTreeMap<String, String>, amount: i64) -> Value {
        let id = self.new_id("cs");
        let metadata: BTreeMap<&str, &str> = fields
            .iter()
            .filter_map(|(name, value)| {
                Some((name.strip_prefix("metadata[")?.strip_suffix(']')?, value.as_str()))
            })
            .collect();
        let session = json!({
            "id": id, "object": "checkout.session", "livemode": false, "mode": "payment",
            "status": "open", "payment_status": "unpaid", "ui_mode": "hosted_page",
            "amount_subtotal": amount, "amount_total": amount,
            "currency": fields["line_items[0][price_data][currency]"],
            "client_reference_id": fields.get("client_reference_id"),
            "customer_email": fields.get("customer_email"),
            "customer_details": null, "payment_method_types": ["card"],
            "metadata": metadata, "payment_intent": null,
            "created": self.now(),
            "expires_at": fields["expires_at"].parse::<i64>().unwrap(),
            "success_url": fields["success_url"], "cancel_url": fields["cancel_url"],
            "url": format!("{}/c/pay/{id}", self.base),
        });
        self.sessions.push(session.clone());
        session
    }

    /// Nothing can be paid there any more.
    pub fn expire(&mut self, id: &str) {
        let session = self.session(id).unwrap();
        session["status"] = json!("expired");
        session["url"] = Value::Null;
        let session = session.clone();
        self.happened("checkout.session.expired", session);
    }

    /// The customer has finished the page: paid at once, or later.
    pub fn complete(&mut self, id: &str, is_paid: bool) {
        let intent = self.new_id("pi");
        let session = self.session(id).unwrap();
        session["status"] = json!("complete");
        session["payment_status"] = json!(if is_paid { "paid" } else { "unpaid" });
        session["payment_intent"] = json!(intent);
        session["url"] = Value::Null;
        session["customer_details"] = json!({ "email": "ann@example.com", "name": "Ann Cardholder" });
        let session = session.clone();
        self.intents.insert(
            intent.clone(),
            json!({
                "id": intent, "object": "payment_intent", "amount": session["amount_total"],
                "currency": session["currency"], "status": if is_paid { "succeeded" } else { "processing" },
                "latest_charge": {
                    "id": intent.replace("pi_", "ch_"), "object": "charge",
                    "payment_method_details": { "type": "card", "card": { "brand": "visa", "last4": "4242" } },
                },
            }),
        );
        self.happened("checkout.session.completed", session);
    }

    /// The money of a delayed payment came, or did not.
    pub fn settle(&mut self, id: &str, came: bool) {
        let session = self.session(id).unwrap();
        if came {
            session["payment_status"] = json!("paid");
        }
        let session = session.clone();
        let status = if came { "succeeded" } else { "requires_payment_method" };
        self.intents.get_mut(session["payment_intent"].as_str().unwrap()).unwrap()["status"] = json!(status);
        let what = if came { "succeeded" } else { "failed" };
        self.happened(&format!("checkout.session.async_payment_{what}"), session);
    }

    /// What is left of a payment to give back.
    pub fn left_of(&self, intent: &str) -> Option<i64> {
        let paid = self.intents.get(intent).filter(|intent| intent["status"] == "succeeded")?;
        let back: i64 = self
            .refunds
            .iter()
            .filter(|refund| refund["payment_intent"] == intent && refund["status"] != "failed")
            .map(|refund| refund["amount"].as_i64().unwrap())
            .sum();
        Some(paid["amount"].as_i64().unwrap() - back)
    }

    /// Gives money back.
    pub fn give_back(&mut self, intent: &str, amount: i64, metadata: Value) -> Value {
        let id = self.new_id("re");
        let (currency, charge) = {
            let intent = &self.intents[intent];
            (intent["currency"].clone(), intent["latest_charge"].clone())
        };
        let refund = json!({
            "id": id, "object": "refund", "amount": amount, "currency": currency,
            "payment_intent": intent, "charge": charge["id"], "status": self.refunds_begin,
            "metadata": metadata, "created": self.now(), "reason": null,
        });
        self.refunds.push(refund.clone());
        self.happened("refund.created", refund.clone());
        let mut charge = charge;
        charge["payment_intent"] = json!(intent);
        charge["amount_refunded"] = json!(amount);
        self.happened("charge.refunded", charge);
        refund
    }

    /// The bank sends a refund back.
    pub fn fail_refund(&mut self, id: &str) {
        let refund = self.refunds.iter_mut().find(|refund| refund["id"] == id).unwrap();
        refund["status"] = json!("failed");
        refund["failure_reason"] = json!("lost_or_stolen_card");
        let refund = refund.clone();
        self.happened("refund.failed", refund);
    }

    /// Notes an event.
    pub fn happened(&mut self, kind: &str, object: Value) {
        let id = self.new_id("evt");
        let event = json!({
            "id": id, "object": "event", "type": kind, "api_version": "2026-10-28.endive",
            "created": self.now(), "livemode": false, "pending_webhooks": 1,
            "data": { "object": object },
        });
        self.events.push(event);
    }
}
