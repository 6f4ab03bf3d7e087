//! Reproducible irregularity: the same picture must always be the same bytes.

/// A small generator of evenly spread numbers (xorshift), not for secrets.
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator that always yields the same numbers for the same `seed`.
    pub fn new(seed: u64) -> Random {
        Random { state: seed | 1 }
    }

    /// The next number from `low` up to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let step = u16::try_from((self.state >> 32) & 0xFFFF).unwrap_or(0);
        low + (high - low) * f32::from(step) / f32::from(u16::MAX)
    }
}

/// A seed from a text (FNV-1a), the same on every machine and in every release.
pub fn seed_of(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
