//! The terms of a search.

use super::pattern::Pattern;
use crate::model::issue_state::Priority;
use crate::model::timestamp::Timestamp;

/// A search. An issue is found if all terms hold; a search without terms finds all issues.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// The terms, in their order.
    pub terms: Vec<Term>,
}

/// A condition, or its opposite.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The condition must not hold.
    pub is_negated: bool,
    /// What is asked for.
    pub condition: Condition,
}

/// What a term asks for. Of several patterns or values one must fit.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A word or phrase in the title, the message, the stack or the address of the page.
    Words(Pattern),
    /// The state of the issue.
    Is(IssueState),
    /// A text of the issue itself.
    Field(Field, Vec<Pattern>),
    /// A tag of one of its events.
    Tag(String, Vec<Pattern>),
    /// Any value of this tag.
    HasTag(String),
    /// Any text in this field.
    HasField(Field),
    /// One of these issues: the project, if it is named, and the number.
    Issue(Vec<(Option<String>, i64)>),
    /// The number of its project.
    ProjectId(Vec<i64>),
    /// The release of one of its events is the project's newest.
    LatestRelease,
    /// The release of its first event is the project's newest.
    FirstInLatestRelease,
    /// Functions or files in the stack.
    Stack(StackPart, Vec<Pattern>),
    /// One of these users had the issue: the user's id, else e-mail, else name, else IP address.
    User(Vec<String>),
    /// Any user is known.
    HasUser,
    /// A number of the issue.
    Number(NumberField, Bound, i64),
    /// A time of the issue.
    Time(TimeField, Bound, Timestamp),
    /// A time of the issue from the first up to, but without, the second.
    Within(TimeField, Timestamp, Timestamp),
    /// To whom it is assigned.
    Assigned(Vec<Assignee>),
    /// Its priority.
    Priority(Vec<Priority>),
}

/// The states by which issues are found. Sentry's words, see `is:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueState {
    /// Neither resolved nor archived.
    Unresolved,
    /// Resolved.
    Resolved,
    /// Archived; Sentry said *ignored* before.
    Archived,
    /// Unresolved, and first seen in the last seven days.
    New,
    /// Unresolved, and none of the other three.
    Ongoing,
    /// Unresolved, with many more events than before it was archived.
    Escalating,
    /// Unresolved, and resolved before.
    Regressed,
    /// New, escalating or regressed.
    ForReview,
    /// Assigned to somebody.
    Assigned,
    /// Bookmarked.
    Bookmarked,
    /// Linked to an issue of another system. No issue is.
    Linked,
}

/// Texts of an issue, each from its newest event unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    Level,
    /// `javascript`, `python`, ...
    Platform,
    /// The project's name in URLs.
    Project,
    /// The whole title.
    Title,
    /// The place of the error.
    Culprit,
    /// `TypeError`; empty for a message.
    ErrorType,
    /// The text of the exception, or the message.
    ErrorValue,
    /// The release of the first event.
    FirstRelease,
    /// The name of the logger.
    Logger,
}

/// Parts of the frames of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StackPart {
    /// File names.
    File,
    /// Names of functions.
    Function,
}

/// Numbers of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberField {
    /// Its events.
    Events,
    /// Its users.
    Users,
}

/// Times of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeField {
    /// Its oldest event's time.
    FirstSeen,
    /// Its newest event's time.
    LastSeen,
}

/// How a number or time is compared with the asked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Equal.
    Equal,
    /// Above.
    Above,
    /// Equal or above.
    AtLeast,
    /// Below.
    Below,
    /// Equal or below.
    AtMost,
}

/// To whom an issue is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// Whoever asks.
    Me,
    /// Nobody.
    Nobody,
    /// A name or an e-mail address.
    Name(String),
}

impl Search {
    /// The only word of the search, beside `is:unresolved`: it may be the id of an event.
    #[must_use]
    pub fn single_word(&self) -> Option<&str> {
        let default = Term { is_negated: false, condition: Condition::Is(IssueState::Unresolved) };
        let mut others = self.terms.iter().filter(|term| **term != default);
        match (others.next(), others.next()) {
            (Some(Term { is_negated: false, condition: Condition::Words(pattern) }), None) => pattern.exact(),
            _ => None,
        }
    }

    /// The search, with `me` replaced by the name of whoever asks. Without a name, no issue is assigned to `me`.
    #[must_use]
    pub fn asked_by(mut self, name: Option<&str>) -> Self {
        for term in &mut self.terms {
            let Condition::Assigned(assignees) = &mut term.condition else { continue };
            for assignee in assignees.iter_mut().filter(|assignee| **assignee == Assignee::Me) {
                if let Some(name) = name {
                    *assignee = Assignee::Name(name.to_owned());
                }
            }
        }
        self
    }
}
