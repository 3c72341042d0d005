//! Folds what a rule found about issues of a project into one digest.

use crate::alerts::alert_issue::cut;
use crate::model::alert::{Digest, Sample};
use crate::model::alert_issue::AlertIssue;
use crate::model::firing::CauseKind;
use crate::model::timestamp::Timestamp;

/// Most issues that are named; all are counted.
pub const SAMPLES: usize = 5;
/// Longest title of a named issue, in characters.
const TITLE: usize = 200;

/// A digest of one issue.
#[must_use]
pub fn begin(issue: &AlertIssue, cause: CauseKind, now: Timestamp) -> Digest {
    let mut digest = Digest {
        issues: 0,
        fatal: 0,
        issue_ids: (issue.issue_id, issue.issue_id),
        since: now,
        until: now,
        samples: Vec::new(),
    };
    fold(&mut digest, issue, cause, now);
    digest
}

/// Adds an issue to a digest.
pub fn fold(digest: &mut Digest, issue: &AlertIssue, cause: CauseKind, now: Timestamp) {
    digest.until = now;
    if let Some(sample) = digest.samples.iter_mut().find(|sample| sample.issue_id == issue.issue_id) {
        sample.cause = cause;
        return;
    }
    digest.issues = digest.issues.saturating_add(1);
    digest.fatal += u32::from(issue.level == "fatal");
    digest.issue_ids = (digest.issue_ids.0.min(issue.issue_id), digest.issue_ids.1.max(issue.issue_id));
    let rank = |level: &str, id: i64| (level == "fatal", id);
    let own = rank(&issue.level, issue.issue_id);
    let at = digest.samples.partition_point(|it| rank(&it.level, it.issue_id) > own);
    if at >= SAMPLES {
        return;
    }
    let sample = Sample {
        issue_id: issue.issue_id,
        level: cut(&issue.level, TITLE),
        title: cut(&issue.description.title, TITLE),
        cause,
    };
    digest.samples.insert(at, sample);
    digest.samples.truncate(SAMPLES);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::alert_issue::alert_issue;
    use crate::alerts::samples::{NOW, digest_of, event, issue, titled};

    #[test]
    fn fatal_ones_stay_named_however_many_follow() {
        let mut levels = vec!["fatal"; 2];
        levels.extend(vec!["error"; 1_000]);
        let digest = digest_of(&levels);
        let ids: Vec<i64> = digest.samples.iter().map(|sample| sample.issue_id).collect();
        assert_eq!(ids, [2, 1, 1_002, 1_001, 1_000]);
        assert_eq!((digest.issues, digest.fatal, digest.issue_ids), (1_002, 2, (1, 1_002)));
        assert_eq!((digest.since.0, digest.until.0), (NOW.0, NOW.0 + 1_001.0));
    }

    #[test]
    fn long_titles_are_cut() {
        let long =
            AlertIssue { description: titled(&"😀".repeat(100_000)), ..alert_issue(&issue(), &event()) };
        let mut digest = begin(&long, CauseKind::NewIssue, NOW);
        for issue_id in 8..20 {
            fold(&mut digest, &AlertIssue { issue_id, ..long.clone() }, CauseKind::NewIssue, NOW);
        }
        assert!(
            digest.samples.len() == SAMPLES && digest.samples.iter().all(|it| it.title.len() <= 4 * TITLE)
        );
    }

    #[test]
    fn an_issue_that_comes_back_while_it_is_named_is_counted_once() {
        let issue = alert_issue(&issue(), &event());
        let mut digest = begin(&issue, CauseKind::NewIssue, NOW);
        fold(&mut digest, &issue, CauseKind::Regression, Timestamp(NOW.0 + 5.0));
        assert_eq!((digest.issues, digest.samples.len(), digest.until.0), (1, 1, NOW.0 + 5.0));
        assert_eq!(digest.samples[0].cause, CauseKind::Regression);
    }
}
