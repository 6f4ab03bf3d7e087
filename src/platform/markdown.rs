//! Text from staff, imports and suppliers as safe HTML.

use pulldown_cmark::{Options, Parser, html};

/// Sanitised HTML. The only type that templates print without escaping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Renders markdown; HTML inside it is kept as far as it is harmless.
    ///
    /// Headings start at level two, since the page has its own level one.
    pub fn from_markdown(text: &str) -> Html {
        let mut rendered = String::new();
        html::push_html(&mut rendered, Parser::new_ext(text, Options::ENABLE_TABLES));
        Html(sanitise(&rendered))
    }

    /// Data for a `<script type="application/ld+json">` element.
    ///
    /// `<`, `>` and `&` become JSON escapes, so that no text in it can end the element.
    pub fn json(value: &serde_json::Value) -> Html {
        Html(value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }

    /// The text without tags, for descriptions in the head of a page; at most `limit` characters.
    pub fn plain_text(text: &str, limit: usize) -> String {
        let mut plain = String::new();
        for event in Parser::new_ext(text, Options::empty()) {
            match event {
                pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
                    plain.push_str(&text)
                }
                pulldown_cmark::Event::SoftBreak
                | pulldown_cmark::Event::HardBreak
                | pulldown_cmark::Event::Html(_)
                | pulldown_cmark::Event::End(_) => plain.push(' '),
                _ => {}
            }
        }
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(limit) {
            None => words,
            Some((cut, _)) => format!("{}…", words.get(..cut).unwrap_or_default().trim_end()),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl std::fmt::Display for Html {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

fn sanitise(dirty: &str) -> String {
    let shifted = dirty.replace("<h1>", "<h2>").replace("</h1>", "</h2>");
    ammonia::Builder::default()
        .link_rel(Some("nofollow noopener"))
        .rm_tags([
            "img", "figure", "header", "footer", "article", "aside", "nav", "section", "h1", "map", "area",
        ])
        .rm_tag_attributes("td", ["align", "char", "charoff"])
        .rm_tag_attributes("th", ["align", "char", "charoff"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .clean(&shifted)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_and_handlers_are_taken_out() {
        let html = Html::from_markdown(
            "# Title\n\n<p style=\"color:red\" onclick=\"x()\">Hi <script>alert(1)</script></p>\n\n[x](javascript:alert(1))",
        );
        assert_eq!(
            html.to_string().trim(),
            "<h2>Title</h2>\n<p>Hi </p>\n<p><a rel=\"nofollow noopener\">x</a></p>"
        );
    }

    #[test]
    fn json_cannot_end_its_script_element() {
        let html = Html::json(&serde_json::json!({ "name": "</script><b>&" }));
        assert!(!html.to_string().contains('<'));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&html.to_string()).unwrap()["name"],
            "</script><b>&"
        );
    }

    #[test]
    fn plain_text_is_cut_at_characters() {
        assert_eq!(Html::plain_text("**Bold** <em>and</em>\n\nmore äöü", 12), "Bold and mor…");
    }
}
