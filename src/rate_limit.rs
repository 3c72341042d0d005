//! When each data category may be sent again.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use balefire_protocol::category::{ALL, Category, page_category};
use balefire_protocol::rate_limit::{DEFAULT_S, read_limits, seconds};

use crate::fields::Fields;

/// The limits that the server has set.
#[derive(Debug, Default)]
pub struct RateLimits {
    /// When any item may be sent again, in milliseconds since 1970.
    all_until: u64,
    /// When each category may be sent again.
    until: [u64; ALL.len()],
}

/// The server's response to a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Response<'a> {
    /// The HTTP status; 0 if the server was not reached.
    pub status: u16,
    /// The header `X-Sentry-Rate-Limits`; empty if absent.
    pub rate_limits: &'a str,
    /// The header `Retry-After`; empty if absent.
    pub retry_after: &'a str,
    /// Whether the request was a batch.
    pub is_batch: bool,
    /// Whether the server knows counts of equal events.
    pub counts_repeats: bool,
    /// Random, 0 to 999.
    pub roll: u64,
    /// Id and status of each item of the request.
    pub items: Fields<'a>,
}

impl<'a> Response<'a> {
    /// Reads the two headers, the two flags, the random number and the items.
    #[must_use]
    pub fn read(mut fields: Fields<'a>, status: u16) -> Self {
        Self {
            status,
            rate_limits: fields.text(),
            retry_after: fields.text(),
            is_batch: fields.flag(),
            counts_repeats: fields.flag(),
            roll: fields.number(),
            items: fields,
        }
    }

    /// The pause in `Retry-After`, in milliseconds; 0 without one.
    #[must_use]
    pub fn retry_after_ms(&self) -> u64 {
        seconds(self.retry_after).unwrap_or_default() * 1000
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
        if response.rate_limits.is_empty() && response.status == 429 {
            self.all_until = now_ms + seconds(response.retry_after).unwrap_or(DEFAULT_S) * 1000;
        }
        read_limits(response.rate_limits, &mut |seconds, category| {
            let limited = match category {
                Some(name) => self.until.get_mut(page_category(name) as usize),
                None => Some(&mut self.all_until),
            };
            if let Some(limited) = limited {
                *limited = (now_ms + seconds * 1000).max(*limited);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use balefire_protocol::rate_limit::LONGEST_S;

    use super::*;

    /// Applies a response at time 0, and compares the first millisecond at which errors may be sent again.
    #[track_caller]
    fn check(status: u16, rate_limits: &str, retry_after: &str, silent_ms: u64) {
        let mut limits = RateLimits::default();
        limits.update(&Response { status, rate_limits, retry_after, ..Response::default() }, 0);
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
        check(429, "", "99999999999999999", LONGEST_S * 1000);
    }
}
