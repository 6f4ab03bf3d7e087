//! Order numbers: short enough to read out, random so that they tell nothing about the shop.

/// Crockford's base 32: no letter that is taken for a digit or another letter.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new number such as `4K7Q-92XM`; one of a million million.
pub fn new_number() -> String {
    let mut bits = rand::random::<u64>();
    let mut number = String::with_capacity(9);
    for place in 0..8 {
        if place == 4 {
            number.push('-');
        }
        let letter = usize::try_from(bits % 32).ok().and_then(|at| LETTERS.get(at)).copied();
        number.push(char::from(letter.unwrap_or(b'0')));
        bits /= 32;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_shape_and_differ() {
        let (one, other) = (new_number(), new_number());
        assert_ne!(one, other);
        assert_eq!((one.len(), one.find('-')), (9, Some(4)));
        assert!(one.chars().all(|letter| letter == '-' || LETTERS.contains(&(letter as u8))));
    }
}
