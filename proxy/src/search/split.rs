//! Splits a search into words, phrases and `key:value` pairs.

use super::error::SearchError;
use super::key::is_tag;

/// A part of a search, as it was written.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A word.
    Word(&'a str),
    /// A word behind `!`, which must not be found.
    NotWord(&'a str),
    /// What stood between quotation marks.
    Phrase {
        /// A `!` stood before it: it must not be found.
        is_negated: bool,
        /// The text.
        text: &'a str,
    },
    /// A key with its value; `!` before it negates.
    Pair {
        /// The condition must not hold.
        is_negated: bool,
        /// The key was written `tags[key]`: it is that of a tag, even if a field has the same name.
        is_tag: bool,
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
    let (is_negated, begin) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    if begin.starts_with('"') {
        let (text, rest) = quoted(begin)?;
        return Ok(Some((Part::Phrase { is_negated, text }, rest)));
    }
    if let Some((is_tag, key, after)) = key(begin) {
        if after.chars().next().is_none_or(char::is_whitespace) {
            return Err(SearchError::NoValue(key.to_owned()));
        }
        let (value, rest) = value(key, after)?;
        return Ok(Some((Part::Pair { is_negated, is_tag, key, value }, rest)));
    }
    // `!=` and `!(x)` are words of programs.
    let is_negated = is_negated && begin.starts_with(|first: char| first.is_alphanumeric() || first == '_');
    let text = if is_negated { begin } else { text };
    let (word, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    Ok(Some((if is_negated { Part::NotWord(word) } else { Part::Word(word) }, rest)))
}

/// The key with which a text begins, whether it was written as that of a tag, and what stands behind its colon. Addresses
/// (`https://..`), times (`12:30`), paths of Rust (`a::b`) and the beginnings of titles (`TypeError: ..`) are words: people paste
/// them.
fn key(text: &str) -> Option<(bool, &str, &str)> {
    if let Some((key, after)) = text.strip_prefix("tags[").and_then(|inside| inside.split_once("]:")) {
        return (!key.is_empty()).then_some((true, key, after));
    }
    let (key, after) = text.split_once(':')?;
    let is_key = key.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && key.chars().all(|found| found.is_alphanumeric() || matches!(found, '_' | '.' | '-'));
    let is_pair = match after.chars().next() {
        Some(first) if !first.is_whitespace() => !after.starts_with("//") && first != ':',
        _ => needs_value(key),
    };
    (is_key && is_pair).then_some((false, key, after))
}

/// Whether a key without a value is a mistake, and no word of a title that was pasted, such as `message: x is null`.
fn needs_value(key: &str) -> bool {
    let is_word = key.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(key, "is" | "has") || !is_word && !is_tag(key)
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
