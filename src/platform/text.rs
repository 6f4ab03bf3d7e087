//! Folding of text for comparing, sorting and finding.

use deunicode::deunicode_with_tofu;

/// Lower case without accents: what is compared, sorted and searched, the same on both databases.
///
/// Scripts without a Latin transliteration table entry stay as they are.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(fold_char).collect::<String>().to_lowercase()
}

fn fold_char(letter: char) -> Vec<char> {
    // Only Latin letters with marks are folded: transliterating Greek or Han would make
    // words that nobody types.
    if matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        deunicode_with_tofu(&letter.to_string(), "").chars().collect()
    } else if matches!(letter, '\u{300}'..='\u{36f}') {
        Vec::new()
    } else {
        vec![letter]
    }
}

/// The key that titles are sorted by: folded, at most 120 characters.
pub fn sort_key(title: &str) -> String {
    fold(title).chars().take(120).collect()
}

/// "1 product", "26 products".
pub fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// 1234567 as "1,234,567".
pub fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = String::from(if count < 0 { "-" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_case_and_accents_away() {
        assert_eq!(fold("Ärmel CAFÉ Łódź"), "armel cafe lodz");
        assert_eq!(fold("e\u{301}"), "e");
        assert_eq!(fold("Ελλάδα 日本"), "ελλάδα 日本");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(counted(1, "product", "products"), "1 product");
        assert_eq!(counted(12_345, "product", "products"), "12,345 products");
    }
}
