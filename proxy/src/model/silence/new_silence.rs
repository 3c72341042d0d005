//! A silence to be made, within its limits.

use super::limits::{COMMENT, CREATOR, InvalidSilence, LONGEST, MATCHERS};
use super::matcher::Matcher;
use crate::model::timestamp::Timestamp;

/// A silence to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSilence {
    /// A firing is silenced if all of them match.
    pub matchers: Vec<Matcher>,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Whether a newer release of its project ends it before.
    pub until_next_release: bool,
    /// Who makes it.
    pub created_by: String,
    /// Why.
    pub comment: String,
    /// The silence that it takes the place of.
    pub replaces: Option<i64>,
}

impl NewSilence {
    /// Checks the limits.
    pub fn check(&self, now: Timestamp) -> Result<(), InvalidSilence> {
        if self.matchers.is_empty() || self.matchers.len() > MATCHERS {
            return Err(InvalidSilence::Matchers);
        }
        if self.matchers.iter().all(Matcher::matches_empty) {
            return Err(InvalidSilence::Everything);
        }
        let (starts, ends) = (self.starts.0, self.ends.0);
        // A time that is no number is none either.
        if !(starts.is_finite() && ends.is_finite() && ends > starts && ends > now.0) {
            return Err(InvalidSilence::Times);
        }
        if ends - starts.max(now.0) > LONGEST || starts - now.0 > LONGEST {
            return Err(InvalidSilence::TooLong);
        }
        if self.comment.chars().nth(COMMENT).is_some() || self.comment.contains('\0') {
            return Err(InvalidSilence::Comment);
        }
        if self.created_by.chars().nth(CREATOR).is_some() || self.created_by.contains(char::is_control) {
            return Err(InvalidSilence::Creator);
        }
        Ok(())
    }

    /// The issue, if it is about that alone: a mute.
    #[must_use]
    pub fn issue(&self) -> Option<i64> {
        issue_of(&self.matchers)
    }
}

/// The issue of matchers that are about it alone.
pub(super) fn issue_of(matchers: &[Matcher]) -> Option<i64> {
    match matchers {
        [one] => one.equal_to("issue")?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::silence::Operator;

    const NOW: Timestamp = Timestamp(1_000.0);

    fn new(matchers: Vec<Matcher>) -> NewSilence {
        NewSilence {
            matchers,
            starts: NOW,
            ends: Timestamp(NOW.0 + 3_600.0),
            until_next_release: false,
            created_by: "anna".into(),
            comment: String::new(),
            replaces: None,
        }
    }

    fn issue() -> Vec<Matcher> {
        vec![Matcher::equal("issue", "7").unwrap()]
    }

    #[test]
    fn what_may_be() {
        let one = || new(issue());
        assert_eq!((one().check(NOW), one().issue()), (Ok(()), Some(7)));
        for (silence, expect) in [
            (new(Vec::new()), InvalidSilence::Matchers),
            (new(vec![issue().remove(0); MATCHERS + 1]), InvalidSilence::Matchers),
            (new(vec![Matcher::new("level", Operator::Matches, ".*").unwrap()]), InvalidSilence::Everything),
            (new(vec![Matcher::new("level", Operator::NotEqual, "x").unwrap()]), InvalidSilence::Everything),
            (NewSilence { ends: NOW, ..one() }, InvalidSilence::Times),
            (NewSilence { ends: Timestamp(f64::NAN), ..one() }, InvalidSilence::Times),
            (NewSilence { starts: Timestamp(f64::NEG_INFINITY), ..one() }, InvalidSilence::Times),
            (NewSilence { starts: Timestamp(1.0), ends: Timestamp(2.0), ..one() }, InvalidSilence::Times),
            (NewSilence { ends: Timestamp(NOW.0 + LONGEST + 1.0), ..one() }, InvalidSilence::TooLong),
            (
                NewSilence { starts: Timestamp(1e12), ends: Timestamp(1e12 + 1.0), ..one() },
                InvalidSilence::TooLong,
            ),
            (NewSilence { comment: "x".repeat(COMMENT + 1), ..one() }, InvalidSilence::Comment),
            (NewSilence { created_by: "x".repeat(CREATOR + 1), ..one() }, InvalidSilence::Creator),
            (NewSilence { created_by: "a\nb".into(), ..one() }, InvalidSilence::Creator),
        ] {
            assert_eq!(silence.check(NOW), Err(expect), "{silence:?}");
        }
        // A start long ago is that of a silence that is changed.
        assert_eq!(NewSilence { starts: Timestamp(0.0), ..one() }.check(NOW), Ok(()));
    }

    #[test]
    fn a_mute_is_about_one_issue_alone() {
        let project = Matcher::equal("project", "shop").unwrap();
        assert_eq!(new(vec![project.clone()]).issue(), None);
        assert_eq!(new([issue(), vec![project]].concat()).issue(), None);
        assert_eq!(new(vec![Matcher::new("issue", Operator::Matches, "7").unwrap()]).issue(), None);
    }
}
