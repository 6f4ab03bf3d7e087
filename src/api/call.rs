//! One request: read whole, answered in one hop to the database.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use sha2::{Digest, Sha256};

use super::body::Body;
use super::caller::{Caller, Member, Presented};
use super::error::{ApiError, ApiResult};
use super::idempotency::{self, Once};
use super::input::{AmountRule, Input};
use super::reply::{Reply, etag};
use super::request::Request;
use super::tokens::{TokenKind, TokenProblem};
use crate::app::App;
use crate::assets;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::editing::Edit;
use crate::platform::live::address::is_worth_keeping;
use crate::platform::live::door::PageKey;
use crate::platform::live::kept::Facts;
use crate::platform::settings::ShopSettings;
use crate::platform::signing::hex;
use crate::platform::versions::{self, Topic};
use crate::platform::web::error::AppError;

/// Of the page that browsers get.
const STYLESHEET: &str = "css/shop.css";

/// A request.
#[derive(Clone)]
pub struct Call {
    /// Database, files, clock.
    pub app: App,
    /// What it says about itself.
    pub request: Arc<Request>,
    /// What was sent with it.
    pub body: Arc<Body>,
    /// What shows who sends it.
    pub presented: Presented,
    parts: Arc<Vec<(String, String)>>,
    /// Under which the answer may be kept.
    page: Option<PageKey>,
}

/// A request in its hop: who asks is known.
pub struct Asked<'a> {
    /// The request.
    pub call: &'a Call,
    /// Who asks.
    pub caller: Caller,
    /// UTC.
    pub now: Time,
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Call, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let Some(app) = req.app_data::<web::Data<App>>() else {
                return Err(AppError::internal("the application was not given to its handlers").into());
            };
            let app = app.get_ref().clone();
            let request = Request::of(&req, &app);
            let presented = presented(&req, &app)?;
            app.api.limits.take(&payer(&presented, &request))?;
            let body = match request.method.is_safe() {
                true => Body::Empty,
                false => Body::read(&req, &mut payload).await,
            };
            let parts =
                req.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let (request, body, parts) = (Arc::new(request), Arc::new(body), Arc::new(parts));
            let page = req.extensions().get::<PageKey>().cloned();
            Ok(Call { app, request, body, presented, parts, page })
        })
    }
}

/// Who a request is counted for.
fn payer(presented: &Presented, request: &Request) -> String {
    match presented {
        Presented::Nothing => request.network.clone(),
        Presented::Token(claims) => format!("user {}", claims.user_id),
        Presented::Key(key) => format!("key {}", key.chars().take(16).collect::<String>()),
    }
}

/// `JWT`, `Bearer` and `Api-Key` count; anything else is as good as nothing, as in the reference.
fn presented(req: &HttpRequest, app: &App) -> Result<Presented, ApiError> {
    let header = req.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some((scheme, rest)) = header.trim().split_once(' ') else { return Ok(Presented::Nothing) };
    let rest = rest.trim();
    match scheme.to_ascii_lowercase().as_str() {
        "jwt" | "bearer" => {
            let claims = app.api.tokens.read(TokenKind::Access, rest, app.now()).map_err(ApiError::Token)?;
            Ok(Presented::Token(claims))
        }
        "api-key" => Ok(Presented::Key(rest.to_owned())),
        _ => Ok(Presented::Nothing),
    }
}

impl Call {
    /// A number in the address; 404 for anything else.
    pub fn id(&self, name: &str) -> Result<i64, ApiError> {
        self.text(name).parse().ok().filter(|id| *id >= 0).ok_or_else(ApiError::not_found)
    }

    /// A part of the address.
    pub fn text(&self, name: &str) -> &str {
        self.parts.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Answers from one state of the database.
    pub async fn read<F>(self, work: F) -> ApiResult
    where
        F: FnOnce(&mut Conn, &Asked<'_>) -> Result<Reply, ApiError> + Send + 'static,
    {
        let reply = self.look(work).await?;
        self.answer(reply)
    }

    /// [`Call::read`] of what is public and shows nothing but these topics: given again to senders who do
    /// not say who they are, for as long as nothing in it has changed.
    pub async fn read_public<F>(self, topics: &'static [Topic], work: F) -> ApiResult
    where
        F: FnOnce(&mut Conn, &Asked<'_>) -> Result<Reply, ApiError> + Send + 'static,
    {
        let keep = self.page.clone().filter(|_| self.presented == Presented::Nothing);
        let Some(PageKey(key)) = keep else { return self.read(work).await };
        let reply = self.look(move |conn, asked| {
            // Before anything that the answer shows is read.
            let versions = versions::read(conn).map_err(AppError::unavailable)?;
            let reply = work(conn, asked)?;
            let facts = Facts { versions, topics, until: None };
            let kept = reply.kept(asked.request(), assets::href(STYLESHEET), facts)?;
            if let Some(kept) = kept.filter(|_| is_worth_keeping(&key)) {
                asked.call.app.pages.keep(&key, Arc::new(kept));
            }
            Ok(reply)
        });
        let reply = reply.await?;
        self.answer(reply)
    }

    /// Finds something out from one state of the database.
    pub async fn look<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Asked<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let call = self.clone();
        let (found, key) = self
            .app
            .db
            .read(move |conn| {
                let asked = match asked(conn, &call) {
                    Ok(asked) => asked,
                    Err(error) => return Ok((Err(error), None)),
                };
                Ok((work(conn, &asked), asked.caller.unnoted_key()))
            })
            .await?;
        if let Some(key) = key {
            let (note, now) = (self.app.api.note_key, self.now());
            self.app.db.write(move |conn| Ok(note(conn, key, now)?)).await?;
        }
        found
    }

    /// Changes something in one transaction and answers; under an `Idempotency-Key` only once.
    pub async fn write<F>(self, work: F) -> ApiResult
    where
        F: FnOnce(&mut Conn, &Asked<'_>) -> Result<Reply, ApiError> + Clone + Send + 'static,
    {
        let once = self.once()?;
        let _guard = once.as_ref().map(|once| self.app.api.running.begin(once)).transpose()?;
        let call = self.clone();
        let reply = self.app.db.attempt(move |conn| {
            let asked = held(conn, &call)?;
            let Some(once) = once else { return work(conn, &asked) };
            if let Some(reply) = idempotency::begin(conn, &once, asked.now)? {
                return Ok(reply);
            }
            let reply = work(conn, &asked)?;
            idempotency::finish(conn, &once, &reply)?;
            Ok(reply)
        });
        let reply: Reply = reply.await?;
        self.answer(reply)
    }

    /// [`Call::write`] without a memory of answers: for what must not be stored, such as tokens.
    pub async fn write_unremembered<F>(self, work: F) -> ApiResult
    where
        F: FnOnce(&mut Conn, &Asked<'_>) -> Result<Reply, ApiError> + Clone + Send + 'static,
    {
        let call = self.clone();
        let reply: Reply = self
            .app
            .db
            .attempt(move |conn| {
                let asked = held(conn, &call)?;
                work(conn, &asked)
            })
            .await?;
        self.answer(reply)
    }

    /// Who asks, when a handler has to know before its hop.
    pub async fn caller(&self) -> Result<Caller, ApiError> {
        if self.presented == Presented::Nothing {
            return Ok(Caller::Guest);
        }
        self.look(|_, asked| Ok(asked.caller.clone())).await
    }

    /// Sends a reply.
    pub fn answer(&self, reply: Reply) -> ApiResult {
        reply.answer(&self.request, assets::href(STYLESHEET))
    }

    /// Now, UTC.
    pub fn now(&self) -> Time {
        self.app.now()
    }

    fn once(&self) -> Result<Option<Once>, ApiError> {
        let Some(key) = &self.request.idempotency_key else { return Ok(None) };
        if self.request.method != Method::POST {
            return Ok(None);
        }
        let mut hash = Sha256::new();
        hash.update(self.request.method.as_str());
        hash.update(self.request.path.as_bytes());
        hash.update([0]);
        hash.update(self.body.bytes());
        let caller = match &self.presented {
            // A guest's key is good in the guest's network only: the answer may hold what is theirs.
            Presented::Nothing => format!("guest {}", self.request.network),
            presented => payer(presented, &self.request),
        };
        let once = Once { caller, key: key.clone(), fingerprint: hex(&hash.finalize()) };
        once.check()?;
        Ok(Some(once))
    }
}

fn asked<'a>(conn: &mut Conn, call: &'a Call) -> Result<Asked<'a>, ApiError> {
    let now = call.now();
    let caller = match &call.presented {
        Presented::Nothing => Caller::Guest,
        presented => (call.app.api.identify)(conn, presented, now)?,
    };
    Ok(Asked { call, caller, now })
}

/// The same where something may be written.
fn held<'a>(conn: &mut Conn, call: &'a Call) -> Result<Asked<'a>, ApiError> {
    let asked = asked(conn, call)?;
    if let Some(key) = asked.caller.unnoted_key() {
        (call.app.api.note_key)(conn, key, asked.now)?;
    }
    Ok(asked)
}

impl Asked<'_> {
    /// The fields that were sent.
    pub fn input(&self) -> Result<Input, ApiError> {
        self.call.body.input()
    }

    /// The request without its body.
    pub fn request(&self) -> &Request {
        &self.call.request
    }

    /// The words of `include=`, each of them one of `known`; 400 for another one.
    pub fn included(&self, known: &[&'static str]) -> Result<Vec<&'static str>, ApiError> {
        let text = self.request().param("include").unwrap_or_default();
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words
            .map(|word| {
                known.iter().copied().find(|name| *name == word).ok_or_else(|| {
                    let all: Vec<String> = known.iter().map(|name| format!("\"{name}\"")).collect();
                    let all = all.join(" and ");
                    ApiError::field(
                        "include",
                        format_args!("\"{word}\" cannot be included. There is only {all}."),
                    )
                })
            })
            .collect()
    }

    /// The settings of the shop.
    pub fn settings(&self, conn: &mut Conn) -> Result<ShopSettings, ApiError> {
        Ok(ShopSettings::load(conn, &self.call.app.config)?)
    }

    /// What prices have to be.
    pub fn price_rule(&self, settings: &ShopSettings) -> AmountRule {
        AmountRule { currency: settings.currency, least: self.call.app.config.min_unit_price }
    }

    /// Whether the sender has a permission.
    pub fn may(&self, conn: &mut Conn, permission: &str) -> Result<bool, ApiError> {
        let Caller::Member(member) = &self.caller else { return Ok(false) };
        // What a key may and its account may not is not among its scopes.
        if let Some(scopes) = &member.scopes {
            return Ok(scopes.contains(permission));
        }
        Ok(member.is_superuser || (self.call.app.api.has_permission)(conn, member.user_id, permission)?)
    }

    /// Staff with this permission; 401 for guests, 403 for others.
    pub fn staff(&self, conn: &mut Conn, permission: &str) -> Result<&Member, ApiError> {
        let member = self.caller.staff()?;
        if self.may(conn, permission)? { Ok(member) } else { Err(ApiError::forbidden()) }
    }

    /// Anybody with an account and this permission.
    pub fn permitted(&self, conn: &mut Conn, permission: &str) -> Result<&Member, ApiError> {
        let member = self.caller.member()?;
        if self.may(conn, permission)? { Ok(member) } else { Err(ApiError::forbidden()) }
    }

    /// Who changes something, and when.
    pub fn edit(&self) -> Edit {
        Edit { by: self.caller.actor(), now: self.now }
    }

    /// Refuses a change that is bound (`If-Match`) to another version than the present one.
    pub fn require_version(&self, present: impl FnOnce() -> Result<Reply, ApiError>) -> Result<(), ApiError> {
        if !self.request().is_conditional() || self.request().is_for_version(&etag(&present()?.body)) {
            return Ok(());
        }
        Err(ApiError::Detail(
            StatusCode::PRECONDITION_FAILED,
            "This has changed since you read it. Read it again and repeat your change.".to_owned(),
        ))
    }
}

impl From<TokenProblem> for ApiError {
    fn from(problem: TokenProblem) -> Self {
        ApiError::Token(problem)
    }
}
