//! `X-Sentry-Rate-Limits` and `Retry-After`: the data categories that have to wait, and for how long.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use alloc::string::String;
use core::fmt::Write;

use crate::category::Category;
use crate::text;

/// The wait after a 429 that states none, in seconds.
pub const DEFAULT_S: u64 = 60;
/// Longest accepted limit, in seconds: a day. A longer limit is a mistake, and would stop its sender for good.
pub const LONGEST_S: u64 = 86_400;

/// Reads the limits of a header, `60:error;transaction:organization:reason, 2700::project`. It calls `limit` with the
/// time in seconds and the name of a category, or with `None` if the limit covers all categories. An unreadable time
/// becomes the default, as in `@sentry/browser`.
pub fn read_limits<'a>(header: &'a str, limit: &mut dyn FnMut(u64, Option<&'a str>)) {
    let mut rest = Some(header);
    while let Some(text) = text::part(&mut rest, ",") {
        let mut fields = Some(text.trim_ascii()).filter(|text| !text.is_empty());
        let Some(time) = text::part(&mut fields, ":") else { continue };
        let seconds = seconds(time).unwrap_or(DEFAULT_S);
        let mut names = text::part(&mut fields, ":").filter(|names| !names.is_empty());
        if names.is_none() {
            limit(seconds, None);
        }
        while let Some(name) = text::part(&mut names, ";") {
            limit(seconds, Some(name));
        }
    }
}

/// Reads a number of seconds, at most the longest accepted limit. A fraction is rounded up.
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let mut rest = Some(text.trim_ascii());
    let whole = text::unsigned(text::part(&mut rest, ".")?)?;
    Some((whole.min(LONGEST_S) + u64::from(rest.is_some())).min(LONGEST_S))
}

/// Writes one limit: `60:error:project:quota`. Without categories the limit covers all.
#[must_use]
pub fn write_limit(seconds: u64, categories: &[Category], scope: &str, reason: &str) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
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
    fn check(header: &str, expect: &[(u64, Option<&str>)]) {
        let mut read = Vec::new();
        read_limits(header, &mut |seconds, category| read.push((seconds, category)));
        assert_eq!(read, expect, "{header}");
    }

    #[test]
    fn headers() {
        check("", &[]);
        check("60:error:organization", &[(60, Some("error"))]);
        check("60:error;transaction:key:quota", &[(60, Some("error")), (60, Some("transaction"))]);
        check("60::organization:queue_full", &[(60, None)]);
        check("60", &[(60, None)]);
        check(" 5:default:project , 2700::organization", &[(5, Some("default")), (2_700, None)]);
        check("60:of_the_future:organization", &[(60, Some("of_the_future"))]);
        check("60:metric_bucket:organization:quota:custom", &[(60, Some("metric_bucket"))]);
        check("soon:error, 7:session", &[(60, Some("error")), (7, Some("session"))]);
        check("-1:error,, :error", &[(60, Some("error")), (60, Some("error"))]);
        check("99999999:error", &[(LONGEST_S, Some("error"))]);
    }

    #[test]
    fn numbers() {
        for (text, expect) in [
            ("60", Some(60)),
            (" 60 ", Some(60)),
            ("0.1", Some(1)),
            ("2.0", Some(3)),
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
        check(&header, &[(60, Some("error")), (60, Some("session"))]);
        assert_eq!(write_limit(1, &[], "organization", "queue_full"), "1::organization:queue_full");
    }
}
