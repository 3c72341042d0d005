//! Repeats: events that equal an event before.

/// The hash of a capture's text, which has its types, messages, stacks and fingerprint: FNV-1a,
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
#[must_use]
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Remembers the last event by its hash.
#[derive(Debug, Default)]
pub struct LastEvent {
    hash: u64,
}

impl LastEvent {
    /// Whether an event equals the last one.
    pub fn is_repeat(&mut self, hash: u64) -> bool {
        core::mem::replace(&mut self.hash, hash) == hash
    }
}

/// So many sent events are remembered.
const REMEMBERED: usize = 8;

/// The first and the longest time that a repeat of a sent event waits, in milliseconds.
const FIRST_WAIT_MS: u64 = 1_000;
const LONGEST_WAIT_MS: u64 = 60_000;

/// An event that was sent.
#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    hash: u64,
    wait_ms: u64,
    /// When it is forgotten, unless it was repeated.
    until_ms: u64,
}

/// The last events that were sent: a repeat of one waits longer each time, so that a storm becomes few items, each with its
/// count.
#[derive(Debug, Default)]
pub struct SentEvents {
    events: [Sent; REMEMBERED],
    /// The place of the next one.
    next: usize,
}

impl SentEvents {
    /// How long an event waits that repeats a sent one, in milliseconds.
    #[must_use]
    pub fn wait_ms(&self, hash: u64, now_ms: u64) -> Option<u64> {
        let sent = self.events.iter().find(|sent| sent.hash == hash && now_ms <= sent.until_ms)?;
        Some(sent.wait_ms)
    }

    /// Notes that an event is sent; its next repeat waits twice as long.
    pub fn note(&mut self, hash: u64, now_ms: u64) {
        let wait_ms = self.wait_ms(hash, now_ms).map_or(FIRST_WAIT_MS, |ms| (ms * 2).min(LONGEST_WAIT_MS));
        let until_ms = now_ms + 2 * LONGEST_WAIT_MS;
        let known = self.events.iter().position(|sent| sent.hash == hash);
        if known.is_none() {
            self.next = (self.next + 1) % REMEMBERED;
        }
        if let Some(sent) = self.events.get_mut(known.unwrap_or(self.next)) {
            *sent = Sent { hash, wait_ms, until_ms };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_last_counts() {
        let mut last_event = LastEvent::default();
        let repeats = ["", "a", "a", "b", "a", "ab", ""].map(|text| last_event.is_repeat(hash(text)));
        assert_eq!(repeats, [false, false, true, false, false, false, false]);
    }

    #[test]
    fn a_repeat_of_a_sent_event_waits_longer_each_time() {
        let mut sent = SentEvents::default();
        assert_eq!(sent.wait_ms(7, 0), None);
        let mut now_ms = 0;
        let mut waits = Vec::new();
        for _ in 0..8 {
            sent.note(7, now_ms);
            let wait_ms = sent.wait_ms(7, now_ms).unwrap();
            waits.push(wait_ms / 1_000);
            now_ms += wait_ms;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(sent.wait_ms(7, now_ms + 2 * LONGEST_WAIT_MS), None, "after two quiet minutes it is news");
        assert_eq!(sent.wait_ms(8, now_ms), None);
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let mut sent = SentEvents::default();
        for hash in 1..=9 {
            sent.note(hash, 0);
        }
        let known: Vec<u64> = (1..=9).filter(|hash| sent.wait_ms(*hash, 0).is_some()).collect();
        assert_eq!(known, [2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
