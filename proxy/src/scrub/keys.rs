//! The names of fields whose values are secret.

use regex::{Regex, RegexBuilder};

use super::{PatternError, Settings};
use crate::scan::{stands_at, visit};

/// Which part of a field name must match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Any part: `password` in `myPasswordHash`.
    Anywhere,
    /// A whole word of it, in snake, kebab or camel case: `pin` in `cardPin` and `user-pin`, but not in `shipping`.
    AsWord,
    /// The whole field name.
    Alone,
}
use Stands::{Alone, Anywhere, AsWord};

/// Names of secrets, by their first letter. An `_` in them matches `-`, `_`, a dot, a space or nothing. The entries
/// that match anywhere or alone are from Relay's `PASSWORD_KEY_REGEX` and `TOKEN_KEY_REGEX`.
const fn names(first: u8) -> &'static [(&'static [u8], Stands)] {
    match first {
        b'a' => &[(b"auth", Anywhere), (b"api_key", Anywhere), (ACCESS_KEY, AsWord)],
        b'c' => &[(b"credentials", Anywhere), (b"cvv", AsWord), (b"cvc", AsWord)],
        b'j' => &[(b"jwt", AsWord)],
        b'm' => &[(b"mysql_pwd", Anywhere)],
        b'o' => &[(b"otp", Alone)],
        b'p' => &[
            (b"password", Anywhere),
            (b"passwd", Anywhere),
            (b"private_key", Anywhere),
            (b"passphrase", AsWord),
            (b"pwd", AsWord),
            (b"pin", AsWord),
        ],
        b's' => &[(b"secret", Anywhere), (b"session_id", AsWord)],
        b't' => &[(b"token", Anywhere), (b"two_factor", Alone)],
        _ => &[],
    }
}

const ACCESS_KEY: &[u8] = b"access_key";
/// Words that, in a name with `tokens`, mean a number of language-model tokens, which is no secret.
const COUNTS: [&[u8]; 24] = [
    b"prompt",
    b"completion",
    b"max",
    b"min",
    b"total",
    b"input",
    b"output",
    b"cached",
    b"cache",
    b"reasoning",
    b"thinking",
    b"used",
    b"usage",
    b"remaining",
    b"num",
    b"n",
    b"count",
    b"limit",
    b"budget",
    b"per",
    b"context",
    b"generated",
    b"new",
    b"estimated",
];

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
/// Words that name a session or CSRF cookie too: `connect.sid`, `laravel_session`, `ASP.NET_SessionId`.
const COOKIE_WORDS: [&[u8]; 6] = [b"sid", b"session", b"sess", b"csrf", b"xsrf", b"sso"];
/// Ids that SDKs generate. Sixteen digits of such an id are no card number.
const IDS: [&str; 6] = ["trace_id", "span_id", "parent_span_id", "segment_id", "event_id", "debug_id"];

/// The names, compiled for matching.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    defaults: bool,
    fields: Option<Regex>,
    keep: Vec<String>,
}

impl Keys {
    pub(super) fn new(settings: &Settings) -> Result<Self, PatternError> {
        let names: Vec<String> = settings.fields.iter().map(|name| regex::escape(name)).collect();
        let any = |names: String| RegexBuilder::new(&names).case_insensitive(true).build();
        let fields = (!names.is_empty()).then(|| any(names.join("|"))).transpose()?;
        let keep = settings.keep.iter().map(|name| name.to_ascii_lowercase()).collect();
        Ok(Self { defaults: settings.defaults, fields, keep })
    }

    /// Whether any name is secret under these settings.
    pub(super) fn has_any(&self) -> bool {
        self.defaults || self.fields.is_some()
    }

    /// Whether the value of the field with this name is removed.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        let is_field = || self.fields.as_ref().is_some_and(|fields| fields.is_match(name));
        (self.defaults && says_secret(name.as_bytes()) || is_field()) && !self.is_kept(name)
    }

    /// Whether the value of the cookie with this name is removed.
    pub(super) fn is_secret_cookie(&self, name: &str) -> bool {
        let is_session = || {
            COOKIES.iter().any(|cookie| cookie.eq_ignore_ascii_case(name))
                || COOKIE_WORDS.iter().any(|word| has_word(name.as_bytes(), word))
        };
        self.is_secret(name) || (self.defaults && is_session() && !self.is_kept(name))
    }

    /// Whether the value of the field with this name stays unchanged.
    pub(super) fn is_kept(&self, name: &str) -> bool {
        IDS.contains(&name) || self.keep.iter().any(|kept| kept.eq_ignore_ascii_case(name))
    }
}

fn says_secret(name: &[u8]) -> bool {
    visit(name.len());
    name.iter().enumerate().any(|(at, first)| {
        names(first | 0x20).iter().any(|(word, stands)| {
            let Some(end) = end_of(name, at, word) else { return false };
            match stands {
                Anywhere if *word == b"token" => !is_count(name, end),
                Anywhere => true,
                Alone => at == 0 && end == name.len(),
                // The HTML attribute `accesskey` is one word, and no secret.
                AsWord if *word == ACCESS_KEY && !is_edge(name, at + "access".len()) => false,
                AsWord => is_edge(name, at) && is_edge(name, end),
            }
        })
    })
}

/// Whether the name means a number of tokens: `prompt_tokens`, `maxTokens`.
fn is_count(name: &[u8], end: usize) -> bool {
    let is_plural = name.get(end).is_some_and(|byte| byte | 0x20 == b's') && is_edge(name, end + 1);
    is_plural && COUNTS.iter().any(|word| has_word(name, word))
}

fn has_word(name: &[u8], word: &[u8]) -> bool {
    let stands = |at| end_of(name, at, word).is_some_and(|end| is_edge(name, at) && is_edge(name, end));
    (0..name.len()).any(stands)
}

/// Where a word ends, if it is at this place of the name.
fn end_of(name: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    visit(1);
    let mut end = at;
    for letter in word {
        let byte = name.get(end);
        match (letter, byte) {
            (b'_', Some(b'_' | b'-' | b'.' | b' ')) => end += 1,
            // `accessKey` has separate words too.
            (b'_', _) => {}
            (letter, Some(byte)) if byte.to_ascii_lowercase() == *letter => end += 1,
            _ => return None,
        }
    }
    Some(end)
}

/// Whether a word of the name begins or ends at a place. This is so at a punctuation mark, at a digit, between a small
/// and a capital letter, and before the last of several capital letters.
fn is_edge(name: &[u8], at: usize) -> bool {
    let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|at| name.get(at)), name.get(at)) else {
        return true;
    };
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    if !is_letter(before) || !is_letter(after) {
        return true;
    }
    after.is_ascii_uppercase()
        && (before.is_ascii_lowercase() || name.get(at + 1).is_some_and(u8::is_ascii_lowercase))
}

/// Whether this is the name of a secret header, which a text may contain as `name: value`.
pub(super) fn is_secret_header(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"api-key") || name.eq_ignore_ascii_case(b"apikey") || stands_at(name, 0, b"x-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_name() {
        let is_pin = |name: &str| says_secret(name.as_bytes());
        for name in ["pin", "PIN", "user_pin", "card-pin", "cardPin", "PINCode", "pin2", "user.pin", "JWTPin"]
        {
            assert!(is_pin(name), "{name}");
        }
        for name in ["shipping", "mapping", "pinned", "spin", "Pinterest", "opinion", "MAPPING"] {
            assert!(!is_pin(name), "{name}");
        }
    }

    #[test]
    fn counted_tokens() {
        for name in ["prompt_tokens", "max_tokens", "totalTokens", "gen_ai.usage.input_tokens", "tokens_used"]
        {
            assert!(!says_secret(name.as_bytes()), "{name}");
        }
        for name in ["tokens", "access_tokens", "refreshTokens", "token", "max_token_tokens"] {
            assert!(says_secret(name.as_bytes()), "{name}");
        }
    }
}
