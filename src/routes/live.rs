//! The pages that are the same for everybody but for a few places: given from memory while nothing in them
//! has changed.

use std::rc::Rc;

use actix_session::SessionMiddleware;
use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, Handler, Responder, web};

use super::page;
use crate::platform::live::address::Address;
use crate::platform::live::door::Door;
use crate::platform::sessions::Store;
use crate::shopfront::pages;

/// The parameters of a list of products.
const LIST: Address = Address::With(&[
    "q",
    "collection",
    "tag",
    "min_price",
    "max_price",
    "in_stock",
    "sort",
    "page",
    "after",
    "before",
]);

/// Adds the pages. Sessions are opened behind the door: only a handler needs them.
pub fn configure(urls: &mut web::ServiceConfig, sessions: &SessionMiddleware<Store>, door: &Rc<Door>) {
    let place = Place { sessions, door };
    urls.service(place.page("/", Address::Path, pages::home))
        .service(place.page("/products/", LIST, pages::product_list))
        .service(place.page("/products/{slug}/", Address::With(&["variant"]), pages::product_detail))
        .service(place.page("/collections/", Address::Path, pages::collection_list))
        .service(place.page("/collections/{slug}/", LIST, pages::collection_detail))
        .service(place.page("/pages/{slug}/", Address::Path, pages::text_page))
        .service(place.file("/sitemap.xml", pages::sitemap))
        .service(place.file("/sitemap-{number:[0-9]+}.xml", pages::sitemap_part));
}

struct Place<'a> {
    sessions: &'a SessionMiddleware<Store>,
    door: &'a Rc<Door>,
}

impl Place<'_> {
    fn page<F, Args>(&self, path: &str, address: Address, handler: F) -> impl HttpServiceFactory + 'static
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let door = Rc::clone(self.door);
        page(path, handler)
            .wrap(self.sessions.clone())
            .wrap(from_fn(move |req, next| Rc::clone(&door).page(address, req, next)))
    }

    fn file<F, Args>(&self, path: &str, handler: F) -> impl HttpServiceFactory + 'static
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let door = Rc::clone(self.door);
        page(path, handler).wrap(from_fn(move |req, next| Rc::clone(&door).plain(Address::Path, req, next)))
    }
}
