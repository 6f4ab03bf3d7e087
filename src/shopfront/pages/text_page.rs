//! Imprint, terms and the like.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::app::App;
use crate::platform::markdown::Html;
use crate::platform::slug::is_slug;
use crate::platform::web::error::{OrNotFound, PageResult};
use crate::shell::kept::answer;
use crate::shell::{Frame, Shell};
use crate::shopfront::pages::TOPICS;
use crate::shopfront::queries::{Page, find_page};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

#[derive(Template)]
#[template(path = "shopfront/text_page.html")]
struct TextPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    title: String,
    body: Html,
}

/// `GET /pages/{slug}/`
pub async fn text_page(app: Data<App>, req: HttpRequest, slug: Path<String>) -> PageResult {
    let slug = Some(slug.into_inner()).filter(|slug| is_slug(slug)).or_not_found("page")?;
    let answered = answer(&app, &req, TOPICS, move |conn, frame| {
        let found = find_page(conn, &slug)?.or_not_found("page")?;
        Ok(build(frame, found).into())
    });
    Ok(answered.await?.response)
}

fn build(frame: Frame, found: Page) -> TextPage {
    TextPage {
        head: Head {
            title: frame.title(&found.title),
            description: Html::plain_text(&found.body, 160),
            canonical: frame.absolute(&urls::page(&found.slug)),
            kind: "website",
            ..Head::default()
        },
        crumbs: vec![Crumb::to("Home", urls::home()), Crumb::here(&found.title)],
        body: Html::from_markdown(&found.body),
        title: found.title,
        shell: frame.shell,
    }
}
