//! Relayed messages in the outbox, with a real store: one about an exception whose issue the channel hears of is not sent.

use super::setting::Channels;
use super::*;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::relay::{RelayTarget, alerts_of};
use crate::alerts::samples::{NOW, config_with, event, robot_at, titled};
use crate::fake_server::FakeServer;
use crate::model::alert::Delivery;
use crate::model::alert_decision::{AlertDecision, Decision};
use crate::model::event::{Description, Event};
use crate::model::firing::{CauseKind, Relayed};
use crate::store::{AlertLog, Ingest, ProjectAdmin, Recorded, RelayAlerts, Sqlite};

fn sent(message: &str, is_told: bool, event: Event) -> Vec<String> {
    sent_beside(message, is_told, event, 0)
}

/// A store with an event, of which `ops` was told if so, and a message that came at once. So many other issues were told later.
fn sent_beside(message: &str, is_told: bool, event: Event, others: u32) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(directory.path()).unwrap());
    store.ensure_project("shop", "k").unwrap();
    let server = FakeServer::answering_at_last([], fake::ok());
    let config = config_with([("ops", robot_at(&server.url()))]);
    let target = RelayTarget { project_id: 1, project: "shop".into(), environment: None, may_go_first: true };
    let relayed = Relayed { title: "500 at /till/".into(), text: message.into(), ..Relayed::default() };
    store.relay(&alerts_of(&config, &target, &relayed, NOW), NOW, 10).unwrap();
    let mut batch = store.begin().unwrap();
    let Recorded::New(issue) = batch.record(&event).unwrap() else { panic!("it is new") };
    if is_told {
        let mut alert = crate::alerts::samples::stored(1, Some("ops")).alert;
        alert.issue_id = Some(issue.id);
        let id = batch.enqueue(&alert, NOW, &Delivery::Waiting { due: NOW, last_error: None }).unwrap();
        let decision = AlertDecision {
            at: NOW,
            rule: "default".into(),
            project_id: 1,
            issue_id: Some(issue.id),
            cause: CauseKind::NewIssue,
            channel: Some("ops".into()),
            alert_id: Some(id),
            decision: Decision::Sent,
        };
        batch.decide(&decision).unwrap();
    }
    for n in 1..=others {
        let description =
            Description { exception_type: "TypeError".into(), value: format!("x{n}"), ..titled("x") };
        let (event_id, group) = (format!("{n:032x}"), format!("g{n}"));
        let other = Event { event_id, group, description, ..crate::alerts::samples::event() };
        let Recorded::New(issue) = batch.record(&other).unwrap() else { panic!("it is new") };
        let mut alert = crate::alerts::samples::stored(1, Some("ops")).alert;
        alert.issue_id = Some(issue.id);
        // Long enough ago not to slow the channel down.
        let delivered = Delivery::Delivered { at: Timestamp(NOW.0 - 3_600.0) };
        let id = batch.enqueue(&alert, NOW, &delivered).unwrap();
        let decision = AlertDecision {
            at: NOW,
            rule: "default".into(),
            project_id: 1,
            issue_id: Some(issue.id),
            cause: CauseKind::NewIssue,
            channel: Some("ops".into()),
            alert_id: Some(id),
            decision: Decision::Sent,
        };
        batch.decide(&decision).unwrap();
    }
    batch.commit().unwrap();
    let mut outbox = Channels::new(Arc::clone(&store) as Arc<dyn AlertOutbox>);
    for seconds in [0.0, 9.0, 11.0] {
        let now = Timestamp(NOW.0 + seconds);
        outbox.run_once(&config, &|| now);
    }
    let left = store.alerts(1_000).unwrap();
    assert!(left.iter().all(|stored| matches!(stored.delivery, Delivery::Delivered { .. })), "{left:?}");
    assert_eq!(left.len(), server.requests().len() + others as usize);
    server.requests().into_iter().map(|request| request.body).collect()
}

fn raised() -> Event {
    let description = Description {
        exception_type: "ZeroDivisionError".into(),
        value: "division by zero".into(),
        ..titled("ZeroDivisionError: division by zero")
    };
    Event { description, ..event() }
}

#[test]
fn one_message_about_an_exception_that_came_both_ways() {
    let text = "Traceback (most recent call last):\nZeroDivisionError: division by zero";
    let bodies = sent(text, true, raised());
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(!bodies[0].contains("500 at"), "{bodies:?}");
}

#[test]
fn an_exception_is_known_however_many_other_issues_there_are() {
    let text = "Traceback (most recent call last):\nZeroDivisionError: division by zero";
    assert_eq!(sent_beside(text, true, raised(), 150).len(), 1);
}

#[test]
fn messages_that_tell_something_else_are_sent() {
    let other = "Traceback (most recent call last):\nZeroDivisionError: modulo by zero";
    assert_eq!(sent(other, true, raised()).len(), 2);
    let text = "ZeroDivisionError: division by zero";
    assert_eq!(sent(text, false, raised()).len(), 1, "nobody tells of the issue");
    let before = Event { timestamp: Timestamp(NOW.0 - 3_600.0), ..raised() };
    assert_eq!(sent(text, true, before).len(), 2, "the event is old");
}
