//! What every page of the shop needs: name, navigation, footer, and the visitor's own part.

pub mod kept;

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use diesel::QueryResult;
use serde::{Deserialize, Serialize};

use crate::accounts::models::SignedIn;
use crate::accounts::queries::find_signed_in;
use crate::admin::reply;
pub use crate::admin::views::AdminShell;
use crate::admin::views::{Crumb, Level, Message};
use crate::cart::models::CartOwner;
use crate::catalog::models::Collection;
use crate::catalog::queries::list_collections;
use crate::config::Config;
use crate::media::queries::find_picture;
use crate::media::view::Picture;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::sessions::{self, State};
use crate::platform::settings::ShopSettings;
use crate::platform::web::error::AppError;
use crate::shopfront::queries::list_page_links;
use crate::urls;

/// A title and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Shown in the header and in titles.
    pub shop_name: String,
    /// Stands in the header in the place of the name.
    pub logo: Option<Picture>,
    /// The stylesheet that sets the accent colour.
    pub accent_href: String,
    /// Top-level collections.
    pub navigation: Vec<Link>,
    /// Legal pages.
    pub footer_pages: Vec<Link>,
    /// Where shoppers can write to; may be empty.
    pub contact: String,
    /// What is in the search field.
    pub words: String,
    /// What only this visitor sees; `None` for visitors without a session, who all get the
    /// same bytes.
    pub visitor: Option<VisitorPart>,
    /// The shop's own address, without a slash at the end.
    pub base_url: String,
    /// Stands on both sides of what is only one visitor's, in a page that is kept for all; else empty.
    pub mark: &'static str,
}

/// The personal part of the frame.
#[derive(Debug, Clone)]
pub struct VisitorPart {
    /// Name of the account, if signed in.
    pub name: Option<String>,
    /// Units in the cart.
    pub cart_count: i64,
    /// What came of what was just done.
    pub flash: Option<Flash>,
}

/// One sentence about what was just done; shown once, on the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Whether it did not work.
    pub is_error: bool,
    /// The sentence.
    pub text: String,
}

/// Names of values in a session, besides those of [`sessions`].
const CART: &str = "cart";
const FLASH: &str = "flash";

/// Who sends a request, as far as the session tells; whether the account still counts is found
/// out by [`Visitor::signed_in`].
///
/// Taking it from a GET request takes the flash out of the session: the page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// Key of the user and the version of the session.
    user: Option<(i64, i32)>,
    /// The UUID of a guest's cart.
    pub guest_cart: Option<String>,
    flash: Option<Flash>,
    has_session: bool,
}

impl Visitor {
    /// Reads the session of a request.
    pub fn of(req: &HttpRequest) -> Visitor {
        Visitor::of_state(&take_state(req))
    }

    /// Reads the state of a session.
    pub fn of_state(state: &State) -> Visitor {
        if state.is_empty() {
            return Visitor::default();
        }
        let user = value::<i64>(state, sessions::USER).zip(value::<i32>(state, sessions::VERSION));
        Visitor { user, guest_cart: value(state, CART), flash: value(state, FLASH), has_session: true }
    }

    /// The account, if the visitor has signed in and the session still counts; one statement at most.
    pub fn signed_in(&self, conn: &mut Conn) -> QueryResult<Option<SignedIn>> {
        match self.user {
            Some((id, version)) => find_signed_in(conn, id, version),
            None => Ok(None),
        }
    }

    /// The account; [`AppError::SignInRequired`] leads everybody else to the sign-in form.
    pub fn require_signed_in(&self, conn: &mut Conn) -> Result<SignedIn, AppError> {
        self.signed_in(conn)?.ok_or(AppError::SignInRequired)
    }

    /// Whether the browser sent a session with something in it.
    pub fn has_session(&self) -> bool {
        self.has_session
    }

    /// How the visitor's cart is found, if there can be one.
    pub fn cart(&self, account: Option<&SignedIn>) -> Option<CartOwner> {
        match account {
            Some(account) => Some(CartOwner::Customer(account.customer_id)),
            None => self.guest_cart.clone().map(CartOwner::Guest),
        }
    }
}

impl FromRequest for Visitor {
    type Error = AppError;
    type Future = Ready<Result<Visitor, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Visitor::of(req)))
    }
}

/// Who acts, for histories.
pub fn actor(account: Option<&SignedIn>) -> Actor {
    match account {
        Some(account) => Actor::user(account.user_id, &account.name()),
        None => Actor::guest(),
    }
}

/// Signs an account in: a new key, so that a key known before is worth nothing, and what the
/// guest had in the session stays, except the cart, which has joined the account's.
pub fn sign_in(session: &Session, user_id: i64, version: i32, agent: &str) -> Result<(), AppError> {
    session.renew();
    session.remove(CART);
    put(session, sessions::USER, user_id)?;
    put(session, sessions::VERSION, version)?;
    put(session, sessions::AGENT, agent)
}

/// Signs out in this browser, under a new key; what a guest may have in a session stays.
pub fn sign_out(session: &Session) {
    session.renew();
    for name in [sessions::USER, sessions::VERSION, sessions::AGENT] {
        session.remove(name);
    }
}

/// Keeps the UUID of a guest's cart.
pub fn keep_cart(session: &Session, cart: &str) -> Result<(), AppError> {
    put(session, CART, cart)
}

/// Has the next page say `text`.
pub fn flash(session: &Session, text: &str) -> Result<(), AppError> {
    put(session, FLASH, Flash { is_error: false, text: text.to_owned() })
}

/// Has the next page say `text` as something that did not work.
pub fn flash_error(session: &Session, text: &str) -> Result<(), AppError> {
    put(session, FLASH, Flash { is_error: true, text: text.to_owned() })
}

fn put(session: &Session, name: &str, value: impl Serialize) -> Result<(), AppError> {
    session.insert(name, value).map_err(AppError::internal)
}

/// A value of the session; one that cannot be read counts as missing.
fn value<T: serde::de::DeserializeOwned>(state: &State, name: &str) -> Option<T> {
    serde_json::from_str(state.get(name)?).ok()
}

/// The state of the session of a request, for a page that is shown to the visitor: the flash is taken
/// out of the session. A page that a browser reads in advance does not show it.
fn take_state(req: &HttpRequest) -> State {
    let session = req.get_session();
    let mut state = session.entries().clone();
    if !state.contains_key(FLASH) {
        return state;
    }
    match req.method().is_safe() && !req.headers().contains_key("sec-purpose") {
        true => session.remove(FLASH),
        false => state.remove(FLASH),
    };
    state
}

/// The frame, and what was read for it that pages need as well.
pub struct Frame {
    /// For the template.
    pub shell: Shell,
    /// The shop's settings.
    pub settings: ShopSettings,
    /// Every collection, by title.
    pub collections: Vec<Collection>,
    /// The account, if the visitor has signed in.
    pub account: Option<SignedIn>,
    /// How the visitor's cart is found, if there can be one.
    pub cart: Option<CartOwner>,
}

impl Frame {
    /// Reads the frame of a page; three statements, two more for a visitor with a session, and two
    /// more in a shop with a logo.
    pub fn load(conn: &mut Conn, config: &Config, visitor: &Visitor) -> QueryResult<Frame> {
        let settings = ShopSettings::load(conn, config)?;
        let collections = list_collections(conn)?;
        let footer_pages = list_page_links(conn)?
            .into_iter()
            .map(|(slug, title)| Link { title, href: urls::page(&slug) })
            .collect();
        let navigation = collections
            .iter()
            .filter(|collection| collection.parent_id.is_none())
            .take(MAX_NAVIGATION)
            .map(|collection| Link {
                title: collection.title.clone(),
                href: urls::collection(&collection.slug),
            })
            .collect();
        let logo = match settings.logo_id {
            Some(id) => find_picture(conn, id)?,
            None => None,
        };
        let account = visitor.signed_in(conn)?;
        let cart = visitor.cart(account.as_ref());
        let part = kept::visitor_part(conn, visitor, account.as_ref())?;
        let shell = Shell {
            shop_name: settings.name.clone(),
            logo,
            accent_href: urls::accent(&settings.accent),
            navigation,
            footer_pages,
            contact: settings.contact.clone(),
            words: String::new(),
            visitor: visitor.has_session.then_some(part),
            base_url: config.base_url.clone(),
            mark: "",
        };
        Ok(Frame { shell, settings, collections, account, cart })
    }

    /// The full address of a path of ours.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.shell.base_url)
    }

    /// "Mugs · Larkfold"
    pub fn title(&self, title: &str) -> String {
        format!("{title} · {}", self.shell.shop_name)
    }
}

/// Has the next page of the admin say `text`.
pub fn tell_staff(session: &Session, text: &str) -> Result<(), AppError> {
    let message = Message { level: Level::Success, text: text.to_owned(), link: None };
    reply::leave(session, vec![message])
}

/// What the admin is called, on every page of it.
pub const ADMIN_HEADER: &str = "Storefront Admin";

/// The frame of a page of the admin, with the way to it but without any model.
pub fn admin_frame(
    settings: &ShopSettings,
    visitor: &Visitor,
    account: &SignedIn,
    title: &str,
) -> AdminShell {
    let level = |flash: &Flash| if flash.is_error { Level::Error } else { Level::Success };
    let message = |flash: &Flash| Message { level: level(flash), text: flash.text.clone(), link: None };
    AdminShell {
        header: ADMIN_HEADER.to_owned(),
        title: title.to_owned(),
        accent_href: urls::accent(&settings.accent),
        staff_name: account.name(),
        crumbs: vec![
            Crumb { label: "Dashboard".to_owned(), href: Some(urls::admin_index().to_owned()) },
            Crumb { label: title.to_owned(), href: None },
        ],
        messages: visitor.flash.iter().map(message).collect(),
        ..AdminShell::default()
    }
}

/// Collections in the header beyond this many are found under "Collections".
const MAX_NAVIGATION: usize = 8;
