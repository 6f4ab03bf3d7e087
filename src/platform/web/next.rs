//! Where to lead somebody after signing in: a path of this site and nothing else.

/// Longer paths are not of ours.
const LONGEST: usize = 2_000;

/// `path` when it surely stays on this site.
///
/// Browsers read `\` as `/`, skip tabs and line breaks, and take `//host` for another site; what
/// is not plain printable ASCII could not stand in a header either.
pub fn safe_next(path: &str) -> Option<&str> {
    let mut bytes = path.bytes();
    let stays = bytes.next() == Some(b'/')
        && bytes.next() != Some(b'/')
        && path.len() <= LONGEST
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    stays.then_some(path)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const ELSEWHERE: &[&str] = &[
        "",
        "account/",
        "https://evil.example/",
        "HTTPS:evil.example",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "\t//evil.example/",
        " //evil.example/",
        "/ /evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/x\r\nSet-Cookie: a=b",
        "/x\0",
        "/ü",
        "?next=//evil.example",
        "@evil.example",
    ];

    #[test]
    fn only_paths_of_this_site_are_taken() {
        for path in ELSEWHERE {
            assert_eq!(safe_next(path), None, "{path:?}");
        }
        assert_eq!(safe_next(&format!("/{}", "x".repeat(LONGEST))), None);
        let shop = Url::parse("https://shop.example/account/login/").unwrap();
        for path in [
            "/",
            "/account/",
            "/products/?q=a%20b&sort=price#top",
            "/%2F%2Fevil.example",
            "/..//evil.example",
        ] {
            let next = safe_next(path).unwrap();
            assert_eq!(shop.join(next).unwrap().origin(), shop.origin(), "{path}");
        }
    }
}
