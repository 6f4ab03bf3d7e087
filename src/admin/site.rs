//! The site: every registered model, and what the engine has to be told by the program around it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use diesel::QueryResult;

use super::deletion::Generic;
use super::model::Model;
use super::staff::Staff;
use crate::app::App;
use crate::platform::db::Conn;

/// Finds a member of staff by key, and by the version of their session unless they do not ask
/// themselves.
pub type FindStaff = fn(&mut Conn, i64, Option<i32>) -> QueryResult<Option<Staff>>;
/// Checks an uploaded picture by its content, stores it, and returns its key or what is wrong with it.
pub type StorePicture = fn(&App, Vec<u8>, String) -> Pin<Box<dyn Future<Output = PictureResult>>>;
/// Key of a stored picture, or a sentence for the person who sent it.
pub type PictureResult = Result<i64, String>;
/// The addresses of small versions of pictures, with what is on them.
pub type ShowPictures = fn(&mut Conn, &[i64]) -> QueryResult<HashMap<i64, (String, String)>>;

/// A domain as it is shown: its name in addresses, and in words.
pub struct AppSpec {
    /// `catalog`
    pub name: &'static str,
    /// "Catalog"
    pub label: &'static str,
}

/// A page of a domain that is no model, listed after its models.
pub struct SitePage {
    /// The domain: `payments`.
    pub app: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its address.
    pub href: &'static str,
    /// Whoever may see the rows of this model may open it.
    pub model: &'static str,
}

/// Something that waits for staff, said on the index while there is any of it.
pub struct Notice {
    /// Whoever may see the rows of this model is told.
    pub model: &'static str,
    /// Where they are.
    pub href: &'static str,
    /// How many wait.
    pub count: fn(&mut Conn) -> QueryResult<i64>,
    /// What one is called, and several: "payment does not match".
    pub words: (&'static str, &'static str),
}

/// Addresses that the engine does not own.
pub struct Doors {
    /// Where staff sign in, with the address to go on to.
    pub log_in: fn(&str) -> String,
    /// The stylesheet of an accent colour.
    pub accent: fn(&str) -> String,
}

/// The site.
pub struct Site {
    /// "Storefront Admin"
    pub header: &'static str,
    /// "Admin Dashboard"
    pub index_title: &'static str,
    apps: Vec<AppSpec>,
    models: Vec<Model>,
    pub(super) pages: Vec<SitePage>,
    pub(super) notices: Vec<Notice>,
    pub(super) generics: Vec<Generic>,
    pub(super) find_staff: FindStaff,
    pub(super) store_picture: StorePicture,
    pub(super) show_pictures: ShowPictures,
    pub(super) doors: Doors,
}

impl Site {
    /// A site without models.
    pub fn new(
        header: &'static str,
        index_title: &'static str,
        find_staff: FindStaff,
        pictures: (StorePicture, ShowPictures),
        doors: Doors,
    ) -> Site {
        Site {
            header,
            index_title,
            apps: Vec::new(),
            models: Vec::new(),
            pages: Vec::new(),
            notices: Vec::new(),
            generics: Vec::new(),
            find_staff,
            store_picture: pictures.0,
            show_pictures: pictures.1,
            doors,
        }
    }

    /// A site without models in the surroundings of this one.
    pub fn bare(&self, header: &'static str, index_title: &'static str) -> Site {
        let Doors { log_in, accent } = self.doors;
        let pictures = (self.store_picture, self.show_pictures);
        Site::new(header, index_title, self.find_staff, pictures, Doors { log_in, accent })
    }

    /// A domain, in the order in which they are shown.
    pub fn app(mut self, name: &'static str, label: &'static str) -> Site {
        self.apps.push(AppSpec { name, label });
        self
    }

    /// One more model.
    pub fn model(mut self, model: Model) -> Site {
        self.models.push(model);
        self
    }

    /// A page that is no model.
    pub fn page(mut self, page: SitePage) -> Site {
        self.pages.push(page);
        self
    }

    /// Something that the index tells of.
    pub fn notice(mut self, notice: Notice) -> Site {
        self.notices.push(notice);
        self
    }

    /// A relation by content type, which the database does not know.
    pub fn generic(mut self, generic: Generic) -> Site {
        self.generics.push(generic);
        self
    }

    /// Every model.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Every domain with models.
    pub fn apps(&self) -> impl Iterator<Item = (&AppSpec, Vec<&Model>)> {
        self.apps.iter().map(|app| {
            (app, self.models.iter().filter(|model| model.domain() == app.name).collect::<Vec<_>>())
        })
    }

    /// The model of this name: `catalog.product`.
    pub fn find(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name() == name)
    }

    /// The model whose rows are in this table.
    pub fn of_table(&self, table: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.tracked.table == table)
    }
}
