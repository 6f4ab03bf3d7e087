//! Addresses of the API with what can be done at them.
//!
//! An address also answers under `.json`, says in `Allow` what it takes, answers OPTIONS, and refuses
//! anything else: first who may not be there at all (401, 403), then what nobody may do (405).

use std::rc::Rc;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::header::ALLOW;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::{FromRequest, Handler, Resource, Responder, guard, web};
use serde_json::json;

use super::call::Call;
use super::error::{ApiError, ApiResult};
use super::reply::Reply;
use crate::platform::live::address as pages;
use crate::platform::live::door::{Door, Toll};

/// Who may be at an address at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Anybody.
    ToAll,
    /// Anybody may read, staff may do more.
    ToAllForReading,
    /// Whoever has an account.
    ToMembers,
    /// Staff.
    ToStaff,
}

/// An address that is being described.
pub struct Address {
    resource: Resource,
    methods: Vec<&'static str>,
    open: Open,
    door: Option<Gate>,
}

/// What stands before addresses whose answers are kept.
#[derive(Clone)]
pub struct Gate {
    /// Gives kept answers.
    pub door: Rc<Door>,
    /// What an answer costs the sender.
    pub toll: Toll,
}

/// The address `path`, which ends in a slash, with its `.json` twin.
pub fn address(path: &str, open: Open) -> Address {
    let twin = format!("{}.json", path.trim_end_matches('/'));
    Address { resource: web::resource([path.to_owned(), twin]), methods: Vec::new(), open, door: None }
}

/// The address `path` with and without the slash at its end.
pub fn bare_address(path: &str, open: Open) -> Address {
    let bare = path.trim_end_matches('/').to_owned();
    Address { resource: web::resource([path.to_owned(), bare]), methods: Vec::new(), open, door: None }
}

impl Address {
    /// Gives kept answers where the handler reads by [`Call::read_public`].
    pub fn kept(mut self, gate: &Gate) -> Self {
        self.door = Some(gate.clone());
        self
    }

    /// Reading, with GET and HEAD.
    pub fn get<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.extend(["GET", "HEAD"]);
        let reads = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
        self.resource = self.resource.route(reads.to(handler));
        self
    }

    /// Making something.
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on("POST", Method::POST, handler)
    }

    /// Changing all of something.
    pub fn put<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on("PUT", Method::PUT, handler)
    }

    /// Changing a part of something.
    pub fn patch<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on("PATCH", Method::PATCH, handler)
    }

    /// Removing something.
    pub fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on("DELETE", Method::DELETE, handler)
    }

    fn on<F, Args>(mut self, name: &'static str, method: Method, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.push(name);
        self.resource = self.resource.route(web::method(method).to(handler));
        self
    }
}

impl HttpServiceFactory for Address {
    fn register(self, config: &mut AppService) {
        let mut methods = self.methods;
        methods.push("OPTIONS");
        // Lives as long as the program: addresses are described once per thread, at its start.
        let allowed: &'static str = Box::leak(methods.join(", ").into_boxed_str());
        let open = self.open;
        let resource = self
            .resource
            .route(web::method(Method::OPTIONS).to(move |call: Call| describe(call, allowed)))
            .default_service(web::route().to(move |call: Call| refuse(call, open, allowed)));
        let allow = DefaultHeaders::new().add((ALLOW, allowed));
        match self.door {
            None => resource.wrap(allow).register(config),
            Some(Gate { door, toll }) => resource
                .wrap(from_fn(move |req, next| {
                    Rc::clone(&door).program(pages::Address::Whole, Rc::clone(&toll), req, next)
                }))
                .wrap(allow)
                .register(config),
        }
    }
}

async fn describe(call: Call, allowed: &'static str) -> ApiResult {
    let about = json!({
        "name": call.request.path,
        "allow": allowed.split(", ").collect::<Vec<_>>(),
        "renders": ["application/json", "text/html"],
        "parses": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
    });
    call.answer(Reply::with(StatusCode::OK, &about)?)
}

async fn refuse(call: Call, open: Open, allowed: &'static str) -> ApiResult {
    let caller = call.caller().await?;
    match open {
        Open::ToAll => {}
        Open::ToMembers => {
            caller.member()?;
        }
        Open::ToAllForReading | Open::ToStaff => {
            caller.staff()?;
        }
    }
    Err(ApiError::NotAllowed(call.request.method.clone(), allowed))
}
