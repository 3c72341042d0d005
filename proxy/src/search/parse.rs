//! Reads a search.

use super::error::SearchError;
use super::limits::{LONGEST, TERMS};
use super::pattern::Pattern;
use super::split::{self, Part};
use super::term::{Condition, Search, Term};
use super::value;
use crate::model::timestamp::Timestamp;

/// Reads a search in Sentry's syntax. Relative times are counted from `now`. A U+0000 is read as U+FFFD, as in HTML.
///
/// ```
/// use balefire_proxy::{model::timestamp::Timestamp, search::{Condition, IssueState, Term, parse}};
/// let search = parse("is:unresolved !level:info pay", Timestamp(1.8e9)).unwrap();
/// assert_eq!(search.terms.len(), 3);
/// assert_eq!(search.terms[0], Term { is_negated: false, condition: Condition::Is(IssueState::Unresolved) });
/// ```
pub fn parse(text: &str, now: Timestamp) -> Result<Search, SearchError> {
    let mut terms = Vec::new();
    let text = text.replace('\0', "\u{fffd}");
    for part in parts(&text)? {
        terms.extend(match part {
            Part::Word(text) => words(false, text),
            Part::NotWord(text) => words(true, text),
            Part::Phrase { is_negated, text } => words(is_negated, text),
            Part::Pair { is_negated, is_tag: true, key, value } => {
                Some(value::tag_term(is_negated, key, &value)?)
            }
            Part::Pair { is_negated, is_tag: false, key, value } => {
                Some(value::term(is_negated, key, &value, now)?)
            }
        });
        if terms.len() > TERMS {
            return Err(SearchError::TooManyTerms(TERMS));
        }
    }
    Ok(Search { terms })
}

/// The parts of a search, all of which must hold; their number is bounded by the length of a search.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, SearchError> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(SearchError::TooLong(LONGEST));
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, after)) = split::first(rest)? {
        rest = after;
        match part {
            // All parts must hold anyway.
            Part::Word("AND") => {}
            Part::Word("OR") => return Err(SearchError::Or),
            part => parts.push(part),
        }
    }
    Ok(parts)
}

/// A word or phrase; none if it consists of wildcards and space.
fn words(is_negated: bool, text: &str) -> Option<Term> {
    let pattern = Pattern::parse(text.trim());
    let is_empty = pattern.pieces().iter().all(|piece| piece.trim().is_empty());
    (!is_empty).then_some(Term { is_negated, condition: Condition::Words(pattern) })
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
