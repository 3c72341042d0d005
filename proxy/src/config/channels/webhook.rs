//! Configuration of a webhook: a server that receives alerts as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::settings::{Problem, Settings, language, problem};
use super::template::template;
use crate::config::raw::RawWebhook;
use crate::config::url::{is_http_url, origin};
use crate::model::language::Language;
use crate::secret::Secret;
use crate::template::{Template, Writes};

/// The prefix of a Standard Webhooks secret, and the allowed length of its key in bytes:
/// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric>
const PREFIX: &str = "whsec_";
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// The default and the largest timeout of a request, in seconds.
const TIMEOUT: u32 = 10;
const LONGEST_TIMEOUT: u32 = 30;
/// Most headers of the operator.
const HEADERS: usize = 20;
/// Headers that are not the operator's.
const OURS: [&str; 6] =
    ["connection", "content-length", "content-type", "host", "transfer-encoding", "user-agent"];

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The URL to post to. Many services put a secret into its path or query.
    pub url: Secret<String>,
    /// The key that signs each message. None: messages are not signed.
    pub key: Option<Secret<Vec<u8>>>,
    /// Longest time for a request. In the file: `timeout`, in seconds. Default 10 s.
    pub timeout: Duration,
    /// Further headers, such as `Authorization`. In the file: the table `headers`.
    pub headers: BTreeMap<String, Secret<String>>,
    /// The body, in the place of the usual one. In the file: `template` or `template_file`.
    pub template: Option<Template>,
    /// The language of the texts that a template may use. Default: English.
    pub language: Language,
}

impl Webhook {
    /// A webhook that signs nothing, with the usual body.
    #[must_use]
    pub fn unsigned(url: Secret<String>, timeout: Duration) -> Self {
        Self {
            url,
            key: None,
            timeout,
            headers: BTreeMap::new(),
            template: None,
            language: Language::English,
        }
    }
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
    if raw.headers.len() > HEADERS {
        return Err(problem("headers", "has more than 20 headers"));
    }
    for (name, value) in &raw.headers {
        check_header(name, value.expose())?;
    }
    Ok(Webhook {
        url,
        key,
        timeout: Duration::from_secs(timeout.into()),
        headers: raw.headers,
        template: template(raw.template, raw.template_file, Writes::Json)?,
        language: language(raw.language.as_deref())?,
    })
}

/// Checks a header, so that none ends early, and none is ours: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
fn check_header(name: &str, value: &str) -> Result<(), Problem> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_of_name) {
        return Err(problem("headers", "has a name with other characters than those of a header"));
    }
    let name = name.to_ascii_lowercase();
    let is_ours = OURS.contains(&name.as_str()) || name.starts_with("webhook-");
    if is_ours {
        return Err(problem(
            "headers",
            "has a header that every message has already, or that HTTP sets itself",
        ));
    }
    if value.is_empty() || !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(problem(
            "headers",
            "has a value that is empty, or has other characters than visible ASCII",
        ));
    }
    Ok(())
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
            (
                "headers",
                self.headers.keys().map(|name| format!("{name}: ***")).collect::<Vec<_>>().join(", "),
            ),
            (
                "template",
                self.template.as_ref().map_or_else(String::new, |it| format!("{} bytes", it.source().len())),
            ),
            ("language", self.language.tag().to_owned()),
        ]
    }
}
