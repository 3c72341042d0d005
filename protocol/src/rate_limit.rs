//! `X-Sentry-Rate-Limits` and `Retry-After`: which data categories have to wait, and how long.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use alloc::string::String;
use core::fmt::Write;

use crate::category::Category;
use crate::text;

/// How long a 429 counts that does not say it, in seconds.
pub const DEFAULT_S: u64 = 60;
/// Longest limit that is believed, in seconds: a day. A longer one is a mistake, and would silence its sender for good.
pub const LONGEST_S: u64 = 86_400;

/// One limit of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<'a> {
    /// How long it holds, in seconds.
    pub seconds: u64,
    /// The names of the categories, with `;` between them; empty: all.
    categories: &'a str,
}

impl<'a> Limit<'a> {
    /// Whether it is of all categories.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.categories.is_empty()
    }

    /// The categories, if it is not of all.
    pub fn categories(&self) -> impl Iterator<Item = Category> + use<'a> {
        let mut rest = Some(self.categories).filter(|names| !names.is_empty());
        core::iter::from_fn(move || text::part(&mut rest, ";")).map(Category::named)
    }
}

/// The limits of a header: `60:error;transaction:organization:reason, 2700::project`. A time that cannot be read is
/// the default, as in `@sentry/browser`.
pub fn limits(header: &str) -> impl Iterator<Item = Limit<'_>> {
    let mut rest = Some(header).filter(|header| !header.is_empty());
    core::iter::from_fn(move || text::part(&mut rest, ",")).filter_map(limit)
}

fn limit(text: &str) -> Option<Limit<'_>> {
    let mut rest = Some(text.trim_ascii()).filter(|text| !text.is_empty());
    let seconds = seconds(text::part(&mut rest, ":")?).unwrap_or(DEFAULT_S);
    Some(Limit { seconds, categories: text::part(&mut rest, ":").unwrap_or_default() })
}

/// A number of seconds, no longer than is believed. A fraction counts as a whole second.
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let text = text.trim_ascii();
    let (whole, fraction) = text::split_once(text, ".").unwrap_or((text, "0"));
    let more = u64::from(text::unsigned(fraction)? > 0);
    Some(text::unsigned(whole)?.saturating_add(more).min(LONGEST_S))
}

/// Writes one limit: `60:error:project:quota`. No categories: all.
#[must_use]
pub fn write_limit(seconds: u64, categories: &[Category], scope: &str, reason: &str) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write!(out, "{seconds}:");
    for (at, category) in categories.iter().enumerate() {
        let _ = write!(out, "{}{}", if at == 0 { "" } else { ";" }, category.code());
    }
    let _ = write!(out, ":{scope}:{reason}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expect: &[(u64, &[Category])]) {
        let read: Vec<(u64, Vec<Category>)> =
            limits(header).map(|limit| (limit.seconds, limit.categories().collect())).collect();
        let expect: Vec<_> = expect.iter().map(|(seconds, of)| (*seconds, of.to_vec())).collect();
        assert_eq!(read, expect, "{header}");
    }

    #[test]
    fn headers() {
        check("", &[]);
        check("60:error:organization", &[(60, &[Category::Error])]);
        check("60:error;transaction:key:quota", &[(60, &[Category::Error, Category::Transaction])]);
        check("60::organization:queue_full", &[(60, &[])]);
        check("60", &[(60, &[])]);
        check(" 5:default:project , 2700::organization", &[(5, &[Category::Error]), (2_700, &[])]);
        check("60:of_the_future:organization", &[(60, &[Category::Unknown])]);
        check("60:metric_bucket:organization:quota:custom", &[(60, &[Category::MetricBucket])]);
        check("soon:error, 7:session", &[(60, &[Category::Error]), (7, &[Category::Session])]);
        check("-1:error,, :error", &[(60, &[Category::Error]), (60, &[Category::Error])]);
        check("99999999:error", &[(LONGEST_S, &[Category::Error])]);
    }

    #[test]
    fn numbers() {
        for (text, expect) in [
            ("60", Some(60)),
            (" 60 ", Some(60)),
            ("0.1", Some(1)),
            ("2.0", Some(2)),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(seconds(text), expect, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let header = write_limit(60, &[Category::Error, Category::Session], "project", "quota");
        assert_eq!(header, "60:error;session:project:quota");
        check(&header, &[(60, &[Category::Error, Category::Session])]);
        assert_eq!(write_limit(1, &[], "organization", "queue_full"), "1::organization:queue_full");
    }
}
