//! Slugs: the readable part of an address.

use deunicode::deunicode;

/// Longest slug of a product or collection.
pub const MAX_SLUG: usize = 50;

/// A slug from a title: lower case ASCII letters and digits joined by single dashes, at most
/// [`MAX_SLUG`] characters, cut at a dash where that keeps more than half of it.
///
/// Empty when the title has no letter or digit; the caller then falls back on a fixed word.
pub fn slugify(title: &str) -> String {
    let mut slug = String::new();
    for letter in deunicode(title).chars() {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(letter, '\'' | '’') {
            slug.push('-');
        }
    }
    shorten(slug.trim_end_matches('-'), MAX_SLUG)
}

/// `slug` cut to at most `limit` characters.
pub fn shorten(slug: &str, limit: usize) -> String {
    if slug.len() <= limit {
        return slug.to_owned();
    }
    let cut: String = slug.chars().take(limit).collect();
    match cut.rfind('-') {
        Some(dash) if dash > limit / 2 => cut.chars().take(dash).collect(),
        _ => cut.trim_end_matches('-').to_owned(),
    }
}

/// `slug` with a number at its end that still fits: `mug` and 2 give `mug-2`.
pub fn numbered(slug: &str, number: usize) -> String {
    let tail = format!("-{number}");
    format!("{}{tail}", shorten(slug, MAX_SLUG - tail.len()))
}

/// Whether `text` may be a slug: 1 to 50 ASCII letters, digits, `-` and `_`.
pub fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs() {
        assert_eq!(slugify("Ünï cödé"), "uni-code");
        assert_eq!(slugify("  Baker's  Board — oak_1 "), "bakers-board-oak_1");
        assert_eq!(slugify("!!!"), "");
    }

    #[test]
    fn long_titles_are_cut_at_a_dash() {
        let slug = slugify("A very long title that goes on and on until nobody reads it any more");
        assert!(slug.len() <= MAX_SLUG && !slug.ends_with('-'));
        assert_eq!(slug, "a-very-long-title-that-goes-on-and-on-until");
        assert!(is_slug(&numbered(&"x".repeat(50), 12)));
    }
}
