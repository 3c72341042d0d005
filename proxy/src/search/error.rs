//! Why a search has no answer.

/// The keys that are known besides tags, for messages.
pub const KNOWN: &str = "is, has, issue, level, platform, project, release, firstRelease, environment, url, title, message, \
     error.type, error.value, error.handled, error.unhandled, stack.filename, stack.function, user, user.id, \
     user.email, user.username, user.ip, firstSeen, lastSeen, age, times_seen, users, assigned, bookmarks, \
     priority, logger";

/// The same for searches among the events of an issue.
pub const KNOWN_OF_EVENTS: &str = "has, release, environment, level, platform, dist, server_name, transaction, url, \
     http.method, message, error.type, error.value, error.mechanism, error.handled, error.unhandled, stack.filename, \
     stack.function, stack.module, user, user.id, user.email, user.username, user.ip, logger, sdk.name, sdk.version, \
     trace, id";

/// Why a search has no answer. Each message names the word that it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// It has more characters than this.
    #[error("the search is longer than {0} characters")]
    TooLong(usize),
    /// It has more terms than this.
    #[error("the search has more than {0} terms")]
    TooManyTerms(usize),
    /// A list has more values than this.
    #[error("the list of {key} has more than {most} values")]
    TooManyValues {
        /// The key.
        key: String,
        /// The largest number.
        most: usize,
    },
    /// A quotation mark opens and none closes.
    #[error("a quotation mark is not closed: {0}")]
    UnclosedQuote(String),
    /// Nothing stands behind the colon of a key.
    #[error("{0} needs a value right behind its colon; a text with a colon is written in quotation marks")]
    NoValue(String),
    /// A list opens and does not close.
    #[error("a list is not closed with a bracket: {0}")]
    UnclosedList(String),
    /// A list without values.
    #[error("the list of {0} is empty")]
    EmptyList(String),
    /// Terms joined by `OR`.
    #[error("OR is not supported: all terms of a search must hold; for several values write key:[a, b]")]
    Or,
    /// `is:` with another word.
    #[error(
        "is:{0} is unknown; known: unresolved, resolved, archived, ignored, new, ongoing, escalating, regressed, \
             for_review, assigned, unassigned, bookmarked, linked"
    )]
    State(String),
    /// A value that has to be a number.
    #[error("{key} needs a number such as {key}:>10, not {value:?}")]
    Number {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A value that has to be a time.
    #[error("{key} needs a time such as {key}:-24h or {key}:>2026-01-31, not {value:?}")]
    Time {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A value that has to be one of a few words.
    #[error("{key} cannot be {value:?}; known: {known}")]
    Choice {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// The words.
        known: &'static str,
    },
    /// Wildcards where only whole values can be found.
    #[error("{0} takes no wildcard: only a hash of each user is stored, so the whole value is needed")]
    Wildcard(String),
    /// A list where only one value can be asked for.
    #[error("{0} takes one value and no list")]
    List(String),
    /// A key of Sentry's whose data is not stored by issue.
    #[error("{0} cannot be searched for; known: {KNOWN}, and the key of any tag")]
    Key(String),
    /// A key of Sentry's that no single event has.
    #[error("{0} cannot be searched for among events; known: {KNOWN_OF_EVENTS}, and the key of any tag")]
    EventKey(String),
}
