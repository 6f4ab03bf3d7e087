//! Which links browsers may fetch before they are followed.

use actix_web::HttpResponse;

use super::error::PageResult;

/// Same-origin links, except where a visit does something or shows something personal.
const RULES: &str = r#"{"prefetch":[{"source":"document","where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":["/cart/*","/checkout/*","/account/*","/admin/*","/orders/*","/payment/*","/api/*","/static/*","/media/*"]}},{"not":{"selector_matches":"[rel~=nofollow],[download]"}}]},"eagerness":"moderate"}]}
"#;

/// `GET /speculation-rules.json`
pub async fn speculation_rules() -> PageResult {
    Ok(HttpResponse::Ok()
        .content_type("application/speculationrules+json")
        .insert_header(("cache-control", "public, max-age=3600"))
        .body(RULES))
}
