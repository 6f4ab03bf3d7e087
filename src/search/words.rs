//! Words: how text is split, and which word a misspelt one was meant to be.

/// Longest word that is looked at; longer ones are no words.
const MAX_WORD: usize = 40;
/// Words of a query beyond this many are ignored.
pub const MAX_WORDS: usize = 12;
/// A candidate less alike than this is another word.
const ALIKE: f64 = 0.72;

/// The words of folded text: runs of letters and digits.
pub fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word is long enough to be recognised when misspelt, and short enough to be a word.
pub fn is_correctable(word: &str) -> bool {
    (3..=MAX_WORD).contains(&word.chars().count()) && !word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first words of what a shopper typed, folded; anything that is no letter or digit separates.
pub fn of_query(text: &str) -> Vec<String> {
    let head: String = text.chars().take(400).collect();
    split(&crate::platform::text::fold(&head))
        .map(|word| word.chars().take(MAX_WORD).collect())
        .take(MAX_WORDS)
        .collect()
}

/// The candidate most like `word`, if one is alike enough; of equals the first in the alphabet.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (likeness(word, candidate), candidate))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, candidate)| candidate)
}

/// 0 to 1: edits (with swaps of neighbours) per letter, where a common beginning counts more.
fn likeness(word: &str, candidate: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(word, candidate);
    let beginning = strsim::jaro_winkler(word, candidate);
    (edits + beginning) / 2.0
}

/// The trigrams of a word, as both databases cut them without padding.
pub fn trigrams(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_input_is_just_text() {
        assert_eq!(of_query("\"Blue\" OR (mug*) -x:y"), ["blue", "or", "mug", "x", "y"]);
        assert!(of_query("🙂 -- ' \" *").is_empty());
        assert!(of_query(&"word ".repeat(5_000)).len() <= MAX_WORDS);
        assert_eq!(of_query("CAFÉ crème"), ["cafe", "creme"]);
    }

    #[test]
    fn typos_find_the_word_that_was_meant() {
        let words = ["ceramic", "kettle", "mug", "notebook", "notes", "lamp", "linen"];
        for (typed, meant) in [
            ("cermaic", "ceramic"),
            ("kettel", "kettle"),
            ("muug", "mug"),
            ("notebok", "notebook"),
            ("linnen", "linen"),
        ] {
            assert_eq!(closest(typed, words), Some(meant), "{typed}");
        }
        assert_eq!(closest("xylophone", words), None);
    }
}
