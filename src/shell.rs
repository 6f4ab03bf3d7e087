//! What every page of the shop needs: name, navigation, footer, and the visitor's own part.

use diesel::QueryResult;

use crate::catalog::models::Collection;
use crate::catalog::queries::list_collections;
use crate::config::Config;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
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
}

/// The personal part of the header.
#[derive(Debug, Clone)]
pub struct VisitorPart {
    /// Name of the account, if signed in.
    pub name: Option<String>,
    /// Units in the cart.
    pub cart_count: u32,
}

/// The frame, and what was read for it that pages need as well.
pub struct Frame {
    /// For the template.
    pub shell: Shell,
    /// The shop's settings.
    pub settings: ShopSettings,
    /// Every collection, by title.
    pub collections: Vec<Collection>,
}

impl Frame {
    /// Reads the frame of a page; three statements.
    pub fn load(conn: &mut Conn, config: &Config) -> QueryResult<Frame> {
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
        let shell = Shell {
            shop_name: settings.name.clone(),
            accent_href: urls::accent(&settings.accent),
            navigation,
            footer_pages,
            contact: settings.contact.clone(),
            words: String::new(),
            visitor: None,
            base_url: config.base_url.clone(),
        };
        Ok(Frame { shell, settings, collections })
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

/// Collections in the header beyond this many are found under "Collections".
const MAX_NAVIGATION: usize = 8;
