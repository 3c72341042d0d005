//! Rules and groups over a store, at invented times.

use std::time::Duration;

use super::*;
use crate::alerts::event_rules::EventRules;
use crate::alerts::samples::{NOW, config_at, event, robot_at, stored, titled};
use crate::config::alert_rules::default_rule;
use crate::model::event::Event;
use crate::store::{
    AlertLog, AlertOutbox, ChannelHealth, Ingest, ProjectAdmin, Sqlite, StoredAlert, TryResult,
};

/// A store with two projects, and issues that come to them.
struct Setting {
    store: Sqlite,
    config: Config,
    held: Option<HeldReason>,
    grouped: Grouped,
    count: u32,
    _directory: tempfile::TempDir,
}

impl HeldBack for Option<HeldReason> {
    fn held_back(&self, _: &FiringKey<'_>, _: Timestamp) -> Option<HeldReason> {
        *self
    }
}

fn at(second: f64) -> Timestamp {
    Timestamp(NOW.0 + second)
}

impl Setting {
    fn new(channels: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("shop", "k1").unwrap();
        store.ensure_project("blog", "k2").unwrap();
        let channels =
            channels.iter().map(|name| ((*name).to_owned(), robot_at("http://127.0.0.1:9/"))).collect();
        let config = Config { channels, ..config_at("https://b.test") };
        let grouped = Grouped::default();
        Self { store, config, held: None, grouped, count: 0, _directory: directory }
    }

    /// So many new issues of a project, in one batch, so many seconds after the beginning.
    fn come(&mut self, project_id: i64, level: &str, issues: u32, second: f64) {
        let from = self.count + 1;
        self.count += issues;
        self.events(project_id, level, (from, self.count), second);
    }

    /// An event of each of these groups.
    fn events(&mut self, project_id: i64, level: &str, groups: (u32, u32), second: f64) {
        let mut batch = self.store.begin().unwrap();
        let mut rules = EventRules::new(&self.config, &self.held, at(second));
        for n in groups.0..=groups.1 {
            let event = Event {
                project_id,
                event_id: format!("{:016x}{:016x}", n, second.to_bits()),
                group: n.to_string(),
                description: titled(&format!("title {n}")),
                level: level.into(),
                timestamp: at(second),
                received: at(second),
                ..event()
            };
            let recorded = batch.record(&event).unwrap();
            let project = if project_id == 1 { "shop" } else { "blog" };
            rules.on_event(batch.as_mut(), &recorded, &event, project).unwrap();
        }
        self.grouped += rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
    }

    /// Sends everything that is due.
    fn send(&self, channel: &str, second: f64) {
        for stored in self.store.due_alerts(Some(channel), at(second), 1_000).unwrap() {
            self.store.seal_alert(stored.id).unwrap();
            self.store.settle_alert(stored.id, &Delivery::Delivered { at: at(second) }).unwrap();
        }
    }

    /// What is in the outbox for a channel, oldest first, with the second at which it is due.
    fn waiting(&self, channel: &str) -> Vec<(String, f64)> {
        let mut found = Vec::new();
        for stored in self.alerts() {
            if let Delivery::Waiting { due, .. } = stored.delivery
                && stored.alert.channel.as_deref() == Some(channel)
            {
                found.push((title(&stored.alert), due.0 - NOW.0));
            }
        }
        found
    }

    fn alerts(&self) -> Vec<StoredAlert> {
        let mut alerts = self.store.alerts(10_000).unwrap();
        alerts.reverse();
        alerts
    }

    /// The decisions, oldest first: the issue, the channel, and what was decided.
    fn decisions(&self) -> Vec<(Option<i64>, String, Decision)> {
        let mut made = self.store.decisions(None, 10_000).unwrap();
        made.reverse();
        made.into_iter().map(|it| (it.issue_id, it.channel.unwrap_or_default(), it.decision)).collect()
    }

    /// Each issue is in an alert for each channel.
    #[track_caller]
    fn check_nothing_lost(&self) {
        let wanted = u64::from(self.count) * self.config.channels.len() as u64;
        assert_eq!(self.grouped.notified + self.grouped.folded, wanted);
        let told: u64 =
            self.alerts().iter().map(|it| it.alert.digest().map_or(1, |it| u64::from(it.issues))).sum();
        assert_eq!(told, wanted);
    }
}

fn title(alert: &Alert) -> String {
    match &alert.notice {
        Notice::Fired(firing) => {
            format!("{}: {}", alert.project, firing.issue.as_ref().unwrap().description.title)
        }
        Notice::Digest(digest) => format!("{} in {}", digest.issues, alert.project),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_comes_within_the_wait_and_the_interval_shares_a_message() {
    let mut setting = Setting::new(&["ops"]);
    setting.come(1, "error", 1, 0.0);
    assert_eq!(setting.waiting("ops"), [("shop: title 1".into(), 10.0)]);
    setting.come(1, "error", 4, 9.0);
    setting.come(2, "error", 1, 9.5);
    assert_eq!(setting.waiting("ops"), [("5 in shop".into(), 10.0), ("blog: title 6".into(), 19.5)]);
    setting.send("ops", 10.5);
    setting.come(1, "error", 100, 59.0);
    let [_, later] = &setting.waiting("ops")[..] else { panic!("{:?}", setting.waiting("ops")) };
    assert_eq!(*later, ("100 in shop".into(), 310.5));
    let digest = setting.alerts()[2].alert.digest().unwrap().clone();
    assert_eq!(digest.issue_ids, (7, 106));
    let named: Vec<_> = digest.samples.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(named, ["title 106", "title 105", "title 104", "title 103", "title 102"]);
    let of_alert = setting.store.issues_of_alert(3, 3).unwrap();
    assert_eq!(of_alert.iter().map(|issue| issue.id).collect::<Vec<_>>(), [106, 105, 104]);
    setting.send("ops", 311.0);
    // After the interval the next one waits for others only.
    setting.come(1, "error", 1, 700.0);
    assert_eq!(setting.waiting("ops"), [("shop: title 107".into(), 710.0)]);
    setting.check_nothing_lost();
}

#[test]
fn something_fatal_does_not_wait_for_the_interval_once_within_it() {
    let mut setting = Setting::new(&["ops"]);
    setting.come(1, "error", 1, 0.0);
    setting.send("ops", 10.0);
    setting.come(1, "error", 50, 20.0);
    assert_eq!(setting.waiting("ops"), [("50 in shop".into(), 310.0)]);
    setting.come(1, "fatal", 1, 30.0);
    assert_eq!(setting.waiting("ops"), [("51 in shop".into(), 40.0)]);
    let digest = &setting.alerts()[1].alert;
    assert!(digest.is_fatal);
    assert_eq!(digest.digest().unwrap().samples[0].title, "title 52");
    setting.send("ops", 40.0);
    setting.come(1, "fatal", 1, 50.0);
    assert_eq!(setting.waiting("ops"), [("shop: title 53".into(), 340.0)]);
    setting.check_nothing_lost();
}

#[test]
fn each_channel_has_its_own_and_without_one_they_are_kept() {
    let mut setting = Setting::new(&["dev", "ops"]);
    setting.come(1, "error", 10, 0.0);
    for channel in ["dev", "ops"] {
        assert_eq!(setting.waiting(channel), [("10 in shop".into(), 10.0)]);
    }
    setting.check_nothing_lost();
    let mut setting = Setting::new(&[]);
    for second in [0.0, 30.0, 400.0] {
        setting.come(1, "error", 10, second);
    }
    let titles: Vec<_> = setting.alerts().iter().map(|stored| title(&stored.alert)).collect();
    assert_eq!(titles, ["20 in shop", "10 in shop"]);
    assert!(setting.alerts().iter().all(|stored| stored.delivery == Delivery::NoChannel));
    assert_eq!(setting.grouped, Grouped { held: 30, ..Grouped::default() });
    assert_eq!(setting.decisions()[29], (Some(30), String::new(), Decision::Held(HeldReason::NoChannel)));
}

#[test]
fn a_channel_that_is_not_reached_has_a_short_queue_and_loses_nothing() {
    let mut setting = Setting::new(&["ops"]);
    for minute in 0..60 {
        setting.come(1, "error", 10, f64::from(minute) * 60.0);
        let waiting = |stored: &&StoredAlert| matches!(stored.delivery, Delivery::Waiting { .. });
        for stored in setting.alerts().iter().filter(waiting) {
            setting.store.seal_alert(stored.id).unwrap();
            let due = at(f64::from(minute) * 60.0 + 600.0);
            let delivery = Delivery::Waiting { due, last_error: Some("no answer".into()) };
            let failed = TryResult { id: stored.id, delivery, reopens: true };
            setting.store.settle_alerts(&[failed], None).unwrap();
        }
    }
    assert_eq!(setting.alerts().len(), 1);
    // What is fatal does not hurry an alert that waits for its next try.
    setting.come(1, "fatal", 1, 3_599.0);
    assert_eq!(setting.waiting("ops"), [("601 in shop".into(), 59.0 * 60.0 + 600.0)]);
    setting.check_nothing_lost();
}

#[test]
fn a_batch_that_is_dropped_counts_nothing() {
    let mut setting = Setting::new(&["ops"]);
    {
        let mut batch = setting.store.begin().unwrap();
        let mut rules = EventRules::new(&setting.config, &(), NOW);
        for n in 0..50 {
            let event = Event { event_id: format!("{n:032x}"), group: n.to_string(), ..event() };
            let recorded = batch.record(&event).unwrap();
            rules.on_event(batch.as_mut(), &recorded, &event, "shop").unwrap();
        }
        rules.finish(batch.as_mut()).unwrap();
    }
    setting.come(1, "error", 6, 0.0);
    assert_eq!(setting.waiting("ops"), [("6 in shop".into(), 10.0)]);
}

#[test]
fn many_projects_cannot_fill_the_outbox() {
    let mut setting = Setting::new(&["ops"]);
    let mut batch = setting.store.begin().unwrap();
    for _ in 0..WAITING {
        let alert = Alert { issue_id: None, project_id: 2, is_fatal: true, ..stored(1, Some("ops")).alert };
        batch.enqueue(&alert, NOW, &delivery(Some("ops"), NOW)).unwrap();
    }
    batch.commit().unwrap();
    setting.come(1, "error", 1, 0.0);
    assert_eq!(setting.grouped, Grouped { notified: 1, dropped: 1, ..Grouped::default() });
    let waiting = |stored: &&StoredAlert| matches!(stored.delivery, Delivery::Waiting { .. });
    assert_eq!(setting.alerts().iter().filter(waiting).count(), WAITING as usize);
}

#[test]
fn a_channel_hears_of_an_issue_once_though_two_rules_find_it() {
    let mut setting = Setting::new(&["dev", "ops"]);
    let rule = |name: &str, channels: &[&str]| Rule {
        name: name.into(),
        channels: channels.iter().map(|&name| name.to_owned()).collect(),
        ..default_rule()
    };
    setting.config.rules = vec![rule("first", &["ops"]), rule("second", &["dev", "ops"])];
    setting.come(1, "error", 1, 0.0);
    let held = Decision::Held(HeldReason::AlreadyAlerted);
    assert_eq!(
        setting.decisions(),
        [
            (Some(1), "ops".into(), Decision::Sent),
            (Some(1), "dev".into(), Decision::Sent),
            (Some(1), "ops".into(), held)
        ]
    );
    assert_eq!(setting.alerts().len(), 2);
}

#[test]
fn what_is_held_back_says_why_and_quiet_hours_tell_all_at_their_end() {
    let mut setting = Setting::new(&["ops"]);
    setting.held = Some(HeldReason::Silenced { id: 7 });
    setting.come(1, "error", 1, 0.0);
    assert_eq!(setting.alerts().len(), 0);
    // A night, which is longer than any wait for another try.
    let night = 9.0 * 3_600.0;
    let quiet = HeldReason::QuietHours { until: at(night) };
    setting.held = Some(quiet);
    setting.come(1, "error", 1, 60.0);
    setting.come(1, "error", 4, 900.0);
    assert_eq!(setting.waiting("ops"), [("5 in shop".into(), night)]);
    let due = |second| setting.store.due_alerts(Some("ops"), at(second), 9).unwrap().len();
    assert_eq!((due(901.0), due(night - 1.0), due(night)), (0, 0, 1));
    let made = setting.decisions();
    assert_eq!(made[0].2, Decision::Held(HeldReason::Silenced { id: 7 }));
    assert!(made[1..].iter().all(|(.., decision)| *decision == Decision::Held(quiet)));
    assert_eq!((setting.grouped.held, made.len()), (6, 6));
    assert_eq!(setting.store.decisions(Some(2), 9).unwrap().len(), 1);
}

#[test]
fn what_waits_as_quiet_hours_begin_waits_for_their_end_with_what_comes_then() {
    let mut setting = Setting::new(&["ops"]);
    setting.come(1, "error", 1, 0.0);
    setting.held = Some(HeldReason::QuietHours { until: at(30_000.0) });
    setting.come(1, "error", 1, 1.0);
    assert_eq!(setting.waiting("ops"), [("2 in shop".into(), 30_000.0)]);
    // What is urgent waits for nobody, and takes the others along.
    setting.held = None;
    setting.come(1, "fatal", 1, 2.0);
    let waiting = setting.waiting("ops");
    assert!(waiting.len() == 1 && waiting[0].1 < 60.0, "{waiting:?}");
}

#[test]
fn a_known_issue_is_silent_and_counts_below_the_rule_s_number_say_so() {
    let mut setting = Setting::new(&["ops"]);
    setting.config.rules[0].after.events = 3;
    setting.come(1, "error", 1, 0.0);
    setting.events(1, "error", (1, 1), 1.0);
    assert_eq!(setting.alerts().len(), 0);
    assert_eq!(setting.decisions(), [(Some(1), String::new(), Decision::Held(HeldReason::BelowCount))]);
}

#[test]
fn an_event_that_asks_for_an_alert_gets_it_from_a_rule_on_requests_alone() {
    let mut setting = Setting::new(&["ops"]);
    let asks = Rule {
        name: "asks".into(),
        triggers: vec![crate::model::alert_rule::Trigger::Requested],
        ..default_rule()
    };
    setting.config.rules = vec![asks];
    for (n, asks_for_alert) in [(1, false), (2, true)] {
        let mut batch = setting.store.begin().unwrap();
        let mut rules = EventRules::new(&setting.config, &(), NOW);
        let event = Event { event_id: format!("{n:032x}"), asks_for_alert, ..event() };
        let recorded = batch.record(&event).unwrap();
        rules.on_event(batch.as_mut(), &recorded, &event, "shop").unwrap();
        rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
        assert_eq!(setting.alerts().len(), n - 1);
    }
    assert_eq!(setting.store.decisions(None, 9).unwrap()[0].cause, CauseKind::Requested);
}

#[test]
fn two_rules_of_one_project_have_groups_of_their_own() {
    let mut setting = Setting::new(&["ops"]);
    let mut fatal = Rule { name: "fatal".into(), group_wait: Duration::ZERO, ..default_rule() };
    fatal.conditions.levels = crate::model::patterns::Patterns::parse(["fatal"]).unwrap();
    setting.config.rules.insert(0, fatal);
    setting.come(1, "error", 2, 0.0);
    setting.come(1, "fatal", 1, 1.0);
    assert_eq!(setting.waiting("ops"), [("2 in shop".into(), 10.0), ("shop: title 3".into(), 1.0)]);
    setting.check_sums_of_decisions();
}

impl Setting {
    #[track_caller]
    fn check_sums_of_decisions(&self) {
        let of = |wanted: fn(&Decision) -> bool| {
            self.decisions().iter().filter(|(.., decision)| wanted(decision)).count() as u64
        };
        assert_eq!(of(|it| *it == Decision::Sent), self.grouped.notified);
        assert_eq!(of(|it| *it == Decision::Folded), self.grouped.folded);
        assert_eq!(of(|it| matches!(it, Decision::Held(_))), self.grouped.held);
    }
}
