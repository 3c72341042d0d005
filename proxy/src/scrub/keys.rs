//! Which names say that what they name is nobody's business.

use regex::{Regex, RegexBuilder};

use super::{PatternError, Settings};

/// Relay's `PASSWORD_KEY_REGEX` and `TOKEN_KEY_REGEX`.
const SECRET: &str = "password|secret|passwd|api[-_]?key|auth|credentials|mysql_pwd|private[-_]?key|token|^otp$|^two[-_]factor$";
/// Names of session and CSRF cookies of widespread frameworks: Relay's `SENSITIVE_COOKIES`.
const COOKIES: [&str; 24] = [
    "sentrysid",
    "sudo",
    "su",
    "session",
    "__session",
    "sessionid",
    "user_session",
    "symfony",
    "phpsessid",
    "fasthttpsessionid",
    "mysession",
    "irissessionid",
    "jsessionid",
    "_vercel_jwt",
    "csrf",
    "xsrf",
    "_xsrf",
    "_csrf",
    "csrf-token",
    "csrf_token",
    "xsrf-token",
    "xsrf_token",
    "fastcsrf",
    "_iris_csrf",
];
/// Ids that SDKs draw: sixteen digits of one are no card.
const IDS: [&str; 6] = ["trace_id", "span_id", "parent_span_id", "segment_id", "event_id", "debug_id"];

/// The names, ready to be asked.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    secret: Option<Regex>,
    cookies: bool,
    keep: Vec<String>,
}

impl Keys {
    pub(super) fn new(settings: &Settings) -> Result<Self, PatternError> {
        let mut names: Vec<String> = settings.fields.iter().map(|name| regex::escape(name)).collect();
        if settings.defaults {
            names.push(SECRET.into());
        }
        let any = |names: String| RegexBuilder::new(&names).case_insensitive(true).build();
        let secret = (!names.is_empty()).then(|| any(names.join("|"))).transpose()?;
        let keep = settings.keep.iter().map(|name| name.to_ascii_lowercase()).collect();
        Ok(Self { secret, cookies: settings.defaults, keep })
    }

    /// Whether what has this name is taken out.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        self.secret.as_ref().is_some_and(|secret| secret.is_match(name)) && !self.is_kept(name)
    }

    /// Whether the cookie of this name is taken out.
    pub(super) fn is_secret_cookie(&self, name: &str) -> bool {
        let is_session = || COOKIES.iter().any(|cookie| cookie.eq_ignore_ascii_case(name));
        self.is_secret(name) || (self.cookies && is_session() && !self.is_kept(name))
    }

    /// Whether what has this name is kept as it is.
    pub(super) fn is_kept(&self, name: &str) -> bool {
        IDS.contains(&name) || self.keep.iter().any(|kept| kept.eq_ignore_ascii_case(name))
    }
}
