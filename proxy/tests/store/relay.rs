//! Messages of other programs in the outbox.

use balefire_proxy::model::alert::{Alert, Delivery, Notice};
use balefire_proxy::model::alert_decision::{AlertDecision, Decision};
use balefire_proxy::model::event::Description;
use balefire_proxy::model::firing::{CauseKind, Relayed};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::ToldIssue;

use super::{NOW, all, event, over_each, record};

fn message(channel: Option<&str>, title: &str) -> (Alert, Delivery) {
    let relayed = Relayed { title: title.into(), ..Relayed::default() };
    let alert = Alert {
        issue_id: None,
        project_id: 1,
        project: "demo".into(),
        is_fatal: false,
        rule: None,
        channel: channel.map(str::to_owned),
        notice: Notice::Relayed(Box::new(relayed)),
    };
    let waiting = Delivery::Waiting { due: Timestamp(NOW), last_error: None };
    (alert, if channel.is_some() { waiting } else { Delivery::NoChannel })
}

#[test]
fn each_channel_gets_a_message_and_too_many_are_given_up() {
    over_each(|store| {
        let both = [message(Some("ops"), "a"), message(Some("dev"), "a"), message(None, "a")];
        assert_eq!(store.relay(&both, Timestamp(NOW), 2).unwrap(), 0);
        let due = store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap();
        assert_eq!((due.len(), &due[0].alert, due[0].created), (1, &both[0].0, Timestamp(NOW)));
        for title in ["b", "c", "d"] {
            store.relay(&[message(Some("ops"), title)], Timestamp(NOW), 2).unwrap();
        }
        let due = store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap();
        let titles: Vec<_> = due
            .iter()
            .map(|stored| match &stored.alert.notice {
                Notice::Relayed(relayed) => relayed.title.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(titles, ["c", "d"]);
        assert_eq!(store.due_alerts(Some("dev"), Timestamp(NOW), 10).unwrap().len(), 1);
    });
}

#[test]
fn issues_of_which_a_channel_hears() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        let issue = &all(store)[0];
        let (alert, waiting) = message(Some("ops"), "a");
        // The first is a digest: it names no issue itself, the decisions about it do.
        store.relay(&[(alert.clone(), waiting.clone()), (alert, waiting)], Timestamp(NOW), 10).unwrap();
        let digest = store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap()[0].id;
        let mut batch = store.begin().unwrap();
        for decision in [Decision::Sent, Decision::Folded] {
            let (at, rule, channel) = (Timestamp(NOW), "r".to_owned(), Some("ops".to_owned()));
            let (issue_id, alert_id, cause) = (Some(issue.id), Some(digest), CauseKind::NewIssue);
            let made =
                AlertDecision { at, rule, project_id: 1, issue_id, cause, channel, alert_id, decision };
            batch.decide(&made).unwrap();
        }
        batch.commit().unwrap();
        let of_text = |project, channel, since, text: &str| {
            store.told_issues(project, channel, Timestamp(since), text, 10).unwrap()
        };
        let Description { exception_type, value, .. } = &issue.description;
        let text = format!("500 at /till/\n{exception_type}: {value}\n");
        let told = |project, channel, since| of_text(project, channel, since, &text);
        assert!(of_text(1, "ops", NOW, exception_type).is_empty(), "the value is missing");
        assert!(of_text(1, "ops", NOW, value).is_empty(), "the type is missing");
        let found = told(1, "ops", NOW);
        let alerts = store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap();
        let expect = ToldIssue {
            issue_id: issue.id,
            alert_id: alerts[0].id,
            exception_type: issue.description.exception_type.clone(),
            value: issue.description.value.clone(),
        };
        assert_eq!(found, [expect]);
        assert!(told(2, "ops", NOW).is_empty() && told(1, "dev", NOW).is_empty());
        assert!(told(1, "ops", NOW + 1.0).is_empty());
        store.settle_alert(alerts[0].id, &Delivery::Failed { error: "no".into() }).unwrap();
        assert!(told(1, "ops", NOW).is_empty(), "it was not told after all");

        store.fold_relayed(alerts[1].id, &found[0], Timestamp(NOW)).unwrap();
        assert!(store.due_alerts(Some("ops"), Timestamp(NOW), 10).unwrap().is_empty());
    });
}
