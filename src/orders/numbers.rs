//! Numbers of orders, for people to read out.

/// Crockford's base 32: no I, L, O and U, which are misread or misheard.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// A new random number such as `4K7Q-92XM`: it tells nothing about how many orders there are.
///
/// Of 2⁴⁰ possible ones; the table refuses one that is taken already.
pub fn new_number() -> String {
    spell(rand::random())
}

/// The lowest 40 bits of `value` as a number; different ones give different numbers.
pub fn spell(value: u64) -> String {
    let mut number = String::with_capacity(9);
    for place in (0..8).rev() {
        let digit = usize::try_from((value >> (place * 5)) & 31).unwrap_or_default();
        number.extend(ALPHABET.get(digit));
        if place == 4 {
            number.push('-');
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_groups_of_four_letters_that_nobody_misreads() {
        for number in [new_number(), spell(0), spell(u64::MAX)] {
            let groups: Vec<&str> = number.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4], "{number}");
            assert!(number.chars().all(|letter| letter == '-' || ALPHABET.contains(&letter)), "{number}");
        }
        assert_eq!(spell(1), "0000-0001");
        assert_eq!(spell(31 << 20), "000Z-0000");
    }
}
