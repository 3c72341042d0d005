//! Time as an argument: code that decides gets the time as a parameter, and only the outermost code reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Seconds since 1970, as on Sentry's wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub f64);

impl Timestamp {
    /// The current time by the machine's clock.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self(since.unwrap_or_default().as_secs_f64())
    }

    /// The number of whole hours since 1970: the bucket of the 24 h sparkline.
    #[must_use]
    pub fn hour(self) -> i64 {
        (self.0 / 3600.0).floor() as i64
    }
}
