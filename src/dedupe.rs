//! An event that says what the one before it said.

/// Remembers the last event by a hash of what it says.
#[derive(Debug, Default)]
pub struct Last {
    hash: u64,
}

impl Last {
    /// Whether this says what the last one said: types, messages, stacks and fingerprint, in one text.
    pub fn is_repeat(&mut self, said: &str) -> bool {
        let hash = said.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        core::mem::replace(&mut self.hash, hash) == hash
    }
}

/// FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_last_counts() {
        let mut last = Last::default();
        let repeats = ["", "a", "a", "b", "a", "ab", ""].map(|said| last.is_repeat(said));
        assert_eq!(repeats, [false, false, true, false, false, false, false]);
    }
}
