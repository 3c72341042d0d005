//! A week of an ordinary application, in invented time: which messages its group gets, and when.

use std::time::Duration;

use crate::alerts::event_rules::EventRules;
use crate::alerts::periodic;
use crate::alerts::samples::{config_at, event, robot_at, titled};
use crate::config::Config;
use crate::config::alert_rules::default_rule;
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::alert_rule::{Counted, Rule, Threshold, Trigger};
use crate::model::event::Event;
use crate::model::issue_state::{Actor, IssueChange, ResolveIn, StatusChange};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertLog, AlertOutbox, Ingest, IssueWork, ProjectAdmin, Sqlite};

/// Monday, 2026-11-23, 00:00 UTC, in seconds.
const MONDAY: f64 = 1_795_392_000.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;

struct Week {
    store: Sqlite,
    config: Config,
    events: u32,
    _directory: tempfile::TempDir,
}

/// What comes, when, and how often.
struct Traffic {
    at: f64,
    /// The issue.
    group: String,
    level: &'static str,
    events: u32,
}

impl Week {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("shop", "k1").unwrap();
        let window = Duration::from_secs(600);
        let trigger = Trigger::Frequency { of: Counted::Events, window, threshold: Threshold::Above(100) };
        let repeat_interval = Some(Duration::from_secs(4 * 3_600));
        let often = Rule { name: "often".into(), triggers: vec![trigger], repeat_interval, ..default_rule() };
        let channels = [("ops".to_owned(), robot_at("http://127.0.0.1:9/"))].into();
        let config = Config { channels, rules: vec![default_rule(), often], ..config_at("https://b.test") };
        Self { store, config, events: 0, _directory: directory }
    }

    fn come(&mut self, traffic: &[Traffic]) {
        let Some(first) = traffic.first() else { return };
        let now = Timestamp(MONDAY + first.at);
        let mut batch = self.store.begin().unwrap();
        let mut rules = EventRules::new(&self.config, &(), now);
        for one in traffic {
            self.events += 1;
            let event = Event {
                event_id: format!("{:032x}", self.events),
                group: one.group.clone(),
                description: titled(&one.group),
                level: one.level.into(),
                timestamp: now,
                received: now,
                times_seen: u64::from(one.events),
                ..event()
            };
            let recorded = batch.record(&event).unwrap();
            rules.on_event(batch.as_mut(), &recorded, &event, "shop").unwrap();
        }
        rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
    }

    /// The rules with thresholds and the outbox look.
    fn look(&self, at: f64) {
        let now = Timestamp(MONDAY + at);
        periodic::run(&self.config, &self.store, now, Timestamp(MONDAY)).unwrap();
        for stored in self.store.due_alerts(Some("ops"), now, 100).unwrap() {
            self.store.seal_alert(stored.id).unwrap();
            self.store.settle_alert(stored.id, &Delivery::Delivered { at: now }).unwrap();
        }
    }

    /// What was delivered: when, and what.
    fn messages(&self) -> Vec<String> {
        let mut alerts = self.store.alerts(1_000).unwrap();
        alerts.reverse();
        let mut sent: Vec<(f64, String)> = Vec::new();
        for stored in alerts {
            let Delivery::Delivered { at } = stored.delivery else { panic!("{stored:?}") };
            sent.push((at.0 - MONDAY, words(&stored.alert)));
        }
        sent.sort_by(|a, b| a.0.total_cmp(&b.0));
        let day = |at: f64| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][(at / DAY) as usize];
        let time =
            |at: f64| format!("{:02.0}:{:02.0}", (at % DAY / HOUR).floor(), (at % HOUR / 60.0).floor());
        sent.into_iter().map(|(at, words)| format!("{} {} {words}", day(at), time(at))).collect()
    }
}

fn words(alert: &Alert) -> String {
    match &alert.notice {
        Notice::Fired(firing) => {
            let issue = firing.issue.as_ref().unwrap();
            format!("{}: {} ({})", firing.cause.kind().code(), issue.description.title, issue.level)
        }
        Notice::Digest(digest) => format!("{} issues, {} fatal", digest.issues, digest.fatal),
        Notice::Recovered(recovery) => {
            format!("recovered: {}", recovery.issue.as_ref().unwrap().description.title)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_messages_of_a_week_are_those_that_a_person_would_want() {
    let mut week = Week::new();
    let one = |at: f64, group: &str, level, events| Traffic { at, group: group.into(), level, events };
    for step in 0..7 * 24 * 6 {
        let at = f64::from(step) * 600.0;
        let (day, time) = ((at / DAY) as u32, at % DAY);
        let mut traffic = Vec::new();
        // An old acquaintance: five times an hour, all week.
        if step % 6 != 3 {
            traffic.push(one(at, "chronic", "error", 1));
        }
        // A mistake a day, which ten people meet.
        if (10.0 * HOUR..10.0 * HOUR + 6_000.0).contains(&time) {
            traffic.push(one(at, &format!("mistake of day {day}"), "error", 1));
        }
        // Wednesday, 15:00: a release that breaks a thousand places within a minute, a few of them wholly.
        if day == 2 && time == 15.0 * HOUR {
            traffic.extend(
                (0..1_000).map(|n| {
                    one(at, &format!("broken {n}"), if n % 100 == 0 { "fatal" } else { "error" }, 1)
                }),
            );
        }
        // Thursday: Monday's mistake is repaired. Friday, 09:00: it is back.
        if day == 3 && time == 9.0 * HOUR {
            let change =
                IssueChange { status: Some(StatusChange::Resolve(ResolveIn::Now)), ..IssueChange::default() };
            week.store.change_issues(&[2], &change, &Actor::Pages, Timestamp(MONDAY + at)).unwrap();
        }
        if day == 4 && time == 9.0 * HOUR {
            traffic.push(one(at, "mistake of day 0", "error", 3));
        }
        // Friday, 18:00 to 23:50: the acquaintance runs wild.
        if day == 4 && time >= 18.0 * HOUR {
            traffic.push(one(at, "chronic", "error", 200));
        }
        // Sunday, 03:00: a crash.
        if day == 6 && time == 3.0 * HOUR {
            traffic.push(one(at, "crash", "fatal", 1));
        }
        week.come(&traffic);
        for minute in [0.2, 1.0, 6.0] {
            week.look(at + minute * 60.0);
        }
    }
    assert_eq!(
        week.messages(),
        [
            "Mon 00:00 new_issue: chronic (error)",
            "Mon 10:00 new_issue: mistake of day 0 (error)",
            "Tue 10:00 new_issue: mistake of day 1 (error)",
            "Wed 10:00 new_issue: mistake of day 2 (error)",
            "Wed 15:00 1000 issues, 10 fatal",
            "Thu 10:00 new_issue: mistake of day 3 (error)",
            "Fri 09:00 regression: mistake of day 0 (error)",
            "Fri 10:00 new_issue: mistake of day 4 (error)",
            "Fri 18:01 threshold: chronic (error)",
            "Fri 22:01 threshold: chronic (error)",
            "Sat 00:00 recovered: chronic",
            "Sat 10:00 new_issue: mistake of day 5 (error)",
            "Sun 03:00 new_issue: crash (fatal)",
            "Sun 10:00 new_issue: mistake of day 6 (error)",
        ]
    );
}
