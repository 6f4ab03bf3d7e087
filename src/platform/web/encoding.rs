//! Which content encoding a client takes.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// The name in headers; none for [`Encoding::Identity`].
    pub fn token(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    /// The strong ETag of content with this hash, sent this way: other bytes, other tag.
    pub fn etag(self, hash: &str) -> String {
        match self {
            Encoding::Brotli => format!("\"{hash}-br\""),
            Encoding::Gzip => format!("\"{hash}-gz\""),
            Encoding::Identity => format!("\"{hash}\""),
        }
    }
}

/// Whether the client names `encoding` as acceptable (a weight of zero refuses it).
pub fn accepts(headers: &HeaderMap, encoding: Encoding) -> bool {
    let Some(token) = encoding.token() else { return true };
    headers
        .get_all(ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(token));
            named && !parts.any(is_zero_weight)
        })
}

fn is_zero_weight(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    name.trim().eq_ignore_ascii_case("q") && value.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn an_encoding_is_taken_when_named_and_not_refused() {
        for (header, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("GZIP;q=0.5", false, true),
            ("br;q=0, gzip; q=0.0", false, false),
            ("identity", false, false),
            ("", false, false),
            ("gzipped", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(header));
            assert_eq!(accepts(&headers, Encoding::Brotli), brotli, "{header}");
            assert_eq!(accepts(&headers, Encoding::Gzip), gzip, "{header}");
        }
    }
}
