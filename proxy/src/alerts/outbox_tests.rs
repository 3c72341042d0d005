//! The outbox against an in-memory list of alerts and a fake DingTalk on a local port, at invented times.

use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::setting::{Memory, Setting};
use super::*;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::channels::email;
use crate::alerts::samples::{config_with, mail_at, robot_at, stored, webhook_at};
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::{Alert, Delivery, Notice};
use crate::store::StoredAlert;

#[test]
fn delivered_once() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), []);
    assert_eq!((setting.pass(0.0), setting.pass(1.0)), (1, 0));
    setting.check_delivered(1);
    assert_eq!(setting.server.requests().len(), 1);
}

#[test]
fn tried_again_with_the_same_key_until_taken() {
    let answers = [fake::errcode(-1), Answer::Reset, fake::ok()];
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), answers);
    setting.pass(0.0);
    assert_eq!(setting.due(1), 5.0);
    assert_eq!(setting.pass(4.9), 0);
    setting.pass(5.0);
    assert_eq!(setting.due(1), 15.0);
    setting.pass(15.0);
    setting.check_delivered(1);
    let requests = setting.server.requests();
    assert!(requests.len() == 3 && requests.iter().all(|request| request.body == requests[0].body));
}

#[test]
fn a_held_robot_does_not_stop_another() {
    let alerts = [stored(1, Some("ops")), stored(2, Some("ops")), stored(3, Some("dev"))];
    let mut setting = Setting::new(&Memory::with(alerts), [fake::errcode(130_101)]);
    setting.pass(0.0);
    assert_eq!(setting.due(1), 600.0);
    assert_eq!(setting.memory.get(2).attempts, 0);
    setting.check_delivered(3);
    assert_eq!(setting.pass(599.0), 0);
    setting.pass(600.0);
    setting.check_delivered(1);
    setting.check_delivered(2);
}

#[test]
fn a_page_of_html_holds_five_minutes() {
    let mut setting =
        Setting::new(&Memory::with([stored(1, Some("ops"))]), [Answer::json(200, "<!doctype html>")]);
    setting.pass(0.0);
    assert_eq!(setting.due(1), 300.0);
}

#[test]
fn a_held_robots_many_alerts_hide_nobody() {
    let alerts = (1..=200).map(|id| stored(id, Some("ops"))).chain([stored(201, Some("dev"))]);
    let mut setting = Setting::new(&Memory::with(alerts), [fake::errcode(130_101)]);
    setting.pass(0.0);
    setting.check_delivered(201);
    assert_eq!(setting.server.requests().len(), 2);
}

#[test]
fn configuration_errors_fail_at_once() {
    let mut setting = Setting::new(
        &Memory::with([stored(1, Some("ops"))]),
        [Answer::json(200, r#"{"errcode":310000,"errmsg":"sign not match"}"#)],
    );
    setting.pass(0.0);
    setting.check_failed(1, "the signature does not match");
}

#[test]
fn refused_words_are_said_otherwise() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), [fake::errcode(430_104)]);
    setting.pass(0.0);
    setting.check_delivered(1);
    assert!(!setting.server.requests()[1].body.contains("broke"));
    let answers = [fake::errcode(430_104), fake::errcode(430_104)];
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), answers);
    setting.pass(0.0);
    setting.check_failed(1, "unsafe");
}

#[test]
fn a_robot_that_is_no_longer_configured() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("old")), stored(2, None)]), []);
    setting.pass(0.0);
    setting.check_failed(1, "\"old\" is not configured");
    assert_eq!(setting.memory.get(2).delivery, Delivery::NoChannel);
    assert!(setting.server.requests().is_empty());
}

#[test]
fn an_alert_whose_issue_was_deleted_is_sent_without_a_link() {
    let mut orphan = stored(1, Some("ops"));
    orphan.alert.issue_id = None;
    let mut setting = Setting::new(&Memory::with([orphan]), []);
    setting.pass(0.0);
    setting.check_delivered(1);
    let body = &setting.server.requests()[0].body;
    assert!(body.contains("it broke") && body.contains("not stored any more") && !body.contains("b.test"));
}

#[test]
fn given_up_after_a_day() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), [fake::errcode(-1)]);
    setting.pass(86_400.0);
    setting.check_failed(1, "given up after 24 hours");
}

#[test]
fn what_cannot_be_noted_is_not_sent_twice() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), []);
    setting.memory.is_broken.store(true, Ordering::Relaxed);
    setting.pass(0.0);
    setting.pass(1.0);
    setting.memory.is_broken.store(false, Ordering::Relaxed);
    setting.pass(2.0);
    setting.check_delivered(1);
    assert_eq!(setting.server.requests().len(), 1);
}

#[test]
fn the_thread_delivers_when_woken_and_stops() {
    let memory = Memory::with([]);
    let server = FakeServer::answering_at_last([], fake::ok());
    let live = Arc::new(Live::new(config_with([("ops", robot_at(&server.url()))])));
    let handle = spawn(Arc::clone(&memory) as Arc<dyn AlertOutbox>, live, LinkKey::new([1; 32])).unwrap();
    memory.alerts.lock().unwrap().push(stored(1, Some("ops")));
    memory.alerts.lock().unwrap()[0].delivery = Delivery::Waiting { due: Timestamp(0.0), last_error: None };
    handle.waker().wake();
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    handle.stop();
    assert!(matches!(memory.get(1).delivery, Delivery::Delivered { .. }));
}

#[test]
fn a_message_takes_links_and_times_from_the_configuration_of_now() {
    let mut setting = Setting::new(&Memory::with([stored(1, Some("ops"))]), [fake::errcode(-1)]);
    setting.config.public_url = "https://old.test".into();
    setting.pass(0.0);
    setting.config.public_url = "https://new.test/errors".into();
    setting.pass(5.0);
    let bodies: Vec<_> = setting.server.requests().into_iter().map(|request| request.body).collect();
    assert!(bodies[0].contains("(https://old.test/issues/7/)"), "{}", bodies[0]);
    assert!(bodies[1].contains("(https://new.test/errors/issues/7/)"), "{}", bodies[1]);
    // The same news all the same.
    let id = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["msgUuid"].clone();
    assert_eq!(id(&bodies[0]), id(&bodies[1]));
}

#[test]
fn a_channel_that_is_added_or_changed_is_used_without_a_restart() {
    let alerts = [stored(1, Some("ops")), stored(2, Some("pager"))];
    let mut setting = Setting::new(&Memory::with(alerts), []);
    let hook = FakeServer::answering([]);
    setting.config.channels.insert("pager".into(), webhook_at(&hook.url()));
    setting.pass(0.0);
    setting.check_delivered(2);
    assert_eq!(hook.requests().len(), 1);
    // The name stays, the kind changes; the pace goes on.
    setting.config.channels.insert("ops".into(), webhook_at(&hook.url()));
    setting.memory.alerts.lock().unwrap().push(stored(3, Some("ops")));
    setting.pass(1.0);
    setting.check_delivered(3);
    assert_eq!(hook.requests().len(), 2);
}

#[test]
fn a_webhook_says_how_long_it_wants_no_messages() {
    let hook = FakeServer::answering([Answer::with_header(429, "Retry-After: 17", "")]);
    let config = config_with([("pager", webhook_at(&hook.url()))]);
    let memory = Memory::with([stored(1, Some("pager")), stored(2, Some("pager"))]);
    let mut setting = Setting::with(&memory, hook, config);
    setting.pass(0.0);
    assert_eq!((setting.due(1), setting.memory.get(2).attempts), (17.0, 0));
    assert_eq!(setting.pass(16.9), 0);
    setting.pass(17.0);
    setting.check_delivered(1);
    setting.check_delivered(2);
}

#[test]
fn a_webhook_that_is_gone_gets_no_further_try() {
    let hook = FakeServer::answering([Answer::json(410, "")]);
    let config = config_with([("pager", webhook_at(&hook.url()))]);
    let mut setting = Setting::with(&Memory::with([stored(1, Some("pager"))]), hook, config);
    setting.pass(0.0);
    setting.check_failed(1, "gone");
}

#[test]
fn a_channel_behind_a_private_name_waits_for_a_permission() {
    let hook = FakeServer::answering([]);
    let url = format!("http://127.1:{}/", hook.port());
    let mut setting = Setting::with(
        &Memory::with([stored(1, Some("pager"))]),
        hook,
        config_with([("pager", webhook_at(&url))]),
    );
    setting.pass(0.0);
    let Delivery::Waiting { last_error: Some(error), .. } = setting.memory.get(1).delivery else { panic!() };
    assert!(error.contains("127.1 leads to the private address 127.0.0.1"), "{error}");
    assert!(error.contains("outgoing.allow_private") && setting.server.requests().is_empty());
    setting.config.outgoing.allow_private = vec!["127.0.0.0/8".parse().unwrap()];
    setting.pass(5.0);
    setting.check_delivered(1);
}

#[test]
fn a_message_of_an_older_version_is_delivered_as_it_is() {
    let notice = Notice::Rendered {
        title: "shop: x".into(),
        text: "### x\n\n[Open issue](https://b.test/issues/7/)".into(),
    };
    let old = stored(1, Some("ops"));
    let old = StoredAlert { alert: Alert { notice, ..old.alert.clone() }, ..old };
    let mut setting = Setting::new(&Memory::with([old]), []);
    setting.pass(0.0);
    setting.check_delivered(1);
    let body: serde_json::Value = serde_json::from_str(&setting.server.requests()[0].body).unwrap();
    assert_eq!(body["markdown"]["text"], "### x\n\n[Open issue](https://b.test/issues/7/)");
    // As that version computed it, so that a try before the update and one after it are one message.
    let id = "b96848e28c1e753180a24d84d0a81bce";
    assert_eq!(body["msgUuid"], id);
}

#[test]
fn a_server_that_hangs_holds_up_no_other_channel() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let robot = FakeServer::answering_at_last([], fake::ok());
    let mail = mail_at(hanging.local_addr().unwrap().port());
    let live = Arc::new(Live::new(config_with([("mail", mail), ("ops", robot_at(&robot.url()))])));
    let due = |id, channel| StoredAlert {
        delivery: Delivery::Waiting { due: Timestamp(0.0), last_error: None },
        ..stored(id, Some(channel))
    };
    let memory = Memory::with([due(1, "mail")]);
    let handle = spawn(Arc::clone(&memory) as Arc<dyn AlertOutbox>, live, LinkKey::new([1; 32])).unwrap();
    // The mail server takes the connection, and never greets.
    let (connection, _) = hanging.accept().unwrap();
    let begun = Instant::now();
    memory.alerts.lock().unwrap().push(due(2, "ops"));
    handle.waker().wake();
    while !matches!(memory.get(2).delivery, Delivery::Delivered { .. }) {
        assert!(begun.elapsed() < Duration::from_secs(10), "the robot waits for the mail server");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(memory.get(1).attempts, 0);
    drop((connection, hanging));
    handle.stop();
}

#[test]
fn alerts_that_wait_for_one_mailbox_are_one_mail() {
    let (port, told) = email::fake::server(&[]);
    let config = config_with([("mail", mail_at(port))]);
    let memory = Memory::with((1..=60).map(|id| stored(id, Some("mail"))));
    let mut setting = Setting::with(&memory, FakeServer::answering([]), config);
    assert_eq!(setting.pass(0.0), 50);
    (1..=50).for_each(|id| setting.check_delivered(id));
    let said = told.recv().unwrap();
    assert!(said.iter().any(|line| line.starts_with("Subject: 50 alerts")), "{said:?}");
}

#[test]
fn a_mail_whose_answer_was_lost_is_sent_again_as_it_was() {
    let ids = |said: Vec<String>| said.into_iter().find(|line| line.starts_with("Message-ID:")).unwrap();
    let (port, told) = email::fake::server(&[(".", "hang up")]);
    let memory = Memory::with((1..=2).map(|id| stored(id, Some("mail"))));
    let mut setting =
        Setting::with(&memory, FakeServer::answering([]), config_with([("mail", mail_at(port))]));
    setting.pass(0.0);
    let first = ids(told.recv().unwrap());
    // What comes meanwhile has mails of its own, delivered before it or not, and so it is after a refusal.
    for (second, new, answers, is_same) in
        [(1.0, 3, &[][..], false), (5.0, 4, &[(".", "554 no")][..], true), (15.0, 5, &[][..], true)]
    {
        memory.alerts.lock().unwrap().insert(0, stored(new, Some("mail")));
        let (port, told) = email::fake::server(answers);
        setting.config.channels.insert("mail".into(), mail_at(port));
        setting.pass(second);
        assert_eq!(ids(told.recv().unwrap()) == first, is_same, "{second}");
    }
    (1..=3).for_each(|id| setting.check_delivered(id));
}
