//! Which events make an alert.

use crate::model::issue::Issue;
use crate::store::Recorded;

/// The issue to alert about, if there is one: today each new issue.
///
/// One more event of a known issue is not, so a broken page that is loaded a million times sends one message.
#[must_use]
pub fn fires(recorded: &Recorded) -> Option<&Issue> {
    match recorded {
        Recorded::New(issue) => Some(issue.as_ref()),
        Recorded::Seen
        | Recorded::Regressed { .. }
        | Recorded::Escalating(_)
        | Recorded::Unarchived(_)
        | Recorded::Duplicate
        | Recorded::Discarded => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples;

    #[track_caller]
    fn check(recorded: &Recorded, expect: Option<i64>) {
        assert_eq!(fires(recorded).map(|issue| issue.id), expect);
    }

    #[test]
    fn a_new_issue_fires() {
        check(&Recorded::New(Box::new(samples::issue())), Some(7));
    }

    #[test]
    fn a_known_issue_is_silent() {
        check(&Recorded::Seen, None);
    }

    #[test]
    fn a_repeated_event_is_silent() {
        check(&Recorded::Duplicate, None);
        check(&Recorded::Discarded, None);
    }
}
