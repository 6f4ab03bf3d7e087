//! What the pages of the admin show: owned, ready to print, without a type of any model.
//!
//! Templates choose and repeat; every word, address and state they need stands here.

mod form;
mod list;
mod print;
mod work;

pub use form::*;
pub use list::*;
pub use print::*;
pub use work::*;

/// The frame of every page of the admin.
#[derive(Debug, Clone, Default)]
pub struct AdminShell {
    /// "Storefront Admin"
    pub header: String,
    /// Title of the page, without the site's name.
    pub title: String,
    /// The stylesheet that sets the accent colour.
    pub accent_href: String,
    /// Who has signed in.
    pub staff_name: String,
    /// From the index to this page; the last one has no address.
    pub crumbs: Vec<Crumb>,
    /// Every model that this person may see, by application.
    pub apps: Vec<AppView>,
    /// What came of what was just done.
    pub messages: Vec<Message>,
    /// A page in a window of its own, without sidebar and crumbs: `_popup=1`.
    pub is_popup: bool,
}

/// A step of the way to a page.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// What is read.
    pub label: String,
    /// Where it leads; the page itself has none.
    pub href: Option<String>,
}

/// An application: the models of a domain.
#[derive(Debug, Clone)]
pub struct AppView {
    /// "Catalog"
    pub label: String,
    /// Its own page.
    pub href: String,
    /// In the order of registration.
    pub models: Vec<ModelView>,
    /// Whether this page belongs to it.
    pub is_current: bool,
}

/// A model in the sidebar and on the index.
#[derive(Debug, Clone, Default)]
pub struct ModelView {
    /// "Products"
    pub label: String,
    /// Its list.
    pub href: String,
    /// The empty form, for those who may add.
    pub add_href: Option<String>,
    /// Whether this person may change rows or only view them.
    pub can_change: bool,
    /// Whether this page belongs to it.
    pub is_current: bool,
    /// The letter that leads to it after `g`; may be empty.
    pub letter: &'static str,
}

/// Something that waits for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// "3 payments do not match."
    pub text: String,
    /// Where they are.
    pub href: &'static str,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Level {
    /// It worked.
    Success,
    /// Worth knowing.
    Info,
    /// It worked, but look at it.
    Warning,
    /// It did not work.
    Error,
}

impl Level {
    /// For class names: `success` …
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Success => "success",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// A sentence about what was just done; shown once.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// How it is meant.
    pub level: Level,
    /// The sentence.
    pub text: String,
    /// What it is about, if that can be opened.
    pub link: Option<(String, String)>,
}

/// The colour of a state; its words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Waits for somebody.
    Warn,
    /// Went wrong or is over.
    Bad,
    /// Neither.
    Plain,
}

impl Tone {
    /// For class names: `good` …
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Plain => "plain",
        }
    }
}

/// A line of a value that has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedLine {
    /// What is read.
    pub text: String,
    /// What leads somewhere, and where; on another site when the address has a host.
    pub link: Option<(String, String)>,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: the empty value of the model, "-".
    Empty,
    /// A text.
    Text(String),
    /// Digits, aligned at the end.
    Number(String),
    /// Yes, no or unknown, as an icon with words.
    Bool(Option<bool>),
    /// A text that leads somewhere in the admin.
    Link {
        /// Where.
        href: String,
        /// What is read.
        text: String,
    },
    /// A text that leads to another site.
    Url(String),
    /// A small picture.
    Picture {
        /// Its address.
        src: String,
        /// What is on it.
        alt: String,
    },
    /// A state.
    Status {
        /// In words.
        text: String,
        /// In colour.
        tone: Tone,
    },
    /// Several lines, as they are.
    Lines(Vec<String>),
    /// Several lines, some of which lead somewhere.
    LinkedLines(Vec<LinkedLine>),
}
