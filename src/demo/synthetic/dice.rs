//! Numbers that are the same on every machine and in every version.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Numbers from a generator whose stream never changes.
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The dice of object number `number` of the kind that has this seed.
    pub fn of(seed: u64, number: i64) -> Dice {
        Dice(Xoshiro256PlusPlus::seed_from_u64(seed ^ number.unsigned_abs()))
    }

    /// 0 to `end` - 1.
    pub fn below(&mut self, end: u64) -> u64 {
        ((self.0.next_u64() >> 32) * end) >> 32
    }

    /// A place in a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(end)).unwrap_or(0)
    }

    /// Whether something happens that does so in so many of a hundred cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these words.
    pub fn pick(&mut self, words: &[&'static str]) -> &'static str {
        let index = self.index(words.len());
        words.get(index).copied().unwrap_or_default()
    }

    /// `from` to `to`.
    pub fn units(&mut self, from: u64, to: u64) -> i32 {
        i32::try_from(from + self.below(to - from + 1)).unwrap_or(i32::MAX)
    }

    /// Sixteen bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}
