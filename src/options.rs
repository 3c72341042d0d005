//! Every knob of the core: unit, default, checked once.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use balefire_protocol::json::{self, Members};
use balefire_protocol::text;

/// What `init` was told, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Which version of the page. Default none.
    pub release: Option<String>,
    /// Where it runs. Default `production`, as Sentry's.
    pub environment: String,
    /// Share of error events kept, 0 to 1. Default 1.
    pub sample_rate: f64,
    /// Newest breadcrumbs kept. Default 100, as Sentry's.
    pub max_breadcrumbs: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { release: None, environment: "production".to_string(), sample_rate: 1.0, max_breadcrumbs: 100 }
    }
}

/// Options that the recorder itself obeys.
const OF_THE_RECORDER: [&str; 2] = ["dsn", "wasm"];

impl Options {
    /// Reads the options object. What is wrong keeps its default and is named in the second value.
    #[must_use]
    pub fn parse(object: &str) -> (Self, Vec<String>) {
        let mut options = Self::default();
        let mut wrong = Vec::new();
        for (key, raw) in Members::of(object) {
            let is_right = match key.as_str() {
                "release" => set(json::string(raw).map(Some), &mut options.release),
                "environment" => set(json::string(raw), &mut options.environment),
                "sampleRate" => set(share(raw), &mut options.sample_rate),
                "maxBreadcrumbs" => set(
                    json::unsigned(raw).map(|n| n.min(MOST_BREADCRUMBS) as usize),
                    &mut options.max_breadcrumbs,
                ),
                key => OF_THE_RECORDER.contains(&key),
            };
            if !is_right {
                wrong.push(key);
            }
        }
        (options, wrong)
    }
}

/// More breadcrumbs than this would not fit into an event of 1 MiB.
const MOST_BREADCRUMBS: u64 = 1_000;

fn set<T>(value: Option<T>, place: &mut T) -> bool {
    let is_right = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    is_right
}

/// A share from 0 to 1. Written by hand, because the standard library's float parser costs 6 KB of wasm; the first
/// nine decimals count.
fn share(raw: &str) -> Option<f64> {
    let (whole, decimals) = text::split_once(raw, ".").unwrap_or((raw, "0"));
    let decimals = decimals.get(..9).unwrap_or(decimals);
    let scale = (0..decimals.len()).fold(1.0, |scale, _| scale * 10.0);
    let value = json::unsigned(whole)? as f64 + json::unsigned(decimals)? as f64 / scale;
    (value <= 1.0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them() {
        let text =
            r#"{"dsn":"x","release":"web@1","environment":"test","sampleRate":0.25,"maxBreadcrumbs":5}"#;
        let expected = Options {
            release: Some("web@1".into()),
            environment: "test".into(),
            sample_rate: 0.25,
            max_breadcrumbs: 5,
        };
        assert_eq!(Options::parse(text), (expected, Vec::new()));
    }

    #[test]
    fn wrong_ones_are_named_and_keep_their_default() {
        let text = r#"{"sampleRate":1.5,"release":7,"maxBreadcrumbs":-1,"sampelRate":1}"#;
        let (options, wrong) = Options::parse(text);
        assert_eq!(options, Options::default());
        assert_eq!(wrong, ["sampleRate", "release", "maxBreadcrumbs", "sampelRate"]);
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
