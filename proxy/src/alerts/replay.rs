//! What a rule would have sent: pure. Groups wait and share messages as in [`crate::alerts::grouping`].

use std::collections::BTreeMap;

use crate::alerts::group_timing::due;
use crate::model::alert_rule::Rule;
use crate::model::firing::CauseKind;
use crate::model::timestamp::Timestamp;

/// Something that the rule would have found.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// The project's name.
    pub project: String,
    /// Why.
    pub cause: CauseKind,
    /// The number and the title of the issue, if it was about one.
    pub issue: Option<(i64, String)>,
    /// Whether it would not have waited for others.
    pub is_urgent: bool,
}

/// A message that the rule would have sent to each of its channels.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayedMessage {
    /// When.
    pub at: Timestamp,
    /// What is in it, oldest first.
    pub past: Vec<Past>,
}

/// A group: the message that is open, and when it goes out.
#[derive(Default)]
struct Group {
    open: Option<(Timestamp, ReplayedMessage)>,
    last: Option<Timestamp>,
    last_urgent: Option<Timestamp>,
}

impl Group {
    fn close_until(&mut self, now: Timestamp, sent: &mut Vec<ReplayedMessage>) {
        if let Some((at, mut message)) = self.open.take_if(|(at, _)| *at <= now) {
            self.last = Some(at);
            if message.past.iter().any(|past| past.is_urgent) {
                self.last_urgent = Some(at);
            }
            message.at = at;
            sent.push(message);
        }
    }
}

/// The messages about what was found, oldest first.
#[must_use]
pub fn messages(rule: &Rule, mut past: Vec<Past>) -> Vec<ReplayedMessage> {
    past.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut sent = Vec::new();
    for one in past {
        let now = one.at;
        if one.issue.is_none() || one.cause == CauseKind::Recovered {
            sent.push(ReplayedMessage { at: now, past: vec![one] });
            continue;
        }
        let group = groups.entry(one.project.clone()).or_default();
        group.close_until(now, &mut sent);
        let last = if one.is_urgent { group.last_urgent } else { group.last };
        let due = due(now, last, rule.group_wait, rule.group_interval);
        match &mut group.open {
            Some((at, message)) => {
                if one.is_urgent && due < *at && !message.past.iter().any(|past| past.is_urgent) {
                    *at = due;
                }
                message.past.push(one);
            }
            None => group.open = Some((due, ReplayedMessage { at: due, past: vec![one] })),
        }
    }
    for group in groups.values_mut() {
        group.close_until(Timestamp(f64::INFINITY), &mut sent);
    }
    sent.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::alert_rules::default_rule;

    fn past(at: f64, project: &str, issue: i64, is_urgent: bool) -> Past {
        let issue = Some((issue, format!("title {issue}")));
        Past { at: Timestamp(at), project: project.into(), cause: CauseKind::NewIssue, issue, is_urgent }
    }

    #[test]
    fn a_storm_is_two_messages_and_another_project_has_its_own() {
        let mut all: Vec<Past> =
            (0..1_000).map(|n| past(f64::from(n) * 0.06, "shop", n.into(), false)).collect();
        all.push(past(30.0, "blog", 7, false));
        let sent = messages(&default_rule(), all);
        let shape: Vec<_> = sent.iter().map(|it| (it.at.0, it.past.len())).collect();
        assert_eq!(shape, [(10.0, 167), (40.0, 1), (310.0, 833)]);
    }

    #[test]
    fn something_urgent_hurries_once_and_what_is_of_no_issue_is_alone() {
        let mut all = vec![past(0.0, "shop", 1, false), past(20.0, "shop", 2, false)];
        all.push(past(30.0, "shop", 3, true));
        all.push(past(50.0, "shop", 4, true));
        all.push(Past { issue: None, ..past(60.0, "shop", 0, false) });
        let sent = messages(&default_rule(), all);
        let shape: Vec<_> = sent.iter().map(|it| (it.at.0, it.past.len())).collect();
        assert_eq!(shape, [(10.0, 1), (40.0, 2), (60.0, 1), (340.0, 1)]);
    }
}
