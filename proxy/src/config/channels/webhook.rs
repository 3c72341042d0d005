//! Configuration of a webhook: a server that receives alerts as JSON.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::settings::{Problem, Settings, problem};
use crate::config::raw::RawWebhook;
use crate::config::url::{is_http_url, origin};
use crate::secret::Secret;

/// The prefix of a Standard Webhooks secret, and the allowed length of its key in bytes:
/// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric>
const PREFIX: &str = "whsec_";
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// The default and the largest timeout of a request, in seconds.
const TIMEOUT: u32 = 10;
const LONGEST_TIMEOUT: u32 = 30;

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The URL to post to. Many services put a secret into its path or query.
    pub url: Secret<String>,
    /// The key that signs each message. None: messages are not signed.
    pub key: Option<Secret<Vec<u8>>>,
    /// Longest time for a request. In the file: `timeout`, in seconds. Default 10 s.
    pub timeout: Duration,
}

pub(super) fn check(raw: RawWebhook) -> Result<Webhook, Problem> {
    let url = raw.url.ok_or_else(|| problem("url", "is missing"))?;
    if !is_http_url(url.expose()) {
        return Err(problem("url", "is no http or https address, or has credentials or a fragment in it"));
    }
    let key = match raw.secret {
        Some(secret) => Some(key(&secret).ok_or_else(|| {
            problem("secret", "is not whsec_ with 24 to 64 random bytes in base64 behind it")
        })?),
        None => None,
    };
    let timeout = raw.timeout.unwrap_or(TIMEOUT);
    if timeout == 0 || timeout > LONGEST_TIMEOUT {
        return Err(problem("timeout", "is not between 1 and 30 seconds"));
    }
    Ok(Webhook { url, key, timeout: Duration::from_secs(timeout.into()) })
}

fn key(secret: &Secret<String>) -> Option<Secret<Vec<u8>>> {
    let key = STANDARD.decode(secret.expose().trim().strip_prefix(PREFIX)?).ok()?;
    KEY_BYTES.contains(&key.len()).then(|| Secret::new(key))
}

impl Settings for Webhook {
    fn url(&self) -> String {
        self.url.expose().clone()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("url", format!("{}/***", origin(self.url.expose()))),
            ("secret", self.key.as_ref().map_or_else(String::new, |key| format!("{key:?}"))),
            ("timeout", self.timeout.as_secs().to_string()),
        ]
    }
}
