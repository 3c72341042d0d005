//! When each data category may be sent again.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use balefire_protocol::text;

use crate::client_report::Category;
use crate::fields::Fields;

/// The pause after a limit without a readable time, in milliseconds: the specification's default.
const DEFAULT_PAUSE_MS: u64 = 60_000;

/// The limits that the server has set.
#[derive(Debug, Default)]
pub struct RateLimits {
    /// When any item may be sent again, in milliseconds since 1970.
    all_until: u64,
    /// When each category may be sent again.
    until: [u64; Category::ALL.len()],
}

/// The server's response to an envelope.
#[derive(Debug, Clone, Copy, Default)]
pub struct Response<'a> {
    /// The HTTP status; 0 if the server was not reached.
    pub status: u16,
    /// The header `X-Sentry-Rate-Limits`; empty if absent.
    pub rate_limits: &'a str,
    /// The header `Retry-After`; empty if absent.
    pub retry_after: &'a str,
    /// The type of the envelope's first item.
    pub item_type: &'a str,
}

impl<'a> Response<'a> {
    /// Reads the two headers, and the type of the envelope's first item.
    #[must_use]
    pub fn read(mut fields: Fields<'a>, status: u16) -> Self {
        Self { status, rate_limits: fields.text(), retry_after: fields.text(), item_type: fields.text() }
    }
}

impl RateLimits {
    /// Whether a category may be sent.
    #[must_use]
    pub fn allows(&self, category: Category, now_ms: u64) -> bool {
        let until = self.until.get(category as usize).copied().unwrap_or_default();
        now_ms >= until.max(self.all_until)
    }

    /// Applies the limits of a response: `X-Sentry-Rate-Limits`, else `Retry-After` of a 429, else the default pause of a 429.
    pub fn update(&mut self, response: &Response<'_>, now_ms: u64) {
        if !response.rate_limits.is_empty() {
            let mut rest = Some(response.rate_limits);
            while let Some(limit) = text::part(&mut rest, ",") {
                self.limit(limit, now_ms);
            }
        } else if response.status == 429 {
            self.all_until = now_ms + pause(response.retry_after);
        }
    }

    /// One limit: `60:error;transaction:organization:reason`; no categories means all.
    fn limit(&mut self, limit: &str, now_ms: u64) {
        let mut rest = Some(limit);
        let until = now_ms + pause(text::part(&mut rest, ":").unwrap_or_default());
        let mut categories = text::part(&mut rest, ":").filter(|words| !words.is_empty());
        if categories.is_none() {
            self.all_until = self.all_until.max(until);
        }
        while let Some(word) = text::part(&mut categories, ";") {
            if let Some(category) = Category::named(word)
                && let Some(category_until) = self.until.get_mut(category as usize)
            {
                *category_until = until.max(*category_until);
            }
        }
    }
}

fn pause(seconds: &str) -> u64 {
    text::unsigned(seconds.trim_ascii()).map_or(DEFAULT_PAUSE_MS, |s| s.min(DAY_S) * 1000)
}

/// Longest pause. A longer one is a mistake, and would silence a page for good.
const DAY_S: u64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies a response at time 0, and compares the first millisecond at which errors may be sent again.
    #[track_caller]
    fn check(status: u16, rate_limits: &str, retry_after: &str, silent_ms: u64) {
        let mut limits = RateLimits::default();
        limits.update(&Response { status, rate_limits, retry_after, item_type: "event" }, 0);
        assert!(limits.allows(Category::Error, silent_ms));
        assert!(silent_ms == 0 || !limits.allows(Category::Error, silent_ms - 1));
    }

    #[test]
    fn no_limit() {
        check(200, "", "", 0);
        check(500, "", "10", 0);
    }

    #[test]
    fn by_category() {
        check(200, "60:error;transaction:organization", "", 60_000);
        check(200, "60:transaction:organization, 5:error:key", "", 5_000);
        check(200, "2700:session:key", "", 0);
        check(429, "60:transaction:key", "9", 0);
        let mut limits = RateLimits::default();
        limits.update(&Response { rate_limits: "5:session:key", ..Response::default() }, 0);
        assert!(!limits.allows(Category::Session, 4_999) && limits.allows(Category::Session, 5_000));
    }

    #[test]
    fn no_category_means_all() {
        check(200, "7::organization", "", 7_000);
        check(200, "7", "", 7_000);
    }

    #[test]
    fn retry_after_and_bare_429() {
        check(429, "", "12", 12_000);
        check(429, "", "", 60_000);
        check(429, "", "Wed, 21 Oct 2026 07:28:00 GMT", 60_000);
        check(429, "x:error", "", 60_000);
        check(429, "", "99999999999999999", DAY_S * 1000);
    }
}
