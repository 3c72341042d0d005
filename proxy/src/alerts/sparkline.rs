//! Events over time as a line of characters.

/// From few to many.
const BARS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];
/// An hour without events.
const NONE: char = '▁';

/// A bar for each number, oldest first; empty for none. One event beside thousands still stands out from none.
#[must_use]
pub fn sparkline(counts: &[u32]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().map(|count| bar(*count, most)).collect()
}

fn bar(count: u32, most: u32) -> char {
    let steps = u64::try_from(BARS.len() - 1).unwrap_or(1);
    // The lowest bar is for none, the others share what is above it.
    let height = (u64::from(count) * steps).div_ceil(u64::from(most.max(1)));
    usize::try_from(height).ok().and_then(|height| BARS.get(height)).copied().unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (counts, expect) in [
            (&[][..], ""),
            (&[0, 0], "▁▁"),
            (&[0, 1, 2, 3, 4, 5, 6], "▁▂▃▄▅▆▇"),
            (&[1, 100_000, 50_000], "▂▇▄"),
            (&[u32::MAX, 1], "▇▂"),
        ] {
            assert_eq!(sparkline(counts), expect, "{counts:?}");
        }
    }
}
