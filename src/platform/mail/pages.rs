//! `/dev/mail/`: what would have been sent, for whoever works on a shop without a mail server.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Listed, Outbox, Received};
use crate::app::App;
use crate::assets;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::page::page;

/// So many messages are listed.
const LISTED: usize = 200;
/// Mails bring a style sheet of their own; nothing else of them may do anything.
const MAIL_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

#[derive(Template)]
#[template(path = "mail/dev_mail_list.html")]
struct DevMailListPage {
    stylesheet: &'static str,
    mails: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "mail/dev_mail_detail.html")]
struct DevMailDetailPage<'a> {
    stylesheet: &'static str,
    name: &'a str,
    mail: &'a Received,
    text: Vec<Piece<'a>>,
}

/// `GET /dev/mail/`
pub async fn dev_mail_list(req: HttpRequest, app: web::Data<App>) -> PageResult {
    let outbox = shown(&app)?.clone();
    let mails = web::block(move || outbox.list(LISTED)).await.map_err(AppError::internal)?;
    page(&req, &DevMailListPage { stylesheet: assets::href("css/shop.css"), mails })
}

/// `GET /dev/mail/{name}/`
pub async fn dev_mail_detail(req: HttpRequest, app: web::Data<App>, name: web::Path<String>) -> PageResult {
    let mail = shown(&app)?.read(&name).or_not_found("mail")?;
    let text = pieces(&mail.text);
    let stylesheet = assets::href("css/shop.css");
    page(&req, &DevMailDetailPage { stylesheet, name: &name, mail: &mail, text })
}

/// `GET /dev/mail/{name}/html/`
pub async fn dev_mail_html(app: web::Data<App>, name: web::Path<String>) -> PageResult {
    let mail = shown(&app)?.read(&name).or_not_found("mail")?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("content-security-policy", MAIL_POLICY))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-robots-tag", "noindex"))
        .body(mail.html))
}

/// The messages, on a developer's own machine only.
fn shown(app: &App) -> Result<&Outbox, AppError> {
    let developing = app.config.is_local() && app.config.mail_pages;
    developing.then(|| app.mail.outbox()).flatten().or_not_found("page")
}

/// A stretch of text, or an address that can be followed.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    is_link: bool,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(from.len());
        let link = from.get(..end).unwrap_or(from).trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        pieces.push(Piece { text: before, is_link: false });
        pieces.push(Piece { text: link, is_link: true });
        rest = from.get(link.len()..).unwrap_or_default();
    }
    pieces.push(Piece { text: rest, is_link: false });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_the_text_become_links() {
        let found = pieces("Go to https://shop.example/x/?a=1. Or (http://a.example/b)\n");
        let links: Vec<&str> = found.iter().filter(|piece| piece.is_link).map(|piece| piece.text).collect();
        assert_eq!(links, ["https://shop.example/x/?a=1", "http://a.example/b"]);
        let whole: String = found.iter().map(|piece| piece.text).collect();
        assert_eq!(whole, "Go to https://shop.example/x/?a=1. Or (http://a.example/b)\n");
    }
}
