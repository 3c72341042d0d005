//! A histogram with buckets that grow by a constant factor, as in DDSketch: <https://arxiv.org/abs/1908.10693>.
//!
//! Each bucket is 1 % wider than the one before and stands for the middle of its range, so a percentile differs from the
//! exact one by at most 0.5 % of its value. Histograms of hours, routes or releases merge by adding their buckets.

/// The factor between two bounds.
const FACTOR: f64 = 1.01;
/// Values below this one, in ms or without unit, fall into the bucket of zero.
pub const SMALLEST: f64 = 0.000_1;
/// The last bucket: values above about 3 years in ms fall into it.
const LAST: i32 = 2_540;
/// Most buckets in the stored form.
const MOST: usize = 8_192;

/// Counts of values by bucket.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// Values below [`SMALLEST`].
    zeros: u64,
    /// The bucket of the first element of `counts`.
    first: i32,
    /// The other buckets, from the first to the last that has a value: thousands of histograms are merged to answer one
    /// question, and a list is the quickest way to add them.
    counts: Vec<u64>,
    count: u64,
}

impl Histogram {
    /// Counts a value. A value that is not finite is ignored; a negative one counts as zero.
    pub fn add(&mut self, value: f64) {
        if value.is_finite() {
            self.add_to(bucket(value), 1);
        }
    }

    /// Adds the counts of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in other.buckets() {
            self.add_to(bucket, count);
        }
    }

    /// Adds a count to a bucket.
    fn add_to(&mut self, bucket: i32, count: u64) {
        if count == 0 {
            return;
        }
        self.count = self.count.saturating_add(count);
        if bucket == i32::MIN {
            self.zeros = self.zeros.saturating_add(count);
            return;
        }
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let more = (self.first - bucket) as usize;
            self.counts.splice(..0, std::iter::repeat_n(0, more));
            self.first = bucket;
        }
        let at = (bucket - self.first) as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        if let Some(sum) = self.counts.get_mut(at) {
            *sum = sum.saturating_add(count);
        }
    }

    /// The buckets that have values, in order.
    fn buckets(&self) -> impl Iterator<Item = (i32, u64)> {
        let zeros = (self.zeros > 0).then_some((i32::MIN, self.zeros));
        let others = (self.first..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0);
        zeros.into_iter().chain(others)
    }

    /// The number of values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The value below which a share of all values lies, from 0 to 1, by the nearest rank; none without values.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let rank = ((share.clamp(0.0, 1.0) * self.count as f64).ceil() as u64).max(1);
        let mut seen = 0_u64;
        let mut last = None;
        for (bucket, count) in self.buckets() {
            seen = seen.saturating_add(count);
            last = Some(middle(bucket));
            if seen >= rank {
                break;
            }
        }
        last
    }

    /// The share of values that are at most `limit`, from 0 to 1, to within the bucket of the limit; 0 without values.
    #[must_use]
    pub fn share_up_to(&self, limit: f64) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let last = bucket(limit);
        let within: u64 =
            self.buckets().take_while(|(bucket, _)| *bucket <= last).map(|(_, count)| count).sum();
        within as f64 / self.count as f64
    }

    /// The stored form: for each bucket in order its distance from the one before and its count, as LEB128.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.counts.len() + 16);
        let mut before = 0_u64;
        for (bucket, count) in self.buckets() {
            let index = index(bucket);
            write(&mut bytes, index - before);
            write(&mut bytes, count);
            before = index;
        }
        bytes
    }

    /// Adds the counts of a stored histogram. What cannot be read ends it; the part before counts.
    pub fn merge_bytes(&mut self, bytes: &[u8]) {
        let (mut bytes, mut at) = (bytes, 0_u64);
        for _ in 0..MOST {
            let (Some(distance), Some(count)) = (read(&mut bytes), read(&mut bytes)) else { return };
            at = at.saturating_add(distance);
            self.add_to(bucket_at(at), count);
        }
    }
}

/// The bucket of a value. The bounds belong to the lower bucket, so that the limit of a good value is good.
fn bucket(value: f64) -> i32 {
    if value < SMALLEST {
        return i32::MIN;
    }
    let exact = value.ln() / FACTOR.ln();
    // A value on a bound may come out a rounding error above it.
    ((exact - 1e-9).ceil() as i32).min(LAST)
}

/// The middle of a bucket's range, which no value of it is further from than 0.5 %.
fn middle(bucket: i32) -> f64 {
    if bucket == i32::MIN { 0.0 } else { 2.0 * FACTOR.powi(bucket) / (1.0 + FACTOR) }
}

/// The least bucket but that of zero.
fn least() -> i32 {
    bucket(SMALLEST)
}

/// The bucket as a number from 0.
fn index(bucket: i32) -> u64 {
    if bucket == i32::MIN {
        0
    } else {
        u64::try_from(i64::from(bucket) - i64::from(least()) + 1).unwrap_or(0)
    }
}

fn bucket_at(index: u64) -> i32 {
    match i32::try_from(index) {
        Ok(0) => i32::MIN,
        Ok(index) => (least() - 1).saturating_add(index).min(LAST),
        Err(_) => LAST,
    }
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values as pages have them: most around the middle, a long tail.
    fn values(seed: u64, count: usize) -> Vec<f64> {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..count).map(|_| 0.05 * (12.0 * next() * next()).exp()).collect()
    }

    #[test]
    fn percentiles_are_within_half_a_percent_of_the_exact_ones() {
        for seed in 1..20 {
            let mut exact = values(seed, 5_000);
            let mut histogram = Histogram::default();
            exact.iter().for_each(|value| histogram.add(*value));
            exact.sort_by(f64::total_cmp);
            for share in [0.0, 0.01, 0.5, 0.75, 0.95, 0.99, 1.0] {
                let rank = ((share * exact.len() as f64).ceil() as usize).max(1);
                let (exact, found) = (exact[rank - 1], histogram.percentile(share).unwrap());
                assert!((found - exact).abs() <= exact * 0.005, "p{share}: {found} for {exact}");
            }
        }
    }

    #[test]
    fn halves_merge_to_the_whole_also_as_bytes() {
        let values = values(7, 3_000);
        let (mut whole, mut left, mut right) =
            (Histogram::default(), Histogram::default(), Histogram::default());
        for (at, value) in values.iter().enumerate() {
            whole.add(*value);
            if at % 3 == 0 { &mut left } else { &mut right }.add(*value);
        }
        let mut merged = left.clone();
        merged.merge(&right);
        assert_eq!(merged, whole);
        let mut read = Histogram::default();
        read.merge_bytes(&left.to_bytes());
        assert_eq!(read, left);
        read.merge_bytes(&right.to_bytes());
        assert_eq!(read, whole);
    }

    #[test]
    fn shares_at_the_limits_of_vitals() {
        let mut histogram = Histogram::default();
        for value in [0.0, 0.05, 0.1, 0.2, 200.0, 200.0, 2500.0, 4000.0] {
            histogram.add(value);
        }
        assert_eq!(histogram.share_up_to(0.1), 3.0 / 8.0);
        assert_eq!(histogram.share_up_to(200.0), 6.0 / 8.0);
        assert_eq!(histogram.share_up_to(2500.0), 7.0 / 8.0);
        assert_eq!(histogram.percentile(0.0), Some(0.0));
    }

    #[test]
    fn odd_values_and_bytes() {
        let mut histogram = Histogram::default();
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e300, 1e-300] {
            histogram.add(value);
        }
        assert_eq!(histogram.count(), 3);
        let mut read = Histogram::default();
        read.merge_bytes(&histogram.to_bytes());
        assert_eq!(read, histogram);
        for bytes in [&[][..], &[0x80], &[0xff; 40], &[1, 0x80], &[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1]] {
            Histogram::default().merge_bytes(bytes);
        }
        assert_eq!(Histogram::default().percentile(0.5), None);
    }
}
