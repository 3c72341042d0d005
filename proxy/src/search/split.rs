//! Splits a search into words, phrases and `key:value` pairs.

use super::error::SearchError;

/// A part of a search, as it was written.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A word.
    Word(&'a str),
    /// What stood between quotation marks.
    Phrase(&'a str),
    /// A key with its value; `!` before it negates.
    Pair {
        /// The condition must not hold.
        is_negated: bool,
        /// What stood before the colon.
        key: &'a str,
        /// What stood behind it.
        value: Value<'a>,
    },
}

/// The value of a pair.
#[derive(Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text, without the quotation marks around it.
    One(&'a str),
    /// The values of a list.
    List(Vec<&'a str>),
}

/// Takes the first part of a text, and returns it with the rest. None: only space is left.
pub(super) fn first(text: &str) -> Result<Option<(Part<'_>, &str)>, SearchError> {
    let text = text.trim_start();
    if text.is_empty() {
        return Ok(None);
    }
    if text.starts_with('"') {
        let (phrase, rest) = quoted(text)?;
        return Ok(Some((Part::Phrase(phrase), rest)));
    }
    if let Some((is_negated, key, after)) = key(text) {
        let (value, rest) = value(key, after)?;
        return Ok(Some((Part::Pair { is_negated, key, value }, rest)));
    }
    let (word, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    Ok(Some((Part::Word(word), rest)))
}

/// The key with which a text begins, and what stands behind its colon. Addresses (`https://..`), times (`12:30`), paths of Rust
/// (`a::b`) and the beginnings of titles (`TypeError: ..`) are words: people paste them.
fn key(text: &str) -> Option<(bool, &str, &str)> {
    let (is_negated, begin) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let (key, after) = match begin.strip_prefix("tags[") {
        Some(inside) => inside.split_once("]:")?,
        None => begin.split_once(':')?,
    };
    let is_key = key.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && key.chars().all(|found| found.is_alphanumeric() || matches!(found, '_' | '.' | '-'));
    let is_pair = !after.is_empty()
        && !after.starts_with(char::is_whitespace)
        && !after.starts_with("//")
        && !after.starts_with(':');
    (is_key && is_pair).then_some((is_negated, key, after))
}

fn value<'a>(key: &str, text: &'a str) -> Result<(Value<'a>, &'a str), SearchError> {
    if text.starts_with('"') {
        let (value, rest) = quoted(text)?;
        return Ok((Value::One(value), rest));
    }
    if let Some(inside) = text.strip_prefix('[') {
        return list(key, inside);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    Ok((Value::One(value), rest))
}

/// The values of a list, from behind its opening bracket.
fn list<'a>(key: &str, inside: &'a str) -> Result<(Value<'a>, &'a str), SearchError> {
    let mut values = Vec::new();
    let mut rest = inside.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix(']') {
            return Ok((Value::List(values), after));
        }
        let (value, after) = if rest.starts_with('"') {
            quoted(rest)?
        } else {
            let end = rest.find([',', ']']).ok_or_else(|| SearchError::UnclosedList(key.to_owned()))?;
            (rest[..end].trim_end(), &rest[end..])
        };
        if !value.is_empty() {
            values.push(value);
        }
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.starts_with(']') => after,
            None => return Err(SearchError::UnclosedList(key.to_owned())),
        };
    }
}

/// What stands between the quotation mark with which a text begins and the next one that no backslash escapes.
fn quoted(text: &str) -> Result<(&str, &str), SearchError> {
    let inside = &text[1..];
    let mut is_escaped = false;
    for (at, found) in inside.char_indices() {
        match found {
            '"' if !is_escaped => return Ok((&inside[..at], &inside[at + 1..])),
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    Err(SearchError::UnclosedQuote(text.chars().take(20).collect()))
}
