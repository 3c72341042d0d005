//! A search among the events of an issue: words, and `key:value`.

use serde_json::Value;

use super::event_values::{WORD_KEYS, values_of};
use crate::scan;

/// Most terms of a search.
const MOST_TERMS: usize = 20;

/// A search. All of its terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct EventSearch {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// None: a free word.
    key: Option<String>,
    value: String,
    is_negated: bool,
}

impl EventSearch {
    /// The search that a text asks for. Any text is one; terms beyond the twentieth are left out.
    pub(in crate::web) fn read(text: &str) -> Self {
        let terms = words(text).into_iter().filter_map(|word| term(&word)).take(MOST_TERMS);
        Self { terms: terms.collect() }
    }

    /// Whether an event matches.
    pub(in crate::web) fn matches(&self, body: &Value) -> bool {
        self.terms.iter().all(|term| term.holds(body) != term.is_negated)
    }
}

impl Term {
    fn holds(&self, body: &Value) -> bool {
        let Some(key) = &self.key else {
            let is_in = |text: &str| contains(text, &self.value);
            return WORD_KEYS.iter().any(|key| values_of(body, key).into_iter().any(is_in));
        };
        if key == "has" {
            return !values_of(body, &self.value).is_empty();
        }
        values_of(body, key).into_iter().any(|value| is_like(value, &self.value))
    }
}

/// The words of a search: a quoted part may have spaces.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in scan::chars(text) {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c.is_whitespace() && !is_quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

fn term(word: &str) -> Option<Term> {
    let (is_negated, rest) = word.strip_prefix('!').map_or((false, word), |rest| (true, rest));
    let keyed = rest.split_once(':').filter(|(key, value)| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        !key.is_empty() && key.chars().all(is_name) && !value.is_empty() && !value.starts_with("//")
    });
    let (key, value) = match keyed {
        Some((key, value)) => (Some(key.to_owned()), value),
        None => (None, rest),
    };
    (!value.is_empty()).then(|| Term { key, value: value.to_owned(), is_negated })
}

/// Whether a text contains another, whatever the case of ASCII letters.
fn contains(text: &str, part: &str) -> bool {
    scan::find(&text.to_ascii_lowercase(), 0, part.to_ascii_lowercase().as_str()).is_some()
}

/// Whether a text is a pattern, in which `*` stands for anything. The case of ASCII letters does not count.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_ascii_lowercase(), pattern.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let Some(at) = scan::find(left, 0, part) else { return false };
        left = left.get(at + part.len()..).unwrap_or_default();
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        let body = json!({
            "release": "shop@1.2.3", "environment": "production", "transaction": "/pay",
            "user": {"id": "7", "email": "ada@b.test"},
            "request": {"url": "https://a.test/pay?x=1"},
            "tags": {"os": "Linux 6", "url": "https://a.test/pay"},
            "exception": {"values": [{"type": "TypeError", "value": "x is null", "stacktrace": {"frames": [
                {"function": "payNow", "filename": "src/pay.js"}]}}]},
        });
        assert_eq!(EventSearch::read(text).matches(&body), expect, "{text}");
    }

    #[test]
    fn keys() {
        for (text, expect) in [
            ("", true),
            ("release:shop@1.2.3", true),
            ("release:shop@1.2.*", true),
            ("release:shop", false),
            ("!release:shop@1.2.3", false),
            ("environment:PRODUCTION user.id:7", true),
            ("environment:production user.id:8", false),
            ("user:ada@b.test", true),
            ("url:*/pay", true),
            ("url:*pay*x*", true),
            ("os:\"Linux 6\"", true),
            ("\"os:Linux 6\"", true),
            ("has:os", true),
            ("!has:dist", true),
            ("has:dist", false),
            ("stack.function:payNow", true),
            ("nosuch:x", false),
            ("error.type:TypeError error.value:\"x is*\"", true),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn words_anywhere() {
        for (text, expect) in [
            ("paynow", true),
            ("\"is null\"", true),
            ("null !ada", false),
            ("https://a.test/pay", true),
            ("undefined", false),
            ("  ", true),
            ("!", true),
            ("\"", true),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn patterns() {
        for (text, pattern, expect) in [
            ("abc", "*", true),
            ("abc", "a*c", true),
            ("ac", "a*c", true),
            ("a", "a*a", false),
            ("abcabc", "*bc*bc", true),
            ("abc", "**", true),
            ("", "*", true),
            ("abc", "*b", false),
        ] {
            assert_eq!(is_like(text, pattern), expect, "{text} {pattern}");
        }
    }
}
