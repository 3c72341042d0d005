//! A channel that fails for long and its fallback, with a real store and two or three fake robots, at invented times.

use super::setting::Channels;
use super::*;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::event_rules::EventRules;
use crate::alerts::samples::{NOW, config_with, event, robot_at, titled};
use crate::config::{Config, Fallback};
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::Delivery;
use crate::model::alert_decision::{Decision, HeldReason};
use crate::model::event::Event;
use crate::store::{AlertLog, ChannelFailures, Ingest, ProjectAdmin, Sqlite};

/// What DingTalk says of a token that it does not know.
const GONE: i64 = 300_005;
/// Fifteen minutes.
const AFTER: f64 = 900.0;

struct Setting {
    store: Arc<Sqlite>,
    config: Config,
    outbox: Channels,
    robots: BTreeMap<&'static str, FakeServer>,
    issues: u32,
    _directory: tempfile::TempDir,
}

fn at(second: f64) -> Timestamp {
    Timestamp(NOW.0 + second)
}

impl Setting {
    /// The robots `ops` and `dev`; what `ops` cannot send for fifteen minutes is sent by `dev`.
    fn new(ops: impl IntoIterator<Item = Answer>, at_last: Answer) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(directory.path()).unwrap());
        store.ensure_project("shop", "k").unwrap();
        let mut setting = Self {
            outbox: Channels::new(Arc::clone(&store) as _),
            store,
            config: config_with([]),
            robots: BTreeMap::new(),
            issues: 0,
            _directory: directory,
        };
        setting.set("ops", FakeServer::answering_at_last(ops, at_last));
        setting.set("dev", FakeServer::answering_at_last([], fake::ok()));
        setting.fall_back("ops", "dev");
        setting.config.rules[0].channels = vec!["ops".into()];
        setting
    }

    fn set(&mut self, name: &'static str, robot: FakeServer) {
        self.config.channels.insert(name.into(), robot_at(&robot.url()));
        self.robots.insert(name, robot);
    }

    fn fall_back(&mut self, from: &str, to: &str) {
        let fallback = Fallback { channel: to.into(), after: Duration::from_secs_f64(AFTER) };
        self.config.fallbacks.insert(from.into(), fallback);
    }

    fn restart(&mut self) {
        self.outbox = Channels::new(Arc::clone(&self.store) as _);
    }

    /// A new issue.
    fn come(&mut self, second: f64) {
        self.issues += 1;
        let n = self.issues;
        let event = Event {
            event_id: format!("{n:032x}"),
            group: n.to_string(),
            description: titled(&format!("title {n}")),
            timestamp: at(second),
            received: at(second),
            ..event()
        };
        let mut batch = self.store.begin().unwrap();
        let mut rules = EventRules::new(&self.config, &(), at(second));
        let recorded = batch.record(&event).unwrap();
        rules.on_event(batch.as_mut(), &recorded, &event, "shop").unwrap();
        rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
    }

    /// The outbox looks every ten seconds.
    fn pass(&mut self, from: u32, to: u32) {
        for second in (from..=to).step_by(10) {
            while self.outbox.run_once(&self.config, &|| at(f64::from(second))) > 0 {}
        }
    }

    /// The notifications that a robot showed, and the first lines of their texts.
    fn shown(&self, robot: &str) -> Vec<(String, String)> {
        let read = |body: &str| -> (String, String) {
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            let text = |key: &str| body["markdown"][key].as_str().unwrap().to_owned();
            (text("title"), text("text").lines().next().unwrap().to_owned())
        };
        self.robots[robot].requests().iter().map(|request| read(&request.body)).collect()
    }

    fn titles(&self, robot: &str) -> Vec<String> {
        self.shown(robot).into_iter().map(|(title, _)| title).collect()
    }
}

#[test]
fn what_a_channel_cannot_send_for_long_goes_to_its_fallback_once_whatever_restarts() {
    let mut setting = Setting::new([], fake::errcode(GONE));
    setting.come(0.0);
    setting.pass(10, 900);
    assert_eq!(
        setting.titles("dev"),
        [""; 0],
        "it has failed since the first try, ten seconds after the event"
    );
    let failures = setting.store.channel_failures().unwrap();
    assert_eq!((failures.len(), failures[0].since, &failures[0].fallback), (1, at(10.0), &None));
    setting.restart();
    setting.pass(910, 920);
    let first = "The channel ops fails since 2026-11-23 04:22:27 UTC: the robot is gone (errcode 300005): its token is unknown, it was stopped, or its group was dissolved";
    let shown = setting.shown("dev");
    assert_eq!(setting.titles("dev"), ["Balefire · The channel ops fails", "error · shop · title 1"]);
    assert_eq!(shown[1].1, first);
    let tried = setting.titles("ops").len();

    // What is new goes there at once; its own channel gets nothing but the message that says that it works.
    setting.come(1_000.0);
    setting.pass(1_000, 1_100);
    setting.restart();
    setting.pass(1_110, 1_300);
    assert_eq!(setting.titles("dev")[2..], ["error · shop · title 2"]);
    let tries = setting.titles("ops");
    assert!(
        tries.len() > tried && tries[tried..].iter().all(|it| it == "Balefire · The channel ops works again")
    );
    let made = setting.store.decisions(None, 9).unwrap();
    assert!(made.len() == 2 && made.iter().all(|made| made.decision == Decision::Redirected), "{made:?}");
    assert_eq!(setting.store.channel_failures().unwrap()[0].fallback.as_ref().unwrap().alerts, 2);

    // A new token: it is tried at once, and both channels are told.
    setting.set("ops", FakeServer::answering_at_last([], fake::ok()));
    setting.pass(1_310, 1_320);
    setting.come(1_330.0);
    setting.pass(1_340, 2_000);
    assert_eq!(setting.titles("ops"), ["Balefire · The channel ops works again", "error · shop · title 3"]);
    assert_eq!(setting.titles("dev")[3..], ["Balefire · The channel ops works again"]);
    assert_eq!(setting.store.channel_failures().unwrap(), []);
    let alerts = setting.store.alerts(9).unwrap();
    assert!(alerts.iter().all(|it| matches!(it.delivery, Delivery::Delivered { .. })), "{alerts:?}");
}

#[test]
fn a_ban_of_ten_minutes_passes_by_itself() {
    let mut setting = Setting::new([fake::errcode(130_101)], fake::ok());
    setting.come(0.0);
    setting.pass(10, 600);
    assert_eq!(setting.store.channel_failures().unwrap().len(), 1);
    setting.pass(610, 1_000);
    assert_eq!((setting.titles("ops").len(), setting.titles("dev").len()), (2, 0));
    assert_eq!(setting.store.channel_failures().unwrap(), []);
}

#[test]
fn a_fallback_that_is_told_of_the_same_anyway_is_not_told_twice() {
    let mut setting = Setting::new([], fake::errcode(-1));
    setting.config.rules[0].channels = vec!["ops".into(), "dev".into()];
    setting.come(0.0);
    setting.pass(10, 1_200);
    assert_eq!(setting.titles("dev"), ["error · shop · title 1", "Balefire · The channel ops fails"]);
    let of_ops = |made: &&crate::model::alert_decision::AlertDecision| made.channel.as_deref() == Some("ops");
    let made = setting.store.decisions(None, 9).unwrap();
    assert_eq!(made.iter().find(of_ops).unwrap().decision, Decision::Held(HeldReason::AlreadyAlerted));
    setting.come(1_210.0);
    setting.pass(1_220, 1_800);
    assert_eq!(setting.titles("dev")[2..], ["error · shop · title 2"]);
}

#[test]
fn a_fallback_that_fails_too_hands_on_what_it_has() {
    let mut setting = Setting::new([], fake::errcode(-1));
    setting.set("dev", FakeServer::answering_at_last([], fake::errcode(90_030)));
    setting.set("last", FakeServer::answering_at_last([], fake::ok()));
    setting.fall_back("dev", "last");
    setting.come(0.0);
    setting.pass(10, 2_500);
    let shown = setting.shown("last");
    let titles = setting.titles("last");
    assert_eq!(titles.iter().filter(|title| *title == "error · shop · title 1").count(), 1, "{titles:?}");
    assert_eq!(titles.iter().filter(|title| title.ends_with("The channel dev fails")).count(), 1);
    assert_eq!(titles.iter().filter(|title| title.ends_with("The channel ops fails")).count(), 1);
    let of_issue = shown.iter().find(|(title, _)| title.ends_with("title 1")).unwrap();
    assert!(of_issue.1.starts_with("The channel ops fails since "), "{of_issue:?}");
}

#[test]
fn a_storm_while_a_channel_fails_is_still_few_messages() {
    let mut setting = Setting::new([], fake::errcode(GONE));
    setting.come(0.0);
    setting.pass(10, 920);
    for _ in 0..200 {
        setting.come(1_000.0);
    }
    // Five minutes after the message before.
    setting.pass(1_000, 1_300);
    assert_eq!(setting.titles("dev")[2..], ["200 new issues in shop · title 201"]);
}
