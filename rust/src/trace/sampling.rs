//! Whether a trace is sampled. Shares are in millionths: six digits, as on the wire.

use std::sync::atomic::{AtomicU32, Ordering};

/// The whole, in millionths.
pub(super) const MILLION: u32 = 1_000_000;

const UNSET: u32 = u32::MAX;
/// `Options::traces_sample_rate`.
static SAMPLE_RATE: AtomicU32 = AtomicU32::new(UNSET);

/// Sets the sample rate, in millionths. As with all options, the first call counts.
pub(super) fn set_sample_rate(rate: u32) {
    // An error means that a rate is set already.
    let _ = SAMPLE_RATE.compare_exchange(UNSET, rate, Ordering::Relaxed, Ordering::Relaxed);
}

/// The decision about a trace, with the numbers that it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sampling {
    pub is_sampled: bool,
    pub rate: u32,
    pub rand: u32,
}

impl Sampling {
    /// Decides by the sample rate, unless the app has decided.
    pub(super) fn of(trace_id: &str, by_app: Option<bool>) -> Self {
        let rate = match SAMPLE_RATE.load(Ordering::Relaxed) {
            UNSET => 0,
            rate => rate,
        };
        Self::at(rate, trace_id, by_app)
    }

    fn at(rate: u32, trace_id: &str, by_app: Option<bool>) -> Self {
        let rate = by_app.map_or(rate, |is_sampled| if is_sampled { MILLION } else { 0 });
        let rand = rand_of(trace_id);
        Self { is_sampled: by_app.unwrap_or(rand < rate), rate, rand }
    }
}

/// The random number of a trace. Trace ids are random, so it is made of the first digits: all transactions of one trace have
/// the same decision, and so have the errors of the page (`js/report/page_trace.js`).
fn rand_of(trace_id: &str) -> u32 {
    // 20 bits: a step is a millionth, and the highest number is below the whole.
    let digits = trace_id.get(..5).unwrap_or_default();
    u32::from_str_radix(digits, 16).map_or(MILLION, |roll| {
        // Rounded as `toFixed(6)` does.
        let rounded = (u64::from(roll) * u64::from(MILLION) + (1 << 19)) >> 20;
        u32::try_from(rounded).unwrap_or(MILLION)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_random_number() {
        for (rate, id, expect) in [
            (0, "00000000", false),
            (MILLION, "ffffffffabc", true),
            (500_000, "7fffffff", true),
            (500_000, "80000000", false),
            (200_000, "3332aaaa", true),
            (200_000, "33334aaa", false),
            (MILLION, "", false),
            (MILLION, "not hex!", false),
        ] {
            assert_eq!(Sampling::at(rate, id, None).is_sampled, expect, "{rate} {id}");
        }
    }

    #[test]
    fn numbers_of_the_wire_agree_with_the_decision() {
        let half = Sampling { is_sampled: false, rate: 500_000, rand: 500_000 };
        assert_eq!(Sampling::at(500_000, "80000000", None), half);
        // The same table holds js/report/page_trace.js: tests/js/page_trace.test.mjs.
        for (id, rand) in [
            ("00000fff", 0),
            ("00001", 1),
            ("12345678", 71_111),
            ("33333333", 200_000),
            ("80001", 500_001),
            ("ffffffff", 999_999),
        ] {
            assert_eq!(rand_of(id), rand, "{id}");
        }
        for is_sampled in [true, false] {
            let by_app = Sampling::at(500_000, "80000000", Some(is_sampled));
            assert_eq!((by_app.is_sampled, by_app.rand < by_app.rate), (is_sampled, is_sampled));
        }
    }
}
