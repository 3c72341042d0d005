//! Every knob of the core: unit, default, checked once.

use alloc::string::{String, ToString};

use balefire_protocol::text;

use crate::fields::Fields;

/// What `init` was told, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Which version of the page. Default none.
    pub release: String,
    /// Where it runs. Default `production`, as Sentry's.
    pub environment: String,
    /// Share of error events kept, 0 to 1. Default 1.
    pub sample_rate: f64,
    /// Newest breadcrumbs kept. Default 100, as Sentry's.
    pub max_breadcrumbs: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            release: String::new(),
            environment: "production".to_string(),
            sample_rate: 1.0,
            max_breadcrumbs: 100,
        }
    }
}

impl Options {
    /// Reads names and values, in turns. What is wrong keeps its default; the second value names it, by spaces.
    #[must_use]
    pub fn read(mut fields: Fields<'_>) -> (Self, String) {
        let mut options = Self::default();
        let mut wrong = String::new();
        while fields.has_more() {
            let (name, value) = (fields.text(), fields.text());
            let is_right = match name {
                "release" => set(Some(value.to_string()), &mut options.release),
                "environment" => set(Some(value.to_string()), &mut options.environment),
                "sampleRate" => set(share(value), &mut options.sample_rate),
                "maxBreadcrumbs" => set(count(value), &mut options.max_breadcrumbs),
                _ => false,
            };
            if !is_right {
                wrong.push_str(name);
                wrong.push_str(" ");
            }
        }
        (options, wrong)
    }
}

/// More breadcrumbs than this would not fit into an event of 1 MiB.
const MOST_BREADCRUMBS: u64 = 1_000;

fn count(value: &str) -> Option<usize> {
    text::unsigned(value).map(|n| n.min(MOST_BREADCRUMBS) as usize)
}

fn set<T>(value: Option<T>, place: &mut T) -> bool {
    let is_right = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    is_right
}

/// A share from 0 to 1. Written by hand, because the standard library's float parser costs 6 KB of wasm; the first
/// nine decimals count.
fn share(value: &str) -> Option<f64> {
    let (whole, decimals) = text::split_once(value, ".").unwrap_or((value, "0"));
    let decimals = decimals.get(..9).unwrap_or(decimals);
    let scale = (0..decimals.len()).fold(1.0, |scale, _| scale * 10.0);
    let value = text::unsigned(whole)? as f64 + text::unsigned(decimals)? as f64 / scale;
    (value <= 1.0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[&str]) -> (Options, String) {
        Options::read(Fields::of(&fields.join("\u{1f}")))
    }

    #[test]
    fn all_of_them() {
        let fields = ["release", "web@1", "environment", "test", "sampleRate", "0.25", "maxBreadcrumbs", "5"];
        let expected = Options {
            release: "web@1".into(),
            environment: "test".into(),
            sample_rate: 0.25,
            max_breadcrumbs: 5,
        };
        assert_eq!(read(&fields), (expected, String::new()));
    }

    #[test]
    fn wrong_ones_are_named_and_keep_their_default() {
        let (options, wrong) = read(&["sampleRate", "1.5", "maxBreadcrumbs", "-1", "sampelRate", "1"]);
        assert_eq!(options, Options::default());
        assert_eq!(wrong, "sampleRate maxBreadcrumbs sampelRate ");
    }

    #[test]
    fn shares() {
        for (raw, expected) in
            [("0", Some(0.0)), ("1", Some(1.0)), ("1.0", Some(1.0)), ("0.123456789012", Some(0.123_456_789))]
        {
            assert_eq!(share(raw), expected, "{raw}");
        }
        for raw in ["1.1", "-0.5", "1e-3", "\"0.5\"", "NaN", "."] {
            assert_eq!(share(raw), None, "{raw}");
        }
    }
}
