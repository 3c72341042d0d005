//! A search among the events of an issue: words, and `key:value`, in the syntax of searches for issues.

use serde_json::Value;

use super::event_values::{WORD_KEYS, is_known, values_of};
use crate::scan;
use crate::search::{Part, PartValue, Pattern, SearchError, TERMS, VALUES, is_true, parts};

/// A search. All of its terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct EventSearch {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    is_negated: bool,
    condition: Condition,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// This stands in one of the texts of the event.
    Words(Pieces),
    /// A value of this key fits one of them.
    Values(String, Vec<Pieces>),
    /// The key has a value.
    Has(String),
}

/// The texts between the wildcards of a pattern, in lower case.
type Pieces = Vec<String>;

impl EventSearch {
    /// The search that a text asks for.
    pub(in crate::web) fn read(text: &str) -> Result<Self, SearchError> {
        let mut terms = Vec::new();
        for part in parts(text)? {
            terms.extend(term(&part)?);
        }
        if terms.len() > TERMS {
            return Err(SearchError::TooManyTerms(TERMS));
        }
        Ok(Self { terms })
    }

    /// Whether it finds all events.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the text of a body may match: a quick look that spares most bodies from being read as JSON.
    pub(super) fn may_match(&self, body: &str) -> bool {
        let asked = || self.terms.iter().filter(|term| !term.is_negated).filter_map(Term::patterns);
        if asked().next().is_none() {
            return true;
        }
        let body = body.to_ascii_lowercase();
        asked().all(|patterns| patterns.iter().any(|pieces| pieces_stand_in(&body, pieces)))
    }

    /// Whether an event matches.
    pub(in crate::web) fn matches(&self, body: &Value) -> bool {
        self.terms.iter().all(|term| term.condition.holds(body) != term.is_negated)
    }
}

impl Term {
    fn patterns(&self) -> Option<&[Pieces]> {
        match &self.condition {
            Condition::Words(pieces) => Some(std::slice::from_ref(pieces)),
            Condition::Values(_, patterns) => Some(patterns),
            Condition::Has(_) => None,
        }
    }
}

impl Condition {
    fn holds(&self, body: &Value) -> bool {
        match self {
            Self::Words(pieces) => WORD_KEYS
                .iter()
                .any(|key| values_of(body, key).into_iter().any(|text| contains(text, pieces))),
            Self::Values(key, patterns) => {
                let is_asked = |value: &str| patterns.iter().any(|pieces| is_like(value, pieces));
                values_of(body, key).into_iter().any(is_asked)
            }
            Self::Has(key) => !values_of(body, key).is_empty(),
        }
    }
}

/// The term of a part; none of a word that consists of wildcards.
fn term(part: &Part<'_>) -> Result<Option<Term>, SearchError> {
    Ok(match part {
        Part::Phrase { is_negated, text } => words(*is_negated, text),
        Part::Word(text) => words(false, text),
        Part::NotWord(text) => words(true, text),
        Part::Pair { is_negated, is_tag, key, value } => Some(pair(*is_negated, *is_tag, key, value)?),
    })
}

fn words(is_negated: bool, text: &str) -> Option<Term> {
    let pieces = pieces(text.trim());
    let is_empty = pieces.iter().all(|piece| piece.trim().is_empty());
    (!is_empty).then_some(Term { is_negated, condition: Condition::Words(pieces) })
}

fn pair(is_negated: bool, is_tag: bool, key: &str, value: &PartValue<'_>) -> Result<Term, SearchError> {
    let written = if is_tag { format!("tags[{key}]") } else { key.to_owned() };
    let key = written.as_str();
    let known = |key: &str| match key {
        "error.handled" | "error.unhandled" => Ok("handled".to_owned()),
        key if is_known(key) => Ok(key.to_owned()),
        other => Err(SearchError::EventKey(other.to_owned())),
    };
    let values = match value {
        PartValue::One("") => {
            return Ok(Term { is_negated: !is_negated, condition: Condition::Has(known(key)?) });
        }
        PartValue::One(text) => vec![*text],
        PartValue::List(_) if key == "has" => return Err(SearchError::List(key.to_owned())),
        PartValue::List(texts) if texts.is_empty() => return Err(SearchError::EmptyList(key.to_owned())),
        PartValue::List(texts) if texts.len() > VALUES => {
            return Err(SearchError::TooManyValues { key: key.to_owned(), most: VALUES });
        }
        PartValue::List(texts) => texts.clone(),
    };
    let handled = |is_handled: bool| {
        Condition::Values("handled".to_owned(), vec![pieces(if is_handled { "yes" } else { "no" })])
    };
    let condition = match (key, values.as_slice()) {
        ("error.handled", [text]) => handled(is_true(key, text)?),
        ("error.unhandled", [text]) => handled(!is_true(key, text)?),
        ("error.handled" | "error.unhandled", _) => return Err(SearchError::List(key.to_owned())),
        ("has", [asked]) => Condition::Has(known(asked)?),
        ("release", ["latest"]) => return Err(SearchError::EventKey("release:latest".to_owned())),
        _ => {
            let key = known(key)?;
            let pattern = |text: &str| {
                let pattern = Pattern::parse(without_kind(&key, text));
                // As at Sentry, a message is found by a part of it.
                lower(if key == "message" { pattern.anywhere() } else { pattern })
            };
            let patterns = values.into_iter().map(pattern).collect();
            Condition::Values(key, patterns)
        }
    };
    Ok(Term { is_negated, condition })
}

/// Sentry's older way to ask for users is `user:email:a@b.test`.
fn without_kind<'a>(key: &str, text: &'a str) -> &'a str {
    let kinds = ["id:", "email:", "username:", "ip:"];
    let rest = kinds.iter().filter(|_| key == "user").find_map(|kind| text.strip_prefix(kind));
    rest.unwrap_or(text)
}

fn pieces(text: &str) -> Pieces {
    lower(Pattern::parse(text))
}

fn lower(pattern: Pattern) -> Pieces {
    pattern.pieces().iter().map(|piece| piece.to_ascii_lowercase()).collect()
}

/// Whether the pieces of a pattern stand somewhere in the text of a body, which is in lower case. Pieces with characters that
/// JSON may escape are not looked for.
fn pieces_stand_in(body: &str, pieces: &[String]) -> bool {
    let is_escaped = |c: char| matches!(c, '"' | '\\' | '/') || c.is_control() || !c.is_ascii();
    pieces
        .iter()
        .flat_map(|piece| piece.split(is_escaped))
        .filter(|piece| !piece.is_empty())
        .all(|piece| scan::find(body, 0, piece).is_some())
}

/// Whether a text contains the pieces one after the other, whatever the case of ASCII letters.
fn contains(text: &str, pieces: &[String]) -> bool {
    let text = text.to_ascii_lowercase();
    let mut at = 0;
    pieces.iter().filter(|piece| !piece.is_empty()).all(|piece| match scan::find(&text, at, piece.as_str()) {
        Some(found) => {
            at = found + piece.len();
            true
        }
        None => false,
    })
}

/// Whether a text is a pattern. The case of ASCII letters does not count.
fn is_like(text: &str, pieces: &[String]) -> bool {
    let text = text.to_ascii_lowercase();
    let [first, between @ .., last] = pieces else { return pieces.first() == Some(&text) };
    let inner = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()));
    inner.is_some_and(|inner| contains(inner, between))
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
            "logger": "app.pay", "sdk": {"name": "sentry.python", "version": "2.1"},
            "tags": {"os": "Linux 6", "a:b": "c", "url": "https://a.test/pay", "handled": "no"},
            "exception": {"values": [{"type": "TypeError", "value": "x is \"null\"", "stacktrace": {"frames": [
                {"function": "payNow", "filename": "src/pay.js"}]}}]},
        });
        let search = EventSearch::read(text).unwrap();
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
            ("environment:PRODUCTION AND user.id:7", true),
            ("environment:production user.id:8", false),
            ("user:ada@b.test user:email:ada@b.test", true),
            ("url:*/pay", true),
            ("url:*pay*x*", true),
            ("os:\"Linux 6\" tags[os]:linux*", true),
            ("os:\"Linux\\*\"", false),
            ("has:os", true),
            ("!has:dist", true),
            ("has:dist", false),
            ("dist:\"\" !os:\"\"", true),
            ("os:\"\"", false),
            ("stack.function:payNow", true),
            ("error.handled:no error.unhandled:true", true),
            ("error.handled:true", false),
            ("nosuch:x", false),
            ("release:[shop@1, shop@1.2.3]", true),
            ("release:[shop@1,shop@2]", false),
            ("os:[\"Linux 6\", Windows]", true),
            ("!release:[shop@1,shop@2]", true),
            ("error.type:TypeError error.value:\"x is*\"", true),
            ("error.value:null", false),
            ("message:null", true),
            ("message:NULL !message:undefined", true),
            ("message:null*", false),
            ("tags[a:b]:c", true),
            ("has:tags[a:b] !has:tags[c]", true),
            // The tag, and not the field.
            ("tags[release]:shop@1.2.3", false),
            ("logger:app.pay sdk.name:sentry.python sdk.version:2*", true),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn words_anywhere() {
        for (text, expect) in [
            ("paynow", true),
            ("\"is \\\"null\"", true),
            ("is*null", true),
            ("null*is", false),
            ("null !ada", false),
            ("https://a.test/pay", true),
            ("undefined", false),
            ("!\"is null\"", true),
            ("!\"is \\\"null\"", false),
            // No negation, but a text.
            ("!= null", false),
            ("  ", true),
            ("* \"\"", true),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn what_searches_for_issues_refuse_is_refused_in_the_same_words() {
        let terms = "a ".repeat(TERMS + 1);
        let long = "a".repeat(501);
        for text in [
            "pay OR ada",
            "\"open",
            "\"",
            "os:\"open",
            "os:[a, b",
            "os:[]",
            "has:[a, b]",
            terms.as_str(),
            long.as_str(),
            "error.handled:maybe",
        ] {
            let of_issues = crate::search::parse(text, crate::model::timestamp::Timestamp(1.8e9));
            assert_eq!(EventSearch::read(text).unwrap_err(), of_issues.unwrap_err(), "{text}");
        }
    }

    /// As tags they would find nothing, which would be a lie.
    #[test]
    fn keys_of_issues_are_refused() {
        for text in
            ["is:unresolved", "!age:-24h", "has:assigned", "times_seen:>3", "geo.city:x", "stack.lineno:3"]
        {
            let error = EventSearch::read(text).unwrap_err();
            assert!(matches!(error, SearchError::EventKey(_)), "{text}: {error}");
        }
        let error = EventSearch::read("release:latest").unwrap_err().to_string();
        assert!(error.starts_with("release:latest cannot be searched for among events; known: "), "{error}");
    }

    #[test]
    fn a_quick_look_finds_what_json_escapes() {
        let body = json!({"tags": {"a": "x\"y\\z/é\n"}}).to_string();
        let may = |text: &str| EventSearch::read(text).unwrap().may_match(&body);
        for text in ["a:x*y*", r"a:*\\z*", "a:*é*", "a:*/*", "!a:q has:r"] {
            assert!(may(text), "{text}");
        }
        for text in ["a:q", "q", "a:[q, r]", "a:x*q*"] {
            assert!(!may(text), "{text}");
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
            ("a*c", r"a\*c", true),
            ("abc", r"a\*c", false),
        ] {
            assert_eq!(is_like(text, &pieces(pattern)), expect, "{text} {pattern}");
        }
    }
}
