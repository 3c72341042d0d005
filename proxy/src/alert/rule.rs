//! Which recorded event is worth an alert.

use crate::store::{Issue, Recorded};

/// The issue to speak of, if any.
#[must_use]
pub fn fires(recorded: &Recorded) -> Option<&Issue> {
    match recorded {
        Recorded::New(issue) => Some(issue),
        Recorded::Seen(_) | Recorded::Duplicate => None,
    }
}
