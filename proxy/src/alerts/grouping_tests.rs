//! Grouping over a store, at invented times.

use super::*;
use crate::alerts::samples::{NOW, config_at, event, robot_at, stored, titled};
use crate::config::Alerts;
use crate::store::{AlertLog, AlertOutbox, Ingest, ProjectAdmin, Recorded, Sqlite, StoredAlert};

/// A store with two projects, and issues that come to them.
struct Setting {
    store: Sqlite,
    config: Config,
    grouped: Grouped,
    count: u32,
    _directory: tempfile::TempDir,
}

impl Setting {
    fn new(channels: &[&str], new_issues_per_minute: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("shop", "k1").unwrap();
        store.ensure_project("blog", "k2").unwrap();
        let channels =
            channels.iter().map(|name| ((*name).to_owned(), robot_at("http://127.0.0.1:9/"))).collect();
        let alerts = Alerts { new_issues_per_minute, ..Alerts::default() };
        let config = Config { channels, alerts, ..config_at("https://b.test") };
        Self { store, config, grouped: Grouped::default(), count: 0, _directory: directory }
    }

    /// So many new issues of a project, in one batch, so many seconds after the minute began.
    fn come(&mut self, project_id: i64, level: &str, issues: u32, second: f64) {
        let now = Timestamp(minute(NOW).0 + second);
        let mut batch = self.store.begin().unwrap();
        let mut grouping = Grouping::new(&self.config, now);
        for _ in 0..issues {
            self.count += 1;
            let event = Event {
                project_id,
                event_id: format!("{:032x}", self.count),
                group: self.count.to_string(),
                description: titled(&format!("title {}", self.count)),
                level: level.into(),
                ..event()
            };
            let Recorded::New(issue) = batch.record(&event).unwrap() else { panic!("not new") };
            grouping.notify(batch.as_mut(), &issue, &event).unwrap();
        }
        let grouped = grouping.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
        self.grouped.notified += grouped.notified;
        self.grouped.folded += grouped.folded;
        self.grouped.dropped += grouped.dropped;
    }

    /// The titles of what is in the outbox, oldest first.
    fn titles(&self, channel: Option<&str>) -> Vec<String> {
        let mut alerts = self.alerts();
        alerts.retain(|stored| stored.alert.channel.as_deref() == channel);
        alerts.iter().map(|stored| title(&stored.alert)).collect()
    }

    fn alerts(&self) -> Vec<StoredAlert> {
        let mut alerts = self.store.alerts(10_000).unwrap();
        alerts.reverse();
        alerts
    }

    /// All that was to be told was told or folded, and the digests say how many.
    #[track_caller]
    fn check_sums(&self) {
        let robots = u64::from(self.count) * self.config.channels.len().max(1) as u64;
        assert_eq!(self.grouped.notified + self.grouped.folded, robots);
        let folded: u64 =
            self.alerts().iter().filter_map(|it| Some(u64::from(it.alert.digest()?.issues))).sum();
        assert_eq!(folded, self.grouped.folded);
    }
}

fn title(alert: &Alert) -> String {
    match &alert.notice {
        Notice::NewIssue(issue) => format!("{}: {}", alert.project, issue.description.title),
        Notice::Digest(digest) => format!("{} more in {}", digest.issues, alert.project),
        other => panic!("{other:?}"),
    }
}

#[test]
fn five_of_a_minute_by_themselves_and_the_rest_as_one() {
    let mut setting = Setting::new(&["ops"], 5);
    setting.come(1, "error", 3, 0.0);
    setting.come(1, "error", 4, 10.0);
    setting.come(1, "error", 100, 59.0);
    setting.come(2, "error", 1, 59.5);
    let mut expect: Vec<_> = (1..=5).map(|n| format!("shop: title {n}")).collect();
    expect.extend(["102 more in shop".into(), "blog: title 108".into()]);
    assert_eq!(setting.titles(Some("ops")), expect);
    let digest = &setting.alerts()[5];
    assert_eq!(digest.delivery, Delivery::Waiting { due: Timestamp(minute(NOW).0 + 60.0), last_error: None });
    let folded = digest.alert.digest().unwrap();
    assert_eq!((folded.issue_ids, digest.alert.is_fatal), ((6, 107), false));
    let named: Vec<_> = folded.samples.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(named, ["title 107", "title 106", "title 105", "title 104", "title 103"]);
    setting.check_sums();
    // The next minute is another one.
    setting.store.seal_digest(6).unwrap();
    setting.come(1, "fatal", 7, 60.0);
    let titles = setting.titles(Some("ops"));
    assert_eq!(
        titles[7..],
        [108, 109, 110, 111, 112]
            .map(|n| format!("shop: title {}", n + 1))
            .into_iter()
            .chain(["2 more in shop".to_owned()])
            .collect::<Vec<_>>()
    );
    setting.check_sums();
}

#[test]
fn a_fatal_issue_makes_its_digest_urgent() {
    let mut setting = Setting::new(&["ops"], 1);
    setting.come(1, "error", 50, 0.0);
    setting.come(1, "fatal", 1, 1.0);
    setting.come(1, "error", 50, 2.0);
    let digest = &setting.alerts()[1];
    assert!(digest.alert.is_fatal);
    let digest = digest.alert.digest().unwrap();
    assert_eq!((digest.issues, digest.fatal, digest.samples[0].title.as_str()), (100, 1, "title 51"));
}

#[test]
fn each_robot_has_its_own_and_without_one_they_are_kept() {
    let mut setting = Setting::new(&["dev", "ops"], 2);
    setting.come(1, "error", 10, 0.0);
    for channel in ["dev", "ops"] {
        assert_eq!(setting.titles(Some(channel)), ["shop: title 1", "shop: title 2", "8 more in shop"]);
    }
    setting.check_sums();
    let mut setting = Setting::new(&[], 2);
    for second in [0.0, 30.0, 60.0] {
        setting.come(1, "error", 10, second);
    }
    assert_eq!(
        setting.titles(None),
        [
            "shop: title 1",
            "shop: title 2",
            "18 more in shop",
            "shop: title 21",
            "shop: title 22",
            "8 more in shop"
        ]
    );
    assert!(setting.alerts().iter().all(|stored| stored.delivery == Delivery::NoChannel));
    setting.check_sums();
}

#[test]
fn a_robot_that_is_not_reached_has_a_bounded_queue_and_loses_nothing() {
    let mut setting = Setting::new(&["ops"], 5);
    for minute in 0..60 {
        setting.come(1, "error", 10, f64::from(minute) * 60.0);
    }
    assert_eq!(setting.alerts().len(), BEHIND as usize);
    setting.check_sums();
    assert_eq!(setting.grouped.dropped, 0);
    // Without a bound by the minute too.
    let mut setting = Setting::new(&["ops"], 0);
    setting.come(1, "error", 1_000, 0.0);
    assert_eq!(setting.alerts().len(), BEHIND as usize + 1);
    setting.check_sums();
}

#[test]
fn a_batch_that_is_dropped_counts_nothing() {
    let mut setting = Setting::new(&["ops"], 5);
    {
        let mut batch = setting.store.begin().unwrap();
        let mut grouping = Grouping::new(&setting.config, NOW);
        for n in 0..50 {
            let event = Event { event_id: format!("{n:032x}"), group: n.to_string(), ..event() };
            let Recorded::New(issue) = batch.record(&event).unwrap() else { panic!("not new") };
            grouping.notify(batch.as_mut(), &issue, &event).unwrap();
        }
        grouping.finish(batch.as_mut()).unwrap();
    }
    setting.come(1, "error", 6, 0.0);
    assert_eq!(setting.titles(Some("ops")).len(), 6);
    assert_eq!(setting.titles(Some("ops"))[5], "1 more in shop");
}

#[test]
fn many_projects_cannot_fill_the_outbox() {
    let mut setting = Setting::new(&["ops"], 5);
    let mut batch = setting.store.begin().unwrap();
    for _ in 0..WAITING {
        let alert = Alert { issue_id: None, project_id: 2, is_fatal: true, ..stored(1, Some("ops")).alert };
        batch.enqueue(&alert, NOW, &delivery(Some("ops"), NOW)).unwrap();
    }
    batch.commit().unwrap();
    setting.come(1, "error", 2, 0.0);
    assert_eq!(setting.grouped, Grouped { notified: 2, folded: 0, dropped: 2 });
    setting.come(2, "error", 1, 0.0);
    // Its project has enough that waits: it is folded, and of the fatal ones the oldest goes.
    assert_eq!(setting.grouped, Grouped { notified: 2, folded: 1, dropped: 3 });
    let waiting = |stored: &&StoredAlert| matches!(stored.delivery, Delivery::Waiting { .. });
    assert_eq!(setting.alerts().iter().filter(waiting).count(), WAITING as usize);
}
