//! Repeats: events that equal the event before.

/// Remembers the last event by a hash.
#[derive(Debug, Default)]
pub struct LastEvent {
    hash: u64,
}

impl LastEvent {
    /// Whether an event equals the last one. The text has its types, messages, stacks and fingerprint.
    pub fn is_repeat(&mut self, text: &str) -> bool {
        let hash = text.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
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
        let mut last_event = LastEvent::default();
        let repeats = ["", "a", "a", "b", "a", "ab", ""].map(|text| last_event.is_repeat(text));
        assert_eq!(repeats, [false, false, true, false, false, false, false]);
    }
}
