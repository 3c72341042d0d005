//! A search among the events of an issue: words, and `key:value`.

use serde_json::Value;

use super::event_values::{WORD_KEYS, values_of};
use crate::scan;

/// Most terms of a search.
const MOST_TERMS: usize = 20;
/// Most values of a term.
const MOST_VALUES: usize = 50;

/// A search. All of its terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct EventSearch {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// None: a free word.
    key: Option<String>,
    /// One of them has to fit.
    values: Vec<String>,
    is_negated: bool,
}

impl EventSearch {
    /// The search that a text asks for. Any text is one; terms beyond the twentieth are left out.
    pub(in crate::web) fn read(text: &str) -> Self {
        let terms = words(text).into_iter().filter_map(|word| term(&word)).take(MOST_TERMS);
        Self { terms: terms.collect() }
    }

    /// Whether the text of a body may match: a quick look that spares most bodies from being read as JSON.
    pub(super) fn may_match(&self, body: &str) -> bool {
        let asked =
            || self.terms.iter().filter(|term| !term.is_negated && term.key.as_deref() != Some("has"));
        if asked().next().is_none() {
            return true;
        }
        let body = body.to_ascii_lowercase();
        asked().all(|term| term.values.iter().any(|value| pieces_stand_in(&body, value)))
    }

    /// Whether an event matches.
    pub(in crate::web) fn matches(&self, body: &Value) -> bool {
        self.terms.iter().all(|term| term.holds(body) != term.is_negated)
    }
}

impl Term {
    fn holds(&self, body: &Value) -> bool {
        let Some(key) = &self.key else {
            let is_in = |text: &str| self.values.iter().any(|word| contains(text, word));
            return WORD_KEYS.iter().any(|key| values_of(body, key).into_iter().any(is_in));
        };
        if key == "has" {
            return self.values.iter().any(|key| !values_of(body, key).is_empty());
        }
        let is_asked = |value: &str| self.values.iter().any(|pattern| is_like(value, pattern));
        values_of(body, key).into_iter().any(is_asked)
    }
}

/// The words of a search: a quoted part and a list in brackets may have spaces.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_list) = (false, false);
    for c in scan::chars(text) {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c.is_whitespace() && !is_quoted && !is_list => words.push(std::mem::take(&mut word)),
            c => {
                is_list = (is_list || c == '[' && word.ends_with(':')) && c != ']';
                word.push(c);
            }
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
    let (key, values) = match keyed {
        Some((key, value)) => (Some(key.to_owned()), values(value)),
        None => (None, vec![rest.to_owned()]),
    };
    let values: Vec<String> =
        values.into_iter().filter(|value| !value.is_empty()).take(MOST_VALUES).collect();
    (!values.is_empty()).then_some(Term { key, values, is_negated })
}

/// The values of `[a, b]`, or the one value.
fn values(text: &str) -> Vec<String> {
    match text.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) => list.split(',').map(|value| value.trim().to_owned()).collect(),
        None => vec![text.to_owned()],
    }
}

/// Whether the pieces between the wildcards of a pattern stand somewhere in the text of a body, which is in lower case.
/// Pieces with characters that JSON may escape are not looked for.
fn pieces_stand_in(body: &str, pattern: &str) -> bool {
    let is_escaped = |c: char| matches!(c, '"' | '\\' | '/') || c.is_control() || !c.is_ascii();
    let pattern = pattern.to_ascii_lowercase();
    pattern
        .split('*')
        .flat_map(|piece| piece.split(is_escaped))
        .filter(|piece| !piece.is_empty())
        .all(|piece| scan::find(body, 0, piece).is_some())
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
        let search = EventSearch::read(text);
        assert_eq!(search.matches(&body), expect, "{text}");
        assert!(search.may_match(&body.to_string()) || !expect, "{text}");
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
            ("release:[shop@1, shop@1.2.3]", true),
            ("release:[shop@1,shop@2]", false),
            ("os:[\"Linux 6\", Windows]", true),
            ("!release:[shop@1,shop@2] os:[]", true),
            ("has:[dist, os]", true),
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
    fn a_quick_look_finds_what_json_escapes() {
        let body = json!({"tags": {"a": "x\"y\\z/é\n"}}).to_string();
        for text in ["a:x*y*", "a:*\\z*", "a:*é*", "a:*/*"] {
            assert!(EventSearch::read(text).may_match(&body), "{text}");
        }
        for text in ["a:q", "q", "a:[q, r]", "a:x*q*"] {
            assert!(!EventSearch::read(text).may_match(&body), "{text}");
        }
        assert!(EventSearch::read("!a:q has:r").may_match(&body));
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
