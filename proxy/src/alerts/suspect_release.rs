//! The release that may have caused what a rule found: pure, but for one question to the store.

use crate::model::firing::Cause;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, StoreError};

/// The shortest time in which a release is looked for, in seconds: one that broke something is noticed a while later.
const SHORTEST: f64 = 3_600.0;

/// The release in which an issue came back, or else in which it was first seen. None: that is not known, or says nothing of
/// the cause.
#[must_use]
pub fn of_issue<'a>(cause: &'a Cause, issue: &'a Issue) -> Option<&'a str> {
    match cause {
        Cause::Regression { release } | Cause::ReopenedInNewerRelease { release } => release.as_deref(),
        Cause::FirstEventOfRelease { release } => Some(release),
        Cause::NewIssue | Cause::Escalating | Cause::Unarchived | Cause::Requested => {
            issue.first_release.as_deref()
        }
        Cause::Threshold(_) | Cause::NothingHeard { .. } => None,
    }
}

/// For a threshold: the release of the project that began last within its window, or within an hour if that is longer.
pub fn of_threshold(
    batch: &mut dyn AlertBatch,
    cause: &Cause,
    project_id: i64,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(window) = window(cause) else { return Ok(None) };
    batch.release_begun(project_id, Timestamp(now.0 - window.max(SHORTEST)), now)
}

/// The time over which a threshold is measured, in seconds; none for other causes.
fn window(cause: &Cause) -> Option<f64> {
    match cause {
        Cause::Threshold(measured) => Some(measured.window),
        Cause::NothingHeard { window, .. } => Some(*window),
        Cause::NewIssue
        | Cause::Regression { .. }
        | Cause::ReopenedInNewerRelease { .. }
        | Cause::Escalating
        | Cause::Unarchived
        | Cause::FirstEventOfRelease { .. }
        | Cause::Requested => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples;

    #[test]
    fn the_release_of_each_cause() {
        let issue = Issue { first_release: Some("1.0".into()), ..samples::issue() };
        let back = Some("1.4.3".to_owned());
        let nothing = Cause::NothingHeard { since: Timestamp(0.0), window: 60.0 };
        for (cause, expect) in [
            (Cause::NewIssue, Some("1.0")),
            (Cause::Regression { release: back.clone() }, Some("1.4.3")),
            (Cause::Regression { release: None }, None),
            (Cause::ReopenedInNewerRelease { release: back }, Some("1.4.3")),
            (Cause::FirstEventOfRelease { release: "2.0".into() }, Some("2.0")),
            (Cause::Escalating, Some("1.0")),
            (Cause::Requested, Some("1.0")),
            (nothing, None),
        ] {
            assert_eq!(of_issue(&cause, &issue), expect, "{cause:?}");
        }
    }
}
