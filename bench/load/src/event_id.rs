//! Event ids: no two alike, and scattered as real ones are, so that an index of them is written all over.

use std::sync::atomic::{AtomicU64, Ordering};

/// Length of an id, in hex digits.
pub const LENGTH: usize = 32;

/// A source of ids.
#[derive(Debug)]
pub struct EventIds {
    seed: u64,
    next: AtomicU64,
}

impl EventIds {
    /// A source whose ids differ from those of other seeds.
    pub fn new(seed: u64) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    /// The next id.
    pub fn next(&self) -> String {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}{:016x}", scattered(n), self.seed)
    }
}

/// SplitMix64, which gives different numbers for different ones: <https://prng.di.unimi.it/splitmix64.c>
fn scattered(n: u64) -> u64 {
    let z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_32_digits_and_never_the_same() {
        let ids = EventIds::new(7);
        let drawn: Vec<_> = (0..10_000).map(|_| ids.next()).collect();
        assert!(drawn.iter().all(|id| id.len() == LENGTH && id.bytes().all(|b| b.is_ascii_hexdigit())));
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
    }

    #[test]
    fn other_seeds_give_other_ids() {
        assert_ne!(EventIds::new(1).next(), EventIds::new(2).next());
    }
}
