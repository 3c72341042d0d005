//! The options of the core; `js/options.js` has checked them.

use crate::fields::Fields;

/// The options of `init` that the core needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Share of error events that are sent, 0 to 1. Default 1.
    pub sample_rate: f64,
    /// Whether an event that equals the last one is dropped. Default yes.
    pub dedupe: bool,
    /// Whether losses are counted and sent to the server. Default yes.
    pub send_client_reports: bool,
}

/// How items are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sending {
    /// Whether the server takes batches, and counts of equal events.
    pub in_batches: bool,
    /// Whether a request that failed is made again later.
    pub tries_again: bool,
    /// Whether equal events become one with a count: the server knows such counts, or has not answered yet.
    pub counts_repeats: bool,
}

impl Sending {
    /// Reads the three, which are bits of a number.
    #[must_use]
    pub fn read(bits: u64) -> Self {
        Self { in_batches: bits & 1 != 0, tries_again: bits & 2 != 0, counts_repeats: bits & 4 != 0 }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { sample_rate: 1.0, dedupe: true, send_client_reports: true }
    }
}

impl Options {
    /// Reads `dedupe` and `send_client_reports`.
    #[must_use]
    pub fn read(mut fields: Fields<'_>, sample_rate: f64) -> Self {
        Self { sample_rate, dedupe: fields.flag(), send_client_reports: fields.flag() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them() {
        let expected = Options { sample_rate: 0.25, dedupe: false, send_client_reports: true };
        assert_eq!(Options::read(Fields::of("0\u{1f}1"), 0.25), expected);
    }

    #[test]
    fn bits_of_sending() {
        for (bits, in_batches, tries_again, counts_repeats) in [
            (0, false, false, false),
            (1, true, false, false),
            (2, false, true, false),
            (7, true, true, true),
        ] {
            assert_eq!(Sending::read(bits), Sending { in_batches, tries_again, counts_repeats });
        }
    }
}
