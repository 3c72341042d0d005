//! What was decided about alerts.

use balefire_proxy::model::alert_decision::{AlertDecision, Decision, HeldReason};
use balefire_proxy::model::firing::CauseKind;
use balefire_proxy::model::issue_state::Actor;
use balefire_proxy::model::timestamp::Timestamp;

use super::{NOW, all, event, over_each, record};

#[test]
fn decisions_are_read_back_and_bounded() {
    over_each(|store| {
        let reasons = [
            HeldReason::BelowCount,
            HeldReason::RepeatInterval,
            HeldReason::Silenced { id: 7 },
            HeldReason::Muted { until: None },
            HeldReason::Muted { until: Some(Timestamp(NOW)) },
            HeldReason::QuietHours { until: Timestamp(NOW) },
            HeldReason::NoChannel,
            HeldReason::Storm,
        ];
        let held = reasons.into_iter().map(Decision::Held);
        let made: Vec<AlertDecision> = [Decision::Sent, Decision::Folded]
            .into_iter()
            .chain(held)
            .map(|decision| AlertDecision {
                at: Timestamp(NOW),
                rule: "r".into(),
                project_id: 1,
                issue_id: None,
                cause: CauseKind::Threshold,
                channel: Some("ops".into()),
                alert_id: None,
                decision,
            })
            .collect();
        let mut batch = store.begin().unwrap();
        for decision in &made {
            batch.decide(decision).unwrap();
        }
        batch.commit().unwrap();
        let mut read = store.decisions(None, 100).unwrap();
        read.reverse();
        assert_eq!(read, made);
        assert_eq!(store.decisions(Some(1), 100).unwrap(), []);
        assert_eq!(store.trim_decisions(4, None).unwrap(), 6);
        assert_eq!(store.decisions(None, 100).unwrap().len(), 4);
        assert_eq!(store.trim_decisions(4, Some(Timestamp(NOW))).unwrap(), 0);
        assert_eq!(store.trim_decisions(4, Some(Timestamp(NOW + 1.0))).unwrap(), 4);
    });
}

#[test]
fn a_merged_issue_leaves_its_decisions_to_the_other() {
    over_each(|store| {
        record(store, &event(1, "a", NOW));
        record(store, &event(2, "b", NOW - 1.0));
        let issues: Vec<i64> = all(store).iter().map(|issue| issue.id).collect();
        let mut batch = store.begin().unwrap();
        for issue in &issues {
            let made = AlertDecision {
                at: Timestamp(NOW),
                rule: "r".into(),
                project_id: 1,
                issue_id: Some(*issue),
                cause: CauseKind::NewIssue,
                channel: None,
                alert_id: None,
                decision: Decision::Held(HeldReason::BelowCount),
            };
            batch.decide(&made).unwrap();
        }
        batch.commit().unwrap();
        store.merge_issues(issues[0], &issues[1..], &Actor::named(None), Timestamp(NOW)).unwrap();
        while store.work_on_issues().unwrap() {}
        assert_eq!(store.decisions(Some(issues[0]), 10).unwrap().len(), 2);
    });
}
