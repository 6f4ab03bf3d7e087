//! What search engines may read: `robots.txt` and the sitemap (sitemaps.org protocol 0.9).

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::catalog::queries::list_collections;
use crate::platform::clock::Time;
use crate::platform::web::error::{AppError, PageResult};
use crate::shell::kept::answer_file;
use crate::shopfront::pages::TOPICS;
use crate::shopfront::queries::{highest_product_id, list_for_sitemap, list_page_links};
use crate::urls;

/// Addresses in one file; the protocol's limit is 50,000.
const PER_FILE: i64 = 49_000;
const XML: &str = "application/xml; charset=utf-8";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `GET /robots.txt`
pub async fn robots(app: Data<App>) -> HttpResponse {
    let body = format!(
        "User-agent: *\nDisallow: /cart/\nDisallow: /checkout/\nDisallow: /account/\nDisallow: /admin/\n\
         Disallow: /orders/\n\nSitemap: {}/sitemap.xml\n",
        app.config.base_url
    );
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(body)
}

/// `GET /sitemap.xml`: all addresses, or in a large shop the list of the files that hold them.
pub async fn sitemap(app: Data<App>, req: HttpRequest) -> PageResult {
    let base = app.config.base_url.clone();
    answer_file(&app, &req, TOPICS, XML, move |conn| {
        let highest = highest_product_id(conn)?;
        if highest > PER_FILE {
            return Ok(index(&base, (highest + PER_FILE - 1) / PER_FILE));
        }
        let mut entries = fixed_entries(conn)?;
        entries.extend(product_entries(list_for_sitemap(conn, 0, highest)?));
        Ok(url_set(&base, &entries))
    })
    .await
}

/// `GET /sitemap-{number}.xml`: one file of a large shop, from 1.
pub async fn sitemap_part(app: Data<App>, req: HttpRequest, number: Path<i64>) -> PageResult {
    let (base, number) = (app.config.base_url.clone(), number.into_inner());
    answer_file(&app, &req, TOPICS, XML, move |conn| {
        let highest = highest_product_id(conn)?;
        let after = (number - 1).checked_mul(PER_FILE).filter(|after| *after >= 0 && *after < highest);
        let after = after.ok_or(AppError::NotFound("page"))?;
        let mut entries = if number == 1 { fixed_entries(conn)? } else { Vec::new() };
        entries.extend(product_entries(list_for_sitemap(conn, after, after + PER_FILE)?));
        Ok(url_set(&base, &entries))
    })
    .await
}

struct Entry {
    path: String,
    changed: Option<Time>,
}

fn fixed_entries(conn: &mut crate::platform::db::Conn) -> Result<Vec<Entry>, AppError> {
    let collections =
        list_collections(conn)?.into_iter().map(|collection| urls::collection(&collection.slug));
    let pages = list_page_links(conn)?.into_iter().map(|(slug, _)| urls::page(&slug));
    Ok([urls::home(), urls::products(), urls::collections()]
        .into_iter()
        .map(str::to_owned)
        .chain(collections)
        .chain(pages)
        .map(|path| Entry { path, changed: None })
        .collect())
}

fn product_entries(rows: Vec<(String, Time)>) -> impl Iterator<Item = Entry> {
    rows.into_iter().map(|(slug, changed)| Entry { path: urls::product(&slug), changed: Some(changed) })
}

/// Paths hold only slugs, so nothing needs escaping; the base address is the operator's.
fn url_set(base: &str, entries: &[Entry]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n");
    for entry in entries {
        xml.push_str("<url><loc>");
        xml.push_str(base);
        xml.push_str(&entry.path);
        xml.push_str("</loc>");
        if let Some(changed) = entry.changed {
            xml.push_str(&format!("<lastmod>{}Z</lastmod>", changed.format("%Y-%m-%dT%H:%M:%S")));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn index(base: &str, files: i64) -> String {
    let mut xml =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for number in 1..=files {
        xml.push_str(&format!("<sitemap><loc>{base}{}</loc></sitemap>\n", urls::sitemap_part(number)));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}
