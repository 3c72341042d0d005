//! Rules with a threshold over a store, in invented time.

use super::*;
use crate::alerts::event_rules::EventRules;
use crate::alerts::samples::{NOW, config_at, event, robot_at, titled};
use crate::config::alert_rules::default_rule;
use crate::model::alert::Notice;
use crate::model::alert_rule::{After, Counted, Threshold, Trigger};
use crate::model::event::Event;
use crate::model::firing::{Cause, CauseKind, Measured, Quantity};
use crate::model::issue_state::{Actor, IssueChange, ResolveIn, StatusChange};
use crate::model::silence::{Matcher, NewSilence};
use crate::store::{AlertLog, AlertOutbox, ChangeSilences, Ingest, IssueWork, ProjectAdmin, Sqlite};

struct Setting {
    store: Sqlite,
    config: Config,
    events: u32,
    _directory: tempfile::TempDir,
}

/// The beginning of an hour.
fn at(second: f64) -> Timestamp {
    Timestamp((NOW.0 / 3_600.0).floor() * 3_600.0 + second)
}

impl Setting {
    fn new(rule: Rule) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("shop", "k1").unwrap();
        let channels = [("ops".to_owned(), robot_at("http://127.0.0.1:9/"))].into();
        let config = Config { channels, rules: vec![rule], ..config_at("https://b.test") };
        Self { store, config, events: 0, _directory: directory }
    }

    /// So many events of an issue, each of a user of its own.
    fn come(&mut self, group: &str, events: u32, second: f64) {
        let mut batch = self.store.begin().unwrap();
        let mut rules = EventRules::new(&self.config, &(), at(second));
        for _ in 0..events {
            self.events += 1;
            let event = Event {
                event_id: format!("{:032x}", self.events),
                group: group.into(),
                description: titled(group),
                user: Some(format!("u{}", self.events)),
                timestamp: at(second),
                received: at(second),
                ..event()
            };
            let recorded = batch.record(&event).unwrap();
            rules.on_event(batch.as_mut(), &recorded, &event, "shop").unwrap();
        }
        rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
    }

    /// Sends everything, so that nothing is folded into it any more.
    fn send(&self, second: f64) {
        for stored in self.store.due_alerts(Some("ops"), at(second + 600.0), 100).unwrap() {
            self.store.seal_alert(stored.id).unwrap();
            let delivered = crate::model::alert::Delivery::Delivered { at: at(second) };
            self.store.settle_alert(stored.id, &delivered).unwrap();
        }
    }

    fn run(&self, second: f64) -> Vec<String> {
        self.send(second);
        let before = self.store.alerts(10_000).unwrap().len();
        run(&self.config, &self.store, at(second), at(0.0)).unwrap();
        let mut alerts = self.store.alerts(10_000).unwrap();
        alerts.truncate(alerts.len() - before);
        alerts.reverse();
        let title = |notice: &Notice| match notice {
            Notice::Fired(firing) => format!("{:?}", firing.cause.kind()),
            Notice::Recovered(recovery) => format!("over since {}", recovery.since.0 - at(0.0).0),
            other => panic!("{other:?}"),
        };
        alerts.iter().map(|stored| title(&stored.alert.notice)).collect()
    }
}

fn frequency(of: Counted, above: u64) -> Rule {
    let window = Duration::from_secs(300);
    let trigger = Trigger::Frequency { of, window, threshold: Threshold::Above(above) };
    Rule { triggers: vec![trigger], repeat_interval: Some(Duration::from_secs(3_600)), ..default_rule() }
}

#[test]
fn a_frequency_fires_once_is_repeated_and_is_over() {
    for of in [Counted::Events, Counted::Users] {
        let mut setting = Setting::new(frequency(of, 9));
        setting.come("x", 9, 0.0);
        assert_eq!(setting.run(60.0), [""; 0]);
        setting.come("x", 1, 120.0);
        assert_eq!(setting.run(180.0), ["Threshold"]);
        let Notice::Fired(firing) = &setting.store.alerts(1).unwrap()[0].alert.notice else { panic!() };
        let quantity = if of == Counted::Events { Quantity::IssueEvents } else { Quantity::IssueUsers };
        let measured =
            Measured { quantity, value: 10.0, limit: 9.0, window: 300.0, before: None, samples: None };
        assert_eq!(firing.cause, Cause::Threshold(measured));
        assert_eq!(firing.issue.as_ref().unwrap().description.title, "x");
        // It goes on: nothing more is said until the interval is over.
        for minute in 4..63 {
            setting.come("x", 10, f64::from(minute) * 60.0);
            assert_eq!(setting.run(f64::from(minute) * 60.0), [""; 0], "{minute}");
        }
        setting.come("x", 10, 3_780.0);
        assert_eq!(setting.run(3_780.0), ["Threshold"]);
        // Its window is empty.
        assert_eq!(setting.run(4_200.0), ["over since 180"]);
        assert_eq!(setting.run(4_260.0), [""; 0]);
        assert_eq!(setting.store.alert_states(9).unwrap(), []);
    }
}

#[test]
fn an_issue_with_too_few_events_is_told_when_it_has_enough() {
    let mut rule = default_rule();
    rule.after = After { events: 3, users: 0 };
    let mut setting = Setting::new(rule);
    setting.come("x", 2, 0.0);
    assert_eq!(setting.run(60.0), [""; 0]);
    setting.come("x", 1, 90.0);
    assert_eq!(setting.run(120.0), ["NewIssue"]);
    setting.come("x", 5, 130.0);
    assert_eq!(setting.run(180.0), [""; 0]);
    assert_eq!(setting.store.alert_states(9).unwrap(), []);
}

#[test]
fn a_rule_that_repeats_does_so_while_events_come() {
    let mut rule = default_rule();
    rule.repeat_interval = Some(Duration::from_secs(3_600));
    let mut setting = Setting::new(rule);
    setting.come("x", 1, 0.0);
    assert_eq!(setting.run(3_600.0), [""; 0], "no further event came");
    setting.come("x", 1, 3_650.0);
    assert_eq!(setting.run(3_660.0), ["NewIssue"]);
    assert_eq!(setting.run(7_200.0), [""; 0]);
}

#[test]
fn a_spike_beside_the_usual_hour() {
    let spike = Trigger::Spike { factor: 5.0, at_least: 20 };
    let mut setting = Setting::new(Rule { triggers: vec![spike], ..default_rule() });
    setting.come("x", 200, -30.0 * 3_600.0);
    assert_eq!(setting.run(-29.9 * 3_600.0), [""; 0], "too little is known");
    for hour in 2..30 {
        setting.come("x", 10, -f64::from(hour) * 3_600.0);
    }
    setting.come("x", 50, 1_800.0);
    assert_eq!(setting.run(1_800.0), [""; 0]);
    setting.come("x", 1, 1_860.0);
    assert_eq!(setting.run(1_860.0), ["Threshold"]);
    assert_eq!(setting.run(2.5 * 3_600.0), ["over since 1860"]);
}

#[test]
fn nothing_heard_and_heard_again() {
    let silence = Trigger::NothingHeard { window: Duration::from_secs(3_600) };
    let mut setting = Setting::new(Rule { triggers: vec![silence], ..default_rule() });
    assert_eq!(setting.run(9_000.0), [""; 0], "a project that never sent anything is not missed");
    setting.come("x", 1, 10_000.0);
    assert_eq!(setting.run(13_600.0), [""; 0]);
    assert_eq!(setting.run(13_601.0), ["NothingHeard"]);
    assert_eq!(setting.run(13_661.0), [""; 0]);
    setting.come("x", 1, 20_000.0);
    assert_eq!(setting.run(20_001.0), ["over since 13601"]);
    // The server was away: that is no silence of the project.
    let started = at(90_000.0);
    run(&setting.config, &setting.store, at(90_060.0), started).unwrap();
    assert_eq!(setting.store.alerts(10).unwrap().len(), 2);
    run(&setting.config, &setting.store, at(93_601.0), started).unwrap();
    assert_eq!(setting.store.alerts(10).unwrap().len(), 3);
}

#[test]
fn what_a_silence_held_is_told_when_it_ends_if_it_goes_on() {
    let mut setting = Setting::new(frequency(Counted::Events, 1));
    let silence = NewSilence {
        matchers: vec![Matcher::equal("project", "shop").unwrap()],
        starts: at(0.0),
        ends: at(170.0),
        until_next_release: false,
        created_by: "ann".into(),
        comment: String::new(),
        replaces: None,
    };
    setting.store.add_silence(&silence, &Actor::Pages, at(0.0)).unwrap();
    for minute in 0..3 {
        setting.come("x", 2, f64::from(minute) * 60.0);
        run(&setting.config, &setting.store, at(f64::from(minute) * 60.0), at(0.0)).unwrap();
    }
    assert_eq!(setting.store.alerts(9).unwrap().len(), 0);
    assert_eq!(setting.store.decisions(None, 9).unwrap().len(), 1, "said once");
    assert_eq!(setting.run(180.0), ["Threshold"]);
    assert_eq!(setting.run(240.0), [""; 0]);
}

#[test]
fn what_a_rule_found_goes_with_the_rule() {
    let mut setting = Setting::new(frequency(Counted::Events, 1));
    setting.come("x", 2, 0.0);
    assert_eq!(setting.run(60.0).len(), 1);
    setting.config.rules = vec![default_rule()];
    assert_eq!(setting.run(120.0), [""; 0]);
    assert_eq!(setting.store.alert_states(9).unwrap(), []);
}

#[test]
fn a_regression_that_is_stored_while_the_rules_are_asked_stays_as_it_is() {
    let mut rule = default_rule();
    rule.repeat_interval = Some(Duration::from_secs(3_600));
    let mut setting = Setting::new(rule);
    setting.come("x", 1, 0.0);
    setting.send(0.0);
    setting.come("x", 1, 3_650.0);
    // It is due to be told again; before that is written, the issue comes back and waits for a second event.
    let config = setting.config.clone();
    let findings = find(&config, &setting.store, at(3_660.0), at(0.0)).unwrap();
    assert_eq!(findings.tell.len(), 1);
    let issue = setting.store.alerts(1).unwrap()[0].alert.issue_id.unwrap();
    let resolve =
        IssueChange { status: Some(StatusChange::Resolve(ResolveIn::Now)), ..IssueChange::default() };
    setting.store.change_issues(&[issue], &resolve, &Actor::Pages, at(3_661.0)).unwrap();
    setting.config.rules[0].after = After { events: 99, users: 0 };
    setting.come("x", 1, 3_662.0);
    let stored = setting.store.alert_states(9).unwrap();
    assert_eq!((stored[0].cause.kind(), stored[0].told), (CauseKind::Regression, None));
    findings.write(&config, &setting.store, at(3_663.0)).unwrap();
    assert_eq!(setting.store.alert_states(9).unwrap(), stored);
    assert_eq!(setting.store.alerts(9).unwrap().len(), 1, "nothing was told of what is over");
    // Once there are enough events, it is told.
    setting.come("x", 96, 3_670.0);
    assert_eq!(setting.run(3_720.0), ["Regression"]);
}

#[test]
fn a_threshold_suspects_the_release_that_began_last_shortly_before() {
    let suspect = |began: &[(&str, f64)]| {
        let mut setting = Setting::new(frequency(Counted::Events, 9));
        // The release of all later events begins long before.
        setting.come("old", 1, 0.0);
        for (release, second) in began {
            let mut batch = setting.store.begin().unwrap();
            let (event_id, group) = (format!("{release:0>32}"), "other".to_owned());
            let (timestamp, received) = (at(*second), at(*second));
            let release = Some((*release).to_owned());
            batch.record(&Event { event_id, group, release, timestamp, received, ..event() }).unwrap();
            batch.commit().unwrap();
        }
        setting.come("x", 10, 7_200.0);
        assert_eq!(setting.run(7_260.0), ["Threshold"]);
        let Notice::Fired(firing) = &setting.store.alerts(1).unwrap()[0].alert.notice else { panic!() };
        firing.suspect_release.clone()
    };
    assert_eq!(suspect(&[]), None);
    assert_eq!(suspect(&[("1.0", 600.0), ("1.1", 7_000.0), ("1.2", 6_000.0)]).as_deref(), Some("1.1"));
    assert_eq!(suspect(&[("1.0", 600.0), ("1.1", 3_600.0)]), None, "they began more than an hour before");
}
