//! Why a search cannot be made, in the language of the page.

use crate::search::{KNOWN, KNOWN_OF_EVENTS, SearchError};
use crate::web::pages::language::fill;

/// A sentence that names the word, and what is known.
pub(in crate::web::pages) fn sentence(error: &SearchError) -> String {
    match error {
        SearchError::TooLong(most) => {
            fill("A search has at most {n} characters.", &[("n", &most.to_string())])
        }
        SearchError::TooManyTerms(most) => {
            fill("A search has at most {n} terms.", &[("n", &most.to_string())])
        }
        SearchError::TooManyValues { key, most } => {
            fill("The list of {key} has at most {n} values.", &[("key", key), ("n", &most.to_string())])
        }
        SearchError::UnclosedQuote(text) => fill("A quotation mark is not closed: {text}", &[("text", text)]),
        SearchError::NoValue(key) => fill(
            "{key} needs a value right behind its colon. Write a text with a colon in quotation marks.",
            &[("key", key)],
        ),
        SearchError::UnclosedList(key) => fill(
            "The list of {key} needs commas between its values and a bracket at its end.",
            &[("key", key)],
        ),
        SearchError::EmptyList(key) => fill("The list of {key} is empty.", &[("key", key)]),
        SearchError::Or => fill(
            "OR is not supported: all terms of a search must hold. For several values write {example}.",
            &[("example", "key:[a, b]")],
        ),
        SearchError::State(word) => fill(
            "{word} is no state. Known states: {known}",
            &[
                ("word", &format!("is:{word}")),
                (
                    "known",
                    "unresolved, resolved, archived, new, ongoing, escalating, regressed, for_review, assigned, unassigned, bookmarked",
                ),
            ],
        ),
        SearchError::Number { key, value } => fill(
            "{key} needs a number such as {example}, not “{value}”.",
            &[("key", key), ("value", value), ("example", &format!("{key}:>10"))],
        ),
        SearchError::Time { key, value } => fill(
            "{key} needs a time such as {example} or {other}, not “{value}”.",
            &[
                ("key", key),
                ("value", value),
                ("example", &format!("{key}:-24h")),
                ("other", &format!("{key}:>2026-01-31")),
            ],
        ),
        SearchError::Choice { key, value, known } => fill(
            "{key} cannot be “{value}”. Known: {known}",
            &[("key", key), ("value", value), ("known", known)],
        ),
        SearchError::Wildcard(key) => fill(
            "{key} takes no wildcard: only a hash of each user is stored, so the whole value is needed.",
            &[("key", key)],
        ),
        SearchError::List(key) => fill("{key} takes one value and no list.", &[("key", key)]),
        SearchError::Key(key) => fill(
            "{key} cannot be searched for. Known: {known}, and the key of any tag.",
            &[("key", key), ("known", KNOWN)],
        ),
        SearchError::EventKey(key) => fill(
            "{key} cannot be searched for among events. Known: {known}, and the key of any tag.",
            &[("key", key), ("known", KNOWN_OF_EVENTS)],
        ),
    }
}
