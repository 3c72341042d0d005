//! The outbox: what waits, whose turn it is, and what is folded.

use balefire_proxy::model::alert::{Alert, Delivery, Digest, Notice, Sample};
use balefire_proxy::model::alert_decision::{AlertDecision, Decision, HeldReason};
use balefire_proxy::model::alert_issue::AlertIssue;
use balefire_proxy::model::event::Description;
use balefire_proxy::model::firing::{Cause, CauseKind};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{
    AlertGroup, AlertState, GroupKey, OpenAlert, RuleCount, SealedAlert, Store, TryResult,
};

use super::{NOW, all, event, over_each, record};

fn alert(project_id: i64, channel: &str, title: &str) -> Alert {
    Alert {
        issue_id: None,
        project_id,
        project: if project_id == 1 { "demo" } else { "shop" }.into(),
        is_fatal: title.starts_with("fatal"),
        channel: Some(channel.into()),
        rule: None,
        notice: Notice::NewIssue(Box::new(AlertIssue {
            description: Description { title: title.into(), ..Description::default() },
            first_seen: Timestamp(NOW),
            ..AlertIssue::default()
        })),
    }
}

fn title(alert: &Alert) -> String {
    match &alert.notice {
        Notice::NewIssue(issue) => issue.description.title.clone(),
        other => panic!("{other:?}"),
    }
}

fn enqueue(store: &dyn Store, alerts: &[(Alert, f64)]) {
    let mut batch = store.begin().unwrap();
    for (alert, due) in alerts {
        let delivery = Delivery::Waiting { due: Timestamp(*due), last_error: None };
        batch.enqueue(alert, Timestamp(NOW), &delivery).unwrap();
    }
    batch.commit().unwrap();
}

fn due(store: &dyn Store, limit: u32) -> Vec<String> {
    let due = store.due_alerts(Some("ops"), Timestamp(NOW), limit).unwrap();
    due.into_iter().map(|stored| title(&stored.alert)).collect()
}

#[test]
fn alerts_wait_are_tried_and_settle() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        let alert = Alert { issue_id: Some(all(store)[0].id), ..alert(1, "team", "t") };
        let mut batch = store.begin().unwrap();
        let waiting = |due| Delivery::Waiting { due: Timestamp(due), last_error: None };
        batch.enqueue(&alert, Timestamp(NOW), &waiting(NOW)).unwrap();
        batch.enqueue(&alert, Timestamp(NOW), &waiting(NOW + 60.0)).unwrap();
        batch
            .enqueue(&Alert { channel: None, ..alert.clone() }, Timestamp(NOW), &Delivery::NoChannel)
            .unwrap();
        batch.commit().unwrap();

        let due = store.due_alerts(Some("team"), Timestamp(NOW), 10).unwrap();
        assert_eq!((due.len(), due[0].attempts, &due[0].alert), (1, 0, &alert));
        let again = Delivery::Waiting { due: Timestamp(NOW + 5.0), last_error: Some("system busy".into()) };
        store.settle_alert(due[0].id, &again).unwrap();
        assert!(store.due_alerts(Some("team"), Timestamp(NOW), 10).unwrap().is_empty());
        let due = store.due_alerts(Some("team"), Timestamp(NOW + 5.0), 10).unwrap();
        assert_eq!((due[0].attempts, &due[0].delivery), (1, &again));
        let end = Delivery::Delivered { at: Timestamp(NOW + 6.0) };
        store.settle_alert(due[0].id, &end).unwrap();
        store.settle_alert(due[0].id + 1, &Delivery::Failed { error: "no such token".into() }).unwrap();
        let states: Vec<Delivery> = store.alerts(10).unwrap().into_iter().map(|it| it.delivery).collect();
        assert_eq!(states, [Delivery::NoChannel, Delivery::Failed { error: "no such token".into() }, end]);
    });
}

#[test]
fn projects_take_turns_and_fatal_ones_go_first() {
    over_each(|store| {
        let mut alerts: Vec<_> =
            (0..50).map(|n| (alert(1, "ops", &format!("demo {n:02}")), NOW - 100.0)).collect();
        alerts.push((alert(1, "ops", "fatal demo"), NOW));
        alerts.push((alert(2, "ops", "shop 1"), NOW - 1.0));
        alerts.push((alert(2, "ops", "shop 2"), NOW));
        alerts.push((alert(2, "dev", "another channel"), NOW - 500.0));
        alerts.push((alert(2, "ops", "later"), NOW + 5.0));
        enqueue(store, &alerts);
        assert_eq!(due(store, 5), ["fatal demo", "shop 1", "demo 00", "shop 2", "demo 01"]);
        assert_eq!(due(store, 100).len(), 53);
        assert_eq!(store.waiting_channels().unwrap(), [Some("dev".to_owned()), Some("ops".to_owned())]);
    });
}

#[test]
fn a_clock_that_was_ahead_leaves_no_alert_waiting_for_years() {
    over_each(|store| {
        const DAY: f64 = 86_400.0;
        let waiting = |due: f64| Delivery::Waiting { due: Timestamp(due), last_error: None };
        let far = NOW + 100.0 * DAY;
        let mut batch = store.begin().unwrap();
        batch.enqueue(&alert(1, "ops", "made ahead"), Timestamp(far), &waiting(far)).unwrap();
        batch.commit().unwrap();
        enqueue(store, &[(alert(1, "ops", "tried ahead"), NOW), (alert(1, "ops", "held"), NOW + 600.0)]);
        store.settle_alert(2, &waiting(far)).unwrap();
        // A night's quiet hours are longer than any wait for another try, and a weekend's are.
        enqueue(
            store,
            &[(alert(1, "ops", "night"), NOW + 0.4 * DAY), (alert(1, "ops", "weekend"), NOW + 2.5 * DAY)],
        );
        assert_eq!(due(store, 10), ["made ahead", "tried ahead"]);
    });
}

#[test]
fn the_oldest_that_are_not_fatal_are_given_up() {
    over_each(|store| {
        let alerts: Vec<_> = (0..10)
            .map(|n| (alert(1, "ops", &if n < 2 { format!("fatal {n}") } else { format!("error {n}") }), NOW))
            .chain([(alert(1, "dev", "another channel"), NOW)])
            .collect();
        enqueue(store, &alerts);
        let decided = |alert_id, decision| AlertDecision {
            at: Timestamp(NOW),
            rule: "r".into(),
            project_id: 1,
            issue_id: None,
            cause: CauseKind::NewIssue,
            channel: Some("ops".into()),
            alert_id: Some(alert_id),
            decision,
        };
        let mut batch = store.begin().unwrap();
        // The third is given up, the last is kept.
        for (alert, decision) in [(3, Decision::Sent), (3, Decision::Folded), (10, Decision::Sent)] {
            batch.decide(&decided(alert, decision)).unwrap();
        }
        batch.commit().unwrap();
        let bound = |most| {
            let mut batch = store.begin().unwrap();
            let dropped = batch.drop_alerts(Some("ops"), most).unwrap();
            batch.commit().unwrap();
            dropped
        };
        assert_eq!((bound(10), bound(4)), (0, 6));
        assert_eq!(due(store, 10), ["fatal 0", "fatal 1", "error 8", "error 9"]);
        let storm = decided(3, Decision::Held(HeldReason::Storm));
        assert_eq!(store.decisions(None, 10).unwrap(), [decided(10, Decision::Sent), storm.clone(), storm]);
        assert_eq!(bound(1), 3);
        assert_eq!(due(store, 10), ["fatal 1"]);
        let failed = store.alerts(20).unwrap().into_iter().filter(|it| {
            matches!(&it.delivery, Delivery::Failed { error } if error.contains("alerts wait for this channel"))
        });
        assert_eq!(failed.count(), 9);
    });
}

#[test]
fn an_alert_grows_into_a_digest_until_it_is_sealed() {
    over_each(|store| {
        let digest = Digest {
            issues: 7,
            fatal: 1,
            issue_ids: (5, 12),
            since: Timestamp(NOW),
            until: Timestamp(NOW),
            samples: vec![Sample {
                issue_id: 5,
                level: "error".into(),
                title: "a \"quoted\" title".into(),
                cause: CauseKind::Regression,
            }],
        };
        let key = |project_id, channel| GroupKey { project_id, channel, rule: "r" };
        let waiting = Delivery::Waiting { due: Timestamp(NOW), last_error: None };
        let mut batch = store.begin().unwrap();
        let of_rule = |title: &str| Alert { rule: Some("r".into()), ..alert(1, "ops", title) };
        let before = batch.enqueue(&of_rule("before"), Timestamp(NOW - 60.0), &waiting).unwrap();
        let id = batch.enqueue(&of_rule("alone"), Timestamp(NOW), &waiting).unwrap();
        batch.set_open(id).unwrap();
        let group = batch.alert_group(&key(1, Some("ops")), Timestamp(NOW)).unwrap();
        assert_eq!((group.last, group.last_urgent), (Some(Timestamp(NOW - 60.0)), None));
        let open = group.open.unwrap();
        assert_eq!((open.id, open.notice.clone(), open.attempts), (id, of_rule("alone").notice, 0));
        let grown = OpenAlert { due: Timestamp(NOW - 1.0), is_urgent: true, ..open };
        batch.fold_alert(&grown, &digest).unwrap();
        for other in [key(2, Some("ops")), key(1, Some("dev")), GroupKey { rule: "s", ..key(1, Some("ops")) }]
        {
            assert_eq!(batch.alert_group(&other, Timestamp(NOW)).unwrap(), AlertGroup::default());
        }
        batch.commit().unwrap();

        let SealedAlert { stored: sealed, was_open } = store.seal_alert(id).unwrap().unwrap();
        assert!(was_open);
        assert!(sealed.alert.is_fatal && sealed.alert.issue_id.is_none());
        assert_eq!(sealed.alert.digest(), Some(&digest));
        assert_eq!(sealed.delivery, Delivery::Waiting { due: Timestamp(NOW - 1.0), last_error: None });
        store.settle_alert(before, &Delivery::Delivered { at: Timestamp(NOW + 5.0) }).unwrap();
        let mut batch = store.begin().unwrap();
        let group = batch.alert_group(&key(1, Some("ops")), Timestamp(NOW)).unwrap();
        assert_eq!(group.open, None);
        assert_eq!((group.last, group.last_urgent), (Some(Timestamp(NOW + 5.0)), Some(Timestamp(NOW))));
        drop(batch);
        for reopens in [false, true] {
            assert!(!store.seal_alert(id).unwrap().unwrap().was_open);
            let result = TryResult { id, delivery: waiting.clone(), reopens };
            store.settle_alerts(&[result], None).unwrap();
            let mut batch = store.begin().unwrap();
            let open = batch.alert_group(&key(1, Some("ops")), Timestamp(NOW)).unwrap().open;
            assert_eq!(open.is_some(), reopens);
        }
        assert!(store.seal_alert(id).unwrap().unwrap().was_open);
        assert!(store.seal_alert(99).unwrap().is_none());
    });
}

#[test]
fn states_of_rules_are_one_for_each_issue_and_counts_are_of_a_window() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        let issue = all(store)[0].id;
        let state = |issue_id, told| AlertState {
            rule: "r".into(),
            project_id: 1,
            issue_id,
            since: Timestamp(NOW),
            told,
            cause: Cause::Escalating,
            environment: Some("production".into()),
        };
        store
            .with_alerts(&mut |batch| {
                batch.set_alert_state(&state(None, None))?;
                batch.set_alert_state(&state(Some(issue), None))?;
                batch.set_alert_state(&state(Some(issue), Some(Timestamp(NOW + 1.0))))?;
                for (minute, events) in [(10, 5), (10, 1), (11, 2), (12, 3)] {
                    batch.count_events("r", issue, minute, events)?;
                }
                for (minute, user) in [(10, "u1"), (12, "u1"), (10, "u2")] {
                    batch.count_user("r", issue, minute, user)?;
                }
                Ok(())
            })
            .unwrap();
        let states = store.alert_states(10).unwrap();
        assert_eq!(states, [state(None, None), state(Some(issue), Some(Timestamp(NOW + 1.0)))]);
        let counted = |from, above| {
            let of = |counts: Vec<RuleCount>| counts.into_iter().map(|it| it.count).collect::<Vec<_>>();
            (
                of(store.events_of_rule("r", from, above).unwrap()),
                of(store.users_of_rule("r", from, above).unwrap()),
            )
        };
        assert_eq!(counted(10, 0), (vec![11], vec![2]));
        assert_eq!(counted(11, 0), (vec![5], vec![1]));
        assert_eq!(counted(10, 11), (vec![], vec![]));
        assert_eq!(store.events_of_rule("s", 10, 0).unwrap(), []);
        store.trim_rule_counts(12).unwrap();
        assert_eq!(counted(0, 0), (vec![3], vec![1]));
        store.with_alerts(&mut |batch| batch.end_alert_state(&state(Some(issue), None))).unwrap();
        assert_eq!(store.alert_states(10).unwrap(), [state(None, None)]);
    });
}

#[test]
fn a_rule_with_many_states_leaves_others_theirs() {
    over_each(|store| {
        record(store, &event(1, "late", NOW + 1.0));
        record(store, &event(2, "early", NOW));
        let [late, early] = [0, 1].map(|at| all(store)[at].id);
        let state = |rule: &str, issue_id| AlertState {
            rule: rule.into(),
            project_id: 1,
            issue_id,
            since: Timestamp(NOW),
            told: None,
            cause: Cause::Escalating,
            environment: None,
        };
        let states =
            [state("a", Some(early)), state("a", Some(late)), state("b", Some(early)), state("c", None)];
        let put = |state| store.with_alerts(&mut |batch| batch.set_alert_state(state)).unwrap();
        states.iter().for_each(put);
        assert_eq!(store.alert_states(2).unwrap(), states);
        assert_eq!(store.alert_states(1).unwrap(), states[1..]);
    });
}

#[test]
fn only_the_newest_alerts_are_kept_once_they_are_sent() {
    over_each(|store| {
        let mut batch = store.begin().unwrap();
        for n in 0..30 {
            let delivery = match n {
                3 => Delivery::Waiting { due: Timestamp(NOW), last_error: None },
                _ => Delivery::Delivered { at: Timestamp(NOW) },
            };
            batch.enqueue(&alert(1, "ops", &n.to_string()), Timestamp(NOW), &delivery).unwrap();
        }
        batch.commit().unwrap();
        assert_eq!(store.trim_alerts(10).unwrap(), 19);
        let left: Vec<_> = store.alerts(100).unwrap().into_iter().map(|it| title(&it.alert)).collect();
        assert_eq!((left.len(), left[9].as_str(), left[10].as_str()), (11, "20", "3"));
        assert_eq!(store.trim_alerts(10).unwrap(), 0);
        assert_eq!(store.last_deliveries("ops", 3).unwrap(), [Timestamp(NOW); 3]);
        assert!(store.last_deliveries("dev", 3).unwrap().is_empty());
    });
}

#[test]
fn each_notice_comes_back_as_it_went() {
    over_each(|store| {
        let hostile = "\u{fffd}\u{202e}\"}],\r\n'; DROP TABLE alerts; -- 漢😀";
        let issue = AlertIssue {
            issue_id: 7,
            description: Description {
                title: hostile.into(),
                culprit: hostile.into(),
                exception_type: hostile.into(),
                value: hostile.into(),
                filename: hostile.into(),
                function: hostile.into(),
            },
            level: hostile.into(),
            count: 3,
            users: 2,
            first_seen: Timestamp(NOW + 0.123_456),
            release: Some(hostile.into()),
            environment: None,
        };
        let digest = Digest {
            issues: 3,
            fatal: 1,
            issue_ids: (1, 9),
            since: Timestamp(NOW),
            until: Timestamp(NOW + 0.5),
            samples: vec![Sample {
                issue_id: 9,
                level: "fatal".into(),
                title: hostile.into(),
                cause: CauseKind::NewIssue,
            }],
        };
        let notices = [
            Notice::NewIssue(Box::new(issue)),
            Notice::Digest(digest),
            Notice::Test,
            Notice::Rendered { title: hostile.into(), text: "a\n\nb".into() },
        ];
        let alerts: Vec<_> =
            notices.into_iter().map(|notice| (Alert { notice, ..alert(2, "ops", "") }, NOW)).collect();
        enqueue(store, &alerts);
        let due = store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap();
        let found: Vec<_> = due.into_iter().map(|stored| stored.alert).collect();
        assert_eq!(found, alerts.into_iter().map(|(alert, _)| alert).collect::<Vec<_>>());
    });
}
