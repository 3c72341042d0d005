//! Folds new issues of a project into one digest.

use crate::alerts::alert_issue::cut;
use crate::model::alert::{Digest, Sample};
use crate::model::firing::CauseKind;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// Most issues that are named; all are counted.
pub const SAMPLES: usize = 5;
/// Longest title of a named issue, in characters.
const TITLE: usize = 200;

/// A digest of one issue.
#[must_use]
pub fn begin(issue: &Issue, now: Timestamp) -> Digest {
    let mut digest = Digest {
        issues: 0,
        fatal: 0,
        issue_ids: (issue.id, issue.id),
        since: now,
        until: now,
        samples: Vec::new(),
    };
    fold(&mut digest, issue, now);
    digest
}

/// Adds an issue to a digest.
pub fn fold(digest: &mut Digest, issue: &Issue, now: Timestamp) {
    digest.issues = digest.issues.saturating_add(1);
    digest.fatal += u32::from(issue.level == "fatal");
    digest.issue_ids = (digest.issue_ids.0.min(issue.id), digest.issue_ids.1.max(issue.id));
    digest.until = now;
    let rank = |level: &str, id: i64| (level == "fatal", id);
    let own = rank(&issue.level, issue.id);
    let at = digest.samples.partition_point(|it| rank(&it.level, it.issue_id) > own);
    if at >= SAMPLES {
        return;
    }
    let sample = Sample {
        issue_id: issue.id,
        level: cut(&issue.level, TITLE),
        title: cut(&issue.description.title, TITLE),
        cause: CauseKind::NewIssue,
    };
    digest.samples.insert(at, sample);
    digest.samples.truncate(SAMPLES);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{NOW, digest_of, issue, titled};

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
        let long = Issue { description: titled(&"😀".repeat(100_000)), ..issue() };
        let mut digest = begin(&long, NOW);
        for id in 8..20 {
            fold(&mut digest, &Issue { id, ..long.clone() }, NOW);
        }
        assert!(
            digest.samples.len() == SAMPLES && digest.samples.iter().all(|it| it.title.len() <= 4 * TITLE)
        );
    }
}
