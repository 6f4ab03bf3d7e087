//! A page that says one thing, perhaps with a button for it.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;

use super::personal_head;
use crate::app::App;
use crate::platform::web::error::{AppError, PageResult};
use crate::platform::web::page::personal_page_with_status;
use crate::shell::{Frame, Link, Shell, Visitor};
use crate::shopfront::views::Head;

/// What such a page says.
#[derive(Debug, Clone, Default)]
pub(super) struct Notice {
    /// The heading.
    pub title: String,
    /// One sentence or two.
    pub text: String,
    /// A form of nothing but this button.
    pub button: Option<Link>,
    /// The way on.
    pub link: Option<Link>,
}

#[derive(Template)]
#[template(path = "accounts/notice.html")]
struct NoticePage {
    shell: Shell,
    head: Head,
    notice: Notice,
}

impl Notice {
    /// Only words.
    pub fn new(title: &str, text: &str) -> Notice {
        Notice { title: title.to_owned(), text: text.to_owned(), ..Notice::default() }
    }

    /// With a button that sends a POST to `href`.
    pub fn button(self, title: &str, href: &str) -> Notice {
        Notice { button: Some(link(title, href)), ..self }
    }

    /// With a way on.
    pub fn link(self, title: &str, href: &str) -> Notice {
        Notice { link: Some(link(title, href)), ..self }
    }

    /// Answers with the page.
    pub async fn show(self, app: &App, req: &HttpRequest, visitor: Visitor) -> PageResult {
        self.show_as(StatusCode::OK, app, req, visitor).await
    }

    /// Answers with the page for a link that does not work, or works no more.
    pub async fn show_as_missing(self, app: &App, req: &HttpRequest, visitor: Visitor) -> PageResult {
        self.show_as(StatusCode::NOT_FOUND, app, req, visitor).await
    }

    async fn show_as(self, status: StatusCode, app: &App, req: &HttpRequest, visitor: Visitor) -> PageResult {
        let config = app.config.clone();
        let page = app
            .db
            .read(move |conn| {
                let frame = Frame::load(conn, &config, &visitor)?;
                let head = personal_head(&frame, &self.title);
                Ok::<_, AppError>(NoticePage { head, shell: frame.shell, notice: self })
            })
            .await?;
        personal_page_with_status(req, status, &page)
    }
}

fn link(title: &str, href: &str) -> Link {
    Link { title: title.to_owned(), href: href.to_owned() }
}
